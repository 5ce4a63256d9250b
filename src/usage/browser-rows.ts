import { type Bytes, compareBytes, fromText } from "../bytes.ts";
import { withoutSecrets } from "../secrets/mask-text.ts";
import type { SortKey } from "./rows.ts";
import type { Instruction, Usage, UsageNode } from "./usage.ts";

export interface BrowserRow {
  readonly name: Bytes;
  readonly node: UsageNode | null;
  readonly files: number;
  readonly bytes: number;
  /** What follows the name. */
  readonly note: string;
  /** For a path of the image: the path in the context that it comes from. */
  readonly from?: Bytes;
}

export interface RowOrder {
  readonly sort: SortKey;
  readonly excluded: boolean;
  readonly directoriesFirst: boolean;
}

/** Rows by directory: a very large directory is sorted once, not at each keystroke. */
const known = new WeakMap<UsageNode, Map<string, readonly BrowserRow[]>>();

export function directoryRows(
  here: UsageNode,
  { sort, excluded, directoriesFirst }: RowOrder,
): readonly BrowserRow[] {
  const all = remembered(here, sort, () => sortedRows(here, sort));
  if (excluded && !directoriesFirst) return all;
  return remembered(here, [sort, excluded, directoriesFirst].join(), () => {
    const rows = excluded ? all : all.filter(({ node }) => (node?.sizes.sent.files ?? 0) > 0);
    if (!directoriesFirst) return rows;
    const isDirectory = ({ node }: BrowserRow) => node?.type === "directory";
    return [...rows.filter(isDirectory), ...rows.filter((row) => !isDirectory(row))];
  });
}

function remembered(here: UsageNode, key: string, make: () => readonly BrowserRow[]): readonly BrowserRow[] {
  const rows = known.get(here) ?? new Map<string, readonly BrowserRow[]>();
  known.set(here, rows);
  const found = rows.get(key) ?? make();
  rows.set(key, found);
  return found;
}

/** The children are already in name order. */
function sortedRows({ children }: UsageNode, sort: SortKey): BrowserRow[] {
  const rows = children.map(rowOf);
  if (sort === "name") return rows;
  const most = (a: BrowserRow, b: BrowserRow) =>
    sort === "files" ? b.files - a.files : Number(a.note !== "") - Number(b.note !== "") || b.bytes - a.bytes;
  return rows.sort((a, b) => most(a, b) || compareBytes(a.name, b.name));
}

function rowOf(node: UsageNode): BrowserRow {
  const { sent, allowed, excluded } = node.sizes;
  const isSent = sent.files > 0;
  const { files, bytes } = isSent ? sent : excluded.files > 0 ? excluded : allowed;
  return { name: node.name, node, files, bytes, note: isSent ? "" : whyNot(node) };
}

const whyNot = ({ allowed, scanned }: UsageNode) =>
  allowed ? "not copied" : scanned ? "excluded" : "excluded, not scanned";

const large = 2_000;

/** Sorts large directories in advance, because that takes long. */
export function sortLarge(root: UsageNode): void {
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const child of node.children) if (child.children.length > 0) open.push(child);
    if (node.children.length < large) continue;
    for (const sort of ["size", "files", "name"] as const) {
      directoryRows(node, { sort, excluded: true, directoriesFirst: false });
      namesIn(directoryRows(node, { sort, excluded: true, directoriesFirst: false }));
    }
  }
}

const names = new WeakMap<
  readonly BrowserRow[],
  { readonly text: string; readonly ends: readonly number[] }
>();

/** Joins all names into one text, which is searched in about a millisecond. */
function namesIn(rows: readonly BrowserRow[]) {
  const made = names.get(rows) ?? joined(rows);
  names.set(rows, made);
  return made;
}

function joined(rows: readonly BrowserRow[]) {
  const ends: number[] = [];
  let length = 0;
  for (const { name } of rows) {
    length += name.length + 1;
    ends.push(length);
  }
  return { text: `${rows.map(({ name }) => name).join("\n")}\n`.toLowerCase(), ends };
}

/** Returns the first row whose name contains `wanted`, given in lower case; -1 if there is none. */
export function findRow(rows: readonly BrowserRow[], wanted: string): number {
  const { text, ends } = namesIn(rows);
  const at = text.indexOf(wanted);
  if (at < 0) return -1;
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

const byInstruction = new WeakMap<Usage, readonly BrowserRow[]>();

export function instructionRows(usage: Usage): readonly BrowserRow[] {
  const rows = byInstruction.get(usage) ?? countInstructions(usage);
  byInstruction.set(usage, rows);
  return rows;
}

function countInstructions({ root, instructions }: Usage): BrowserRow[] {
  const counts = instructions.map(() => ({ files: 0, bytes: 0 }));
  const open: UsageNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const child of node.children) open.push(child);
    if (!node.sent || node.type === "directory") continue;
    for (const at of node.copiedBy) {
      const count = counts[at];
      if (count === undefined) continue;
      count.files++;
      count.bytes += node.sizes.sent.bytes;
    }
  }
  return instructions.map(({ line, text }: Instruction, at) => ({
    name: fromText(withoutSecrets(`${line}: ${text}`)),
    node: null,
    files: counts[at]?.files ?? 0,
    bytes: counts[at]?.bytes ?? 0,
    note: "",
  }));
}

const largest = new WeakMap<readonly BrowserRow[], number>();

/** Bytes of the largest row. */
export function mostBytes(rows: readonly BrowserRow[]): number {
  const most = largest.get(rows) ?? rows.reduce((size, { bytes }) => Math.max(size, bytes), 1);
  largest.set(rows, most);
  return most;
}
