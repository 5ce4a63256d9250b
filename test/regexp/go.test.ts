import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compileRegexp } from "../../src/regexp/index.ts";

/** What Go 1.26's regexp answered for expressions and inputs drawn at random; all strings are byte strings. */
interface Recorded {
  readonly pattern: string;
  readonly refused?: true;
  readonly inputs?: readonly string[];
  readonly matches?: readonly boolean[];
}

const lines = readFileSync(new URL("../../fixtures/regexp/go1.26.jsonl", import.meta.url), "utf8");
const recorded: Recorded[] = lines
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));

test("there are recorded answers of every kind", () => {
  const answers = recorded.flatMap(({ matches }) => matches ?? []);
  expect(recorded.length).toBeGreaterThan(300);
  expect(recorded.filter(({ refused }) => refused).length).toBeGreaterThan(90);
  expect(answers.filter((matches) => matches).length).toBeGreaterThan(500);
  expect(answers.filter((matches) => !matches).length).toBeGreaterThan(500);
});

test.each(recorded)("$pattern", ({ pattern, refused = false, inputs = [], matches = [] }) => {
  const automaton = compileRegexp(pattern);
  expect(automaton === null).toBe(refused);
  if (automaton === null) return;
  const answers = inputs.map((input) => automaton.accepts(automaton.run(automaton.start, input)));
  expect(answers).toEqual(matches);
});
