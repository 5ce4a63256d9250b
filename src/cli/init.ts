import { relative } from "node:path";
import { type IgnoreDraft, initAllowList, initDenyList, initFromGitignore } from "../advise/init/init.ts";
import type { SuggestOptions } from "../advise/learn.ts";
import { toBuffer, toText } from "../bytes.ts";
import { wrongUse } from "../errors.ts";
import { safe } from "../report/escape.ts";
import { count } from "../report/words.ts";
import type { Args, Settled } from "./command.ts";
import { treesOf } from "./destination.ts";
import { learnOptions } from "./gate.ts";
import { exitCodes, type Io } from "./io.ts";
import { namesBuilds } from "./names-builds.ts";
import { isOn } from "./options.ts";
import { requireOwnPlaces } from "./own-places.ts";
import { reportProblems, reportVerdicts } from "./problems.ts";
import { progressLine } from "./progress.ts";
import { writeFile } from "./write-file.ts";

/** Writes a first ignore file, tested on the builder's rules. */
export async function initCommand(settled: Settled, io: Io): Promise<number> {
  const { values } = settled;
  if (!isOn(values, "stdout")) requireOwnPlaces(settled, ["context", "file"]);
  for (const options of await optionsFor(settled, io)) {
    const draft = await draftFor(values, io, options);
    const shown = options === null ? draft.shown : relative(io.cwd, toText(draft.path));
    if (options !== null && isOn(values, "stdout")) io.stdout.write(`# ${safe(shown)}\n`);
    finish({ ...draft, shown }, values, io);
  }
  return exitCodes.clean;
}

function finish(draft: IgnoreDraft, values: Args["values"], io: Io): void {
  if (isOn(values, "stdout")) io.stdout.write(toBuffer(draft.content));
  else {
    write(draft, values, io);
    io.stdout.write(`Wrote ${safe(draft.shown)}: ${count(draft.patterns, "pattern")}.\n`);
  }
  reportProblems(draft.problems, io);
  for (const note of draft.notes) io.stderr.write(`ctxcheck: ${safe(note)}\n`);
}

/**
 * Returns the options for each context of the builds that has no ignore file yet; null is the build that the command
 * line specifies.
 */
async function optionsFor(settled: Settled, io: Io): Promise<(SuggestOptions | null)[]> {
  if (!namesBuilds(settled.values)) return [null];
  const { buildGroups, together } = await import("./build-groups.ts");
  const force = isOn(settled.values, "force") || isOn(settled.values, "stdout");
  const groups = (await buildGroups(settled, io)).filter(({ ignoreFile }) => force || ignoreFile === null);
  if (groups.length === 0) throw wrongUse("init: every build has an ignore file", "--force replaces them");
  return groups.map(together);
}

async function draftFor(
  values: Args["values"],
  io: Io,
  ofBuilds: SuggestOptions | null,
): Promise<IgnoreDraft> {
  const [allowList, fromGitignore] = [isOn(values, "allow-list"), isOn(values, "from-gitignore")];
  if (allowList && fromGitignore) {
    throw wrongUse("init: --allow-list and --from-gitignore exclude each other", "choose one");
  }
  const progress = progressLine(io);
  const options = ofBuilds ?? (await learnOptions(values, io, progress.show));
  if (allowList && (options.siblings ?? []).length > 0)
    throw wrongUse(
      "init: --allow-list is for one build, and several share this context",
      "name it with -f, or leave --allow-list out",
    );
  reportVerdicts(options, io);
  if (fromGitignore) return initFromGitignore(options);
  return (allowList ? initAllowList(options) : initDenyList(options)).finally(progress.clear);
}

function write({ path, shown, exists, content }: IgnoreDraft, values: Args["values"], io: Io): void {
  const force = isOn(values, "force");
  if (exists && !force) {
    throw wrongUse(
      `"${shown}" already exists`,
      "--force replaces it, --stdout prints what would be written; ctxcheck suggest shows what to add to it",
    );
  }
  const trees = treesOf(values, io);
  writeFile({ path, shown, trees, code: "usage" }, toBuffer(content), io, { isNew: !force });
}
