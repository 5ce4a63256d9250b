import { type CharClass, newline, wordCharacters } from "./charclass.ts";
import { characters, runeClass } from "./factor.ts";
import type { Node, Op } from "./syntax.ts";

/** Bits for the places between characters that an assertion can ask for. */
export const BEGIN_TEXT = 1;
export const BEGIN_LINE = 2;
export const END_TEXT = 4;
export const END_LINE = 8;
export const WORD_BOUNDARY = 16;
export const NO_WORD_BOUNDARY = 32;

const assertions: Partial<Record<Op, number>> = {
  beginText: BEGIN_TEXT,
  beginLine: BEGIN_LINE,
  endText: END_TEXT,
  endLine: END_LINE,
  wordBoundary: WORD_BOUNDARY,
  noWordBoundary: NO_WORD_BOUNDARY,
};

/**
 * One instruction of the nondeterministic automaton. It is written only when it is first reached (`deferred`), so
 * that `x{1000}` costs nothing until a thousand x have been read.
 */
export interface Instruction {
  readonly id: number;
  /** The part of the tree to write here, from its `index`-th piece on, followed by `next`. */
  readonly deferred: { node: Node; index: number; next: Instruction } | null;
  written: boolean;
  /** What it does: consume a character of `set`, ask for `assertion`, end the match, or just go on. */
  set: CharClass | null;
  assertion: number;
  isMatch: boolean;
  /** Where to go on. */
  outs: readonly Instruction[];
  /** The search that came here last (automaton.ts). */
  mark: number;
}

export interface Program {
  readonly start: Instruction;
  readonly instructions: Instruction[];
  /** The assertions that occur in it. */
  readonly assertions: number;
  /** All classes that it, or an assertion in it, tests. */
  readonly classes: Iterable<CharClass>;
}

export function createProgram(root: Node): Program {
  const instructions: Instruction[] = [];
  const match = addInstruction(instructions, null);
  match.isMatch = match.written = true;
  const start = addInstruction(instructions, { node: root, index: 0, next: match });
  const survey = { assertions: 0, classes: new Set<CharClass>() };
  surveyNode(root, survey);
  if (survey.assertions & (BEGIN_LINE | END_LINE)) survey.classes.add(newline);
  if (survey.assertions & (WORD_BOUNDARY | NO_WORD_BOUNDARY)) survey.classes.add(wordCharacters);
  return { start, instructions, ...survey };
}

function surveyNode(node: Node, survey: { assertions: number; classes: Set<CharClass> }): void {
  survey.assertions |= assertions[node.op] ?? 0;
  for (const i of node.runes.keys()) survey.classes.add(runeClass(node, i));
  if (isClass(node)) survey.classes.add(characters(node));
  for (const sub of node.subs) surveyNode(sub, survey);
}

function isClass(node: Node): boolean {
  return node.op === "class" || node.op === "any" || node.op === "anyButNewline";
}

function addInstruction(list: Instruction[], deferred: Instruction["deferred"]): Instruction {
  const instruction: Instruction = {
    id: list.length,
    deferred,
    written: false,
    set: null,
    assertion: 0,
    isMatch: false,
    outs: [],
    mark: 0,
  };
  list.push(instruction);
  return instruction;
}

/** Writes a deferred instruction; what it leads to stays deferred. */
export function write(list: Instruction[], self: Instruction): void {
  self.written = true;
  if (self.deferred === null) return;
  const { node, index, next } = self.deferred;
  const [sub = node] = node.subs;
  const defer = (part: Node, then: Instruction, from = 0) =>
    addInstruction(list, { node: part, index: from, next: then });
  const rest = (length: number) => (index + 1 < length ? defer(node, next, index + 1) : next);
  switch (node.op) {
    case "literal":
      self.set = runeClass(node, index);
      self.outs = [rest(node.runes.length)];
      return;
    case "class":
    case "any":
    case "anyButNewline":
      self.set = characters(node);
      self.outs = [next];
      return;
    case "concat":
      self.outs = [defer(node.subs[index] ?? node, rest(node.subs.length))];
      return;
    case "alternate":
      self.outs = node.subs.map((each) => defer(each, next));
      return;
    case "capture":
      self.outs = [defer(sub, next)];
      return;
    case "quest":
      self.outs = [defer(sub, next), next];
      return;
    case "star":
      self.outs = [defer(sub, self), next];
      return;
    case "plus":
      self.outs = [defer(sub, loop(list, sub, next))];
      return;
    case "repeat":
      self.outs = repeatOuts(list, self, defer);
      return;
    case "none":
      return;
    default:
      self.assertion = assertions[node.op] ?? 0;
      self.outs = [next];
  }
}

/** Any number of further copies of `sub`. */
function loop(list: Instruction[], sub: Node, next: Instruction): Instruction {
  const self = addInstruction(list, null);
  self.written = true;
  self.outs = [addInstruction(list, { node: sub, index: 0, next: self }), next];
  return self;
}

type Defer = (part: Node, then: Instruction, from?: number) => Instruction;

/** x{2,4} after `index` copies: what is owed first, then x(x)? nested, so that each copy can be the last. */
function repeatOuts(list: Instruction[], self: Instruction, defer: Defer): readonly Instruction[] {
  if (self.deferred === null) return [];
  const { node, index, next } = self.deferred;
  const [sub = node] = node.subs;
  if (index < node.min) return [defer(sub, defer(node, next, index + 1))];
  if (node.max < 0) return [loop(list, sub, next)];
  return index < node.max ? [defer(sub, defer(node, next, index + 1)), next] : [next];
}
