import { spellPath } from "../ignore/spell.ts";
import { insideDependencies } from "./kinds.ts";
import type { Rule } from "./rule.ts";

export const largeFile: Rule = {
  id: "large-file",
  severity: "warning",
  summary: "A file that is sent is larger than --large-file (default 10MB).",
  start: ({ limits: { largeFile: limit } }) => ({
    entry: ({ path, sentBytes: bytes }) =>
      bytes > limit && !insideDependencies(path)
        ? [{ rule: "large-file", severity: "warning", path, fix: spellPath(path), bytes, limit }]
        : [],
  }),
};
