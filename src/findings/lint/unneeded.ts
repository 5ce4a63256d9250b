import type { Bytes } from "../../bytes.ts";
import type { Pattern } from "../../ignore/pattern.ts";
import { spellPath } from "../../ignore/spell.ts";
import { coveredPatterns } from "./cover.ts";
import type { Evidence, Gathered } from "./evidence.ts";
import type { Edit, OtherLine, Remark } from "./remark.ts";
import { backslashPath, escapesWildcard } from "./spelling.ts";
import { placeOf, respelled, type Subject, shownPattern, written } from "./subject.ts";

export interface Trial {
  /** Whether the builder decides every path of the tree in the same way when these lines are deleted. */
  readonly sameWithout: (lines: readonly number[]) => boolean;
  /** Whether a pattern is written for future files: that it matches nothing now is not reported. */
  readonly isPrecaution: (pattern: Pattern) => boolean;
  /** Whether an instruction requests what the pattern spells, or something below it. */
  readonly isNamed: (pattern: Pattern) => boolean;
}

/**
 * Reports lines without effect in a walk, each tested on the builder's rules. `settled`: lines that another remark
 * already explains.
 */
export function unneeded(
  subject: Subject,
  gathered: Gathered,
  trial: Trial,
  settled: ReadonlySet<number>,
): Remark[] {
  const shadowed = proven(shadows(subject, settled), trial);
  const reported = new Set([...settled, ...shadowed.map(({ line }) => line)]);
  const patterns = written(subject).filter(({ source }) => !reported.has(source.line));
  const remarks = patterns.flatMap((pattern): Remark[] => {
    const evidence = gathered.evidence.get(pattern.source.line);
    if (evidence === undefined) return [];
    const check = pattern.exception ? idleException : idleExclusion;
    return check(pattern, evidence, gathered, trial);
  });
  return [...shadowed, ...proven(remarks, trial), ...patterns.flatMap((one) => slashes(one, gathered))];
}

/** Tries all at once, and one by one if that fails: a line may be needed because another is gone. */
function proven(remarks: Remark[], { sameWithout }: Trial): Remark[] {
  if (remarks.length === 0) return remarks;
  const linesOf = (some: readonly Remark[]) => some.map(({ line }) => line);
  if (sameWithout(linesOf(remarks))) return remarks;
  const kept: Remark[] = [];
  for (const remark of remarks.slice(0, mostTrials)) {
    if (sameWithout([...linesOf(kept), remark.line])) kept.push(remark);
  }
  return kept;
}

/** Each trial is a walk. */
const mostTrials = 50;

const otherLine = (pattern: Pattern): OtherLine => ({
  line: pattern.source.line,
  pattern: shownPattern(pattern),
});

/** Without exceptions what covers a line today covers it in any tree. */
function shadows(subject: Subject, settled: ReadonlySet<number>): Remark[] {
  const asked = subject.patterns.some(({ exception }) => exception);
  return coveredPatterns(subject).flatMap(({ pattern, by }): Remark[] => {
    if (settled.has(pattern.source.line) || settled.has(by.source.line)) return [];
    const edit: Edit = { become: [], keeps: true, asked };
    return [{ rule: "shadowed-pattern", severity: "info", ...placeOf(pattern), other: otherLine(by), edit }];
  });
}

type Check = (pattern: Pattern, evidence: Evidence, gathered: Gathered, trial: Trial) => Remark[];

const dropped: Edit = { become: [], keeps: true, asked: true };

const idleExclusion: Check = (pattern, { touched, folded }, _, { isPrecaution }) => {
  if (touched > 0) return [];
  if (folded !== null) return [otherCase(pattern, folded)];
  if (escapesWildcard.test(pattern.text)) return [backslashPath(pattern)];
  if (isPrecaution(pattern)) return [];
  return [{ rule: "unused-pattern", severity: "info", ...placeOf(pattern), edit: dropped }];
};

/** Rules A13, B12: no builder ignores case except balena's. */
function otherCase(pattern: Pattern, actual: Bytes): Remark {
  const { text } = pattern;
  const isPath = !/[*?]/.test(text) && text.length === actual.length;
  const edit = isPath && {
    edit: { become: [respelled(pattern, () => spellPath(actual))], keeps: false, asked: true },
  };
  return { rule: "case-differs", severity: "warning", ...placeOf(pattern), actual, ...edit };
}

const idleException: Check = (pattern, evidence, gathered, { isPrecaution, isNamed }) => {
  const { touched, decided, excludedBy, folded } = evidence;
  if (decided > 0) return [];
  if (touched === 0 && folded !== null) return [otherCase(pattern, folded)];
  if (touched === 0 && isPrecaution(pattern)) return [];
  const why = touched === 0 ? whyNothing(pattern, gathered) : excludedBy === null ? "not-excluded" : "order";
  const severity = why === "order" || why === "not-entered" ? "warning" : "info";
  const other = excludedBy === null ? null : otherLine(excludedBy);
  const edit = why === "order" && other !== null ? { edit: movedBehind(pattern, other) } : {};
  const drop = why !== "order" && !isNamed(pattern) ? { edit: dropped } : {};
  return [{ rule: "exception-never-applies", severity, ...placeOf(pattern), why, other, ...edit, ...drop }];
};

/** A line written to re-include something is not deleted: it moves to where it works. */
const movedBehind = ({ source }: Pattern, { line }: OtherLine): Edit => ({
  become: [source.raw],
  ...{ behind: line, keeps: false, asked: true },
});

/** Rules C6, F11: what is in the directories that the walk skipped is not known. */
function whyNothing({ text }: Pattern, gathered: Gathered): "nothing" | "not-entered" {
  return gathered.pruned() && /[*?[\]\\]/.test(text) ? "not-entered" : "nothing";
}

function withoutSlashes(text: Bytes): Bytes {
  let end = text.length;
  while (text[end - 1] === "/") end--;
  return text.slice(0, end);
}

/** Rule A22. Reported only if it matters: the slash is a habit, and harmless for a directory. */
function slashes(pattern: Pattern, gathered: Gathered): Remark[] {
  const file = gathered.evidence.get(pattern.source.line)?.file ?? null;
  const raw = pattern.source.raw.trimEnd();
  if (pattern.exception || file === null || !/[^*/]\/$/.test(raw)) return [];
  const edit = { become: [respelled(pattern, withoutSlashes)], keeps: true, asked: false };
  return [
    { rule: "trailing-slash-means-nothing", severity: "warning", ...placeOf(pattern), example: file, edit },
  ];
}
