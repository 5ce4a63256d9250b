import type { Report, ReportedFinding } from "../report-model.ts";
import { showBytes } from "../sizes.ts";
import { safe } from "./escape.ts";
import { titled } from "./titled.ts";
import { paint, type View } from "./view.ts";

const mostFindings = 20;
const mostSecrets = 5;
const colors = { error: "red", warning: "yellow", info: "cyan" } as const;

/** Findings that one line of the ignore file mends are told together, where the worst of them stands. */
export function findings({ findings }: Report, view: View): string[] {
  const groups = groupFindings(findings);
  const told = view.verbose ? groups : groups.slice(0, mostFindings);
  const rest = findings.length - told.reduce((sum, group) => sum + group.length, 0);
  const more = rest > 0 ? [`  and ${rest} more (--verbose shows all)`] : [];
  return titled("Findings", [...told.flatMap((group) => groupLines(group, view)), ...more], view);
}

function groupFindings(findings: readonly ReportedFinding[]): ReportedFinding[][] {
  const groups = new Map<string, ReportedFinding[]>();
  for (const finding of findings) {
    const group = groups.get(groupKey(finding));
    if (group === undefined) groups.set(groupKey(finding), [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

const groupKey = ({ rule, severity, fix, path, line }: ReportedFinding): string =>
  JSON.stringify([rule, severity, ...(fix === null ? [path, isOfFile(rule) ? null : line] : [fix])]);

/** Rules that find several things in one file. */
const isOfFile = (rule: string): boolean => rule === "secret-content";

function groupLines(group: readonly ReportedFinding[], view: View): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const { rule, severity, path, message, fix, line } = first;
  const where = path === null ? "" : ` ${safe(path)}${line === null ? "" : `:${line}`}`;
  const others = othersOf(group, view);
  const add = fix === null ? [] : [`  add to the ignore file: ${paint(view, "cyan", safe(fix))}`];
  return [
    `${paint(view, colors[severity], severity)}  ${rule}${where}`,
    `  ${safe(message)}`,
    ...others.map((text) => `  ${text}`),
    ...add,
  ];
}

function othersOf(group: readonly ReportedFinding[], view: View): string[] {
  const [first] = group;
  if (first?.rule === "secret-content") return otherSecrets(group, view);
  const isOfLine = first?.fix === null && first.line !== null;
  return isOfLine ? group.slice(1).map(({ message }) => safe(message)) : andOthers(group);
}

/** Every secret of a file has words of its own. */
function otherSecrets(group: readonly ReportedFinding[], view: View): string[] {
  const others = group.slice(1).map(({ line, message }) => `line ${line}: ${safe(withoutReach(message))}`);
  const told = others.slice(0, view.verbose ? undefined : mostSecrets);
  const rest = others.length - told.length;
  return rest > 0 ? [...told, `and ${rest} more in this file`] : told;
}

/** How far the file gets is told once. */
const withoutReach = (message: string): string => message.replace(/; (ends up in|goes to) [^;]*$/, "");

function andOthers(group: readonly ReportedFinding[]): string[] {
  if (group.length < 2) return [];
  const bytes = group.reduce((sum, finding) => sum + (finding.bytes ?? 0), 0);
  return [`and ${group.length - 1} more like it${bytes > 0 ? `, ${showBytes(bytes)} in all` : ""}`];
}
