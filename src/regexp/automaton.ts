import type { Bytes } from "../bytes.ts";
import { type Alphabet, createAlphabet, includes, newline, wordCharacters } from "./charclass.ts";
import * as code from "./program.ts";
import { Program } from "./program.ts";
import { AFTER_WORD, hashOf, newState, type State, sameState, sinkState } from "./state.ts";
import type { Node } from "./syntax.ts";
import { decodeAt, REPLACEMENT, widthOf } from "./utf8.ts";

const ENDS = code.END_TEXT | code.END_LINE;
const WORDS = code.WORD_BOUNDARY | code.NO_WORD_BOUNDARY;
/** Assertions that only the next character can decide. */
const UNDECIDED = ENDS | WORDS;

/** Capacity of the transition cache: each transition counts one, each state its instructions and STATE_COST. */
const CACHE_LIMIT = 250_000;
const STATE_COST = 100;

/**
 * A deterministic automaton that is built state by state as input requires, from a nondeterministic one that is itself
 * written as it is reached. Time is at most linear in input times program size; a full transition cache is cleared,
 * which costs time again but bounds memory. States that callers hold stay valid.
 */
export class LazyAutomaton {
  readonly start: State;
  /** Instructions visited so far: the work that the cache did not save. */
  visited = 0;
  readonly #program: Program;
  readonly #alphabet: Alphabet;
  readonly #settled = sinkState(true);
  readonly #dead = sinkState(false);
  /** Whether a match can begin elsewhere than at the start of the text. */
  readonly #canRestart: boolean;
  /** Instructions yet to be followed, and those that `#close` found waiting. */
  readonly #open: number[] = [];
  readonly #characters: number[] = [];
  readonly #asserts: number[] = [];
  /** Per class: 0 if not tested yet against the current character, 1 outside, 2 inside. */
  readonly #verdicts: Uint8Array;
  #search = 0;
  #states = new Map<number, State>();
  #cached: State[] = [];
  #cost = 0;

  constructor(root: Node) {
    this.#program = new Program(root);
    this.#alphabet = createAlphabet(this.#program.classes);
    this.#verdicts = new Uint8Array(this.#program.classes.length);
    this.#open.push(this.#program.start);
    const matches = this.#close(code.BEGIN_LINE, UNDECIDED);
    this.#canRestart = matches || this.#characters.length + this.#asserts.length > 0;
    this.#open.push(this.#program.start);
    this.start = this.#stateHere(code.BEGIN_TEXT | code.BEGIN_LINE);
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
    state.accepts ??= this.#decideAsserts(state, ENDS, false);
    return state.accepts;
  }

  isDead(state: State): boolean {
    return state === this.#dead;
  }

  isSettled(state: State): boolean {
    return state === this.#settled;
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
    if (this.#decideAsserts(state, isNewline ? code.END_LINE : 0, isWord)) return this.#settled;
    this.#verdicts.fill(0);
    this.#consume(this.#characters, codePoint);
    this.#consume(state.characters, codePoint);
    if (this.#canRestart) this.#open.push(this.#program.start);
    return this.#stateHere((isNewline ? code.BEGIN_LINE : 0) | (isWord ? AFTER_WORD : 0));
  }

  /** Continues from the waiting assertions, now that the next input is known; true if that is a match. */
  #decideAsserts({ asserts, before }: State, ends: number, isWord: boolean): boolean {
    for (let i = 0; i < asserts.length; i++) this.#open.push(asserts[i] ?? 0);
    const wasWord = (before & AFTER_WORD) !== 0;
    const words = wasWord === isWord ? code.NO_WORD_BOUNDARY : code.WORD_BOUNDARY;
    return this.#close(before | ends | words, 0);
  }

  /** Leaves in `#open` the targets of the instructions that accept this character. */
  #consume(ids: ArrayLike<number>, codePoint: number): void {
    const { classes, code: text } = this.#program;
    this.visited += ids.length;
    for (let i = 0; i < ids.length; i++) {
      const at = 4 * (ids[i] ?? 0);
      const number = text[at + 2] ?? 0;
      if (this.#verdicts[number] === 0) {
        this.#verdicts[number] = includes(classes[number] ?? [], codePoint) ? 2 : 1;
      }
      if (this.#verdicts[number] === 2) this.#open.push(text[at + 1] ?? 0);
    }
  }

  /** Returns the state of the instructions in `#open`; `before`: what preceded. */
  #stateHere(before: number): State {
    if (this.#close(before, UNDECIDED)) return this.#settled;
    const characters = new Int32Array(this.#characters).sort();
    const asserts = new Int32Array(this.#asserts).sort();
    if (characters.length + asserts.length === 0 && !this.#canRestart) return this.#dead;
    return this.#known(newState(characters, asserts, asserts.length > 0 ? before & this.#askedBefore() : 0));
  }

  #known(state: State): State {
    const hash = hashOf(state);
    const first = this.#states.get(hash);
    for (let known = first; known !== undefined; known = known.twin) {
      if (sameState(known, state)) return known;
    }
    state.twin = first;
    this.#states.set(hash, state);
    this.#admit(state);
    return state;
  }

  /** Returns the bits about preceding input that matter to this program. */
  #askedBefore(): number {
    const { assertions } = this.#program;
    return (assertions & (code.BEGIN_TEXT | code.BEGIN_LINE)) | (assertions & WORDS ? AFTER_WORD : 0);
  }

  /**
   * Follows the instructions in `#open` as far as possible without consuming a character, with the assertions of
   * `holds` true; true if that completes a match. Leaves in `#characters` and `#asserts` all instructions that consume
   * one, or that assert something in `undecided`.
   */
  #close(holds: number, undecided: number): boolean {
    const program = this.#program;
    const open = this.#open;
    const search = ++this.#search;
    this.#characters.length = 0;
    this.#asserts.length = 0;
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (program.marks[id] === search) continue;
      program.marks[id] = search;
      this.visited++;
      if (program.code[4 * id] === code.DEFERRED) program.write(id);
      const text = program.code;
      const out = text[4 * id + 1] ?? 0;
      const second = text[4 * id + 2] ?? 0;
      switch (text[4 * id]) {
        case code.CHARACTER:
          this.#characters.push(id);
          break;
        case code.ASSERT:
          if (second & undecided) this.#asserts.push(id);
          else if (second & holds) open.push(out);
          break;
        case code.SPLIT:
          open.push(second, out);
          break;
        case code.JUMP:
          open.push(out);
          break;
        case code.MATCH:
          open.length = 0;
          return true;
      }
    }
    return false;
  }

  #admit(state: State): void {
    state.cached = true;
    this.#cached.push(state);
    this.#cost += STATE_COST + state.characters.length + state.asserts.length;
  }

  #forget(): void {
    for (const state of this.#cached) {
      state.next = [];
      state.cached = false;
      state.twin = undefined;
    }
    this.#cached = [];
    this.#states = new Map();
    this.#cost = 0;
  }
}
