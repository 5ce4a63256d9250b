import { fromText } from "../bytes.ts";
import type { Rule } from "./rule.ts";

export const foreignFrontend: Rule = {
  id: "foreign-frontend",
  severity: "warning",
  summary: "A frontend that is not Docker's reads the Dockerfile: what the build copies is not known.",
  start: ({ plan: { frontend, dockerfile } }) => ({
    end: () =>
      frontend === null
        ? []
        : [
            {
              rule: "foreign-frontend",
              severity: "warning",
              path: fromText(dockerfile?.shown ?? "Dockerfile"),
              line: 1,
              frontend,
            },
          ],
  }),
};
