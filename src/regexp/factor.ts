import { append } from "../append.ts";
import { caseVariants } from "./casefold.ts";
import {
  anyButNewline,
  anyCharacter,
  type CharClass,
  includes,
  sameClass,
  toClass,
  union,
} from "./charclass.ts";
import { checkLimits, enterFactor, giveBack, type Tree, takeNode } from "./limits.ts";
import { characterRank, FOLD, isCharacter, LAZY, type Node } from "./syntax.ts";

/** Combines all `subs` into one node; nodes of the same operator are flattened (regexp/syntax: parser.collapse). */
export function collapse(tree: Tree, subs: readonly Node[], op: "concat" | "alternate"): Node {
  const [only] = subs;
  if (subs.length === 1 && only !== undefined) return only;
  const node = takeNode(tree, op, 0);
  for (const sub of subs) {
    if (sub.op !== op) {
      node.subs.push(sub);
      continue;
    }
    for (const inner of sub.subs) node.subs.push(inner);
    giveBack(tree, sub);
  }
  if (op === "concat") return node;
  node.subs = factorAlternatives(tree, node.subs);
  const [single] = node.subs;
  if (node.subs.length !== 1 || single === undefined) return node;
  giveBack(tree, node);
  return single;
}

/**
 * Factors out the common beginnings of alternatives: `abc|abd` becomes `ab[cd]`. This does not change what matches, but
 * Go measures the limits on this form (regexp/syntax: parser.factor).
 */
function factorAlternatives(tree: Tree, subs: readonly Node[]): Node[] {
  if (subs.length < 2) return [...subs];
  const characters = mergeRuns(tree, factorCharacters(tree, factorStrings(tree, subs)));
  return characters.filter((sub, i) => sub.op !== "empty" || characters[i + 1]?.op !== "empty");
}

function factorStrings(tree: Tree, subs: readonly Node[]): Node[] {
  const result: Node[] = [];
  let run: Node[] = [];
  let lead: readonly number[] = [];
  let flags = 0;
  const finish = () => {
    if (run.length > 1) {
      const prefix = takeNode(tree, "literal", flags);
      prefix.runes = [...lead];
      run = run.map((sub) => checked(tree, withoutString(tree, sub, lead.length)));
      result.push(factored(tree, prefix, run));
    } else append(result, run);
  };
  for (const sub of subs) {
    const literal = leadingNode(sub);
    const runes = literal.op === "literal" ? literal.runes : [];
    const fold = literal.op === "literal" ? literal.flags & FOLD : 0;
    const same = fold === flags ? commonLength(lead, runes) : 0;
    if (same > 0) {
      lead = lead.slice(0, same);
      run.push(sub);
      continue;
    }
    finish();
    run = [sub];
    lead = runes;
    flags = fold;
  }
  finish();
  return result;
}

function factorCharacters(tree: Tree, subs: readonly Node[]): Node[] {
  const result: Node[] = [];
  let run: Node[] = [];
  let lead: Node | null = null;
  const finish = () => {
    if (run.length > 1 && lead !== null) {
      const rest = run.map((sub, i) => checked(tree, withoutLead(tree, sub, i > 0)));
      result.push(factored(tree, lead, rest));
    } else append(result, run);
  };
  for (const sub of subs) {
    const next = leadingNode(sub);
    const nextLead = next.op === "empty" ? null : next;
    if (lead !== null && nextLead !== null && isFixedCharacters(lead) && sameCharacters(lead, nextLead)) {
      run.push(sub);
      continue;
    }
    finish();
    run = [sub];
    lead = nextLead;
  }
  finish();
  return result;
}

function mergeRuns(tree: Tree, subs: readonly Node[]): Node[] {
  const result: Node[] = [];
  for (let at = 0; at < subs.length; ) {
    let end = at;
    while (isCharacterAt(subs, end)) end++;
    if (end - at > 1) result.push(mergeRun(tree, subs.slice(at, end)));
    else append(result, subs.slice(at, at + 1));
    at = Math.max(end, at + 1);
  }
  return result;
}

function isCharacterAt(subs: readonly Node[], at: number): boolean {
  const sub = subs[at];
  return sub !== undefined && isCharacter(sub);
}

/** The most general of the characters absorbs all others. */
function mergeRun(tree: Tree, run: readonly Node[]): Node {
  const widest = run.reduce((most, node) => (isMoreGeneral(node, most) ? node : most));
  const [first] = run;
  for (const node of run.slice(1)) {
    // The widest swaps places with the first, which decides the order in which nodes are released.
    const other = node === widest && first !== undefined ? first : node;
    mergeCharacters(widest, other);
    giveBack(tree, other);
  }
  tidyClass(widest);
  return widest;
}

