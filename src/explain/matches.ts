import { type Bytes, toText } from "../bytes.ts";
import { isFailure } from "../context/source.ts";
import { walkContext } from "../context/walk.ts";
import { type CtxcheckError, wrongOption } from "../errors.ts";
import { matchesList, readPathList } from "../ignore/path-list.ts";
import type { Problem, WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { openRules } from "../plan/plan.ts";

/** Whether this is a pattern and not the exact name of an entry. */
export function isPattern({ context }: BuildPlan, given: Bytes): boolean {
  if (!/[*?[]/.test(given) || given.startsWith("/")) return false;
  return isFailure(context.source.stats(`${context.root}/${given}`));
}

/** What a pattern of `explain` matches; the contents of a matched directory are not repeated. */
export interface Matches {
  readonly pattern: string;
  readonly entries: readonly WalkedEntry[];
  readonly problems: readonly Problem[];
}

/** Finds what a pattern matches. Throws CtxcheckError "usage" for a pattern that no builder would accept. */
export function matchesOf(plan: BuildPlan, given: Bytes): Matches {
  const list = readPathList([toText(given)], "explain");
  const { entries, problems } = walkAll(plan);
  const first = entries.filter(({ path }) => {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    return matchesList(list, path) && (parent === "" || !matchesList(list, parent));
  });
  return { pattern: toText(given), entries: first.sort(byPath), problems };
}

/** Renders what a line of the ignore file decides. */
export interface RuleEffect {
  readonly file: string;
  readonly line: number;
  readonly pattern: string;
  readonly exception: boolean;
  /** Paths that it decides, without those below a directory that it decides. */
  readonly paths: readonly string[];
  readonly files: number;
  readonly directories: number;
  readonly bytes: number;
}

/** Finds what a line decides. Throws CtxcheckError "usage" if it has no pattern. */
export function ruleEffect(plan: BuildPlan, line: number): RuleEffect {
  const pattern = plan.patterns.find(({ source }) => source.line === line);
  if (pattern === undefined) throw noPattern(plan, line);
  const decided = walkAll(plan).entries.filter(({ by }) => by === pattern);
  const directories = new Set(decided.filter(({ below }) => below !== undefined).map(({ path }) => path));
  const tops = decided.filter(
    ({ path }) => !directories.has(path.slice(0, Math.max(0, path.lastIndexOf("/")))),
  );
  const files = decided.filter(({ below }) => below === undefined);
  const { text, file } = pattern.source;
  return {
    file,
    line,
    pattern: toText(text),
    exception: pattern.exception,
    paths: tops.map(({ path }) => toText(path)).sort(),
    files: files.length,
    directories: directories.size,
    bytes: files.reduce(
      (sum, { allowed, allowedBytes, excludedBytes }) => sum + (allowed ? allowedBytes : excludedBytes),
      0,
    ),
  };
}

function noPattern({ ignoreFile, patterns }: BuildPlan, line: number): CtxcheckError {
  const lines = patterns.map(({ source }) => source.line).filter((one) => one > 0);
  return wrongOption(
    "rule",
    ignoreFile === null ? "there is no ignore file" : `line ${line} of ${ignoreFile.shown} has no pattern`,
    lines.length === 0
      ? "ctxcheck init writes one"
      : `patterns are on lines ${lines.slice(0, 20).join(", ")}${lines.length > 20 ? ", ..." : ""}`,
  );
}

function walkAll(plan: BuildPlan): { entries: WalkedEntry[]; problems: Problem[] } {
  const entries: WalkedEntry[] = [];
  const problems: Problem[] = [];
  walkContext(
    { ...plan.context, builder: plan.builder, folder: openRules(plan), measureExcluded: true },
    { entry: (entry) => entries.push(entry), problem: (problem) => problems.push(problem) },
  );
  return { entries, problems };
}

const byPath = (a: WalkedEntry, b: WalkedEntry): number => (a.path < b.path ? -1 : 1);
