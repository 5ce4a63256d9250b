import type { Bytes } from "../bytes.ts";
import { CtxcheckError } from "../errors.ts";
import { compilePatterns, type Pattern } from "../ignore/pattern.ts";
import { rootScope, type Scope } from "../ignore/scope.ts";
import { CopyFailure } from "./copy-failure.ts";

/** The include pattern of `--parents` and the exclude patterns of `--exclude`, inside one directory of the source. */
export interface CopyFilter {
  include: Scope | null;
  exclude: Scope | null;
  /** Whether excluded directories are read, too: an exception may re-include something in them. */
  readsExcluded: boolean;
}

/** fsutil copy.newCopier: moby patterns, relative to the copied directory (rules D20, D21). */
export function copyFilter(include: Bytes | null, excludes: readonly Bytes[]): CopyFilter {
  const included = include === null ? null : compile([include], "includepatterns");
  const excluded = excludes.length === 0 ? null : compile(excludes, "excludepatterns");
  return {
    include: included && rootScope(included),
    exclude: excluded && rootScope(excluded),
    readsExcluded: excluded?.some(({ exception }) => exception) ?? false,
  };
}

function compile(patterns: readonly Bytes[], what: string): Pattern[] {
  const entries = patterns.map((text) => ({ text, raw: text, file: "--exclude", line: 1, column: 1 }));
  return matching(`invalid ${what}: [${patterns.join(" ")}]`, () => compilePatterns(entries));
}

/** Runs `match`; a bad pattern fails the copy. */
export function matching<T>(what: string, match: () => T): T {
  try {
    return match();
  } catch (error) {
    if (error instanceof CtxcheckError) throw new CopyFailure(`${what}: syntax error in pattern`, "source");
    throw error;
  }
}

/** Returns whether an entry is copied, and whether `--exclude` matches it. */
export function matchFilter(filter: CopyFilter, name: Bytes): { included: boolean; excluded: boolean } {
  const { include, exclude } = filter;
  const included =
    include === null || matching("failed to match includepatterns", () => include.decide(name).matched);
  const excluded =
    exclude !== null && matching("failed to match excludepatterns", () => exclude.decide(name).matched);
  return { included: included && !excluded, excluded };
}

/** Returns the filter inside a directory. */
export function enter(filter: CopyFilter, name: Bytes): CopyFilter {
  return {
    ...filter,
    include: filter.include?.enter(name) ?? null,
    exclude: filter.exclude?.enter(name) ?? null,
  };
}
