/**
 * Finds many exact strings in one pass over bytes: the automaton of Aho and Corasick, flattened to one table look-up
 * a byte. The cost does not depend on the number of anchors, nor on what the file holds.
 */
export interface Anchors {
  /** Which column of the table a byte uses; bytes that no anchor holds share column 0. */
  readonly columnOf: Uint8Array;
  readonly columns: number;
  /** State (premultiplied by `columns`) and column to the next state. */
  readonly next: Int32Array;
  /** States from here on end at least one anchor. */
  readonly accepting: number;
  /** By state / columns: the indices of the anchors that end here. */
  readonly endings: readonly (readonly number[])[];
  readonly lengths: readonly number[];
}

/** Called where an anchor was found, with its index and where it begins; returns where to go on (at least `end`). */
export type AnchorFound = (anchor: number, start: number, end: number) => number;

interface Node {
  readonly children: Map<number, Node>;
  readonly anchors: number[];
  fallback: Node | null;
  state: number;
}

export function compileAnchors(anchors: readonly string[]): Anchors {
  const columnOf = assignColumns(anchors);
  const columns = Math.max(...columnOf) + 1;
  const nodes = link(buildTrie(anchors));
  const accepting = number(nodes, columns);
  const next = new Int32Array(nodes.length * columns);
  const endings: number[][] = new Array(nodes.length);
  for (const node of nodes) {
    if (node.fallback !== null)
      next.copyWithin(node.state, node.fallback.state, node.fallback.state + columns);
    for (const [byte, child] of node.children) next[node.state + (columnOf[byte] ?? 0)] = child.state;
    endings[node.state / columns] = node.anchors;
  }
  return { columnOf, columns, next, accepting, endings, lengths: anchors.map((anchor) => anchor.length) };
}

function assignColumns(anchors: readonly string[]): Uint8Array {
  const columnOf = new Uint8Array(256);
  let columns = 0;
  for (const byte of new Set(Buffer.from(anchors.join(""), "latin1"))) {
    columns += 1;
    columnOf[byte] = columns;
  }
  return columnOf;
}

function emptyNode(): Node {
  return { children: new Map(), anchors: [], fallback: null, state: 0 };
}

function buildTrie(anchors: readonly string[]): Node {
  const root = emptyNode();
  for (const [index, anchor] of anchors.entries()) {
    let node = root;
    for (const byte of Buffer.from(anchor, "latin1")) {
      const child = node.children.get(byte) ?? emptyNode();
      node.children.set(byte, child);
      node = child;
    }
    node.anchors.push(index);
  }
  return root;
}

/** All nodes, nearest the root first, each with the node of its longest proper suffix and that one's anchors. */
function link(root: Node): Node[] {
  const nodes = [root];
  for (const node of nodes) {
    for (const [byte, child] of node.children) {
      child.fallback = node === root ? root : suffixOf(node, byte, root);
      child.anchors.push(...child.fallback.anchors);
      nodes.push(child);
    }
  }
  return nodes;
}

function suffixOf(node: Node, byte: number, root: Node): Node {
  for (let at = node.fallback; at !== null; at = at.fallback) {
    const child = at.children.get(byte);
    if (child !== undefined) return child;
  }
  return root;
}

/** Numbers the states so that those which end an anchor come last; the root stays 0. Returns the first of those. */
function number(nodes: readonly Node[], columns: number): number {
  const plain = nodes.filter((node) => node.anchors.length === 0);
  const ending = nodes.filter((node) => node.anchors.length > 0);
  for (const [index, node] of [...plain, ...ending].entries()) node.state = index * columns;
  return plain.length * columns;
}

export function scanAnchors(compiled: Anchors, bytes: Uint8Array, found: AnchorFound): void {
  const cursor: Cursor = { at: 0, state: 0 };
  while (seek(compiled, bytes, cursor)) {
    const resume = report(compiled, cursor, found);
    if (resume === cursor.at) continue;
    cursor.at = resume;
    cursor.state = 0;
  }
}

interface Cursor {
  at: number;
  state: number;
}

/** The whole cost of a clean file: moves on to behind the next anchor, false at the end of the bytes. */
function seek({ columnOf, next, accepting }: Anchors, bytes: Uint8Array, cursor: Cursor): boolean {
  const length = bytes.length;
  let state = cursor.state;
  for (let at = cursor.at; at < length; at++) {
    state = next[state + (columnOf[bytes[at] ?? 0] ?? 0)] ?? 0;
    if (state < accepting) continue;
    cursor.at = at + 1;
    cursor.state = state;
    return true;
  }
  return false;
}

function report(compiled: Anchors, { at, state }: Cursor, found: AnchorFound): number {
  let resume = at;
  for (const anchor of compiled.endings[state / compiled.columns] ?? []) {
    resume = Math.max(resume, found(anchor, at - (compiled.lengths[anchor] ?? 0), at));
  }
  return resume;
}
