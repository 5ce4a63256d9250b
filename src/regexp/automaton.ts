import type { Bytes } from "../bytes.ts";
import { type Alphabet, createAlphabet } from "./alphabet.ts";
import { includes, newline, wordCharacters } from "./charclass.ts";
import * as place from "./program.ts";
import { createProgram, type Instruction, type Program, write } from "./program.ts";
import type { Node } from "./syntax.ts";
import { decodeAt, REPLACEMENT, widthOf } from "./utf8.ts";

/** Where the automaton stands after some input. Opaque: only the automaton that made it can use it. */
export interface State {
  /** The instructions that wait for the next character or the end, ascending. */
  readonly ids: Int32Array;
  /** BEGIN_TEXT, BEGIN_LINE and AFTER_WORD as far as an instruction that waits may ask for them. */
  readonly before: number;
  /** Whether one of the instructions is an assertion. */
  readonly asserts: boolean;
  /** Once set, whatever follows changes nothing: matched, or never to match. */
  readonly sink: boolean;
  accepts: boolean | null;
  /** The states already found, by column of the alphabet. */
  next: (State | undefined)[];
  /** Whether the cache knows about `next`. */
  cached: boolean;
}

/** The last character was a word character; one bit more beside those of program.ts. */
const AFTER_WORD = 64;
const ENDS = place.END_TEXT | place.END_LINE;
const WORDS = place.WORD_BOUNDARY | place.NO_WORD_BOUNDARY;
/** Assertions that only the next character can decide. */
const UNDECIDED = ENDS | WORDS;

/** What the transition cache may hold: one a transition, and for a state its instructions and this much. */
const CACHE_LIMIT = 250_000;
const STATE_COST = 100;

/**
 * A deterministic automaton made state by state as input asks for it, from a nondeterministic one that is itself
 * written as it is reached. Time is at most linear in input times program size; when the cache of transitions is
 * full, all are forgotten, which costs time again but keeps memory bounded. States that callers hold stay valid.
 */
export class LazyAutomaton {
  readonly start: State;
  /** Instructions visited so far: the work that was not saved by the cache. */
  visited = 0;
  readonly #program: Program;
  readonly #alphabet: Alphabet;
  readonly #settled = createState([], 0, { sink: true, accepts: true });
  readonly #dead = createState([], 0, { sink: true, accepts: false });
  readonly #canRestart: boolean;
  #states = new Map<string, State>();
  #cached: State[] = [];
  #cost = 0;
  #search = 0;

  constructor(root: Node) {
    this.#program = createProgram(root);
    this.#alphabet = createAlphabet(this.#program.classes);
    const later = this.#close([this.#program.start], place.BEGIN_LINE, UNDECIDED);
    this.#canRestart = later === null || later.length > 0;
    this.start = this.#stateAfter([], place.BEGIN_TEXT | place.BEGIN_LINE, true);
  }

  run(state: State, bytes: Bytes): State {
    const { ascii } = this.#alphabet;
    let current = state;
    for (let at = 0; at < bytes.length && !current.sink; ) {
      const byte = bytes.charCodeAt(at);
      if (byte < 0x80) {
        current = current.next[ascii[byte] ?? 0] ?? this.#step(current, byte);
        at++;
        continue;
      }
      const decoded = decodeAt(bytes, at);
      const codePoint = decoded < 0 ? REPLACEMENT : decoded;
      current = current.next[this.#alphabet.columnOf(codePoint)] ?? this.#step(current, codePoint);
      at += decoded < 0 ? 1 : widthOf(decoded);
    }
    return current;
  }

  accepts(state: State): boolean {
    state.accepts ??= this.#acceptsAtEnd(state);
    return state.accepts;
  }

  isDead(state: State): boolean {
    return state === this.#dead;
  }

  isSettled(state: State): boolean {
    return state === this.#settled;
  }

  #acceptsAtEnd(state: State): boolean {
    if (!state.asserts) return false;
    const holds = state.before | ENDS | wordPlace(state.before, false);
    return this.#close(this.#instructions(state), holds, 0) === null;
  }

