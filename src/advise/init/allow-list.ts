import type { Bytes } from "../../bytes.ts";
import { walkContext } from "../../context/walk.ts";
import { containsWildcards } from "../../dockerfile/wildcards.ts";
import { CtxcheckError, unlessRefused } from "../../errors.ts";
import { followTrail } from "../../explain/trail.ts";
import { globMatch } from "../../ignore/glob.ts";
import { spellPath } from "../../ignore/spell.ts";
import { type BuildPlan, openRules, withIgnoreFile } from "../../plan/plan.ts";
import { type CoverLine, coverSent } from "./cover.ts";
import { type DraftLine, type SentPath, sentPaths, textOf } from "./draft.ts";
import { whyAsked } from "./reasons.ts";

/** An ignore file that lets in what the build is sent today, and nothing else. */
export interface AllowList {
  readonly lines: readonly DraftLine[];
  /** What is sent today and with it. */
  readonly sent: readonly SentPath[];
  /** Names that no line can hold as they are; `?` stands for some of their characters. */
  readonly approximated: readonly Bytes[];
}

/**
 * Finds the fewest lines that the builder, asked with them, answers as it does today. Throws CtxcheckError "not-expressible"
 * where there are none, and what the builder refuses.
 */
export function draftAllowList(plan: BuildPlan): AllowList {
  const exceptionsOnly = cover(plan, false);
  const shortest = cover(plan, true);
  const sent: SentPath[] = [];
  walkContext(
    { ...plan.context, builder: plan.builder, folder: openRules(plan), measureExcluded: true },
    {
      entry: (entry) => {
        for (const part of [exceptionsOnly, shortest]) part.entry(entry);
        if (entry.sent) sent.push({ path: entry.path, type: entry.type });
      },
      problem: () => {},
    },
  );
  const plain = exceptionsOnly.lines();
  const drafts = [withWildcards(plan, plain), plain, shortest.lines()].sort((a, b) => a.length - b.length);
  for (const draft of drafts) {
    const lines = settle(plan, draft, sent);
    if (lines !== null) return { lines: explained(plan, lines), sent, approximated: approximated(lines) };
  }
  throw notExpressible(plan, drafts[0] ?? [], sent);
}

function cover(plan: BuildPlan, reExcludes: boolean) {
  const asked = (plan.requested?.request.paths ?? []).map(({ path }) => path.slice(1));
  return coverSent({
    reExcludes,
    sendsParents: plan.builder.sendsParents,
    isNamedBelow: (directory) => asked.some((path) => path.startsWith(`${directory}/`)),
  });
}

/** Lines for what a wildcard of the Dockerfile matches give way to the wildcard. */
function withWildcards(plan: BuildPlan, lines: readonly CoverLine[]): readonly CoverLine[] {
  const asked = (plan.requested?.request.paths ?? []).map(({ path }) => path.slice(1));
  let left = lines;
  for (const pattern of new Set(asked.filter(containsWildcards))) {
    const rest = left.filter(({ path }) => globMatch(pattern, path) !== true);
    if (left.length - rest.length > 1) left = [...rest, { path: pattern, exception: true, isPattern: true }];
  }
  return left;
}

/** The draft where it gives what is sent today; where it gives more, with lines that keep the surplus out. */
function settle(plan: BuildPlan, draft: readonly CoverLine[], sent: readonly SentPath[]) {
  const surplus = surplusOf(plan, draft, sent);
  if (surplus === null || surplus.length === 0) return surplus && draft;
  const kept = [...draft, ...surplus.map((path) => ({ path, exception: false }))];
  return surplusOf(plan, kept, sent)?.length === 0 ? kept : null;
}

const mostSurplus = 50;

/** What is sent with the draft and is not today; null where it is too much, or something is lost. */
function surplusOf(plan: BuildPlan, draft: readonly CoverLine[], sent: readonly SentPath[]): Bytes[] | null {
  const then = unlessRefused(() => withIgnoreFile(plan, textOf(bare(draft))));
  const after = then && unlessRefused(() => sentPaths(then));
  if (then === null || after === null) return null;
  const before = new Set(sent.map(textOfPath));
  const now = new Set(after.map(textOfPath));
  if (sent.some((entry) => !now.has(textOfPath(entry)))) return null;
  const surplus = after.filter((entry) => !before.has(textOfPath(entry))).map(({ path }) => path);
  if (sendsItself(then, before)) return null;
  return surplus.length > mostSurplus ? null : surplus;
}

const textOfPath = ({ path, type }: SentPath): string => `${type}:${path}`;

/** The new file is no part of what is sent, unless it is today. */
function sendsItself(then: BuildPlan, before: ReadonlySet<string>): boolean {
  const { verdict, stopsAt } = followTrail(openRules(then), ".dockerignore", "file");
  const byRule = verdict.by === null || verdict.by.source.line > 0;
  return stopsAt === null && verdict.sent && byRule && !before.has("file:.dockerignore");
}

const everythingOut: DraftLine = {
  text: "*",
  comment: "Everything stays out but what the lines below let in.",
};

const bare = (lines: readonly CoverLine[]): DraftLine[] => [
  everythingOut,
  ...lines.map((line) => ({ text: spell(line) })),
];

function explained(plan: BuildPlan, lines: readonly CoverLine[]): DraftLine[] {
  const why = whyAsked(plan);
  return [
    everythingOut,
    ...lines.map((line) => ({
      text: spell(line),
      comment: line.exception ? why(line.path) : "Not sent today, although it lies in what is let in.",
    })),
  ];
}

const spell = ({ path, exception, isPattern }: CoverLine): Bytes =>
  (exception ? "!" : "") + (isPattern === true ? path : spellPath(path));

/** A `?` that does not stand in the name itself. */
const approximated = (lines: readonly CoverLine[]): Bytes[] =>
  lines
    .filter(({ path, isPattern }) => isPattern !== true && spellPath(path).replace(/\\./gs, "").includes("?"))
    .map(({ path }) => path);

function notExpressible(
  plan: BuildPlan,
  draft: readonly CoverLine[],
  sent: readonly SentPath[],
): CtxcheckError {
  const names = approximated(draft);
  const example = names[0] ?? draft[0]?.path ?? sent[0]?.path ?? "";
  return new CtxcheckError(
    "not-expressible",
    `no allow-list was found that sends exactly what ${plan.builder.title} is sent today (${JSON.stringify(spellPath(example))} is among it)`,
    names.length > 0
      ? "rename files whose names no ignore file can hold"
      : "write the list by hand, and ask ctxcheck ls",
  );
}
