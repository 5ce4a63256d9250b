import type { Report, ReportedFinding, ScannedContent } from "../report-model.ts";
import { showBytes } from "../sizes.ts";
import { columns } from "./columns.ts";
import { safe, shorten } from "./escape.ts";
import { findings } from "./findings.ts";
import { firstScreen, steps } from "./first-screen.ts";
import { baseline, budgets, silenced } from "./gate.ts";
import { header } from "./header.ts";
import { besides, instructions } from "./instructions.ts";
import { next } from "./next.ts";
import { paint, type View } from "./view.ts";
import { count, joined, pathWidth, share, signedBytes, signedCount, titled } from "./words.ts";

/** Renders the report as text: one screen, or everything that is known with --verbose. */
export function renderTable(report: Report, view: View): string {
  return joined(view.verbose ? allSections(report, view) : firstScreen(report, view));
}

function allSections(report: Report, view: View): string[][] {
  return view.quiet
    ? [findings(report, view), next(report, view)]
    : [
        header(report, view),
        totals(report, view),
        instructions(report, view),
        directories(report, view),
        largest(report, view),
        keptOut(report, view),
        secrets(report, view),
        history(report, view),
        whatIf(report, view),
        findings(report, view),
        silenced(report, view),
        baseline(report, view),
        budgets(report, view),
        steps(report, view),
        next(report, view),
      ];
}

function totals(report: Report, view: View): string[] {
  const { sent, allowed, excluded, keptOut, transfer } = report;
  const row = (name: string, set: { files: number; directories: number; bytes: number }) => [
    paint(view, "bold", name),
    count(set.files, "file"),
    count(set.directories, "directory"),
    showBytes(set.bytes),
  ];
  const rows = [row("Sent", sent), row("Allowed", allowed)];
  if (excluded !== null) rows.push(row("Excluded", excluded));
  const met = excluded === null && keptOut.files + keptOut.directories > 0 ? [notMeasured(keptOut)] : [];
  return [...columns(rows, [1, 2, 3]), ...besides(report), ...met, ...printed(transfer)];
}

/** More than the sizes of the files: names, metadata and framing are sent, too. */
function printed(transfer: Report["transfer"]): string[] {
  if (transfer === null) return [];
  return [
    `A first build prints: ${transfer.words} ${transfer.printed} (names, metadata and framing included)`,
  ];
}

function notMeasured({ files, directories, notEntered }: Report["keptOut"]): string {
  const below = notEntered > 0 ? ` (${notEntered} not scanned; --excluded measures them)` : "";
  return `Excluded: ${count(files, "file")}, ${count(directories, "directory")}${below}`;
}

function directories({ directories, sent }: Report, view: View): string[] {
  const rows = directories.map(({ path, files, bytes }) => [
    showBytes(bytes),
    share(bytes, sent.bytes),
    count(files, "file"),
    `${shorten(safe(path), pathWidth(view, 40))}/`,
  ]);
  return titled("Heaviest directories", columns(rows, [0, 1, 2]), view);
}

function largest({ largest, sent }: Report, view: View): string[] {
  const rows = largest.map(({ path, bytes }) => [
    showBytes(bytes),
    share(bytes, sent.bytes),
    shorten(safe(path), pathWidth(view, 24)),
  ]);
  return titled("Largest files", columns(rows, [0, 1]), view);
}

function keptOut({ keptOut, excluded }: Report, view: View): string[] {
  const rows = keptOut.by.map(({ file, line, pattern, files, directories, bytes }) => [
    excluded === null ? "" : showBytes(bytes),
    [files > 0 ? count(files, "file") : "", directories > 0 ? count(directories, "directory") : ""]
      .filter((part) => part !== "")
      .join(", "),
    `${safe(file)}:${line}`,
    safe(pattern),
  ]);
  return titled("Excluded by", columns(rows, [0]), view);
}

/** Only if requested: commits that could not be read say nothing about the cache. */
function history({ history }: Report, view: View): string[] {
  if (history === null) return [];
  const { commits, problem } = history;
  const read =
    commits === 0 ? "there are none" : `the last ${count(commits, "commit")} of git were looked at`;
  return titled("Commits", [problem === null ? read : `not looked at: ${problem}`], view);
}

const most = 10;

/** Renders what the trial lines change compared with today. */
function whatIf({ whatIf, sent }: Report, view: View): string[] {
  if (whatIf === null) return [];
  return titled("Against the ignore file of today", changes(whatIf, sent, view), view);
}

function changes(tried: NonNullable<Report["whatIf"]>, sent: Report["sent"], view: View): string[] {
  const { problem, today, gone, added } = tried;
  if (problem !== null) return [`not known: ${safe(problem)}`];
  const files = signedCount(sent.files - today.files, "file");
  return [
    `${files}, ${signedBytes(sent.bytes - today.bytes)}`,
    ...reported("gone", gone, view),
    ...reported("new", added, view),
  ];
}

function reported(word: string, findings: readonly ReportedFinding[], view: View): string[] {
  const shown = findings.slice(0, view.verbose ? undefined : most);
  const rest = findings.length - shown.length;
  return [
    ...shown.map(
      ({ severity, rule, path }) => `${word}: ${severity} ${rule}${path === null ? "" : ` ${safe(path)}`}`,
    ),
    ...(rest > 0 ? [`${word}: ${rest} more (--verbose shows all)`] : []),
  ];
}

/** Renders what was read to find secrets, and every reason why something was not, or not completely. */
function secrets({ secrets: scan }: Report, view: View): string[] {
  if (scan === null)
    return titled("Secrets", ["the sent files were not searched (--no-secret-content)"], view);
  if (scan.scanned === 0) return [];
  return titled("Secrets", [lookedAt(scan), ...skips(scan), ...unreadable(scan, view)], view);
}

function lookedAt({ scanned, bytes, hits, allowed, allowedBySettings }: ScannedContent): string {
  const byComment = allowed > 0 ? `, ${allowed} allowed by comments` : "";
  const bySettings = allowedBySettings > 0 ? `, ${allowedBySettings} allowed by the settings` : "";
  return `looked for in ${count(scanned, "file")}, ${showBytes(bytes)}: ${hits} found${byComment}${bySettings}`;
}

function skips({ skipped, maxSize }: ScannedContent): string[] {
  const rows: readonly [number, string][] = [
    [skipped.binary, "binary: checked only for being key files"],
    [skipped.tooLarge, `larger than ${showBytes(maxSize)}: only the beginning read (--secret-max-size)`],
    [skipped.vendored, "in installed trees: private keys and tokens of known form only"],
    [
      skipped.hardRulesOnly,
      "generated, minified or examples: searched for private keys and vendor tokens only",
    ],
    [skipped.longLines, "with lines over 4,096 bytes: named values are not looked for in those"],
    [skipped.vanished, "gone before they were read"],
    [skipped.capped, "with more than 1,000 secrets: the rest is not listed"],
  ];
  return rows.filter(([files]) => files > 0).map(([files, why]) => `${files} ${why}`);
}

function unreadable({ skipped, problems }: ScannedContent, view: View): string[] {
  if (skipped.unreadable === 0) return [];
  const reported = problems.slice(0, view.verbose ? undefined : 3);
  const names = reported.map(({ path, reason }) => `${safe(path)} (${safe(reason)})`).join(", ");
  const more = problems.length > reported.length ? ", …" : "";
  return [`${skipped.unreadable} not read: ${names}${more}`];
}
