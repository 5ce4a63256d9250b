import type { Bytes } from "../../bytes.ts";
import { containsWildcards } from "../../dockerfile/wildcards.ts";
import { CtxcheckError, unlessRefused } from "../../errors.ts";
import { followTrail } from "../../explain/trail.ts";
import { globMatch } from "../../ignore/glob.ts";
import type { Pattern } from "../../ignore/pattern.ts";
import { spellPath } from "../../ignore/spell.ts";
import type { WalkedEntry } from "../../model.ts";
import type { BuildPlan } from "../../plan/build-plan.ts";
import { decide } from "../../plan/decide.ts";
import { openRules, withIgnoreFile } from "../../plan/plan.ts";
import { isBelowOne } from "../../survey/junk.ts";
import type { Proposal } from "../proposal.ts";
import { type CoverLine, type CoverOptions, coverSent } from "./cover.ts";
import { type DraftLine, textOf } from "./draft.ts";
import { whyCopied } from "./reasons.ts";

/** An ignore file that allows what the build is sent today, and nothing else. */
export interface AllowList {
  readonly lines: readonly DraftLine[];
  /** Names that no line can express exactly; some of their characters are written as `?`. */
  readonly approximated: readonly Bytes[];
}

/**
 * Finds the fewest lines with which the builder sends what it sends today, except what the proposals exclude. Throws
 * CtxcheckError "not-expressible" if there are none, and the builder's own errors.
 */
export function draftAllowList(plan: BuildPlan, without: readonly Proposal[] = []): AllowList {
  const tops = new Set(without.flatMap(({ candidate }) => candidate.paths));
  const isLeft = (path: Bytes) => tops.has(path) || isBelowOne(path, tops);
  const deciding = new Set<Bytes>();
  const isByLine = ({ allowed, sent, by }: WalkedEntry) => !allowed && !sent && isWritten(by);
  const exceptionsOnly = cover(plan, false);
  const shortest = cover(plan, true);
  const besidesLines = cover(plan, false, (entry) => isLeft(entry.path) || isByLine(entry));
  const today = decide(plan, {
    measureExcluded: true,
    listener: {
      entry: (entry) => {
        const { path, sent, by } = entry;
        const wanted = sent && isLeft(path) ? { ...entry, sent: false } : entry;
        besidesLines.entry(entry);
        exceptionsOnly.entry(wanted);
        shortest.entry(wanted);
        if (isWritten(by)) deciding.add(by.source.raw);
      },
    },
  });
  const { source: tree, root } = plan.context;
  const top = tree.open(root);
  const wanted: Wanted = (id) => today.marks.sent(id) && !isLeft(tree.pathAt(id, top));
  const plain = exceptionsOnly.lines();
  const kept = linesKept(plan, deciding, without);
  const drafts = [
    withWildcards(plan, plain),
    plain,
    shortest.lines(),
    [...besidesLines.lines(), ...kept],
    [...withWildcards(plan, besidesLines.lines()), ...kept],
  ].sort((a, b) => a.length - b.length);
  for (const draft of drafts) {
    const lines = settle(plan, draft, wanted);
    if (lines !== null) return { lines: explained(plan, lines), approximated: approximated(lines) };
  }
  throw notExpressible(plan, drafts[0] ?? []);
}

/** Whether an entry should be sent, by its index in the tree. */
type Wanted = (id: number) => boolean;

const isWritten = (by: Pattern | null): by is Pattern => by !== null && by.source.line > 0;

/** Returns the lines of today's file that decide something, and those that exclude what it allows. */
function linesKept(
  { patterns }: BuildPlan,
  deciding: ReadonlySet<Bytes>,
  without: readonly Proposal[],
): CoverLine[] {
  const today = patterns.filter(({ source, text }) => deciding.has(source.raw) && !/^[*/]*$/.test(text));
  const proposed = without.flatMap(({ change }) => change.lines);
  return [
    ...today.map(({ text, exception }): CoverLine => ({ path: text, exception, isPattern: true })),
    ...proposed.map((path): CoverLine => ({ path, exception: false, isPattern: true })),
  ];
}

function cover(plan: BuildPlan, reExcludes: boolean, isSettled?: CoverOptions["isSettled"]) {
  const asked = (plan.requested?.request.paths ?? []).map(({ path }) => path.slice(1));
  return coverSent({
    reExcludes,
    sendsParents: plan.builder.sendsParents,
    isNamedBelow: (directory) => asked.some((path) => path.startsWith(`${directory}/`)),
    ...(isSettled === undefined ? {} : { isSettled }),
  });
}

