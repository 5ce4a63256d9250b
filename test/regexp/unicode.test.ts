import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { caseVariants } from "../../src/regexp/casefold.ts";
import type { CharClass } from "../../src/regexp/charclass.ts";
import { unicodeClass } from "../../src/regexp/unicode.ts";

/** Written by Go 1.26 (Unicode 15.0): per category and script its size, and its size with all case variants. */
const sizes: Record<string, [plain: number, folded: number]> = JSON.parse(read("unicode15.json"));

/** Written by Go 1.26: all groups of characters that unicode.SimpleFold connects. */
const groups = read("casefold15.txt")
  .trim()
  .split("\n")
  .map((line) => line.split(" ").map((hex) => Number.parseInt(hex, 16)));

function read(name: string): string {
  return readFileSync(new URL(`../../fixtures/regexp/${name}`, import.meta.url), "utf8");
}

function sizeOf(set: CharClass | null): number {
  let size = 0;
  for (let i = 0; set !== null && i < set.length; i += 2) size += (set[i + 1] ?? 0) - (set[i] ?? 0) + 1;
  return size;
}

describe("properties have as many members as in Go", () => {
  test.each(Object.entries(sizes))("%s", (name, [plain, folded]) => {
    expect(sizeOf(unicodeClass(name, false, false))).toBe(plain);
    expect(sizeOf(unicodeClass(name, true, false))).toBe(folded);
    expect(sizeOf(unicodeClass(name, true, true))).toBe(0x110000 - folded);
  });
});

test("case variants are Go's", () => {
  const computed = groups.map(([first = 0]) => caseVariants(first));
  expect(computed).toEqual(groups);
});

test("nothing else has case variants", () => {
  const cased = new Set(groups.flat());
  const wrong: number[] = [];
  for (let c = 0; c <= 0x10ffff; c++) if (!cased.has(c) && caseVariants(c).length > 1) wrong.push(c);
  expect(wrong).toEqual([]);
});
