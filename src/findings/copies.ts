import { type Bytes, fromText } from "../bytes.ts";
import type { LinkTree } from "../dockerfile/follow-links.ts";
import { isSilenced, type LintOptions } from "../dockerfile/lint-options.ts";
import { containsWildcards } from "../dockerfile/wildcards.ts";
import { rootScope } from "../ignore/scope.ts";
import { spellPath } from "../ignore/spell.ts";
import type { CopyFinding } from "../image/copy-checks.ts";
import type { Destinations } from "../image/destinations.ts";
import type { Severity } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { Finding } from "./finding.ts";
import { missingCause } from "./missing-cause.ts";
import type { Rule, RuleContext } from "./rule.ts";

/** Rules about sources of COPY, ADD and bind mounts that do not yield what they name. BuildKit only. */
export const copyIgnored = copyRule(
  "copy-ignored",
  "A COPY, ADD or bind mount names what the ignore file excludes.",
  "error",
);

export const copyMissing = copyRule(
  "copy-missing",
  "A COPY, ADD or bind mount names what is not there: the build would fail.",
  "error",
);

export const copyMatchesNothing = copyRule(
  "copy-matches-nothing",
  "A wildcard of COPY or ADD matches nothing: nothing is copied, and the build does not fail.",
  "warning",
);

export const copyOutside = copyRule(
  "copy-outside",
  "A source climbs out of the context with ..; BuildKit takes what has that name inside.",
  "error",
);

function copyRule(id: CopyFinding["rule"], summary: string, severity: Severity): Rule {
  return { id, severity, summary, start: (context) => ({ end: () => check(id, context) }) };
}

function check(id: CopyFinding["rule"], { plan, destinations }: RuleContext): Finding[] {
  const found =
    destinations === null
      ? skippedCopies(plan)
      : copyFindings([...destinations.copies(), ...destinations.onTheWay()], plan, destinations);
  return found.filter(({ rule }) => rule === id);
}

export function copyFindings(
  copies: readonly CopyFinding[],
  plan: BuildPlan,
  { request: { lint }, links }: Pick<Destinations, "request" | "links">,
): Finding[] {
  const all = copies.filter((copy) => !isSilent(copy, lint));
  return all
    .filter((copy) => copy.rule !== "copy-missing" || !isOutside(copy, all))
    .map((copy) => describe(copy, all, plan, links));
}

/** kaniko copies the others without a message. */
function skippedCopies(plan: BuildPlan): Finding[] {
  return (plan.requested?.copiedPaths?.skipped ?? []).map(({ line, source }) => {
    const found = source.replace(/^\//, "");
    const isOutside = /^\.\.(\/|$)/.test(found);
    return {
      rule: isOutside ? "copy-outside" : "copy-ignored",
      severity: "warning",
      path: fromText(plan.dockerfile?.shown ?? "Dockerfile"),
      line,
      ...{ kind: "COPY", source, found, fails: false, isPattern: false, similar: null, from: null },
      by: isOutside ? null : excludedBy(plan, found),
      cause: isOutside
        ? `${plan.builder.title} takes it from around its own copy, and what lies there is not known`
        : `${plan.builder.title} skips it silently`,
    };
  });
}

/** If BuildKit's own check is silenced, so is this one, unless the build would fail. */
function isSilent({ rule, fails, stage, instruction }: CopyFinding, lint: LintOptions): boolean {
  if (rule !== "copy-ignored" || fails) return false;
  const step = stage.steps.find((one) => one.instruction === instruction);
  return step !== undefined && "comments" in step && isSilenced("CopyIgnoredFile", lint, step.comments);
}

/** A source outside the context is reported once. */
function isOutside({ instruction, source }: CopyFinding, all: readonly CopyFinding[]): boolean {
  return all.some(
    (other) => other.rule === "copy-outside" && other.instruction === instruction && other.source === source,
  );
}

function describe(copy: CopyFinding, all: readonly CopyFinding[], plan: BuildPlan, links: LinkTree): Finding {
  const { rule, kind, instruction, source, path } = copy;
  const fails = copy.fails || (rule === "copy-outside" && failsElsewhere(copy, all));
  const fix = rule === "copy-ignored" && fails ? { fix: `!${spellPath(path)}` } : {};
  return {
    rule,
    severity: severityOf(copy, fails),
    path: fromText(plan.dockerfile?.shown ?? "Dockerfile"),
    line: instruction.line,
    ...fix,
    ...{ kind, source, found: path, fails },
    isPattern: kind !== "bind" && containsWildcards(source),
    by: rule === "copy-ignored" ? excludedBy(plan, path) : null,
    similar: copy.similar ?? null,
    ...(rule === "copy-missing"
      ? missingCause(copy, plan, links)
      : { cause: builderWords(plan, instruction.line) }),
    from: copy.from,
  };
}

/** Returns what a builder that copies while it reads reports. */
const builderWords = ({ requested }: BuildPlan, line: number): string | null =>
  requested?.copiedPaths?.failed.find((failed) => failed.line === line)?.reason ?? null;

const failsElsewhere = (copy: CopyFinding, all: readonly CopyFinding[]): boolean =>
  all.some((other) => other.fails && other.instruction === copy.instruction && other.source === copy.source);

function severityOf(copy: CopyFinding, fails: boolean): Severity {
  if (fails) return "error";
  return copy.rule === "copy-matches-nothing" && isOptional(copy) ? "info" : "warning";
}

/** `COPY package.json yarn.lock* ./`: a common way to write "if it exists". */
function isOptional({ source, instruction }: CopyFinding): boolean {
  const words = instruction.text.split(/\s+/).filter((word) => !word.startsWith("--"));
  return words.length > 3 && /^[^*?[\\]*[^*?[\\/]\*$/.test(source);
}

/** Returns the pattern that excludes a path, and its place. */
function excludedBy({ patterns }: BuildPlan, path: Bytes): string | null {
  const names = path.split("/");
  const name = names.pop() ?? "";
  const { matched, by } = names.reduce((scope, one) => scope.enter(one), rootScope(patterns)).decide(name);
  return matched && by !== null
    ? `${by.source.file}:${by.source.line} ${JSON.stringify(by.source.text)}`
    : null;
}
