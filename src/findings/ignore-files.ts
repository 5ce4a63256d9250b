import type { Bytes } from "../bytes.ts";
import { toText } from "../bytes.ts";
import type { WalkedEntry } from "../model.ts";
import type { Finding } from "./finding.ts";
import { baseName, insideDependencies, parentPath } from "./kinds.ts";
import type { Rule, RuleContext } from "./rule.ts";

export const noIgnoreFile: Rule = {
  id: "no-ignore-file",
  severity: "warning",
  summary: "The builder finds no ignore file: the whole directory is the build context.",
  start: ({ plan }) => ({
    end: () =>
      plan.ignoreFile === null
        ? [{ rule: "no-ignore-file", severity: "warning", path: null, builder: plan.builder.title }]
        : [],
  }),
};

export const ignoreFileElsewhere: Rule = {
  id: "ignore-file-elsewhere",
  severity: "warning",
  summary: "An ignore file lies where no builder reads it, or is named so that none does.",
  start: (context) => ({ entry: (entry) => judge(entry, context) }),
};

/** What people write for `.dockerignore`. */
const misspelled = /^\.?(docker[-_]?ignore|container[-_]?ignore)(\.(txt|in|bak))?$/i;
const specific = /^(.+)\.(docker|container)ignore$/;
const rootNames = new Set([".dockerignore", ".containerignore"]);

/** What lies in an excluded directory is only met when it is measured, and nobody expects it to work. */
function judge({ path, type, because }: WalkedEntry, context: RuleContext): Finding[] {
  if (because === "parent-not-entered") return [];
  const name = baseName(path);
  if (type === "directory" || !/ignore/i.test(name) || insideDependencies(path)) return [];
  if (rootNames.has(name)) return nested(path, context);
  if (misspelled.test(name)) return [found(path, "name", ".dockerignore")];
  const dockerfile = specific.exec(name)?.[1];
  if (dockerfile === undefined) return [];
  const beside = parentPath(path) === "" ? dockerfile : `${parentPath(path)}/${dockerfile}`;
  return context.exists(beside) ? [] : [found(path, "no-dockerfile", toText(beside))];
}

/** Beside a Dockerfile it serves builds of that directory; elsewhere somebody expects it to work here. */
function nested(path: Bytes, { exists }: RuleContext): Finding[] {
  const directory = parentPath(path);
  const ownBuild = ["Dockerfile", "dockerfile", "Containerfile"].some((name) =>
    exists(`${directory}/${name}`),
  );
  return directory === "" || ownBuild ? [] : [found(path, "nested", ".dockerignore")];
}

const found = (path: Bytes, why: "nested" | "name" | "no-dockerfile", wanted: string): Finding => ({
  rule: "ignore-file-elsewhere",
  severity: "warning",
  path,
  why,
  wanted,
});
