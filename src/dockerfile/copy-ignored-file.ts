import type { Bytes } from "../bytes.ts";
import { CtxcheckError } from "../errors.ts";
import { cleanPath } from "../ignore/clean.ts";
import { rootCursor } from "../ignore/cursor.ts";
import type { Pattern } from "../ignore/pattern.ts";
import { isSilenced, type LintOptions } from "./lint-options.ts";
import type { Stage } from "./stages.ts";
import type { CopyStep, Step } from "./steps.ts";

/** A report of BuildKit's own check CopyIgnoredFile. */
export interface CopyIgnoredFile {
  step: CopyStep;
  stage: Stage;
  /** As BuildKit names it: cleaned, a leading slash or `..` kept. */
  source: Bytes;
  /** The pattern that it says excludes the source. */
  by: Pattern;
}

/**
 * What BuildKit's check CopyIgnoredFile reports (rule E1; validations.go validateCopySourcePath). It compares the source
 * as text and never looks at the files, so it can be wrong both ways; `checkCopies` looks at the files.
 */
export function copyIgnoredFiles(
  stages: readonly Stage[],
  patterns: readonly Pattern[],
  options: LintOptions,
): CopyIgnoredFile[] {
  if (patterns.length === 0 || patterns.some(({ exception }) => exception)) return [];
  const tests = patterns.map(pathTest);
  return stages.flatMap((stage) => stage.steps.flatMap((step) => reportsOf(step, stage, tests, options)));
}

/** A pattern, ready to be compared with whole paths. */
interface PathTest {
  pattern: Pattern;
  matches(path: Bytes): boolean;
}

function pathTest(pattern: Pattern): PathTest {
  const root = rootCursor(pattern);
  const matches = (path: Bytes) => {
    const names = path.split("/");
    const name = names.pop() ?? "";
    const folder = names.map((one) => `${one}/`).join("");
    return names.reduce((cursor, one) => cursor.enter(one), root).matches(name, folder);
  };
  return { pattern, matches };
}

function reportsOf(
  step: Step,
  stage: Stage,
  tests: readonly PathTest[],
  options: LintOptions,
): CopyIgnoredFile[] {
  if ((step.kind !== "COPY" && step.kind !== "ADD") || step.from !== null) return [];
  if (isSilenced("CopyIgnoredFile", options, step.comments)) return [];
  return step.sources.flatMap(({ type, text }) => {
    const source = cleanPath(text);
    const by = type === "local" ? excludedBy(source, tests) : null;
    return by === null ? [] : [{ step, stage, source, by }];
  });
}

const wholeRoot = new Set(["*", "**", "**/*"]);

/** moby/patternmatcher MatchesOrParentMatches for a list without exceptions; a broken pattern ends the check. */
function excludedBy(source: Bytes, tests: readonly PathTest[]): Pattern | null {
  const isRoot = source === "." || source === "/";
  if (isRoot && !tests.some(({ pattern }) => wholeRoot.has(pattern.text))) return null;
  const ancestors = ancestorsOf(source);
  return quietly(() => {
    const hit = tests.find(
      (test) => test.matches(source) || ancestors.some((one) => quietly(() => test.matches(one))),
    );
    return hit?.pattern ?? null;
  });
}

/** Null where a pattern turns out to be broken only now (rule B11). */
function quietly<T>(match: () => T): T | null {
  try {
    return match();
  } catch (error) {
    if (error instanceof CtxcheckError) return null;
    throw error;
  }
}

/** filepath.Dir, split at slashes and put together again from the left: `/a` has the empty ancestor. */
function ancestorsOf(path: Bytes): Bytes[] {
  const slash = path.lastIndexOf("/");
  if (slash < 0) return [];
  const parts = (slash === 0 ? "/" : path.slice(0, slash)).split("/");
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}
