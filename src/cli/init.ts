import { writeFileSync } from "node:fs";
import { type IgnoreDraft, initAllowList, initDenyList, initFromGitignore } from "../advise/init/init.ts";
import { toBuffer } from "../bytes.ts";
import { CtxcheckError } from "../errors.ts";
import type { PlanOptions } from "../plan/options.ts";
import { count } from "../report/count.ts";
import { safe } from "../report/escape.ts";
import type { Args } from "./args.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { isOn, planOptions } from "./options.ts";

/** Writes a first ignore file, which was tried on the builder's rules before. */
export async function initCommand({ values }: Args, io: Io): Promise<number> {
  const draft = await draftFor(values, await planOptions(values, io));
  if (isOn(values, "stdout")) io.stdout.write(toBuffer(draft.content));
  else {
    write(draft, isOn(values, "force"));
    io.stdout.write(`Wrote ${safe(draft.shown)}: ${count(draft.patterns, "pattern")}.\n`);
  }
  for (const note of draft.notes) io.stderr.write(`ctxcheck: ${safe(note)}\n`);
  return exitCodes.clean;
}

function draftFor(values: Args["values"], options: PlanOptions): IgnoreDraft | Promise<IgnoreDraft> {
  const [allowList, fromGitignore] = [isOn(values, "allow-list"), isOn(values, "from-gitignore")];
  if (allowList && fromGitignore) {
    throw new CtxcheckError(
      "usage",
      "init: --allow-list and --from-gitignore exclude each other",
      "choose one",
    );
  }
  if (fromGitignore) return initFromGitignore(options);
  return allowList ? initAllowList(options) : initDenyList(options);
}

function write({ path, shown, exists, content }: IgnoreDraft, force: boolean): void {
  if (exists && !force) {
    throw new CtxcheckError(
      "usage",
      `"${shown}" is there already`,
      "--force replaces it, --stdout prints what would be written; ctxcheck suggest tells what to add to it",
    );
  }
  try {
    writeFileSync(toBuffer(path), toBuffer(content), { flag: force ? "w" : "wx" });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CtxcheckError(
      "usage",
      `cannot write "${shown}" (${reason})`,
      "check its permissions, or use --stdout",
    );
  }
}
