import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { CtxcheckError } from "../errors.ts";
import { type InspectOptions, inspectBuild } from "../inspect.ts";
import { formats } from "../report/formats.ts";
import { fails } from "../report/verdict.ts";
import type { View } from "../report/view.ts";
import type { Report } from "../report-model.ts";
import type { Args } from "./args.ts";
import { exitCodes } from "./exit-codes.ts";
import { inspectOptions } from "./gate.ts";
import type { Io } from "./io.ts";
import { viewOf, type Wanted, wantedFormats } from "./options.ts";
import { tellProblems } from "./problems.ts";
import { progressLine } from "./progress.ts";

/** The report goes out even where the builder would fail over what it cannot read; stderr and the exit code say so. */
export async function inspectCommand({ values }: Args, io: Io): Promise<number> {
  const wanted = wantedFormats(values);
  const report = await inspectWithProgress(io, (onFiles) => inspectOptions(values, io, onFiles));
  const view = viewOf(values, io);
  for (const one of wanted) await deliver(one, report, view, io);
  const refusals = report.problems.filter(({ refusal }) => refusal);
  if (tellProblems(refusals, io)) return exitCodes.refused;
  return fails(report, view) ? exitCodes.finding : exitCodes.clean;
}

export async function inspectWithProgress(
  io: Io,
  optionsFor: (onFiles: (files: number) => void) => Promise<InspectOptions>,
): Promise<Report> {
  const progress = progressLine(io.stderr);
  try {
    const options = await optionsFor((files) => progress.show(files, "files searched"));
    return await inspectBuild({ ...options, onProgress: progress.show });
  } finally {
    progress.clear();
  }
}

export async function deliver({ format, file }: Wanted, report: Report, view: View, io: Io): Promise<void> {
  const render = await formats[format]?.();
  if (render === undefined) throw new RangeError(format);
  if (file === null) io.stdout.write(render(report, view));
  else writeReport(resolve(io.cwd, file), file, render(report, { ...view, color: false, width: null }));
}

function writeReport(path: string, shown: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CtxcheckError(
      "usage",
      `--format: cannot write "${shown}" (${reason})`,
      "name a file in a directory that you may write to",
    );
  }
}
