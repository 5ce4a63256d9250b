/**
 * Finds many exact strings in a single scan of the bytes: an Aho-Corasick automaton, flattened to one table lookup per
 * byte. The cost depends neither on the number of anchors nor on the content of the file. A row of the table is built
 * when its state is first reached: a few small files reach few states, and untouched memory costs nothing.
 */
export interface Anchors {
  /** The table column of each byte; bytes that occur in no anchor share column 0. */
  readonly columnOf: Uint8Array;
  readonly columns: number;
  /**
   * Maps a state (premultiplied by `columns`) and a column to the next state, or to its complement if there is more to
   * do.
   */
  readonly next: Int32Array;
  /** By state: the indices of the anchors that end here, including those of its suffixes once it has been reached. */
  readonly endings: (readonly number[])[];
  readonly lengths: readonly number[];
  readonly trie: Trie;
  /** By state: its longest proper suffix that is a state; and whether its row is built. */
  readonly suffixes: Int32Array;
  readonly isMade: Uint8Array;
}

/** Called for each anchor found, with its index, start and end; returns where to resume (at least `end`). */
export type AnchorFound = (anchor: number, start: number, end: number) => number;

/** Runs at every start, before the code is warm: flat arrays, and no object per state. */
export function compileAnchors(anchors: readonly string[]): Anchors {
  const columnOf = assignColumns(anchors);
  const columns = Math.max(...columnOf) + 1;
  const endings: (readonly number[])[] = [none];
  const trie = buildTrie(anchors, columnOf, endings);
  const compiled = {
    ...{ columnOf, columns, endings, trie, lengths: anchors.map((anchor) => anchor.length) },
    next: new Int32Array(endings.length * columns),
    suffixes: new Int32Array(endings.length),
    isMade: new Uint8Array(endings.length),
  };
  makeRow(compiled, 0);
  return compiled;
}

function assignColumns(anchors: readonly string[]): Uint8Array {
  const columnOf = new Uint8Array(256);
  let columns = 0;
  for (const byte of Buffer.from(anchors.join(""), "latin1")) {
    if (columnOf[byte] === 0) columnOf[byte] = ++columns;
  }
  return columnOf;
}

/** States are numbers: the root is 0, and a child is greater than its parent. */
interface Trie {
  /** By state: its last child, or 0. */
  readonly lastChild: Int32Array;
  /** By state: the previous child of the same parent, or 0; and the column that leads to the state. */
  readonly sibling: Int32Array;
  readonly column: Uint8Array;
}

function buildTrie(anchors: readonly string[], columnOf: Uint8Array, endings: (readonly number[])[]): Trie {
  const most = 1 + anchors.reduce((sum, { length }) => sum + length, 0);
  const trie = {
    lastChild: new Int32Array(most),
    sibling: new Int32Array(most),
    column: new Uint8Array(most),
  };
  for (const [index, anchor] of anchors.entries()) {
    let state = 0;
    for (let letter = 0; letter < anchor.length; letter++) {
      const by = columnOf[anchor.charCodeAt(letter)] ?? 0;
      state = childOf(trie, state, by) || addChild(trie, state, by, endings.push(none) - 1);
    }
    endings[state] = [...(endings[state] ?? none), index];
  }
  return trie;
}

const none: readonly number[] = [];

/** Returns 0 if there is none. */
function childOf({ lastChild, sibling, column }: Trie, state: number, by: number): number {
  let child = lastChild[state] ?? 0;
  while (child > 0 && column[child] !== by) child = sibling[child] ?? 0;
  return child;
}

function addChild({ lastChild, sibling, column }: Trie, state: number, by: number, child: number): number {
  column[child] = by;
  sibling[child] = lastChild[state] ?? 0;
  lastChild[state] = child;
  return child;
}

/**
 * Copies the row of the state's longest proper suffix, except for the state's own children. The suffix of each child,
 * and the anchors that end there, are determined with the row: that of the suffix is built first.
 */
function makeRow(compiled: Anchors, state: number): void {
  const { next, columns, trie, endings, suffixes, isMade } = compiled;
  const suffix = suffixes[state] ?? 0;
  if (isMade[suffix] === 0 && suffix !== state) makeRow(compiled, suffix);
  isMade[state] = 1;
  const row = state * columns;
  if (state > 0) next.copyWithin(row, suffix * columns, (suffix + 1) * columns);
  for (let child = trie.lastChild[state] ?? 0; child > 0; child = trie.sibling[child] ?? 0) {
    const at = row + (trie.column[child] ?? 0);
    const longest = state > 0 ? stateOf(next[at] ?? 0) / columns : 0;
    const inherited = endings[longest] ?? none;
    if (inherited.length > 0) endings[child] = [...(endings[child] ?? none), ...inherited];
    suffixes[child] = longest;
    next[at] = ~(child * columns);
  }
}

const stateOf = (entry: number): number => (entry < 0 ? ~entry : entry);

export function scanAnchors(compiled: Anchors, bytes: Uint8Array, found: AnchorFound): void {
  const cursor: Cursor = { at: 0, state: 0, from: 0 };
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
  /** The table entry that led here. */
  from: number;
}

/** The whole cost of a clean file: advances past the next anchor; false at the end of the bytes. */
function seek({ columnOf, next }: Anchors, bytes: Uint8Array, cursor: Cursor): boolean {
  const length = bytes.length;
  let state = cursor.state;
  for (let at = cursor.at; at < length; at++) {
    const from = state + (columnOf[bytes[at] ?? 0] ?? 0);
    state = next[from] ?? 0;
    if (state >= 0) continue;
    cursor.at = at + 1;
    cursor.state = ~state;
    cursor.from = from;
    return true;
  }
  return false;
}

function report(compiled: Anchors, { at, state, from }: Cursor, found: AnchorFound): number {
  const { columns, endings, isMade, next, lengths } = compiled;
  const here = state / columns;
  if (isMade[here] === 0) makeRow(compiled, here);
  const ending = endings[here] ?? none;
  // Nothing to do next time.
  if (ending.length === 0) next[from] = state;
  let resume = at;
  for (const anchor of ending) {
    resume = Math.max(resume, found(anchor, at - (lengths[anchor] ?? 0), at));
  }
  return resume;
}
