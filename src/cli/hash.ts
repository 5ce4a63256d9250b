import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { CtxcheckError, wrongOption } from "../errors.ts";
import { planBuild } from "../plan/plan.ts";
import { renderHash, renderHashDifference } from "../report/hash.ts";
import { jsonText } from "../report/json.ts";
import { type BuildHash, hashBuild } from "../sent/build-hash.ts";
import { differenceOfHashes } from "../sent/hash-difference.ts";
import { readSavedHash } from "../sent/saved-hash.ts";
import type { Args } from "./command.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { isOn, planOptions, text } from "./options.ts";
import { reportVerdict } from "./verdict.ts";

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

/** Exit code 1 where the keys differ. */
function explain(from: string, to: string, values: Args["values"], io: Io): number {
  const difference = differenceOfHashes(saved(from, io), saved(to, io));
  io.stdout.write(isOn(values, "json") ? jsonText(difference) : renderHashDifference(difference));
  return difference.same ? exitCodes.clean : exitCodes.finding;
}

function saved(shown: string, { cwd }: Io): BuildHash {
  try {
    return readSavedHash(readFileSync(resolve(cwd, shown), "utf8"), shown);
  } catch (error) {
    if (error instanceof CtxcheckError || !(error instanceof Error) || !("code" in error)) throw error;
    const hint = "ctxcheck hash --explain A B, each written by ctxcheck hash --json";
    throw wrongOption("explain", `"${shown}" cannot be read (${String(error.code)})`, hint);
  }
}
