import { type Bytes, compareBytes } from "../bytes.ts";
import type { Pattern } from "../ignore/pattern.ts";
import type { Amount, EntryType, SetName } from "../model.ts";
import { type Instruction, type Usage, type UsageNode, walkUsage } from "./usage.ts";

export type SortKey = "size" | "files" | "name";
export type By = "directory" | "instruction" | "extension" | "pattern";

export interface RowOptions {
  readonly set: SetName;
  readonly sort: SortKey;
  /** Levels shown below the context. */
  readonly depth: number;
  /** Rows per directory, or in total if rows are not nested. */
  readonly limit: number;
}

export interface UsageRow extends Amount {
  /** A path; an extension; the text of an instruction or a pattern. */
  readonly label: Bytes;
  /** 0 for the context itself. */
  readonly depth: number;
  readonly type: EntryType | null;
  /** Lines of the Dockerfile whose instructions copy something of it. */
  readonly lines: readonly number[];
  /** The pattern that excludes or re-includes it. */
  readonly by: Pattern | null;
  /** False if nothing is known of what it holds. */
  readonly scanned: boolean;
  /** Number of rows that it combines, which are not shown. */
  readonly others: number;
}

const plain = { depth: 1, type: null, lines: [], by: null, scanned: true, others: 0 } as const;

/** Returns the rows of a context, by directory or by what its files have in common. */
export function rowsOf(usage: Usage, by: By, options: RowOptions): UsageRow[] {
  if (by === "directory") return directoryRows(usage, options);
  return limited(sorted(groupRows(usage, by, options.set), options.sort), options.limit, 1);
}

function directoryRows({ root, instructions }: Usage, options: RowOptions): UsageRow[] {
  const linesOf = linesBelow(instructions);
  const rowOf = (node: UsageNode, path: Bytes, depth: number): UsageRow => ({
    ...node.sizes[options.set],
    label: path,
    depth,
    type: node.type,
    lines: options.set === "excluded" ? [] : linesOf(node),
    by: options.set === "excluded" ? node.by : null,
    scanned: node.scanned,
    others: 0,
  });
  const below = (node: UsageNode, prefix: Bytes, depth: number): UsageRow[] => {
    if (depth > options.depth) return [];
    const shown = node.children.filter((child) => isIn(child, options.set));
    const rows = new Map(shown.map((child) => [rowOf(child, prefix + child.name, depth), child]));
    return limited(sorted([...rows.keys()], options.sort), options.limit, depth).flatMap((row) => {
      const child = rows.get(row);
      return child === undefined ? [row] : [row, ...below(child, `${row.label}/`, depth + 1)];
    });
  };
  return [rowOf(root, ".", 0), ...below(root, "", 1)];
}

/** An excluded directory that was not scanned belongs to what is excluded, whatever it holds. */
const isIn = (node: UsageNode, set: SetName): boolean =>
  node.sizes[set].files > 0 || (set === "excluded" && !node.allowed);

/** Returns the lines of the instructions that copy something of a directory; each directory is computed once. */
function linesBelow(instructions: readonly Instruction[]): (node: UsageNode) => number[] {
  const known = new Map<UsageNode, ReadonlySet<number>>();
  const own = ({ sent, copiedBy }: UsageNode) => (sent ? copiedBy : []);
  const below = (node: UsageNode): ReadonlySet<number> => {
    const found = known.get(node);
    if (found !== undefined) return found;
    const all = new Set(own(node));
    for (const child of node.children)
      for (const at of child.type === "directory" ? below(child) : own(child)) all.add(at);
    known.set(node, all);
    return all;
  };
  return (node) => {
    const lines = new Set([...below(node)].map((at) => instructions[at]?.line ?? 0));
    return [...lines].sort((a, b) => a - b);
  };
}

function groupRows(usage: Usage, by: Exclude<By, "directory">, set: SetName): UsageRow[] {
  const groups = new Map<
    string | Pattern,
    { row: Omit<UsageRow, "files" | "bytes">; files: number; bytes: number }
  >();
  const add = (
    key: string | Pattern,
    row: () => Omit<UsageRow, "files" | "bytes">,
    { files, bytes }: Amount,
  ) => {
    const group = groups.get(key) ?? { row: row(), files: 0, bytes: 0 };
    groups.set(key, group);
    group.files += files;
    group.bytes += bytes;
  };
  for (const { node } of walkUsage(usage.root)) {
    const size = node.sizes[set];
    const isUnread = set === "excluded" && node.type === "directory" && !node.scanned;
    if (isUnread ? by !== "pattern" : node.type === "directory" || size.files === 0) continue;
    if (by === "extension")
      add(extensionOf(node.name), () => ({ ...plain, label: extensionOf(node.name) }), size);
    else if (by === "pattern") add(node.by ?? "", () => patternRow(node), size);
    else
      for (const at of node.sent && node.copiedBy.length > 0 ? node.copiedBy : [-1])
        add(String(at), () => instructionRow(usage.instructions[at]), size);
  }
  return [...groups.values()].map(({ row, files, bytes }) => ({ ...row, files, bytes }));
}

const patternRow = ({ by }: UsageNode) => ({ ...plain, label: by?.source.text ?? "(no pattern)", by });

const instructionRow = (instruction: Instruction | undefined) => ({
  ...plain,
  label: instruction?.text ?? "(no instruction)",
  lines: instruction === undefined ? [] : [instruction.line],
});

/** Returns the extension with its dot; a leading dot starts none. */
function extensionOf(name: Bytes): Bytes {
  const dot = name.lastIndexOf(".");
  return dot > 0 && dot < name.length - 1 ? name.slice(dot).toLowerCase() : "(none)";
}

function sorted(rows: UsageRow[], by: SortKey): UsageRow[] {
  const byName = (a: UsageRow, b: UsageRow) => compareBytes(a.label, b.label);
  const most = (a: UsageRow, b: UsageRow) =>
    by === "name"
      ? 0
      : by === "files"
        ? b.files - a.files || b.bytes - a.bytes
        : b.bytes - a.bytes || b.files - a.files;
  return rows.sort((a, b) => most(a, b) || byName(a, b));
}

/** What does not fit is one row. */
function limited(rows: UsageRow[], limit: number, depth: number): UsageRow[] {
  if (rows.length <= limit) return rows;
  const rest = rows.slice(limit);
  const sum = (of: (row: UsageRow) => number) => rest.reduce((all, row) => all + of(row), 0);
  const others = { ...plain, label: "", depth, others: rest.length };
  return [
    ...rows.slice(0, limit),
    { ...others, files: sum(({ files }) => files), bytes: sum(({ bytes }) => bytes) },
  ];
}