  #step(state: State, codePoint: number): State {
    const to = this.#target(state, codePoint);
    if (!state.cached) this.#admit(state);
    state.next[this.#alphabet.columnOf(codePoint)] = to;
    this.#cost++;
    if (this.#cost > CACHE_LIMIT) this.#forget();
    return to;
  }

  #target(state: State, codePoint: number): State {
    const isWord = includes(wordCharacters, codePoint);
    const isNewline = includes(newline, codePoint);
    const holds = state.before | (isNewline ? place.END_LINE : 0) | wordPlace(state.before, isWord);
    const waiting = this.#instructions(state);
    const ready = state.asserts ? this.#close(waiting, holds, 0) : waiting;
    if (ready === null) return this.#settled;
    const reached: Instruction[] = [];
    for (const { set, outs } of ready) {
      if (set !== null && includes(set, codePoint)) for (const out of outs) reached.push(out);
    }
    this.visited += ready.length;
    const before = (isNewline ? place.BEGIN_LINE : 0) | (isWord ? AFTER_WORD : 0);
    return this.#stateAfter(reached, before, this.#canRestart);
  }

  /** The state in which `reached` are to be gone on with, and a match may also begin here if `starts`. */
  #stateAfter(reached: Instruction[], before: number, starts: boolean): State {
    const from = starts ? [...reached, this.#program.start] : reached;
    const waiting = this.#close(from, before, UNDECIDED);
    if (waiting === null) return this.#settled;
    if (waiting.length === 0 && !this.#canRestart) return this.#dead;
    const ids = Int32Array.from(waiting, (each) => each.id).sort();
    const asserts = waiting.some((each) => each.assertion !== 0);
    const seen = asserts ? before & this.#askedBefore() : 0;
    const key = `${seen}:${ids.join()}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    const state = createState(ids, seen, { asserts });
    this.#states.set(key, state);
    this.#admit(state);
    return state;
  }

  /** The bits about what came before that can make a difference to this program. */
  #askedBefore(): number {
    const { assertions } = this.#program;
    return (assertions & (place.BEGIN_TEXT | place.BEGIN_LINE)) | (assertions & WORDS ? AFTER_WORD : 0);
  }

  /**
   * All instructions that consume a character, or assert what `undecided` has, and can be reached without consuming
   * any where the assertions of `holds` are true; null where the match is complete.
   */
  #close(from: readonly Instruction[], holds: number, undecided: number): Instruction[] | null {
    const search = ++this.#search;
    const found: Instruction[] = [];
    const open = [...from];
    for (let each = open.pop(); each !== undefined; each = open.pop()) {
      if (each.mark === search) continue;
      each.mark = search;
      this.visited++;
      if (!each.written) write(this.#program.instructions, each);
      if (each.isMatch) return null;
      if (each.set !== null || each.assertion & undecided) found.push(each);
      else if (each.assertion === 0 || each.assertion & holds) for (const out of each.outs) open.push(out);
    }
    return found;
  }

  #instructions(state: State): Instruction[] {
    const { instructions } = this.#program;
    const result: Instruction[] = [];
    for (const id of state.ids) {
      const instruction = instructions[id];
      if (instruction !== undefined) result.push(instruction);
    }
    return result;
  }

  #admit(state: State): void {
    state.cached = true;
    this.#cached.push(state);
    this.#cost += STATE_COST + state.ids.length;
  }

  #forget(): void {
    for (const state of this.#cached) {
      state.next = [];
      state.cached = false;
    }
    this.#cached = [];
    this.#states = new Map();
    this.#cost = 0;
  }
}

function wordPlace(before: number, isWord: boolean): number {
  const wasWord = (before & AFTER_WORD) !== 0;
  return wasWord === isWord ? place.NO_WORD_BOUNDARY : place.WORD_BOUNDARY;
}

function createState(
  ids: ArrayLike<number>,
  before: number,
  rest: { asserts?: boolean; sink?: boolean; accepts?: boolean },
): State {
  const { asserts = false, sink = false, accepts = null } = rest;
  return { ids: Int32Array.from(ids), before, asserts, sink, accepts, next: [], cached: false };
}
