/** State of an automaton after some input. Opaque: only the automaton that made it can use it. */
export interface State {
  /** Instructions that wait for a character, ascending. */
  readonly characters: Int32Array;
  /** Assertions that wait for the next input, a character or the end, ascending. */
  readonly asserts: Int32Array;
  /** What preceded, as far as it can matter: bits of program.ts and AFTER_WORD. */
  readonly before: number;
  /** Whether further input changes nothing: matched, or never to match. */
  readonly sink: boolean;
  accepts: boolean | null;
  /** States already found, by column of the alphabet. */
  next: (State | undefined)[];
  /** Whether the cache knows about `next`. */
  cached: boolean;
  /** Another state with the same hash. */
  twin: State | undefined;
}

/** Whether the last character was a word character; one bit in addition to those of program.ts. */
export const AFTER_WORD = 64;

const none = new Int32Array();

export function newState(characters: Int32Array, asserts: Int32Array, before: number): State {
  return {
    characters,
    asserts,
    before,
    sink: false,
    accepts: null,
    next: [],
    cached: false,
    twin: undefined,
  };
}

export function sinkState(accepts: boolean): State {
  return { ...newState(none, none, 0), sink: true, accepts };
}

export function hashOf({ characters, asserts, before }: State): number {
  return hashIds(asserts, hashIds(characters, before));
}

export function sameState(a: State, b: State): boolean {
  return a.before === b.before && sameIds(a.characters, b.characters) && sameIds(a.asserts, b.asserts);
}

function hashIds(ids: Int32Array, seed: number): number {
  let hash = seed;
  for (let i = 0; i < ids.length; i++) hash = (Math.imul(hash, 0x01000193) ^ (ids[i] ?? 0)) | 0;
  return hash;
}

function sameIds(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
