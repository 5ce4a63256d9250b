import type { Bytes } from "../bytes.ts";
import { CtxcheckError } from "../errors.ts";
import { cleanPath } from "../ignore/clean.ts";
import { matchesPath } from "../ignore/legacy.ts";
import type { Pattern } from "../ignore/pattern.ts";
import { isSilenced, type LintOptions } from "./lint-options.ts";
import type { Stage } from "./stages.ts";
import type { CopyStep } from "./steps.ts";

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
  return stages.flatMap((stage) => stage.steps.flatMap((step) => reportsOf(step, stage, patterns, options)));
}

function reportsOf(
  step: Stage["steps"][number],
  stage: Stage,
  patterns: readonly Pattern[],
  options: LintOptions,
): CopyIgnoredFile[] {
  if ((step.kind !== "COPY" && step.kind !== "ADD") || step.from !== null) return [];
  if (isSilenced("CopyIgnoredFile", options, step.comments)) return [];
  return step.sources.flatMap(({ type, text }) => {
    const source = cleanPath(text);
    const by = type === "local" ? excludedBy(source, patterns) : null;
    return by === null ? [] : [{ step, stage, source, by }];
  });
}

const wholeRoot = new Set(["*", "**", "**/*"]);

/** moby/patternmatcher MatchesOrParentMatches for a list without exceptions; a broken pattern ends the check. */
function excludedBy(source: Bytes, patterns: readonly Pattern[]): Pattern | null {
  const isRoot = source === "." || source === "/";
  if (isRoot && !patterns.some(({ text }) => wholeRoot.has(text))) return null;
  const ancestors = ancestorsOf(source);
  try {
    for (const pattern of patterns) {
      if (matchesPath(pattern, source) || ancestors.some((ancestor) => matchesQuietly(pattern, ancestor)))
        return pattern;
    }
  } catch (error) {
    if (!(error instanceof CtxcheckError)) throw error;
  }
  return null;
}

function matchesQuietly(pattern: Pattern, path: Bytes): boolean {
  try {
    return matchesPath(pattern, path);
  } catch (error) {
    if (error instanceof CtxcheckError) return false;
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
