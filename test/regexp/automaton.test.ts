import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Bytes } from "../../src/bytes.ts";
import { LazyAutomaton } from "../../src/regexp/automaton.ts";
import { compileRegexp } from "../../src/regexp/index.ts";
import { parseRegexp } from "../../src/regexp/parse.ts";
import { codePoints } from "../../src/regexp/utf8.ts";
import { lawRuns } from "../sample.ts";

function automatonOf(source: string): LazyAutomaton {
  return new LazyAutomaton(parseRegexp(codePoints(source) ?? []));
}

const pieces = [
  "a",
  "b",
  "/",
  ".",
  "[^/]*",
  "(.*/)?",
  "a|b",
  "(a|/b)*",
  "^",
  "$",
  "\\b",
  "\\B",
  "(?m)^",
  "(?m)$",
];
const quantified = fc.tuple(fc.constantFrom(...pieces), fc.constantFrom("", "", "", "?", "{2}"));
const sources = fc
  .array(
    quantified.map(([piece, count]) => `(?:${piece})${count}`),
    { minLength: 1, maxLength: 5 },
  )
  .chain((parts) => fc.constantFrom(parts.join(""), `^${parts.join("")}$`, parts.join("|")));
const paths: fc.Arbitrary<Bytes> = fc
  .array(fc.constantFrom("a", "b", "/", "\n", ".", "\xc3\xa9", "\xe9"), { maxLength: 12 })
  .map((bytes) => bytes.join(""));

describe("laws", () => {
  test("an input cut at slashes ends where the whole input ends", () => {
    fc.assert(
      fc.property(sources, paths, (source, path) => {
        const automaton = automatonOf(source);
        const cut = path
          .split(/(?<=\/)/)
          .reduce((state, part) => automaton.run(state, part), automaton.start);
        expect(cut).toBe(automaton.run(automaton.start, path));
      }),
      { numRuns: lawRuns(500) },
    );
  });

  test("nothing follows a dead state, everything a settled one", () => {
    fc.assert(
      fc.property(sources, paths, paths, (source, path, rest) => {
        const automaton = automatonOf(source);
        const state = automaton.run(automaton.start, path);
        const matches = automaton.accepts(automaton.run(state, rest));
        if (automaton.isDead(state)) expect(matches).toBe(false);
        if (automaton.isSettled(state)) expect(matches).toBe(true);
      }),
      { numRuns: lawRuns(500) },
    );
  });
});

const ends: readonly (readonly [
  source: string,
  input: Bytes,
  end: "dead" | "settled" | "open",
  why: string,
])[] = [
  ["^a/b$", "a/", "open", "a match may follow"],
  ["^a/b$", "a/b", "open", "it ends here"],
  ["^a/b$", "a/b/", "dead", "nothing may follow the end"],
  ["^a/b$", "b", "dead", "the wrong beginning"],
  ["^[^/]*\\.log$", "dir/", "dead", "no slash can be consumed"],
  ["^(.*/)?[^/]*\\.log$", "dir/", "open", "any directory may follow"],
  ["^(.*/)?b$", "a\n", "dead", "a dot does not consume a newline"],
  ["b$", "a", "open", "a match may begin later"],
  ["(?m)^b", "a", "open", "on a later line"],
  ["^a", "ab", "settled", "whatever follows a match that has no end"],
  ["^a|b", "b", "settled", "found by a search"],
  ["", "", "settled", "nothing is found at once"],
  ["^a$|b", "x", "open", "one alternative is not anchored"],
  ["^a$|^b$", "x", "dead", "both are"],
];

test.each(ends)("%j after %j is %s: %s", (source, input, end) => {
  const automaton = automatonOf(source);
  const state = automaton.run(automaton.start, input);
  expect([automaton.isDead(state), automaton.isSettled(state)]).toEqual([end === "dead", end === "settled"]);
});

/** Letters in an order without a short period. */
function noise(length: number): Bytes {
  let seed = 1;
  return Array.from({ length }, () => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed >> 16) & 1 ? "a" : "c";
  }).join("");
}

describe("work is at most linear in the input", () => {
  const hostile = [
    `^[^/]*a${"[^/]".repeat(15)}b$`,
    "^[^/]*a[^/]{200}b$",
    "^([^/]?){500}$",
    "^(((a*)*)*|c)*b$",
    "(a|aa|c)*b$",
    "(\\b|a|c)*b$",
    `^${"(.*a)?".repeat(50)}b$`,
  ];

  test.each(hostile)("%s", (source) => {
    const visits = [2000, 4000].map((length) => {
      const automaton = automatonOf(source);
      automaton.run(automaton.start, noise(length));
      return automaton.visited;
    });
    const [half = 0, whole = 0] = visits;
    expect(whole).toBeLessThan(half * 2.5);
    expect(whole).toBeLessThan(4000 * 4 * 1100);
  });

  test("a path seen before costs nothing", () => {
    const automaton = automatonOf("^(.*/)?[^/]*\\.log$");
    const first = automaton.run(automaton.start, "src/app/main.log");
    const { visited } = automaton;
    expect(automaton.run(automaton.start, "src/app/main.log")).toBe(first);
    expect(automaton.visited).toBe(visited);
  });

  test("a program is written only as far as it is reached", () => {
    const automaton = automatonOf(`^(?:${"abcdefghij".repeat(300)}){1000}$`);
    automaton.run(automaton.start, "abcde");
    expect(automaton.visited).toBeLessThan(100);
  });
});

test("states stay valid when the cache of transitions is forgotten", () => {
  const source = `^[^/]*a${"[^/]".repeat(13)}b$`;
  const automaton = automatonOf(source);
  const before = automaton.run(automaton.start, noise(100));
  automaton.run(automaton.start, noise(30_000)); // far more states than the cache holds
  const { visited } = automaton;
  expect(automaton.run(automaton.start, noise(100))).not.toBe(before);
  expect(automaton.visited).toBeGreaterThan(visited);
  const rest = `a${"c".repeat(13)}b`;
  expect(automaton.accepts(automaton.run(before, rest))).toBe(true);
  expect(automaton.accepts(automaton.run(before, `${rest}c`))).toBe(false);
  expect(automaton.accepts(automaton.run(automaton.start, rest))).toBe(true);
});

test("an expression that Go refuses has no automaton", () => {
  expect(compileRegexp("a**")).toBeNull();
});
