import { toText } from "../bytes.ts";
import { toEntry } from "../entry.ts";
import { listAsked, listSet } from "../list.ts";
import type { Problem } from "../model.ts";
import { planBuild } from "../plan/plan.ts";
import { safe } from "../report/escape.ts";
import { jsonText } from "../report/json.ts";
import { renderListing } from "../report/listing.ts";
import type { Args } from "./args.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { askedBy, isOn, planOptions, setName } from "./options.ts";

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
  for (const problem of problems) io.stderr.write(problemLine(problem));
  return problems.some(({ refusal }) => refusal) ? exitCodes.refused : exitCodes.clean;
}

function problemLine({ path, reason, refusal }: Problem): string {
  const effect = refusal ? "the build would fail" : "the list may not be complete";
  return `ctxcheck: "${safe(toText(path)) || "."}" cannot be read (${reason}); ${effect}\n`;
}
