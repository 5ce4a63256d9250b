import { lintBuild } from "../lint-build.ts";
import { fails } from "../report/view.ts";
import type { Settled } from "./command.ts";
import { treesOf } from "./destination.ts";
import { deliver } from "./inspect.ts";
import { exitCodes, type Io } from "./io.ts";
import { namesBuilds } from "./names-builds.ts";
import { planOptions, viewOf, wantedFormats } from "./options.ts";
import { reportVerdicts } from "./problems.ts";
import { progressLine } from "./progress.ts";

/** Lists every finding separately, and nothing but findings. */
export async function lintCommand(settled: Settled, io: Io): Promise<number> {
  const { values } = settled;
  if (namesBuilds(values)) return (await import("./lint-all.ts")).lintAll(settled, io);
  const wanted = wantedFormats(values);
  const progress = progressLine(io);
  const options = { ...(await planOptions(values, io)), onProgress: progress.show };
  const report = await lintBuild(options).finally(progress.clear);
  const view = { ...viewOf(values, io), quiet: true, verbose: true, byPlace: true };
  for (const one of wanted) await deliver(one, report, view, io, treesOf(values, io));
  reportVerdicts(options, io);
  return fails(report, view) ? exitCodes.finding : exitCodes.clean;
}
