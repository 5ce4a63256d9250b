import { unlessReported } from "../errors.ts";
import { parseIgnoreFile } from "../ignore/parse.ts";
import { type Pattern, readPatterns, refuseBadSyntax } from "../ignore/pattern.ts";
import type { Decision, Scope } from "../ignore/scope.ts";
import { legacyMatcher, statelessScope } from "../ignore/stateless.ts";
import type { Builder } from "./builder.ts";
import { rootIgnoreFile } from "./classic.ts";
import { type CopyRules, openCopying } from "./copying.ts";
import { takeForKaniko } from "./kaniko-copies.ts";

/** kaniko 1.24, archived since June 2025 (semantics: rule G1). */
export const kaniko: Builder = {
  name: "kaniko",
  title: "kaniko (archived)",
  sends: "copied-paths",
  dockerfileNames: ["Dockerfile"],
  dockerfileLinks: "followed",
  ignoreFilePlaces: ({ name }) => [
    { ...rootIgnoreFile, why: "beside-dockerfile", directory: "dockerfile", name: `${name}.dockerignore` },
    rootIgnoreFile,
  ],
  readPatterns: (content, file) => readPatterns(parseIgnoreFile(content, file)),
  take: (steps, tree, patterns) => takeForKaniko(steps, tree, patterns, kanikoRules),
  open: (rules) => openCopying(rules, kanikoRules),
  sendsParents: true,
  given: { archive: "filtered", git: "filtered" },
  unreadableFile: "refused",
};

/** pkg/util/fs_util.go: CopyDir. Every path is tested on its own, and one that cannot be tested is copied. */
function kanikoRules(patterns: readonly Pattern[]): CopyRules {
  return {
    scope: statelessScope(isRefused(patterns) ? [] : patterns, legacyMatcher),
    treat: (scope, _, name, type) => {
      const { matched, by } = unlessBroken(scope, name);
      const refused = type === "socket" && !matched;
      return {
        taken: !matched && !refused,
        by,
        enters: type === "directory",
        ...(refused ? { refused } : {}),
      };
    },
  };
}

/** FileContext.ExcludesFile: a matching error is logged, and the file is included. */
function unlessBroken(scope: Scope, name: string): Decision {
  return unlessReported(() => scope.decide(name)) ?? { matched: false, by: null };
}

const isRefused = (patterns: readonly Pattern[]): boolean =>
  unlessReported(() => {
    for (const pattern of patterns) refuseBadSyntax(pattern);
    return false;
  }) ?? true;
