import type { SuggestOptions } from "../advise/learn.ts";
import { CtxcheckError, wrongOption, wrongUse } from "../errors.ts";
import { isFixable } from "../findings/lint/lint-rules.ts";
import type { LintRule } from "../findings/lint/remark.ts";
import { type Fixed, fixIgnoreFile } from "../fix/fix.ts";
import { renderFix } from "../report/fix.ts";
import type { Args, Settled } from "./command.ts";
import { treesOf } from "./destination.ts";
import { learnOptions } from "./gate.ts";
import { exitCodes, type Io } from "./io.ts";
import { namesBuilds } from "./names-builds.ts";
import { filteredOptions, isOn, texts, viewOf } from "./options.ts";
import { requireOwnPlaces } from "./own-places.ts";
import { reportVerdicts } from "./problems.ts";
import { progressLine } from "./progress.ts";
import { printDiff, replaceFile } from "./replace-file.ts";

/** Writes the diff to stdout and its effect to stderr, so that the diff can be piped to patch. */
export async function fixCommand(settled: Settled, io: Io): Promise<number> {
  const { values } = settled;
  const write = isOn(values, "write");
  if (write) requireOwnPlaces(settled, ["context", "file", "ignore-file"]);
  for (const options of await optionsFor(settled, io))
    finish(await wantedFixes(values, io, options), values, io);
  return exitCodes.clean;
}

function finish(fixed: Fixed, values: Args["values"], io: Io): void {
  const write = isOn(values, "write");
  if (fixed.before !== fixed.after) {
    const followLink = isOn(values, "follow-link");
    if (write) replaceFile(fixed, { followLink, trees: treesOf(values, io) }, io);
    else printDiff(fixed, io.stdout);
  }
  io.stderr.write(renderFix(fixed, { ...viewOf(values, io), written: write }));
}

/**
 * Returns the options for each ignore file of the selected builds; null is the build that the command line specifies.
 */
async function optionsFor(settled: Settled, io: Io): Promise<(SuggestOptions | null)[]> {
  if (!namesBuilds(settled.values)) return [null];
  const { buildGroups, together } = await import("./build-groups.ts");
  const groups = await buildGroups(settled, io);
  if (groups.length > 0 && groups.every(({ ignoreFile }) => ignoreFile === null)) throw nothingRead;
  return groups.flatMap((group) => (group.ignoreFile === null ? [] : [together(group)]));
}

async function wantedFixes(values: Args["values"], io: Io, ofBuilds: SuggestOptions | null): Promise<Fixed> {
  const progress = progressLine(io);
  const rules = namedRules(values);
  const chosen = texts(values, "suggestion");
  if (rules !== null && chosen.length > 0) throw eitherOr;
  if (rules !== null) {
    const plain = ofBuilds ?? (await filteredOptions(values, io));
    reportVerdicts(plain, io);
    return fixIgnoreFile({ ...plain, rules });
  }
  const { fixSuggested, offersOf } = await import("../fix/suggested.ts");
  const learning = ofBuilds ?? (await learnOptions(values, io, progress.show));
  reportVerdicts(learning, io);
  const options = { ...learning, onProgress: progress.show };
  if (chosen.length > 0) return await fixSuggested(options, chosen).finally(progress.clear);
  const fixed = fixIgnoreFile({ ...options, rules: null });
  const offers = await offersOf(options).finally(progress.clear);
  return { ...fixed, offers: [...fixed.offers, ...offers] };
}

const nothingRead = new CtxcheckError(
  "ignore-file",
  "no build reads an ignore file",
  "ctxcheck init --all writes one for each context",
);

const eitherOr = wrongUse(
  "--suggestion and --rule cannot be given together",
  "apply the suggestions first, then run ctxcheck fix --rule again",
);

function namedRules(values: Args["values"]): ReadonlySet<LintRule> | null {
  const named = texts(values, "rule").flatMap((list) => list.split(","));
  if (named.length === 0) return null;
  return new Set(named.map(fixableRule));
}

function fixableRule(name: string): LintRule {
  if (isFixable(name)) return name;
  throw wrongOption(
    "rule",
    `no fix is known for "${name}"`,
    "ctxcheck lint names the rule of each finding; docs/rules.md lists them all",
  );
}
