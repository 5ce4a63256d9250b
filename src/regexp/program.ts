import { type CharClass, newline, wordCharacters } from "./charclass.ts";
import { characters, runeClass } from "./factor.ts";
import { FOLD, isCharacter, type Node, type Op } from "./syntax.ts";

/** Bits for the positions between characters that an assertion can require. */
export const BEGIN_TEXT = 1;
export const BEGIN_LINE = 2;
export const END_TEXT = 4;
export const END_LINE = 8;
export const WORD_BOUNDARY = 16;
export const NO_WORD_BOUNDARY = 32;

const assertionBits: Partial<Record<Op, number>> = {
  beginText: BEGIN_TEXT,
  beginLine: BEGIN_LINE,
  endText: END_TEXT,
  endLine: END_LINE,
  wordBoundary: WORD_BOUNDARY,
  noWordBoundary: NO_WORD_BOUNDARY,
};

/**
 * Instructions of the nondeterministic automaton, four numbers each: the kind and up to three operands. DEFERRED piece,
 * index, next: not written yet; represents the piece from its `index`-th part on, then `next`. CHARACTER out, class:
 * consumes one character of the class. ASSERT out, bit: continues if the assertion holds. SPLIT out, out: continues in
 * two ways. JUMP out. MATCH.
 */
export const DEFERRED = 0;
export const CHARACTER = 1;
export const ASSERT = 2;
export const SPLIT = 3;
export const JUMP = 4;
export const MATCH = 5;

/** A node of the tree, with numbers for what it refers to. */
interface Piece {
  readonly op: Op;
  readonly subs: readonly number[];
  readonly min: number;
  readonly max: number;
  /** The classes of a literal's characters, or the one of a class. */
  readonly classes: readonly number[];
}

/**
 * A program that is written as it is reached, so that `x{1000}` costs nothing until a thousand x have been read, and no
 * expression costs more than its input reaches.
 */
export class Program {
  readonly code: number[] = [];
  /** Per instruction: number of the last search that reached it. */
  readonly marks: number[] = [];
  readonly start: number;
  readonly classes: CharClass[] = [];
  /** Bits of all assertions in it. */
  assertions = 0;
  readonly #pieces: Piece[] = [];
  readonly #classNumbers = new Map<CharClass | string, number>();

  constructor(root: Node) {
    const whole = this.#addPiece(root);
    if (this.assertions & (BEGIN_LINE | END_LINE)) this.classes.push(newline);
    if (this.assertions & (WORD_BOUNDARY | NO_WORD_BOUNDARY)) this.classes.push(wordCharacters);
    const match = this.#add(MATCH, 0, 0, 0);
    this.start = this.#add(DEFERRED, whole, 0, match);
  }

  #addPiece(node: Node): number {
    this.assertions |= assertionBits[node.op] ?? 0;
    const classes = this.#addClasses(node);
    const subs = node.subs.map((sub) => this.#addPiece(sub));
    return this.#pieces.push({ op: node.op, subs, min: node.min, max: node.max, classes }) - 1;
  }

  #addClasses(node: Node): number[] {
    const fold = node.flags & FOLD;
    if (node.op === "literal") {
      return node.runes.map((rune, i) => this.#addClass(`${rune} ${fold}`, () => runeClass(node, i)));
    }
    if (!isCharacter(node)) return [];
    const set = characters(node);
    return [this.#addClass(set, () => set)];
  }

  #addClass(key: CharClass | string, make: () => CharClass): number {
    const known = this.#classNumbers.get(key);
    if (known !== undefined) return known;
    const number = this.classes.push(make()) - 1;
    this.#classNumbers.set(key, number);
    return number;
  }

  #add(op: number, x: number, y: number, z: number): number {
    this.code.push(op, x, y, z);
    return this.marks.push(0) - 1;
  }

  #set(id: number, op: number, x: number, y = 0, z = 0): void {
    const { code } = this;
    code[4 * id] = op;
    code[4 * id + 1] = x;
    code[4 * id + 2] = y;
    code[4 * id + 3] = z;
  }

  /** Writes a deferred instruction; its targets stay deferred. */
  write(id: number): void {
    const { [4 * id + 1]: number = 0, [4 * id + 2]: index = 0, [4 * id + 3]: next = 0 } = this.code;
    const piece = this.#pieces[number];
    if (piece === undefined) return;
    const { op, subs, classes } = piece;
    const [sub = 0] = subs;
    const rest = (length: number) =>
      index + 1 < length ? this.#add(DEFERRED, number, index + 1, next) : next;
    switch (op) {
      case "literal":
        this.#set(id, CHARACTER, rest(classes.length), classes[index] ?? 0);
        return;
      case "class":
      case "any":
      case "anyButNewline":
        this.#set(id, CHARACTER, next, classes[0] ?? 0);
        return;
      case "concat":
        this.#set(id, JUMP, this.#add(DEFERRED, subs[index] ?? 0, 0, rest(subs.length)));
        return;
      case "alternate": {
        const way = this.#add(DEFERRED, subs[index] ?? 0, 0, next);
        if (index + 1 < subs.length) this.#set(id, SPLIT, way, rest(subs.length));
        else this.#set(id, JUMP, way);
        return;
      }
      case "quest":
        this.#set(id, SPLIT, this.#add(DEFERRED, sub, 0, next), next);
        return;
      case "star":
        this.#writeLoop(id, sub, next);
        return;
      case "plus":
        this.#set(id, JUMP, this.#add(DEFERRED, sub, 0, this.#addLoop(sub, next)));
        return;
      case "repeat":
        this.#writeRepeat(id, piece, number, index, next);
        return;
      case "capture":
        this.#set(id, DEFERRED, sub, 0, next);
        this.write(id);
        return;
      case "empty":
        this.#set(id, JUMP, next);
        return;
      default:
        this.#set(id, ASSERT, next, assertionBits[op] ?? 0);
    }
  }

  /** Adds any number of further copies of `sub`. */
  #addLoop(sub: number, next: number): number {
    const id = this.#add(SPLIT, 0, 0, 0);
    this.#writeLoop(id, sub, next);
    return id;
  }

  #writeLoop(id: number, sub: number, next: number): void {
    this.#set(id, SPLIT, this.#add(DEFERRED, sub, 0, id), next);
  }

  /**
   * x{2,4} after `index` copies: first those that are required, then x(x)? nested, so that each copy can be the last.
   */
  #writeRepeat(id: number, { subs, min, max }: Piece, number: number, index: number, next: number): void {
    const [sub = 0] = subs;
    const once = () => this.#add(DEFERRED, sub, 0, this.#add(DEFERRED, number, index + 1, next));
    if (index < min) this.#set(id, JUMP, once());
    else if (max < 0) this.#writeLoop(id, sub, next);
    else if (index < max) this.#set(id, SPLIT, once(), next);
    else this.#set(id, JUMP, next);
  }
}
