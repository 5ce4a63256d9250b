import { fromText } from "../bytes.ts";
import { collisionsOf } from "../image/collisions.ts";
import type { Rule } from "./rule.ts";

export const copyCollides: Rule = {
  id: "copy-collides",
  severity: "warning",
  summary: "One COPY copies several files to the same place: only the last of them is kept.",
  start: ({ plan, destinations }) => ({
    end: () =>
      destinations === null || destinations.failures().length > 0
        ? []
        : collisionsOf(destinations.request, destinations.landing()).map(({ instruction, lost }) => ({
            rule: "copy-collides",
            // Directories merged into one another are mostly intentional.
            severity: /[*?[]/.test(instruction.text) ? "warning" : "info",
            path: fromText(plan.dockerfile?.shown ?? "Dockerfile"),
            line: instruction.line,
            instruction: instruction.text,
            lost: lost.map(({ path, by }) => ({ path, by })),
          })),
  }),
};
