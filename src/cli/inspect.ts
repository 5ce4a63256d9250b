import type { Bytes } from "../bytes.ts";
import { wrongOption } from "../errors.ts";
import { inspectBuild } from "../inspect.ts";
import type { InspectOptions } from "../inspect-options.ts";
import type { OnProgress } from "../model.ts";
import { planBuild } from "../plan/plan.ts";
import { formats, treeFormats } from "../report/formats.ts";
import { fails, type View } from "../report/view.ts";
import type { Report } from "../report-model.ts";
import { type Stopwatch, stopwatch } from "../timing.ts";
import type { Whole } from "../usage/whole.ts";
import type { Settled } from "./command.ts";
import { deliverText, openWritten } from "./deliver.ts";
import { treesOf } from "./destination.ts";
import { inspectOptions } from "./gate.ts";
import { exitCodes, type Io } from "./io.ts";
import { mayBeRepository, namesBuilds } from "./names-builds.ts";
import { isOn, viewOf, type Wanted, wantedFormats } from "./options.ts";
import { reportProblems } from "./problems.ts";
import { progressLine } from "./progress.ts";

/** Writes the report even if the builder would fail on what it cannot read; stderr and the exit code report that. */
export async function inspectCommand(args: Settled, io: Io): Promise<number> {
  const { values } = args;
  if (isOn(values, "watch")) return (await import("./watch.ts")).watchCommand(args, io);
  if (namesBuilds(values)) return (await import("./inspect-all.ts")).inspectAllCommand(args, io);
  if (mayBeRepository(values, io)) {
    const found = await (await import("./inspect-all.ts")).inspectFoundBuilds(args, io);
    if (found !== null) return found;
  }
  const wanted = wantedFormats(values);
  const view = viewOf(values, io);
  const watch = view.verbose ? stopwatch() : undefined;
  const { report, options } = await inspectWithProgress(
    io,
    (onProgress) => inspectOptions(values, io, onProgress),
    watch,
  );
  watch?.enter("report");
  const whole = wanted.some(({ format }) => treeFormats.has(format)) ? await wholeOf(options) : null;
  for (const one of wanted) await deliver(one, report, view, io, treesOf(values, io), whole);
  if (isOn(values, "open")) await openWritten(wanted, io);
  watch?.leave();
  if (watch !== undefined) io.stderr.write(timeLine(watch));
  const refusals = report.problems.filter(({ refusal }) => refusal);
  if (reportProblems(refusals, io)) return exitCodes.refused;
  return fails(report, view) ? exitCodes.finding : exitCodes.clean;
}

/** For stderr: a report contains no times. */
function timeLine({ spent, calls }: Stopwatch): string {
  const parts = Object.entries(spent).map(([part, ms]) => `${part} ${ms.toFixed(0)}`);
  const ahead = calls.ahead === 0 ? "" : `, ${calls.ahead} of them by other threads`;
  const asked = `${calls.directories} directories listed${ahead}, ${calls.stats} stats`;
  return `ctxcheck: ${performance.now().toFixed(0)} ms, of these ${parts.join(", ")} (${asked})\n`;
}

export async function inspectWithProgress(
  io: Io,
  optionsFor: (onProgress: OnProgress) => Promise<InspectOptions>,
  watch?: Stopwatch,
): Promise<{ readonly report: Report; readonly options: InspectOptions }> {
  const progress = progressLine(io);
  try {
    const options = await optionsFor(progress.show);
    const timed = watch === undefined ? {} : { watch };
    const report = await inspectBuild({ ...options, ...timed, onProgress: progress.show });
    return { report, options };
  } finally {
    progress.clear();
  }
}

/** Reads the whole tree, with what is excluded. Uses the same options, because stdin has been consumed. */
async function wholeOf(options: InspectOptions): Promise<Whole> {
  const { readWhole } = await import("../usage/whole.ts");
  return readWhole(planBuild(options));
}

/** Writes to stdout or to a file; `trees` are those whose links are not followed. */
export async function deliver(
  wanted: Wanted,
  report: Report,
  view: View,
  io: Io,
  trees: readonly Bytes[],
  whole: Whole | null = null,
): Promise<void> {
  if (treeFormats.has(wanted.format) && whole === null) throw noTree(wanted.format);
  const render = await formats[wanted.format]?.();
  if (render === undefined) throw new RangeError(wanted.format);
  await deliverText(wanted, (shown) => render(report, shown, whole), view, io, trees);
}

const noTree = (format: string) =>
  wrongOption("format", `"${format}" shows a whole context`, `ctxcheck --format ${format}=<file>`);
