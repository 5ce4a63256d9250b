import { meantBy } from "../dockerfile/suggest.ts";
import { wrongUse } from "../errors.ts";
import { matchesList, readPathList } from "../ignore/path-list.ts";
import type { Scope } from "../ignore/scope.ts";
import type { Severity } from "../model.ts";
import type { Finding, RuleId } from "./finding.ts";
import { rules } from "./rules.ts";

/** Severity of a rule, everywhere or for some paths. */
export interface RuleSetting {
  readonly rule: RuleId;
  /** Null if it applies everywhere. */
  readonly paths: Scope | null;
  readonly severity: Severity | "off";
}

const severities: readonly RuleSetting["severity"][] = ["off", "info", "warning", "error"];

/** Parses `<rule>[:<pattern>]=<severity>`. Throws CtxcheckError "usage". */
export function readRuleSetting(text: string, option: string): RuleSetting {
  const [, name = "", pattern, word = ""] = /^([^:=]*)(?::(.*))?=([^=]*)$/s.exec(text) ?? [];
  const severity = severities.find((one) => one === word.trim());
  const rule = rules.find(({ id }) => id === name.trim())?.id;
  if (rule !== undefined && severity !== undefined)
    return { rule, severity, paths: pattern === undefined ? null : readPathList([pattern], option) };
  if (rule !== undefined || name === "")
    throw wrongUse(`${option}: "${text}" sets no rule`, `write <rule>=${severities.join("|")}`);
  const meant = meantBy(
    name,
    rules.map(({ id }) => id),
  );
  throw wrongUse(
    `${option}: there is no rule "${name}"`,
    meant === undefined ? "docs/rules.md lists every rule" : `did you mean ${meant}?`,
  );
}

/** The findings to report, and how many are silenced. */
export interface SetFindings {
  readonly findings: readonly Finding[];
  readonly silenced: readonly { readonly rule: RuleId; readonly findings: number }[];
}

/** The last setting that applies to a finding wins. */
export function applySettings(found: readonly Finding[], settings: readonly RuleSetting[]): SetFindings {
  const findings: Finding[] = [];
  const silenced = new Map<RuleId, number>();
  for (const finding of found) {
    const severity = settings.findLast((setting) => isFor(setting, finding))?.severity ?? finding.severity;
    if (severity === "off") silenced.set(finding.rule, (silenced.get(finding.rule) ?? 0) + 1);
    else findings.push({ ...finding, severity });
  }
  const rows = [...silenced].map(([rule, count]) => ({ rule, findings: count }));
  return { findings, silenced: rows.sort((a, b) => (a.rule < b.rule ? -1 : 1)) };
}

function isFor({ rule, paths }: RuleSetting, finding: Finding): boolean {
  if (rule !== finding.rule) return false;
  return paths === null || (finding.path !== null && matchesList(paths, finding.path));
}
