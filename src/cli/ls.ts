import { toText } from "../bytes.ts";
import { toEntry } from "../entry.ts";
import { listAsked, listSet } from "../list.ts";
import { planBuild } from "../plan/plan.ts";
import { jsonText } from "../report/json.ts";
import { renderListing } from "../report/listing.ts";
import type { Args } from "./args.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { askedBy, isOn, planOptions, setName } from "./options.ts";
import { tellProblems } from "./problems.ts";

/** The list goes out even where something could not be read; stderr and the exit code say so. */
export async function listCommand({ values }: Args, io: Io): Promise<number> {
  const plan = planBuild(await planOptions(values, io));
  const by = askedBy(values);
  const whole = listSet(plan, setName(values));
  const { entries, problems } = by === null ? whole : listAsked(plan, whole, by);
  const style = { long: isOn(values, "long"), dirs: isOn(values, "dirs"), nul: isOn(values, "null") };
  if (isOn(values, "json")) {
    const listed = entries.filter(({ type }) => style.dirs || type !== "directory");
    io.stdout.write(jsonText(listed.map(toEntry)));
  } else for (const piece of renderListing(entries, style)) io.stdout.write(piece);
  const told = problems.map((problem) => ({ ...problem, path: toText(problem.path) }));
  return tellProblems(told, io) ? exitCodes.refused : exitCodes.clean;
}
