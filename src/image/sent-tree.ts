import type { Bytes } from "../bytes.ts";
import type { Marks } from "../context/marks.ts";
import { isFailure, type TreeRoot } from "../context/source.ts";
import type { Tree } from "../context/tree.ts";
import { ImageTree } from "./image-tree.ts";
import { nodeType } from "./start-trees.ts";
import { type Provenance, type Sums, TreeNode } from "./tree-node.ts";

/** What a builder has of its context, by the decision about each entry. */
export interface Sent {
  readonly context: TreeRoot & { readonly source: Tree };
  readonly marks: Marks;
  /** Files that the daemon removes after it has received them. */
  readonly removed: ReadonlySet<Bytes>;
  /** Whether directories are sent because of what they hold. */
  readonly sendsParents: boolean;
}

/** An entry that exists: sent itself, or because of what is below it. */
interface Entry {
  readonly id: number;
  readonly name: Bytes;
  readonly path: Bytes;
}

/** Returns the tree of what was sent, on top of the tree of the files, with nodes made on demand. */
export function sentTree(sent: Sent): ImageTree {
  const tree = new ImageTree();
  const top = sent.context.source.open(sent.context.root);
  tree.snapshot = {};
  tree.root = directoryNode(sent, tree, { id: top, name: "", path: "" }, null);
  return tree;
}

function directoryNode(sent: Sent, owner: ImageTree, entry: Entry, from: Provenance | null): TreeNode {
  const open = () =>
    new Map([...entriesIn(sent, entry)].map((child) => [child.name, nodeOf(sent, owner, child)]));
  const all = { path: entry.path, hop: null };
  const content = { all, source: null, open, sums: () => sumsOf(sent, entry) };
  return new TreeNode({
    type: "directory",
    owner,
    from,
    whole: { context: null, path: entry.path },
    content,
  });
}

function nodeOf(sent: Sent, owner: ImageTree, entry: Entry): TreeNode {
  const { source, root } = sent.context;
  const { id, path } = entry;
  const type = nodeType(source.typeAt(id));
  const size = sent.marks.arrivesEmpty(id) ? 0 : source.sizeAt(id);
  const from = hasName(sent, id)
    ? { context: null, path, size, file: sent.marks.fileOf(id, path), hop: null }
    : null;
  if (type === "directory" && sent.marks.holdsSent(id)) return directoryNode(sent, owner, entry, from);
  const target = type === "symlink" ? source.readlink(`${root}/${path}`) : "";
  return new TreeNode({ type, owner, from, target: isFailure(target) ? "" : target });
}

/** A directory of which only contents were sent exists, but was not sent itself. */
const hasName = ({ marks, sendsParents }: Sent, id: number): boolean => marks.sent(id) || sendsParents;

function* entriesIn(
  { context: { source, root }, marks, removed }: Sent,
  { id, path }: Entry,
): Generator<Entry> {
  const listing = source.entries(id, path === "" ? root : `${root}/${path}`);
  if (isFailure(listing)) return;
  const prefix = path === "" ? "" : `${path}/`;
  for (const [at, name] of listing.names.entries()) {
    const entry = { id: listing.first + at, name, path: prefix + name };
    if ((marks.sent(entry.id) || marks.holdsSent(entry.id)) && !removed.has(entry.path)) yield entry;
  }
}

/** Sums by id, because they are needed for directories that hold the whole context. */
function sumsOf(sent: Sent, top: Entry): Sums {
  const { source, root } = sent.context;
  const gone = new Set([...sent.removed].map((path) => source.idOf(`${root}/${path}`)));
  let [entries, named, length] = [0, 0, 0];
  const open = [{ id: top.id, before: top.path === "" ? 0 : 1 }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { first, end } = source.rangeOf(at.id);
    for (let id = first; id < end; id++) {
      const holds = sent.marks.holdsSent(id);
      if (!(holds || sent.marks.sent(id)) || gone.has(id)) continue;
      entries++;
      const own = at.before + source.nameLengthAt(id);
      if (hasName(sent, id)) {
        named++;
        length += own;
      }
      if (holds) open.push({ id, before: own + 1 });
    }
  }
  return { entries, named, length };
}
