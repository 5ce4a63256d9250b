import { type CharClass, toClass } from "./charclass.ts";
import { isNewerThanGo } from "./unicode15.ts";

/** The last code point that has case variants (regexp/syntax: maxFold). */
const LAST_CASED = 0x1e943;

/**
 * Returns all characters that `(?i)` treats as equal to this one, including itself (unicode.SimpleFold). Simple case
 * folding connects one-to-one upper and lower case mappings.
 */
export function caseVariants(codePoint: number): readonly number[] {
  if (codePoint < 0x80) return asciiVariants(codePoint);
  return variants().get(codePoint) ?? [codePoint];
}

/** Returns the class with all case variants of its members. */
export function foldClass(set: CharClass): CharClass {
  const last = set[set.length - 1] ?? 0;
  return last < 0x80 ? foldAscii(set) : foldAll(set);
}

function foldAscii(set: CharClass): CharClass {
  const pairs = [...set];
  for (let i = 0; i < set.length; i += 2) {
    for (let c = set[i] ?? 0; c <= (set[i + 1] ?? 0); c++) {
      for (const variant of asciiVariants(c)) pairs.push(variant, variant);
    }
  }
  return toClass(pairs);
}

function foldAll(set: CharClass): CharClass {
  const pairs = [...set];
  let at = 0;
  for (const [codePoint, group] of sortedVariants()) {
    while (at < set.length && (set[at + 1] ?? 0) < codePoint) at += 2;
    if (at >= set.length) break;
    if (codePoint < (set[at] ?? 0)) continue;
    for (const variant of group) pairs.push(variant, variant);
  }
  return toClass(pairs);
}

function asciiVariants(codePoint: number): readonly number[] {
  const upper = codePoint & ~0x20;
  if (upper < 0x41 || upper > 0x5a) return [codePoint];
  if (upper === 0x4b) return [0x4b, 0x6b, 0x212a]; // the Kelvin sign
  if (upper === 0x53) return [0x53, 0x73, 0x17f]; // the long s
  return [upper, upper | 0x20];
}

type Variants = ReadonlyMap<number, readonly number[]>;

let table: Variants | null = null;
let sorted: readonly (readonly [number, readonly number[]])[] | null = null;

function variants(): Variants {
  table ??= connectCases();
  return table;
}

function sortedVariants() {
  sorted ??= [...variants()].sort((a, b) => a[0] - b[0]);
  return sorted;
}

function connectCases(): Variants {
  const groups = new Map<number, number[]>();
  for (let c = 0; c <= LAST_CASED; c++) {
    if (c === 0x131) continue; // dotless i: its upper case is I, but it folds to nothing but itself
    const text = String.fromCodePoint(c);
    for (const other of [text.toLowerCase(), text.toUpperCase()]) connect(groups, c, other);
  }
  for (const group of groups.values()) group.sort((a, b) => a - b);
  return groups;
}

function connect(groups: Map<number, number[]>, codePoint: number, text: string): void {
  const other = text.codePointAt(0) ?? codePoint;
  const isOne = text.length === String.fromCodePoint(other).length;
  if (!isOne || other === codePoint || isNewerThanGo(codePoint) || isNewerThanGo(other)) return;
  const mine = groups.get(codePoint) ?? [codePoint];
  const theirs = groups.get(other) ?? [other];
  if (mine === theirs) return;
  const joined = [...mine, ...theirs];
  for (const member of joined) groups.set(member, joined);
}
