import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testOf } from "../../src/builders/balena-regexp.ts";
import { lawRuns } from "../sample.ts";

/** What the library writes of a line: parts, in any order. */
const parts = fc.constantFrom(
  ..."[^/]* [^/] (.*/)? .* \\. \\$ a b k K / [ab] [^a] [^] [a-c] [ ( ) | + { } {2} {1,2} ] ^ é É ß ÿ ſ \u212a \\* -".split(
    " ",
  ),
);
const texts = fc.array(
  fc.constantFrom(
    ...["a", "A", "b", "k", "/", ".", "$", "é", "É", "ſ", "\u212a", "\n", "\u2028", "😀", "{", "}"],
  ),
  {
    maxLength: 8,
  },
);

describe("an automaton answers as the engine of JavaScript does", () => {
  test("whatever a line holds", () => {
    fc.assert(
      fc.property(
        fc.array(parts, { minLength: 2, maxLength: 7 }),
        fc.array(texts, { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        (pieces, names, ignorecase) => {
          const source = `^${pieces.join("")}[^/]*(.*/)?[^/]*$`;
          const regexp = unlessBroken(() => new RegExp(source, ignorecase ? "i" : ""));
          const found = unlessBroken(() => testOf(source, ignorecase));
          fc.pre(regexp !== null && found !== null);
          for (const name of names.map((units) => units.join("")))
            expect([source, name, found?.(name)]).toEqual([source, name, regexp?.test(name)]);
        },
      ),
      { numRuns: lawRuns(3000), maxSkipsPerRun: 100 },
    );
  });

  test("what a text begins and ends with changes nothing", () => {
    const ends = fc.array(
      fc.constantFrom("a", "b", "k", "K", "\u212a", "\\.", "-", "é", "a*", "b?", "a|b", "[ab]", "a{2}"),
      {
        maxLength: 3,
      },
    );
    const middle = fc.constantFrom("", "[^/]*", "(.*/)?", ".", "^", "$");
    const names = fc.array(
      fc.array(fc.constantFrom("a", "A", "b", "k", "K", "\u212a", ".", "-", "é", "É", "/", "\u0130"), {
        maxLength: 5,
      }),
      { minLength: 8, maxLength: 8 },
    );
    fc.assert(
      fc.property(ends, middle, ends, names, fc.boolean(), (head, between, tail, asked, ignorecase) => {
        const source = `^${head.join("")}${between}${tail.join("")}$`;
        const found = unlessBroken(() => testOf(source, ignorecase));
        fc.pre(found !== null);
        const regexp = new RegExp(source, ignorecase ? "i" : "");
        for (const name of asked.map((units) => units.join("")))
          expect([source, name, found?.(name)]).toEqual([source, name, regexp.test(name)]);
      }),
      { numRuns: lawRuns(3000), maxSkipsPerRun: 100 },
    );
  });

  test.each(["^[^/]*\\.{js,ts}$", "^(.*/)?[^/]*\\.py[cod]$", "^(.*/)?a{b|c}[^/]*$", "^é[^/]*(.*/)?[^/]*x$"])(
    "%s is understood",
    (source) => expect(testOf(source, true)).not.toBeNull(),
  );

  test.each([
    `^${"[^/]*a".repeat(300)}b$`,
    `^${"[^/]*a[^/]".repeat(300)}b$`,
    `^${"(.*/)?".repeat(2000)}b$`,
    "^(a+)+b$",
    "^(a|a)+b$",
  ])("time does not grow with %#", (source) => expect(testOf(source, true)?.("a".repeat(3000))).toBe(false));

  test.each(["^(a+)\\1+b$", "^(?=a+)+b*c*$"])("%s is not", (source) =>
    expect(testOf(source, false)).toBeNull(),
  );
});

function unlessBroken<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
