import type { Bytes } from "../bytes.ts";
import { fromText } from "../bytes.ts";
import { unlessReported } from "../errors.ts";
import type { Pattern } from "../ignore/pattern.ts";
import { rootScope, type Scope } from "../ignore/scope.ts";
import type { WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { parentPath } from "./kinds.ts";
import type { Rule, RuleRun } from "./rule.ts";

export const dockerfileIgnoreReplaces: Rule = {
  id: "dockerfile-ignore-replaces",
  severity: "warning",
  summary: "<Dockerfile>.dockerignore takes the place of .dockerignore, and rules of that one are lost.",
  start: ({ plan, replaced }) => {
    const lost = lostPatterns(plan, replaced);
    return lost.length === 0 ? {} : counting(plan, replaced, lost);
  },
};

/** Rules A2, A3: returns the patterns that only the root's file has. */
function lostPatterns(plan: BuildPlan, replaced: readonly Pattern[]): readonly Pattern[] {
  const kept = new Set(plan.patterns.map(textOf));
  return replaced.filter((pattern) => !pattern.exception && !kept.has(textOf(pattern)));
}

const textOf = ({ text, exception }: Pattern): Bytes => (exception ? `!${text}` : text);

/** Counts what is sent although the root's file would exclude it. */
function counting(plan: BuildPlan, replaced: readonly Pattern[], lost: readonly Pattern[]): RuleRun {
  const scopes = new Map<Bytes, Scope>([["", rootScope(replaced)]]);
  const counts = { files: 0, bytes: 0 };
  return {
    entry: ({ path, below, sent, sentBytes }: WalkedEntry) => {
      if (below !== undefined) scopes.delete(path);
      else if (sent && wouldExclude(scopes, path)) {
        counts.files++;
        counts.bytes += sentBytes;
      }
      return [];
    },
    end: () => [
      {
        rule: "dockerfile-ignore-replaces",
        severity: counts.files > 0 ? "warning" : "info",
        path: fromText(plan.ignoreFile?.shown ?? ""),
        lost: lost.map(textOf),
        ...counts,
      },
    ],
  };
}

function wouldExclude(scopes: Map<Bytes, Scope>, path: Bytes): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return unlessReported(() => scopeOf(scopes, parentPath(path)).decide(name).matched) ?? false;
}

function scopeOf(scopes: Map<Bytes, Scope>, directory: Bytes): Scope {
  const known = scopes.get(directory);
  if (known !== undefined) return known;
  const made = scopeOf(scopes, parentPath(directory)).enter(directory.slice(directory.lastIndexOf("/") + 1));
  scopes.set(directory, made);
  return made;
}
