import type { ChangedPaths, Difference, SideFinding } from "../diff/model.ts";
import { showBytes } from "../sizes.ts";
import { closing, largest, mostChanged, noGit, noPaths } from "./difference.ts";
import { safe } from "./escape.ts";
import { code, prose, table } from "./markdown-text.ts";
import { signedBytes, signedCount } from "./words.ts";

const mostRows = 20;

export function renderDifferenceMarkdown(difference: Difference): string {
  const { from, to, paths, findings } = difference;
  const parts = [
    "## Build context",
    `${name(from.shown)} to ${name(to.shown)}: **${closing(difference)}**`,
    ...(difference.withoutGit ? [noGit] : []),
    ...foundTable("New findings", findings.added),
    ...foundTable("Findings that are gone", findings.gone),
    ...(paths === null ? [noPaths] : pathTables(paths)),
    ...instructionTable(difference),
  ];
  return `${parts.join("\n\n")}\n`;
}

function titledTable(
  title: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string[] {
  if (rows.length === 0) return [];
  const rest = rows.length - mostRows;
  const more = rest > 0 ? [`and ${rest} more`] : [];
  return [`### ${title}`, table(header, rows.slice(0, mostRows), right), ...more];
}

const name = (text: string): string => (text === "" ? "" : code(safe(text)));

function foundTable(title: string, findings: readonly SideFinding[]): string[] {
  const rows = findings.map(({ severity, rule, path, line, message }) => [
    severity,
    rule,
    path === null ? "" : name(`${path}${line === null ? "" : `:${line}`}`),
    prose(safe(message)),
  ]);
  return titledTable(title, ["", "rule", "where", "what"], rows);
}

function pathTables({ directories, added, removed, grown, shrunk }: ChangedPaths): string[] {
  const places = directories.map(({ path, files, bytes }) => [
    path === "" ? "(in the root)" : name(`${path}/`),
    signedCount(files, "file"),
    signedBytes(bytes),
  ]);
  const changes = [
    ...largest(added).map(({ path, bytes }) => ["added", name(path), `+${showBytes(bytes)}`]),
    ...largest(removed).map(({ path, bytes }) => ["removed", name(path), `-${showBytes(bytes)}`]),
    ...mostChanged([...grown, ...shrunk]).map(({ path, from, to }) => [
      to > from ? "grown" : "shrunk",
      name(path),
      signedBytes(to - from),
    ]),
  ];
  return [
    ...titledTable("By directory", ["directory", "files", "bytes"], places, [1, 2]),
    ...titledTable("Files", ["", "file", "bytes"], changes, [2]),
  ];
}

function instructionTable({ instructions }: Difference): string[] {
  const rows = instructions.map(({ text, stage, from, to }) => [
    name(text),
    name(stage),
    from === null ? "new" : to === null ? "gone" : "",
    signedBytes((to?.bytes ?? 0) - (from?.bytes ?? 0)),
  ]);
  return titledTable("By instruction", ["instruction", "stage", "", "bytes"], rows, [3]);
}
