import type { ChangedPaths, Difference, SideFinding } from "../diff/model.ts";
import { showBytes } from "../sizes.ts";
import { columns } from "./columns.ts";
import { safe, shorten } from "./escape.ts";
import { paint, severityColors, type View } from "./view.ts";
import { count, firstOf, joined, pathWidth, signedBytes, signedCount, titled } from "./words.ts";

const mostRows = 10;

export function renderDifference(difference: Difference, view: View): string {
  return joined([...(view.quiet ? [] : [sides(difference, view)]), ...sectionsOf(difference, view)]);
}

/** The same without the names of the two. */
export const renderChange = (difference: Difference, view: View): string =>
  joined(sectionsOf(difference, view));

function sectionsOf(difference: Difference, view: View): string[][] {
  const { findings } = difference;
  return [
    ...(view.quiet ? [] : [...head(difference, view)]),
    added(findings.added, view),
    gone(findings.gone, view),
    [closing(difference)],
  ];
}

function sides(difference: Difference, view: View): string[] {
  return [
    ...columns([
      [paint(view, "bold", "From"), sideWords(difference.from)],
      [paint(view, "bold", "To"), sideWords(difference.to)],
    ]),
    ...(difference.withoutGit ? [noGit] : []),
  ];
}

function head(difference: Difference, view: View): string[][] {
  const { paths } = difference;
  return [
    directories(paths, view),
    ...(paths === null ? [[noPaths]] : files(paths, view)),
    instructions(difference, view),
  ];
}

function sideWords({ shown, commit, ignoreFile }: Difference["from"]): string {
  const id = commit === null ? "" : ` (${commit.slice(0, 12)})`;
  return `${safe(shown)}${id}, ${ignoreFile === null ? "no ignore file" : safe(ignoreFile)}`;
}

export const noGit = "A commit has no .git, so that of the directory is not compared.";

export const noPaths =
  "Files are not compared: a saved report lists them only where it was made with --files.";

function directories(paths: ChangedPaths | null, view: View): string[] {
  const rows = (paths?.directories ?? []).map(({ path, files, bytes }) => [
    signedBytes(bytes),
    signedCount(files, "file"),
    path === "" ? "(in the root)" : `${shorten(safe(path), pathWidth(view, 30))}/`,
  ]);
  return rowsOf("By directory", rows, view);
}

function files({ added, removed, grown, shrunk }: ChangedPaths, view: View): string[][] {
  const name = (path: string) => shorten(safe(path), pathWidth(view, 24));
  const whole = (sign: string) => (file: { path: string; bytes: number }) => [
    `${sign}${showBytes(file.bytes)}`,
    name(file.path),
  ];
  const resized = (file: { path: string; from: number; to: number }) => [
    signedBytes(file.to - file.from),
    name(file.path),
  ];
  return [
    rowsOf("Added", largest(added).map(whole("+")), view),
    rowsOf("Removed", largest(removed).map(whole("-")), view),
    rowsOf("Grown", mostChanged(grown).map(resized), view),
    rowsOf("Shrunk", mostChanged(shrunk).map(resized), view),
  ];
}

export const largest = <T extends { readonly bytes: number }>(all: readonly T[]): T[] =>
  all.toSorted((a, b) => b.bytes - a.bytes);

export const mostChanged = <T extends { readonly from: number; readonly to: number }>(
  all: readonly T[],
): T[] => all.toSorted((a, b) => Math.abs(b.to - b.from) - Math.abs(a.to - a.from));

function instructions({ instructions }: Difference, view: View): string[] {
  const rows = instructions.map(({ text, stage, from, to }) => [
    signedBytes((to?.bytes ?? 0) - (from?.bytes ?? 0)),
    signedCount((to?.files ?? 0) - (from?.files ?? 0), "file"),
    shorten(safe(text), pathWidth(view, 40)),
    `${safe(stage)}${from === null ? " (new)" : to === null ? " (gone)" : ""}`,
  ]);
  return rowsOf("By instruction", rows, view);
}

function rowsOf(title: string, rows: readonly (readonly string[])[], view: View): string[] {
  return someOf(title, rows, view, (shown) => columns(shown, [0]));
}

function someOf<Row>(
  title: string,
  rows: readonly Row[],
  view: View,
  linesOf: (shown: readonly Row[]) => readonly string[],
): string[] {
  const { shown, more } = firstOf(rows, mostRows, view);
  return titled(title, [...linesOf(shown), ...more], view);
}

function added(findings: readonly SideFinding[], view: View): string[] {
  const rows = findings.map(({ severity, rule, path, line, message }) => {
    const where = path === null ? "" : ` ${safe(path)}${line === null ? "" : `:${line}`}`;
    return `${paint(view, severityColors[severity], severity)}  ${rule}${where}: ${safe(message)}`;
  });
  return someOf("New findings", rows, view, (shown) => shown);
}

function gone(findings: readonly SideFinding[], view: View): string[] {
  const rows = findings.map(({ severity, rule, path }) => [severity, rule, path === null ? "" : safe(path)]);
  return someOf("Findings that are gone", rows, view, (shown) => columns(shown));
}

/** Summarizes the differences in one line. */
export function closing({ files, bytes, paths, findings }: Difference): string {
  const size = `${showBytes(bytes.from)} → ${showBytes(bytes.to)} (${signedBytes(bytes.to - bytes.from)}${percent(bytes)})`;
  const parts = [
    size,
    `${files.from} → ${count(files.to, "file")}`,
    ...(paths === null ? [] : [counts(paths)]),
    ...(findings.added.length > 0 ? [`${count(findings.added.length, "new finding")}`] : []),
    ...(findings.gone.length > 0 ? [`${count(findings.gone.length, "finding")} gone`] : []),
  ];
  return `${parts.filter((part) => part !== "").join("; ")}.`;
}

function percent({ from, to }: Difference["bytes"]): string {
  return from === 0 || from === to
    ? ""
    : `, ${to < from ? "-" : "+"}${Math.abs((100 * (to - from)) / from).toFixed(Math.abs(to - from) >= from ? 0 : 1)} %`;
}

function counts({ added, removed, grown, shrunk }: ChangedPaths): string {
  return Object.entries({ added, removed, grown, shrunk })
    .filter(([, all]) => all.length > 0)
    .map(([word, all]) => `${all.length} ${word}`)
    .join(", ");
}
