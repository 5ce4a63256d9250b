import type { Bytes } from "../bytes.ts";
import { CtxcheckError } from "../errors.ts";
import { rootScope, type Scope } from "../ignore/scope.ts";
import type { BuildPlan } from "../plan/plan.ts";
import type { Rule } from "./rule.ts";

export const dockerfileLost: Rule = {
  id: "dockerfile-lost",
  severity: "error",
  summary:
    "The classic builder does not send the Dockerfile, because a directory above it is excluded; the build fails.",
  start: ({ plan }) => {
    const path = plan.builder.name === "classic" ? (plan.dockerfile?.inContext ?? null) : null;
    let sent = false;
    return {
      entry: (entry) => {
        if (entry.path === path && entry.sent) sent = true;
        return [];
      },
      end: () => (path === null || sent ? [] : [{ rule: "dockerfile-lost", severity: "error", path }]),
    };
  },
};

export const removedByDaemon: Rule = {
  id: "removed-by-daemon",
  severity: "info",
  summary: "The classic builder sends the file, and its daemon removes it before the build starts.",
  start: ({ plan }) => {
    const excluded = new Set(plan.builder.name === "classic" ? excludedByOwnPatterns(plan) : []);
    return {
      entry: ({ path, sent }) =>
        sent && excluded.has(path) ? [{ rule: "removed-by-daemon", severity: "info", path }] : [],
    };
  },
};

/** Rule C14: what the file's own patterns exclude is sent all the same, and removed on the other side. */
function excludedByOwnPatterns({ patterns, dockerfile, ignoreFile }: BuildPlan): Bytes[] {
  if (ignoreFile === null || ignoreFile.why === "named") return [];
  const own = patterns.filter(({ source }) => source.line > 0);
  const paths = [".dockerignore", ...(dockerfile?.inContext == null ? [] : [dockerfile.inContext])];
  return paths.filter((path) => isExcludedAlone(rootScope(own), path));
}

/** Rule B13. The daemon takes an error for "not excluded". */
function isExcludedAlone(root: Scope, path: Bytes): boolean {
  const names = path.split("/");
  const name = names.pop() ?? "";
  const scope = names.reduce((entered, directory) => entered.enter(directory), root);
  try {
    return scope.decideAlone(name).matched;
  } catch (error) {
    if (error instanceof CtxcheckError) return false;
    throw error;
  }
}
