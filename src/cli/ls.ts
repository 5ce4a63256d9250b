import { toText } from "../bytes.ts";
import { type AskedBy, type ListedPath, listAsked, listSet, streamSet } from "../explain/list.ts";
import type { Problem, SetName } from "../model.ts";
import { type BuildPlan, planBuild } from "../plan/plan.ts";
import { renderListing } from "../report/listing.ts";
import type { Args } from "./args.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { askedBy, isOn, planOptions, setName } from "./options.ts";
import { tellProblems } from "./problems.ts";
import { writeNow } from "./write-now.ts";

/** The list goes out even where something could not be read; stderr and the exit code say so. */
export async function listCommand({ values }: Args, io: Io): Promise<number> {
  const plan = planBuild(await planOptions(values, io));
  const dirs = isOn(values, "dirs");
  const style = { long: isOn(values, "long"), dirs, nul: isOn(values, "null"), json: isOn(values, "json") };
  const text = renderListing(style, (piece) => {
    if (!writeNow(io.stdout, piece)) throw nobodyReads;
  });
  try {
    const problems = list(plan, setName(values), askedBy(values), text.entry);
    text.end();
    const told = problems.map((problem) => ({ ...problem, path: toText(problem.path) }));
    return tellProblems(told, io) ? exitCodes.refused : exitCodes.clean;
  } catch (error) {
    if (error === nobodyReads) return exitCodes.clean;
    throw error;
  }
}

/** Ends a walk of which nobody wants the rest. */
const nobodyReads = new Error("stdout was closed");

function list(
  plan: BuildPlan,
  set: SetName,
  by: AskedBy | null,
  take: (entry: ListedPath) => void,
): readonly Problem[] {
  if (by === null) return streamSet(plan, set, take);
  const { entries, problems } = listAsked(plan, listSet(plan, set), by);
  entries.forEach(take);
  return problems;
}
