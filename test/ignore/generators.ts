import fc from "fast-check";
import type { Bytes } from "../../src/bytes.ts";

const names = [
  "a",
  "b",
  "c",
  "ab",
  "a.b",
  ".x",
  "a b",
  "x\n",
  "\xc3\xa9",
  "\xff",
  "a|b",
  "[a]",
  "__proto__",
] as const;

/** Paths of a small alphabet, so that patterns and paths often meet. */
export const somePath: fc.Arbitrary<Bytes> = fc
  .array(fc.constantFrom(...names), { minLength: 1, maxLength: 4 })
  .map((components) => components.join("/"));

const pieces = [
  ...names,
  "*",
  "**",
  "?",
  "a*",
  "*b",
  "**b",
  "a**",
  "[ab]",
  "[^a]",
  "a|b*",
  "\\*",
  "\\a",
  "a?b",
] as const;

/** Lines of an ignore file that the builder takes; with `broken` also some that fail when they are compared. */
export function someLine(broken: boolean): fc.Arbitrary<Bytes> {
  const piece = fc.constantFrom(...pieces, ...(broken ? ["a\\y", "a*["] : []));
  const text = fc.array(piece, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
  return fc
    .tuple(fc.constantFrom("", "", "!"), text)
    .map(([mark, pattern]) => mark + pattern)
    .filter((line) => !line.includes("\n"));
}

export const someLines = (broken = false): fc.Arbitrary<Bytes[]> =>
  fc.array(someLine(broken), { minLength: 1, maxLength: 5 });

/** The path and everything above it, from the root down. */
export function upTo(path: Bytes): Bytes[] {
  const components = path.split("/");
  return components.map((_, depth) => components.slice(0, depth + 1).join("/"));
}
