import { wrongOption } from "../errors.ts";
import { planBuild } from "../plan/plan.ts";
import { renderHash, renderHashDifference } from "../report/hash.ts";
import { jsonText } from "../report/json.ts";
import { hashBuild } from "../sent/build-hash.ts";
import { differenceOfHashes, readSavedHash } from "../sent/hash-difference.ts";
import type { Args } from "./command.ts";
import { exitCodes, type Io } from "./io.ts";
import { isOn, planOptions, text } from "./options.ts";
import { reportVerdict } from "./problems.ts";
import { readText } from "./read-text.ts";

export async function hashCommand({ values }: Args, io: Io): Promise<number> {
  const explained = text(values, "explain");
  if (explained !== undefined && explained !== "")
    return explain(explained, text(values, "context") ?? "", values, io);
  const options = await planOptions(values, io);
  const modes = text(values, "modes") === "exact" ? "exact" : "git";
  const plan = planBuild(options);
  const hash = hashBuild(plan, options, modes);
  io.stdout.write(isOn(values, "json") ? jsonText(hash) : renderHash(hash, text(values, "by") !== undefined));
  reportVerdict(plan, io);
  return exitCodes.clean;
}

const secondKey = "name both: ctxcheck hash --explain before.json after.json";

/** Returns exit code 1 if the keys differ. */
function explain(from: string, to: string, values: Args["values"], io: Io): number {
  if (to === ".") throw wrongOption("explain", "it compares two saved keys", secondKey);
  const saved = (shown: string) => readSavedHash(readText(shown, "--explain", io), shown);
  const difference = differenceOfHashes(saved(from), saved(to));
  io.stdout.write(isOn(values, "json") ? jsonText(difference) : renderHashDifference(difference));
  return difference.same ? exitCodes.clean : exitCodes.finding;
}
