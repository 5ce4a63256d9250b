import type { Bytes } from "../../bytes.ts";
import { fromText } from "../../bytes.ts";
import type { Junk } from "../../ecosystems/ecosystem.ts";
import { ecosystems, nameTest } from "../../ecosystems/index.ts";
import type { Pattern } from "../../ignore/pattern.ts";
import type { Severity } from "../../model.ts";
import type { BuildPlan } from "../../plan/build-plan.ts";
import { secretName } from "../../secrets/names.ts";
import type { Finding, RuleId } from "../finding.ts";
import { baseName } from "../kinds.ts";
import type { Rule } from "../rule.ts";
import type { LintRule, Remark } from "./remark.ts";

/** Notes appear only in `ctxcheck lint`, not in a report. */
const row = (id: LintRule, severity: Severity, summary: string): Rule => ({
  id,
  severity,
  summary,
  start: ({ plan, remarks, thorough }) => ({
    end: () =>
      remarks(id)
        .filter((remark) => thorough || remark.severity !== "info")
        .map((remark) => findingOf(remark, plan)),
  }),
});

export function findingOf(remark: Remark, { ignoreFile }: BuildPlan): Finding {
  return { ...remark, path: fromText(ignoreFile?.shown ?? "") };
}

/** Rules about the lines of the ignore file; src/findings/lint/ checks them all at once. */
export const lintRules: readonly Rule[] = [
  row(
    "root-only-pattern",
    "warning",
    "A pattern without a slash means the root of the context only, and its name is sent from below.",
  ),
  row("negation-only-file", "warning", "The ignore file has nothing but exceptions: it excludes nothing."),
  row(
    "comment-not-at-start",
    "warning",
    "What is meant as a comment is read as a pattern: a comment is a line that begins with #.",
  ),
  row("parent-escape", "warning", "A pattern climbs out of the context with .. and matches nothing."),
  row("backslash-path", "warning", "A backslash is used as a slash: it escapes what follows."),
  row("unescaped-operator", "warning", "{ } | or ^ does not do in a pattern what its author expects."),
  row("class-matches-slash", "info", "A character class also matches a slash."),
  row("duplicate-pattern", "info", "A line repeats an earlier line."),
  row("bom", "warning", "The ignore file has a byte order mark that not every builder removes."),
  row("crlf", "warning", "The ignore file mixes line endings, or uses one that ends no line."),
  row("unused-pattern", "info", "A pattern excludes nothing that is here (ctxcheck lint only)."),
  row("shadowed-pattern", "info", "Another line matches all that a pattern can match (ctxcheck lint only)."),
  row("exception-never-applies", "warning", "An exception re-includes nothing (ctxcheck lint only)."),
  row(
    "trailing-slash-means-nothing",
    "warning",
    "A trailing slash does not limit a pattern to directories, and it also excludes a file (ctxcheck lint only).",
  ),
  row(
    "case-differs",
    "warning",
    "A pattern matches nothing, because upper and lower case differ (ctxcheck lint only).",
  ),
  row(
    "bad-pattern",
    "error",
    "The builder refuses a pattern, and with it the build (a finding of ctxcheck lint; elsewhere exit code 2).",
  ),
  row(
    "not-portable",
    "info",
    "Builders that read the file do not agree about what a line means (ctxcheck lint only).",
  ),
  row(
    "walk-cost",
    "warning",
    "An exception with a wildcard makes BuildKit read directories that are excluded anyway.",
  ),
];

/** Whether a rule is about the ignore file: what `ctxcheck lint` reports. */
export const isLintRule = (id: RuleId): boolean => ofFile.has(id) || lintRules.some((rule) => rule.id === id);

/** Rules about the file as a whole, in files of their own. */
const ofFile: ReadonlySet<RuleId> = new Set([
  "no-ignore-file",
  "dockerfile-ignore-replaces",
  "ignore-file-elsewhere",
  "gitignored-but-sent",
  "ignore-file-unread",
  "utf-16",
]);

const junk = ecosystems.flatMap(({ junk: rows }) => rows);

/** Matches what tools and systems create at any depth. */
export const isGenerated = nameTests(
  junk.filter(
    ({ certain, kind }) => certain === true && !["ci", "container", "tests", "docs"].includes(kind),
  ),
);

const isJunk = nameTests(junk);

/** Matches one of these names, or a pattern with the same `*`. */
function nameTests(rows: readonly Junk[]): (name: Bytes) => boolean {
  const names = new Set(rows.map(({ name }) => name));
  const tests = rows.filter(({ name }) => name.includes("*")).map(({ name }) => nameTest(name));
  return (name) => names.has(name) || tests.some((matches) => matches(name)) || name.startsWith(".env");
}

/** Whether a pattern is a precaution: for hidden files, file types, junk, secrets. */
export function isPrecaution({ text }: Pattern): boolean {
  const name = baseName(text);
  return name.startsWith(".") || /[*?]/.test(name) || isJunk(name) || secretName(name, false) !== null;
}

const unfixable: ReadonlySet<string> = new Set(["negation-only-file", "not-portable"]);

/** Whether `ctxcheck fix` has a fix for a rule of that name. */
export const isFixable = (name: string): name is LintRule =>
  lintRules.some(({ id }) => id === name) && !unfixable.has(name);
