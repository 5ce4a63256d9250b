import { type Bytes, fromText } from "../bytes.ts";
import type { Finding } from "./finding.ts";
import type { Rule, RuleContext } from "./rule.ts";

export const ignoreFileUnread: Rule = {
  id: "ignore-file-unread",
  severity: "error",
  summary:
    "There is an ignore file, but the builder cannot read it and does not say so: nothing is excluded.",
  start: (context) => ({ end: () => check(context) }),
};

/** Rule A14: what the builder treats as an empty file, or as none. */
function check({ plan, exists }: RuleContext): Finding[] {
  const { ignoreFile } = plan;
  if (ignoreFile?.unreadable === true) return [unread(fromText(ignoreFile.shown), "denied")];
  const passedOver = ignoreFile === null && !plan.unfiltered && exists(".dockerignore");
  return passedOver ? [unread(".dockerignore", "no-file")] : [];
}

const unread = (path: Bytes, why: "denied" | "no-file"): Finding => ({
  rule: "ignore-file-unread",
  // Without a file there is nothing to read; an unreadable one is silently treated as empty.
  severity: why === "denied" ? "error" : "warning",
  path,
  why,
});

export const utf16: Rule = {
  id: "utf-16",
  severity: "error",
  summary: "The ignore file is UTF-16: its patterns match nothing.",
  start: ({ plan: { ignoreFile } }) => ({
    end: () =>
      ignoreFile !== null && /^(\xff\xfe|\xfe\xff)/.test(ignoreFile.content)
        ? [{ rule: "utf-16", severity: "error", path: fromText(ignoreFile.shown), line: 1 }]
        : [],
  }),
};
