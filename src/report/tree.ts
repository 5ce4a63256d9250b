import { type Bytes, isValidUtf8, toBuffer, toText } from "../bytes.ts";
import { placeOfPattern } from "../explain/explain.ts";
import type { Amount, SetName } from "../model.ts";
import { showBytes } from "../sizes.ts";
import type { SentAgain } from "../usage/again.ts";
import type { Contents } from "../usage/contents.ts";
import type { By, UsageRow } from "../usage/rows.ts";
import { safe, shorten } from "./escape.ts";
import { jsonText } from "./json.ts";
import { paint, type View } from "./view.ts";
import { cutWords } from "./width.ts";
import { count, joined, share, titled } from "./words.ts";

/** A picture of sizes: the set it shows, its rows, and what the contents of the files reveal. */
export interface TreePicture {
  readonly set: SetName;
  readonly by: By;
  readonly total: Amount;
  readonly dockerfile: string | null;
  readonly rows: readonly UsageRow[];
  /** Null if nothing was read. */
  readonly contents: Contents | null;
  /** Null if git was not run. */
  readonly again: SentAgain | null;
}

/** Renders sizes with bars, each row with what copies or excludes it. */
export function renderTree(picture: TreePicture, view: View): string {
  const { rows, total, set } = picture;
  const most = picture.by === "directory" ? total : largest(rows);
  const cells = rows.map((row) => rowCells(row, picture, most));
  const widths = [0, 1, 3].map((column) =>
    cells.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0),
  );
  const lines = rows.map((row, at) => line(row, cells[at] ?? [], widths, picture, view));
  const head = `${words[set]}: ${count(total.files, "file")}, ${showBytes(total.bytes)}`;
  return joined([[paint(view, "bold", head)], lines, contents(picture, view), again(picture, view)]);
}

const words = { sent: "Sent", allowed: "Allowed", excluded: "Excluded" } as const;

function largest(rows: readonly UsageRow[]): Amount {
  return rows.reduce<Amount>((most, row) => (row.bytes > most.bytes ? row : most), { files: 0, bytes: 0 });
}

function rowCells(row: UsageRow, { total }: TreePicture, most: Amount): string[] {
  const files = row.scanned ? count(row.files, "file") : "not scanned";
  const size = row.scanned ? showBytes(row.bytes) : "";
  return [size, row.scanned ? share(row.bytes, total.bytes) : "", bar(row.bytes, most.bytes), files];
}

const barWidth = 10;

/** Drawn in eighths of a column. */
function bar(bytes: number, most: number): string {
  const eighths = most === 0 ? 0 : Math.round((8 * barWidth * bytes) / most);
  const full = Math.floor(eighths / 8);
  const rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8] ?? "";
  return `${"█".repeat(full)}${rest}`.padEnd(barWidth);
}

function line(
  row: UsageRow,
  [size = "", part = "", bars = "", files = ""]: readonly string[],
  [first = 0, second = 0, third = 0]: readonly number[],
  picture: TreePicture,
  view: View,
): string {
  const left = `${size.padStart(first)}  ${part.padStart(second)}  ${paint(view, "cyan", bars)}  ${files.padStart(third)}  `;
  const indent = "  ".repeat(Math.max(row.depth - 1, 0));
  const reason = reasonOf(row, picture);
  const taken = first + second + barWidth + third + 8 + indent.length;
  const room = view.width === null ? Number.POSITIVE_INFINITY : Math.max(view.width - taken, 12);
  const label = labelOf(row, picture);
  const name =
    picture.by === "directory" ? shorten(label, room) : cutWords(label, Number.isFinite(room) ? room : null);
  const isRoom = name.length + reason.length + 2 <= room;
  return `${left}${indent}${name}${reason === "" || !isRoom ? "" : `  ${paint(view, "dim", reason)}`}`;
}

