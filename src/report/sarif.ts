import type { Rule } from "../findings/rule.ts";
import { rules } from "../findings/rules.ts";
import type { Severity } from "../model.ts";
import type { Report } from "../report-model.ts";
import { jsonText } from "./json.ts";
import { allowedRule, budgetRule, type Notice, notices, type Place, sentence, unreadRule } from "./notice.ts";
import { ruleHelp } from "./rule-help-table.ts";

/** The project's home as in package.json: a registry may have another package of this name. */
const docs = "https://github.com/ctxcheck/ctxcheck/blob/main/docs";

const levels: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note" };

/** SARIF 2.1.0: one run, every rule with its help, a result for each finding and budget. */
export const renderSarif = (report: Report): string => sarifOf(notices(report), report.fromHere.context);

/** The same for any notices; the id of the run is derived from the directory that they concern. */
export function sarifOf(all: readonly Notice[], directory: string): string {
  const others = [budgetDescriptor, allowedDescriptor, unreadDescriptor];
  const shown = others.filter(({ id }) => id !== unreadRule || all.some(({ rule }) => rule === id));
  const described = [...rules.map(descriptor), ...shown];
  const ruleIndex = new Map(described.map(({ id }, index) => [id, index]));
  return jsonText({
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "ctxcheck", informationUri: `${docs}/rules.md`, rules: described } },
        automationDetails: { id: `ctxcheck/${uri(directory)}` },
        results: all.map((notice) => result(notice, ruleIndex.get(notice.rule))),
      },
    ],
  });
}

function descriptor({ id, severity, summary }: Rule) {
  return {
    ...describe(id, severity, summary, ruleHelp[id], `${docs}/rules.md#${id}`),
    ...(isSecret(id) ? { properties: { tags: ["security"], "security-severity": "8.0" } } : {}),
  };
}

const budgetDescriptor = describe(
  budgetRule,
  "error",
  "More is sent than a budget allows.",
  "More is sent than a budget allows. Exclude what the build does not need, or raise the budget on purpose.",
  `${docs}/ci.md#budgets`,
);

const allowedDescriptor = describe(
  allowedRule,
  "info",
  "Comments in files allow secrets.",
  "Comments in files allow secrets that would be reported otherwise. --no-inline-allow reports them.",
  `${docs}/rules.md#secret-content`,
);

function describe(id: string, severity: Severity, summary: string, help: string, helpUri: string) {
  return {
    id,
    shortDescription: { text: summary },
    help: { text: escaped(help), markdown: help },
    helpUri,
    defaultConfiguration: { level: levels[severity] },
  };
}

const unreadDescriptor = describe(
  unreadRule,
  "error",
  "A build, or a file of builds, could not be read.",
  "A build, or a file that defines builds, could not be read: what it sends is not known.",
  `${docs}/builds.md`,
);

const isSecret = (rule: string): boolean => rule === "secret-name" || rule === "secret-content";

function result(notice: Notice, ruleIndex = -1) {
  const { rule, severity, place, subject, fix, fingerprint, accepted } = notice;
  const related = relatedOf(notice);
  return {
    ruleId: rule,
    ruleIndex,
    level: levels[severity],
    message: { text: escaped(sentence(notice)) },
    locations: [{ physicalLocation: physical(place) }],
    ...(related.length === 0 ? {} : { relatedLocations: related }),
    partialFingerprints: { "ctxcheck/v1": fingerprint },
    ...(accepted ? { suppressions: [suppressionOf(rule)] } : {}),
    properties: { subject, fix },
  };
}

const suppressionOf = (rule: string) =>
  rule === allowedRule
    ? { kind: "inSource", justification: "allowed by comments" }
    : { kind: "external", justification: "accepted by the baseline" };

/** Code scanning shows no more per result. */
const mostRelated = 100;

function relatedOf({ takenBy, others }: Notice) {
  const copied = takenBy === null ? [] : [{ place: takenBy, subject: "copied by" }];
  return [...copied, ...others].slice(0, mostRelated).map(({ place, subject }, id) => ({
    id,
    message: { text: escaped(subject) },
    physicalLocation: physical(place),
  }));
}

function physical({ file, line }: Place) {
  const region = line === null ? {} : { region: { startLine: line } };
  return { artifactLocation: { uri: uri(file) }, ...region };
}

/** Encodes a relative reference; a colon in its first part would be a scheme. */
const uri = (path: string): string => path.toWellFormed().split("/").map(encodeURIComponent).join("/");

/** SARIF 2.1.0 §3.11.5, §3.11.6: braces enclose arguments, brackets before a parenthesis are links. */
function escaped(text: string): string {
  const braces = text.replaceAll("{", "{{").replaceAll("}", "}}");
  return braces.includes("](") ? braces.replace(/[\\[\]]/g, (char) => `\\${char}`) : braces;
}
