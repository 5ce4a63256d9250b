import { toText } from "../bytes.ts";
import type { SetName } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { planBuild } from "../plan/plan.ts";
import { renderTree, renderTreeJson } from "../report/tree.ts";
import { readContents } from "../usage/contents.ts";
import { type By, rowsOf, type SortKey } from "../usage/rows.ts";
import { readUsage, type Usage } from "../usage/usage.ts";
import type { Settled } from "./command.ts";
import { exitCodes, type Io } from "./io.ts";
import { isOn, planOptions, text, type Values, viewOf, wholeNumber } from "./options.ts";
import { reportProblems, reportVerdict } from "./problems.ts";
import { progressLine } from "./progress.ts";

/** Prints the picture even if something could not be read; stderr and the exit code report that. */
export async function treeCommand(settled: Settled, io: Io): Promise<number> {
  const { values } = settled;
  if (isOn(values, "interactive")) return (await import("./browse.ts")).browseCommand(settled, io);
  const plan = planBuild(await planOptions(values, io));
  const progress = progressLine(io);
  const set = wantedSet(values);
  const usage = readUsage(plan, { measureExcluded: set === "excluded", onProgress: progress.show });
  const picture = {
    set,
    by: by(values),
    total: usage.root.sizes[set],
    dockerfile: plan.dockerfile?.shown ?? null,
    rows: rowsOf(usage, by(values), {
      set,
      sort: sort(values),
      depth: wholeNumber(values, "depth") ?? 2,
      limit: wholeNumber(values, "limit") ?? 10,
    }),
    contents:
      set !== "excluded" && isOn(values, "contents") ? readContents(usage, plan.context, limits) : null,
    again: isOn(values, "last-commit") ? await againOf(usage, plan) : null,
  };
  progress.clear();
  io.stdout.write(isOn(values, "json") ? renderTreeJson(picture) : renderTree(picture, viewOf(values, io)));
  reportVerdict(plan, io);
  const reported = usage.problems.map((problem) => ({ ...problem, path: toText(problem.path) }));
  return reportProblems(reported, io) ? exitCodes.refused : exitCodes.clean;
}

/** Limits in bytes for what is read to compare and to sample. */
const limits = { maxFile: 64 * 1024 * 1024, maxTotal: 256 * 1024 * 1024 };

/** Code that can start a program is loaded only on request. */
async function againOf(usage: Usage, plan: BuildPlan) {
  const { sentAgain } = await import("../usage/again.ts");
  return sentAgain(usage, plan);
}

function wantedSet(values: Values): SetName {
  const set = text(values, "set");
  if (set === "sent" || set === "allowed" || set === "excluded") return set;
  return by(values) === "pattern" ? "excluded" : "sent";
}

function by(values: Values): By {
  const wanted = text(values, "by");
  return wanted === "instruction" || wanted === "extension" || wanted === "pattern" ? wanted : "directory";
}

function sort(values: Values): SortKey {
  const wanted = text(values, "sort");
  return wanted === "files" || wanted === "name" ? wanted : "size";
}
