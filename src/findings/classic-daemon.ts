import { removedByDaemon } from "../plan/removed-by-daemon.ts";
import type { Rule } from "./rule.ts";

export const dockerfileLost: Rule = {
  id: "dockerfile-lost",
  severity: "error",
  summary:
    "The classic builder does not send the Dockerfile, because a directory above it is excluded; the build fails.",
  start: ({ plan }) => {
    const path = plan.builder.engine === "classic" ? (plan.dockerfile?.inContext ?? null) : null;
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

export const removedFromContext: Rule = {
  id: "removed-by-daemon",
  severity: "info",
  summary: "The classic builder sends the file, and its daemon removes it before the build starts.",
  start: ({ plan }) => {
    const excluded = removedByDaemon(plan);
    if (excluded.size === 0) return {};
    return {
      entry: ({ path, sent }) =>
        sent && excluded.has(path) ? [{ rule: "removed-by-daemon", severity: "info", path }] : [],
    };
  },
};