/** Replaces lines for what a wildcard of the Dockerfile matches with the wildcard. */
function withWildcards(plan: BuildPlan, lines: readonly CoverLine[]): readonly CoverLine[] {
  const asked = (plan.requested?.request.paths ?? []).map(({ path }) => path.slice(1));
  let left = lines;
  for (const pattern of new Set(asked.filter(containsWildcards))) {
    const rest = left.filter(({ path }) => globMatch(pattern, path) !== true);
    if (left.length - rest.length > 1) left = [...rest, { path: pattern, exception: true, isPattern: true }];
  }
  return left;
}

/** Returns the draft if it sends what is wanted; if it sends more, adds lines that exclude the surplus. */
function settle(plan: BuildPlan, draft: readonly CoverLine[], wanted: Wanted) {
  const surplus = surplusOf(plan, draft, wanted);
  if (surplus === null || surplus.length === 0) return surplus && draft;
  const kept = [...draft, ...surplus.map((path) => ({ path, exception: false }))];
  return surplusOf(plan, kept, wanted)?.length === 0 ? kept : null;
}

const mostSurplus = 50;

/** What the draft sends but should not; null if that is too much, or something is lost. */
function surplusOf(plan: BuildPlan, draft: readonly CoverLine[], wanted: Wanted): Bytes[] | null {
  const then = unlessRefused(() => withIgnoreFile(plan, textOf(bare(draft))));
  const marks = then && unlessRefused(() => decide(then).marks);
  if (then === null || marks === null) return null;
  const { source: tree, root } = plan.context;
  const top = tree.open(root);
  const surplus: Bytes[] = [];
  for (let id = 0; id < tree.count; id++) {
    if (marks.sent(id) === wanted(id)) continue;
    if (wanted(id) || surplus.length === mostSurplus) return null;
    surplus.push(tree.pathAt(id, top));
  }
  return sendsItself(then, wanted) ? null : surplus;
}

/** Whether the new file would be sent itself, although it is not today. */
function sendsItself(then: BuildPlan, wanted: Wanted): boolean {
  const { source: tree, root } = then.context;
  const { verdict, stopsAt } = followTrail(openRules(then), ".dockerignore", "file");
  const byRule = verdict.by === null || verdict.by.source.line > 0;
  const id = tree.idOf(`${root}/.dockerignore`);
  const isToday = id !== null && tree.typeAt(id) === "file" && wanted(id);
  return stopsAt === null && verdict.sent && byRule && !isToday;
}

const everythingOut: DraftLine = {
  text: "*",
  comment: "Exclude everything but what the lines below re-include.",
};

const bare = (lines: readonly CoverLine[]): DraftLine[] => [
  everythingOut,
  ...lines.map((line) => ({ text: spell(line) })),
];

const stayingOut = "Excluded again from what is re-included above.";

function explained(plan: BuildPlan, lines: readonly CoverLine[]): DraftLine[] {
  const why = whyCopied(plan);
  return [
    everythingOut,
    ...lines.map((line) => ({
      text: spell(line),
      comment: line.exception ? why(line.path) : stayingOut,
    })),
  ];
}

const spell = ({ path, exception, isPattern }: CoverLine): Bytes =>
  (exception ? "!" : "") + (isPattern === true ? path : spellPath(path));

/** Returns the paths whose line has a `?` that is not in the name itself. */
const approximated = (lines: readonly CoverLine[]): Bytes[] =>
  lines
    .filter(({ path, isPattern }) => isPattern !== true && spellPath(path).replace(/\\./gs, "").includes("?"))
    .map(({ path }) => path);

function notExpressible(plan: BuildPlan, draft: readonly CoverLine[]): CtxcheckError {
  const names = approximated(draft);
  const example = names[0] ?? draft[0]?.path ?? "";
  return new CtxcheckError(
    "not-expressible",
    `no allow-list was found that sends exactly what ${plan.builder.title} is sent today (${JSON.stringify(spellPath(example))} is among it)`,
    names.length > 0
      ? "rename files whose names no ignore file can hold"
      : "write the list by hand, and check it with ctxcheck ls",
  );
}