function isMoreGeneral(node: Node, than: Node): boolean {
  const difference = characterRank(node) - characterRank(than);
  return difference > 0 || (difference === 0 && classLength(node) > classLength(than));
}

function classLength(node: Node): number {
  return node.sets.reduce((sum, set) => sum + set.length, 0);
}

/** Makes `into` also match what `node`, of the same or a lower rank, matches (regexp/syntax: mergeCharClass). */
export function mergeCharacters(into: Node, node: Node): void {
  if (into.op === "anyButNewline" && includes(characters(node), 10)) into.op = "any";
  if (into.op === "literal") {
    if (into.runes[0] === node.runes[0] && into.flags === node.flags) return;
    into.sets = [characters(into)];
    into.op = "class";
    into.runes = [];
  }
  if (into.op === "class") into.sets.push(characters(node));
}

/** Joins what was merged, and converts the two classes that have a name (regexp/syntax: cleanAlt). */
export function tidyClass(node: Node): void {
  if (node.op !== "class") return;
  const set = union(node.sets);
  const named = sameClass(set, anyCharacter) ? "any" : sameClass(set, anyButNewline) ? "anyButNewline" : null;
  node.op = named ?? "class";
  node.sets = named === null ? [set] : [];
}

/** Returns what a node for a single character matches. */
export function characters(node: Node): CharClass {
  if (node.op === "class") return union(node.sets);
  if (node.op === "literal") return runeClass(node, 0);
  return node.op === "any" ? anyCharacter : anyButNewline;
}

/** Returns what the `index`-th character of a literal matches. */
export function runeClass(node: Node, index: number): CharClass {
  const rune = node.runes[index] ?? 0;
  return node.flags & FOLD ? toClass(caseVariants(rune).flatMap((each) => [each, each])) : [rune, rune];
}

function factored(tree: Tree, prefix: Node, rest: readonly Node[]): Node {
  enterFactor(tree);
  const suffix = collapse(tree, rest, "alternate");
  tree.factoring--;
  const node = takeNode(tree, "concat", 0);
  node.subs = [prefix, suffix];
  return node;
}

function checked(tree: Tree, node: Node): Node {
  checkLimits(tree, node);
  return node;
}

function leadingNode(node: Node): Node {
  return (node.op === "concat" ? node.subs[0] : undefined) ?? node;
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

/** Whether this is a character, or a fixed number of the same one: what may be factored out. */
function isFixedCharacters(node: Node): boolean {
  const [sub] = node.subs;
  if (node.op === "repeat") return node.min === node.max && sub !== undefined && isCharacter(sub);
  return isCharacter(node);
}

function sameCharacters(a: Node, b: Node): boolean {
  if (a.op !== b.op) return false;
  const [subA] = a.subs;
  const [subB] = b.subs;
  if (a.op === "repeat" && subA !== undefined && subB !== undefined) {
    const sameCount = a.min === b.min && a.max === b.max;
    return sameCount && ((a.flags ^ b.flags) & LAZY) === 0 && sameCharacters(subA, subB);
  }
  if (a.op === "any" || a.op === "anyButNewline") return true;
  return (
    ((a.flags ^ b.flags) & FOLD) === 0 &&
    sameClass(a.runes, b.runes) &&
    sameClass(union(a.sets), union(b.sets))
  );
}

function withoutString(tree: Tree, node: Node, length: number): Node {
  const [first] = node.subs;
  if (node.op === "concat" && first !== undefined) {
    const rest = withoutString(tree, first, length);
    if (rest.op !== "empty") return node;
    return withoutFirst(tree, node, true);
  }
  node.runes.splice(0, length);
  if (node.runes.length === 0) node.op = "empty";
  return node;
}

function withoutLead(tree: Tree, node: Node, reuse: boolean): Node {
  if (node.op === "concat") return withoutFirst(tree, node, reuse);
  if (reuse) giveBack(tree, node);
  return takeNode(tree, "empty", 0);
}

function withoutFirst(tree: Tree, node: Node, reuse: boolean): Node {
  const first = node.subs.shift();
  if (reuse && first !== undefined) giveBack(tree, first);
  const [second] = node.subs;
  if (node.subs.length !== 1 || second === undefined) return node;
  giveBack(tree, node);
  return second;
}
