import type { Report, ReportedFinding } from "../report-model.ts";
import { showBytes } from "../sizes.ts";
import { safe } from "./escape.ts";
import { titled } from "./titled.ts";
import { paint, type View } from "./view.ts";

const mostFindings = 20;
const mostSecrets = 5;
const colors = { error: "red", warning: "yellow", info: "cyan" } as const;

/** Findings that one line of the ignore file mends are told together, where the worst of them stands. */
export function findings({ findings, ignoreFile }: Report, view: View): string[] {
  const ofLine = (finding: ReportedFinding) => finding.line !== null && finding.path === ignoreFile;
  const groups = groupFindings(
    findings,
    (finding) => ofLine(finding) && (!view.verbose || finding.rule === "unused-pattern"),
  );
  const told = view.verbose ? groups : groups.slice(0, mostFindings);
  const rest = findings.length - told.reduce((sum, group) => sum + group.length, 0);
  const more = rest > 0 ? [`  and ${rest} more (--verbose shows all)`] : [];
  return titled("Findings", [...told.flatMap((group) => groupLines(group, view)), ...more], view);
}

/** What a rule says of several lines of the ignore file is told once. */
function groupFindings(
  findings: readonly ReportedFinding[],
  ofLine: (finding: ReportedFinding) => boolean,
): ReportedFinding[][] {
  const groups = new Map<string, ReportedFinding[]>();
  for (const finding of findings) {
    const key = ofLine(finding) ? JSON.stringify([finding.rule, finding.severity]) : groupKey(finding);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

const groupKey = ({ rule, severity, accepted, fix, path, line }: ReportedFinding): string =>
  JSON.stringify([
    rule,
    severity,
    accepted,
    ...(fix === null ? [path, isOfFile(rule) ? null : line] : [fix]),
  ]);

/** Rules that find several things in one file. */
const isOfFile = (rule: string): boolean => rule === "secret-content";

function groupLines(group: readonly ReportedFinding[], view: View): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const { rule, severity, accepted, path, message, fix, line, column, edit } = first;
  const at = [line, edit === null ? null : column].filter((one) => one !== null).map((one) => `:${one}`);
  const where = path === null ? "" : ` ${safe(path)}${at.join("")}`;
  const others = othersOf(group, view);
  const add = fix === null ? [] : [`  add to the ignore file: ${paint(view, "cyan", safe(fix))}`];
  return [
    `${paint(view, accepted ? "dim" : colors[severity], severity)}  ${rule}${where}${accepted ? "  (accepted)" : ""}`,
    `  ${safe(message)}`,
    ...others.map((text) => `  ${text}`),
    ...add,
    ...editWords(first, view),
  ];
}

/** Of a note that only its author can judge the message says enough. */
function editWords({ edit, severity }: ReportedFinding, view: View): string[] {
  if (edit === null || (edit.asked && severity === "info")) return [];
  const { become } = edit;
  if (become.length === 0) return ["  delete the line"];
  return [`  write instead: ${become.map((line) => paint(view, "cyan", safe(line))).join(", ")}`];
}

function othersOf(group: readonly ReportedFinding[], view: View): string[] {
  const [first] = group;
  if (first?.rule === "secret-content") return otherSecrets(group, view);
  if (isOfLines(group))
    return [`and on ${otherLines(group)}${view.verbose ? "" : " (ctxcheck lint tells each)"}`];
  const isOfLine = first?.fix === null && first.line !== null;
  return isOfLine ? group.slice(1).map(({ message }) => safe(message)) : andOthers(group);
}

const isOfLines = (group: readonly ReportedFinding[]): boolean =>
  group.some(({ line }) => line !== null && line !== group[0]?.line);

function otherLines(group: readonly ReportedFinding[]): string {
  const lines = [...new Set(group.slice(1).map(({ line }) => line))];
  const told = lines.slice(0, mostFindings).join(", ");
  return `${lines.length === 1 ? "line" : "lines"} ${told}${lines.length > mostFindings ? ", ..." : ""}`;
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
