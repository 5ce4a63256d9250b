import fc from "fast-check";
import { expect, test } from "vitest";
import { plainComponents } from "../../src/ignore/components.ts";
import { type Cursor, comparedCursor, rootCursor } from "../../src/ignore/cursor.ts";
import type { Pattern } from "../../src/ignore/pattern.ts";
import { translate } from "../../src/ignore/translate.ts";
import { lawRuns } from "../sample.ts";

const component = fc.oneof(
  fc.constantFrom(
    "**",
    "**",
    "*",
    "a",
    "*a",
    "a*",
    "a*b",
    "*a*",
    "a*b*a",
    "**a",
    "a**",
    "***",
    "a?",
    "{a}",
    "b.c",
    "x+",
  ),
  fc.stringMatching(/^[ab*.]{1,4}$/),
);
const someText = fc
  .array(component, { minLength: 1, maxLength: 5 })
  .map((components) => components.join("/"));
const someName = fc.oneof(
  fc.constantFrom("a", "b", "ab", "aba", "a\nb", "\n", "\xff", "a\xc3\xa9b", "b.c", "bxc", "{a}", "x+", "xx"),
  fc.stringMatching(/^[ab.]{1,4}$/),
);
const somePath = fc.array(someName, { minLength: 1, maxLength: 5 });

const patternOf = (text: string): Pattern => ({
  text,
  exception: false,
  source: { text, raw: text, file: ".dockerignore", line: 1, column: 1 },
});

function answers(cursor: Cursor, path: readonly string[]): boolean[] {
  let inside = cursor;
  return path.map((name, depth) => {
    const folder = path.slice(0, depth).map((above) => `${above}/`);
    const matches = inside.matches(name, folder.join(""));
    inside = inside.enter(name);
    return matches;
  });
}

test("a pattern of names and stars matches what its regexp matches", () => {
  fc.assert(
    fc.property(someText, fc.array(somePath, { minLength: 1, maxLength: 8 }), (text, paths) => {
      const pattern = patternOf(text);
      const cursor = rootCursor(pattern);
      const compared = comparedCursor(pattern, translate(text));
      if (plainComponents(text) !== null) expect(translate(text).kind).toBe("regexp");
      for (const path of paths)
        expect([path, answers(cursor, path)]).toEqual([path, answers(compared, path)]);
    }),
    { numRuns: lawRuns(3_000) },
  );
});

test.each([
  ["*.md", ["*.md"]],
  ["**/*.e1", ["**", "*.e1"]],
  ["a/**/b", ["a", "**", "b"]],
  ["**/a/**", ["**", "a", "**"]],
  ["a", null],
  ["a/b", null],
  ["a/**", null],
  ["**/a/b", null],
  ["**", null],
  ["*/a?", null],
  ["*/{a}", null],
  ["*/[a]", null],
  ["*/\\a", null],
  ["*/a|b", null],
  ["*/^a", null],
  ["*/a**", null],
  ["/*", null],
  ["*/\xc3\xa9", null],
  ["*/\n", null],
  [`${"*/".repeat(30)}a`, null],
])("%j is told by its components: %j", (text, components) => {
  expect(plainComponents(text)).toEqual(components);
});

test("directories in which a pattern stands alike share their cursor", () => {
  const cursor = rootCursor(patternOf("**/lib/*.js"));
  expect(cursor.enter("a")).toBe(cursor);
  expect(cursor.enter("lib")).toBe(cursor.enter("a").enter("lib"));
  expect(cursor.enter("lib").enter("b")).toBe(cursor);
});
