import { expect, test } from "vitest";
import { parseRegexp } from "../../src/regexp/parse.ts";
import { codePoints } from "../../src/regexp/utf8.ts";

const DEEP = "expression nests too deeply";
const LARGE = "expression too large";

function nested(depth: number, inside: string): string {
  return "(".repeat(depth) + inside + ")".repeat(depth);
}

/** a|aa|aaa|...: each alternative begins with all of the one before. */
function ladder(steps: number): string {
  return Array.from({ length: steps }, (_, i) => "a".repeat(i + 1)).join("|");
}

/** On both sides of the borders that Go 1.26 draws. */
const rows: readonly (readonly [name: string, source: string, refusal: string | null])[] = [
  ["999 groups", nested(999, ""), null],
  ["1,000 groups", nested(1000, ""), DEEP],
  ["998 repeated groups", "(?:".repeat(998) + ")*".repeat(998), null],
  ["1,000 repeated groups", "(?:".repeat(1000) + ")*".repeat(1000), DEEP],
  ["any number of groups that only group", `${"(?:".repeat(5000)}a${")".repeat(5000)}`, null],
  ["999 operators on one character", `a${"(?i)*".repeat(999)}`, null],
  ["1,000 operators on one character", `a${"(?i)*".repeat(1000)}`, DEEP],
  ["alternatives in 500 groups", "(a|".repeat(500) + ")".repeat(500), DEEP],
  ["alternatives in 499 groups", "(a|".repeat(499) + ")".repeat(499), null],
  ["three alternatives that share a beginning in 995 groups", nested(995, "a|ab|abc"), null],
  ["three alternatives that share a beginning in 996 groups", nested(996, "a|ab|abc"), DEEP],
  ["500 alternatives that share a beginning", ladder(500), null],
  ["505 alternatives that share a beginning", ladder(505), DEEP],
  ["1,100 alternatives that share a beginning", ladder(1100), DEEP],
  ["600 thousand optional pairs", "(xx?){1000}".repeat(600), null],
  ["800 thousand optional pairs", "(xx?){1000}".repeat(800), LARGE],
  ["a thousand times 3,355 characters", `(?:${"a".repeat(3355)}){1000}`, null],
  ["a thousand times 3,356 characters", `(?:${"a".repeat(3356)}){1000}`, LARGE],
  ["8,000 times all letters", "\\pL".repeat(8000), null],
  ["30,000 times all letters", "\\pL".repeat(30000), LARGE],
];

test.each(rows)("%s", (_, source, refusal) => {
  expect(refusalOf(source)).toBe(refusal);
});

function refusalOf(source: string): string | null {
  try {
    parseRegexp(codePoints(source) ?? []);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
