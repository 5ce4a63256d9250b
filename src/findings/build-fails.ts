import { fromText } from "../bytes.ts";
import type { Finding } from "./finding.ts";
import type { Rule } from "./rule.ts";

export const buildFails: Rule = {
  id: "build-fails",
  severity: "error",
  summary: "An instruction fails with this builder, and the build with it.",
  start: ({ plan, arrivals }) => ({
    end: () => {
      if (arrivals === null) return [];
      const told = new Set(
        arrivals.copies().flatMap(({ fails, instruction }) => (fails ? [instruction.line] : [])),
      );
      const path = fromText(plan.dockerfile?.shown ?? "Dockerfile");
      const failures = arrivals.failures().filter(({ line }) => line === null || !told.has(line));
      return failures.map(
        ({ line, message, text }): Finding => ({
          rule: "build-fails",
          severity: "error",
          path,
          ...(line === null ? {} : { line }),
          instruction: text,
          reason: message,
        }),
      );
    },
  }),
};
