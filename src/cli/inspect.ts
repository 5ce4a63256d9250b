import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { CtxcheckError } from "../errors.ts";
import { inspectBuild } from "../inspect.ts";
import { formats } from "../report/formats.ts";
import { fails } from "../report/verdict.ts";
import type { View } from "../report/view.ts";
import type { Report } from "../report-model.ts";
import type { Args } from "./args.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import {
  budgetLimits,
  isOn,
  limits,
  planOptions,
  secretOptions,
  viewOf,
  type Wanted,
  wantedFormats,
} from "./options.ts";
import { tellProblems } from "./problems.ts";
import { progressLine } from "./progress.ts";

/** The report goes out even where the builder would fail over what it cannot read; stderr and the exit code say so. */
export async function inspectCommand({ values }: Args, io: Io): Promise<number> {
  const wanted = wantedFormats(values);
  const report = await inspectWithProgress(values, io);
  const view = viewOf(values, io);
  for (const one of wanted) await deliver(one, report, view, io);
  const refusals = report.problems.filter(({ refusal }) => refusal);
  if (tellProblems(refusals, io)) return exitCodes.refused;
  return fails(report, view) ? exitCodes.finding : exitCodes.clean;
}

async function inspectWithProgress(values: Args["values"], io: Io): Promise<Report> {
  const progress = progressLine(io.stderr);
  try {
    return await inspectBuild({
      ...(await planOptions(values, io)),
      measureExcluded: isOn(values, "excluded"),
      files: isOn(values, "files"),
      history: isOn(values, "cache"),
      secrets: await secretOptions(values, (files) => progress.show(files, "files searched")),
      limits: limits(values),
      budget: budgetLimits(values),
      onProgress: progress.show,
    });
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
