import { type IgnoreDraft, initAllowList, initDenyList, initFromGitignore } from "../advise/init/init.ts";
import { toBuffer } from "../bytes.ts";
import { CtxcheckError } from "../errors.ts";
import { count } from "../report/count.ts";
import { safe } from "../report/escape.ts";
import type { Args } from "./args.ts";
import { treesOf } from "./destination.ts";
import { exitCodes } from "./exit-codes.ts";
import { learnOptions } from "./gate.ts";
import type { Io } from "./io.ts";
import { isOn } from "./options.ts";
import { requireOwnPlaces } from "./own-places.ts";
import { progressLine } from "./progress.ts";
import type { Settled } from "./settle.ts";
import { writeFile } from "./write-file.ts";

/** Writes a first ignore file, which was tried on the builder's rules before. */
export async function initCommand(settled: Settled, io: Io): Promise<number> {
  const { values } = settled;
  if (!isOn(values, "stdout")) requireOwnPlaces(settled, ["context", "file"]);
  const draft = await draftFor(values, io);
  if (isOn(values, "stdout")) io.stdout.write(toBuffer(draft.content));
  else {
    write(draft, values, io);
    io.stdout.write(`Wrote ${safe(draft.shown)}: ${count(draft.patterns, "pattern")}.\n`);
  }
  for (const note of draft.notes) io.stderr.write(`ctxcheck: ${safe(note)}\n`);
  return exitCodes.clean;
}

async function draftFor(values: Args["values"], io: Io): Promise<IgnoreDraft> {
  const [allowList, fromGitignore] = [isOn(values, "allow-list"), isOn(values, "from-gitignore")];
  if (allowList && fromGitignore) {
    throw new CtxcheckError(
      "usage",
      "init: --allow-list and --from-gitignore exclude each other",
      "choose one",
    );
  }
  const progress = progressLine(io);
  const options = await learnOptions(values, io, progress.show);
  if (fromGitignore) return initFromGitignore(options);
  return (allowList ? initAllowList(options) : initDenyList(options)).finally(progress.clear);
}

function write({ path, shown, exists, content }: IgnoreDraft, values: Args["values"], io: Io): void {
  const force = isOn(values, "force");
  if (exists && !force) {
    throw new CtxcheckError(
      "usage",
      `"${shown}" is there already`,
      "--force replaces it, --stdout prints what would be written; ctxcheck suggest shows what to add to it",
    );
  }
  const trees = treesOf(values, io);
  writeFile({ path, shown, trees, code: "usage" }, toBuffer(content), io, { isNew: !force });
}