function labelOf(row: UsageRow, { by, dockerfile }: TreePicture): string {
  if (row.others > 0) return `… ${row.others} more`;
  const label = safe(toText(row.label)).replace(/\s+/g, " ");
  if (by === "instruction" && row.lines.length > 0)
    return `${safe(dockerfile ?? "")}:${row.lines[0]}  ${label}`;
  if (by === "pattern" && row.by !== null)
    return `${safe(row.by.source.file)}:${row.by.source.line}  ${label}`;
  const name = by === "directory" ? label.slice(label.lastIndexOf("/") + 1) : label;
  return row.type === "directory" && row.depth > 0 ? `${name}/` : name;
}

const mostLines = 4;

/** Returns what copies or excludes a path. */
function reasonOf({ lines, by, others, depth }: UsageRow, picture: TreePicture): string {
  if (picture.by !== "directory" || others > 0) return "";
  if (by !== null) return `${safe(by.source.file)}:${by.source.line} ${safe(toText(by.source.text))}`;
  if (lines.length === 0 || depth === 0 || picture.dockerfile === null) return "";
  const shown = lines.slice(0, mostLines).join(",");
  return `${safe(picture.dockerfile)}:${shown}${lines.length > mostLines ? ",…" : ""}`;
}

const mostIdentical = 3;

function contents({ contents, total }: TreePicture, view: View): string[] {
  if (contents === null) return [];
  const { identical, wasted, incompressible, compressed, unread, unsampled } = contents;
  const unknown = unsampled > 0 ? `, ${showBytes(unsampled)} not sampled` : "";
  const rows = identical.slice(0, view.verbose ? undefined : mostIdentical).map(({ paths, bytes }) => {
    const [first = "", ...others] = paths.map((path) => safe(toText(path)));
    const rest = others.length > 1 ? ` and ${others.length - 1} more` : "";
    return cutWords(`  ${showBytes(bytes)}  ${first} = ${others[0] ?? ""}${rest}`, view.width);
  });
  const more = identical.length - rows.length;
  return [
    ...(identical.length === 0
      ? []
      : [
          `Identical files: ${showBytes(wasted)} sent more than once`,
          ...rows,
          ...(more > 0 ? [`  and ${more} more`] : []),
        ]),
    `Compression: about ${showBytes(compressed)} in a compressing transfer; ${showBytes(incompressible)} (${share(incompressible, total.bytes)}) hardly shrinks${unknown}`,
    ...(unread > 0 ? [`Not compared: ${count(unread, "file")}, too much to read or not readable`] : []),
  ];
}

function again({ again }: TreePicture, view: View): string[] {
  if (again === null) return [];
  const { changed, files, bytes, problem } = again;
  const text =
    problem === null
      ? `${count(files, "file")}, ${showBytes(bytes)} (the last commit changed ${count(changed, "file")})`
      : `not known: ${safe(problem)}`;
  return titled("A second build after the last commit sends again", [text], view);
}

/** `ctxcheck tree --json`: version 1. Sizes are bytes; a share is of the total, from 0 to 1. */
export function renderTreeJson({ set, by, total, dockerfile, rows, contents, again }: TreePicture): string {
  return jsonText({
    version: 1,
    set,
    by,
    dockerfile,
    total,
    rows: rows.map((row) => ({
      path: by === "directory" && row.others === 0 ? toText(row.label) : null,
      ...rowOf(row, total.bytes),
    })),
    contents: contents && {
      ...contents,
      identical: contents.identical.map(({ paths, bytes }) => ({ bytes, paths: paths.map(toText) })),
    },
    sentAgain: again,
  });
}

function rowOf({ label, depth, type, files, bytes, lines, by, scanned, others }: UsageRow, total: number) {
  return {
    ...named(label),
    type,
    depth,
    files,
    bytes,
    share: total === 0 ? 0 : bytes / total,
    lines,
    pattern: by && placeOfPattern(by),
    scanned,
    others,
  };
}

const named = (label: Bytes) => ({
  label: toText(label),
  ...(isValidUtf8(label) ? {} : { labelBytes: toBuffer(label).toString("base64") }),
});
