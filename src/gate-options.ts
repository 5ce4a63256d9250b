import type { Bytes } from "./bytes.ts";
import { meantBy } from "./dockerfile/suggest.ts";
import { wrongOption } from "./errors.ts";
import { type RuleSetting, readRuleSetting } from "./findings/settings.ts";
import { readBaseline } from "./gate/baseline-file.ts";
import { type BudgetLine, readBudget, type Subject } from "./gate/budget-line.ts";
import type { NamedBaseline } from "./gate/compare-baseline.ts";
import { matchesList, readPathList } from "./ignore/path-list.ts";
import type { InspectOptions } from "./inspect-options.ts";
import type { AllowList } from "./secrets/allow.ts";

/** What decides whether a report passes, as a user writes it; sizes are bytes. */
export interface Gate {
  readonly maxBytes: number | null;
  readonly maxFiles: number | null;
  readonly maxFileSize: number | null;
  /** As for `--budget` and `--rule`. */
  readonly budgets: readonly string[];
  readonly rules: readonly string[];
  readonly baseline: BaselinePlace | null;
  readonly allow: Readonly<Record<"paths" | "rules" | "fingerprints", readonly string[]>>;
}

export interface BaselinePlace {
  /** Absolute. */
  readonly path: string;
  readonly shown: string;
  /** Whether it has to exist. */
  readonly isNamed: boolean;
  /** What it does not loosen, because the caller sets it: rules, "fail-on" (all of them), "budget" (allowed growth). */
  readonly firm?: readonly string[];
  /** The tree that a link to it must not leave: absolute, links resolved. */
  readonly within?: Bytes;
}

type GateOptions = Required<Pick<InspectOptions, "budgets" | "rules" | "baseline" | "allow">>;

/** Reads the gate. Throws CtxcheckError "usage" and "baseline"; messages begin with the command-line option. */
export async function gateOptions(gate: Gate): Promise<GateOptions> {
  return {
    budgets: budgetLines(gate),
    rules: ruleSettings(gate),
    baseline: gate.baseline && (await requireBaseline(gate.baseline)),
    allow: await allowList(gate.allow),
  };
}

const total: Subject = { kind: "total", name: null, set: "sent" };

function budgetLines({ maxBytes, maxFiles, maxFileSize, budgets }: Gate): BudgetLine[] {
  const atMost = (option: string, measure: BudgetLine["measure"], limit: number | null): BudgetLine[] =>
    limit === null ? [] : [{ subject: total, measure, limit, growth: null, label: `--${option}` }];
  return [
    ...atMost("max-size", "bytes", maxBytes),
    ...atMost("max-files", "files", maxFiles),
    ...atMost("max-file-size", "file-bytes", maxFileSize),
    ...budgets.map((budget) => readBudget(budget, "budget")),
  ];
}

/** A path whose secrets are allowed may also be named like one. */
function ruleSettings({ rules, allow }: Gate): RuleSetting[] {
  const lists = allow.paths.length === 0 ? [] : [readPathList(allow.paths, "--secret-allow-path")];
  return [
    ...rules.map((setting) => readRuleSetting(setting, "--rule")),
    ...lists.map((paths) => ({ rule: "secret-name", paths, severity: "off" }) as const),
  ];
}

async function allowList({ paths, rules, fingerprints }: Gate["allow"]): Promise<AllowList> {
  if (rules.length > 0) await refuseUnknown(rules);
  const list = readPathList(paths, "--secret-allow-path");
  return {
    paths: (path) => matchesList(list, path),
    rules: new Set(rules),
    fingerprints: new Set(fingerprints),
  };
}

async function refuseUnknown(names: readonly string[]): Promise<void> {
  const { ruleCatalogue } = await import("./secrets/rules.ts");
  const ids = ruleCatalogue.map(({ id }) => id);
  const unknown = names.find((name) => !ids.includes(name));
  if (unknown === undefined) return;
  const meant = meantBy(unknown, ids);
  throw wrongOption(
    "secret-allow-rule",
    `there is no rule "${unknown}"`,
    meant === undefined ? "docs/secrets.md lists every rule" : `did you mean ${meant}?`,
  );
}

async function requireBaseline({
  path,
  shown,
  isNamed,
  within,
  firm = [],
}: BaselinePlace): Promise<NamedBaseline | null> {
  const read = await readBaseline(path, shown, within);
  if (read !== null) {
    const isFirm = (rule: string) => firm.includes("fail-on") || firm.includes(rule);
    const findings = read.baseline.findings.filter(({ rule }) => !isFirm(rule));
    const measured = firm.includes("budget") ? {} : read.baseline.measured;
    return { ...read, baseline: { ...read.baseline, findings, measured } };
  }
  if (!isNamed) return null;
  throw wrongOption("baseline", `there is no file "${shown}"`, "write it with ctxcheck baseline", "baseline");
}
