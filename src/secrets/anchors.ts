/**
 * Finds many exact strings in one pass over bytes: the automaton of Aho and Corasick, flattened to one table look-up
 * a byte. The cost does not depend on the number of anchors, nor on what the file holds.
 */
export interface Anchors {
  /** Which column of the table a byte uses; bytes that no anchor holds share column 0. */
  readonly columnOf: Uint8Array;
  readonly columns: number;
  /** State (premultiplied by `columns`) and column to the next state; to its complement where an anchor ends there. */
  readonly next: Int32Array;
  /** By state / columns: the indices of the anchors that end here. */
  readonly endings: readonly (readonly number[])[];
  readonly lengths: readonly number[];
}

/** Called where an anchor was found, with its index and where it begins; returns where to go on (at least `end`). */
export type AnchorFound = (anchor: number, start: number, end: number) => number;

/** Runs at every start, before any of it is warm: flat arrays, and no object for a state. */
export function compileAnchors(anchors: readonly string[]): Anchors {
  const columnOf = assignColumns(anchors);
  const columns = Math.max(...columnOf) + 1;
  const trie = buildTrie(anchors, columnOf, columns);
  const endings = link(trie, columns);
  return { columnOf, columns, next: trie.next, endings, lengths: anchors.map((anchor) => anchor.length) };
}

function assignColumns(anchors: readonly string[]): Uint8Array {
  const columnOf = new Uint8Array(256);
  let columns = 0;
  for (const byte of Buffer.from(anchors.join(""), "latin1")) {
    if (columnOf[byte] === 0) columnOf[byte] = ++columns;
  }
  return columnOf;
}

/** States are numbers, the root is 0, and a child has a higher one than its parent. */
interface Trie {
  /** State times columns and column to the child, or 0. */
  readonly next: Int32Array;
  /** By state: its last child, or 0. */
  readonly lastChild: Int32Array;
  /** By state: the child before it of the same parent, or 0; and the column that leads to it. */
  readonly sibling: Int32Array;
  readonly column: Uint8Array;
  /** By state: the anchors that end there. */
  readonly own: (readonly number[])[];
}

function buildTrie(anchors: readonly string[], columnOf: Uint8Array, columns: number): Trie {
  const most = 1 + anchors.reduce((sum, { length }) => sum + length, 0);
  const next = new Int32Array(most * columns);
  const [lastChild, sibling, column] = [new Int32Array(most), new Int32Array(most), new Uint8Array(most)];
  const own = [none];
  for (const [index, anchor] of anchors.entries()) {
    let state = 0;
    for (let letter = 0; letter < anchor.length; letter++) {
      const by = columnOf[anchor.charCodeAt(letter)] ?? 0;
      const at = state * columns + by;
      let child = next[at] ?? 0;
      if (child === 0) {
        child = own.push(none) - 1;
        next[at] = child;
        column[child] = by;
        sibling[child] = lastChild[state] ?? 0;
        lastChild[state] = child;
      }
      state = child;
    }
    own[state] = [...(own[state] ?? none), index];
  }
  return { next, lastChild, sibling, column, own };
}

const none: readonly number[] = [];

/** Makes an automaton of the trie: a state goes where that of its longest proper suffix goes, but for its own children. */
function link({ next, lastChild, sibling, column, own }: Trie, columns: number): Anchors["endings"] {
  const suffixes = new Int32Array(own.length);
  const endings = [...own];
  const queue = [0];
  for (const state of queue) {
    const row = state * columns;
    const from = (suffixes[state] ?? 0) * columns;
    if (state > 0) next.copyWithin(row, from, from + columns);
    for (let child = lastChild[state] ?? 0; child > 0; child = sibling[child] ?? 0) {
      const at = row + (column[child] ?? 0);
      const suffix = state > 0 ? stateOf(next[at] ?? 0) / columns : 0;
      const inherited = endings[suffix] ?? none;
      if (inherited.length > 0) endings[child] = [...(own[child] ?? none), ...inherited];
      suffixes[child] = suffix;
      next[at] = endings[child]?.length === 0 ? child * columns : ~(child * columns);
      queue.push(child);
    }
  }
  return endings;
}

const stateOf = (entry: number): number => (entry < 0 ? ~entry : entry);

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
function seek({ columnOf, next }: Anchors, bytes: Uint8Array, cursor: Cursor): boolean {
  const length = bytes.length;
  let state = cursor.state;
  for (let at = cursor.at; at < length; at++) {
    state = next[state + (columnOf[bytes[at] ?? 0] ?? 0)] ?? 0;
    if (state >= 0) continue;
    cursor.at = at + 1;
    cursor.state = ~state;
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
