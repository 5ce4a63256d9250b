// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are words of a shell
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromText, toText } from "../../src/bytes.ts";
import { expand } from "../../src/dockerfile/expand.ts";
import type { ExpandOptions } from "../../src/dockerfile/variables.ts";

const values = new Map([
  ["A", "src"],
  ["P", "a/b/c.tar.gz"],
  ["E", ""],
  ["N", "x\ny"],
  ["U", fromText("äöü")],
]);
const backslash: ExpandOptions = { escapeToken: "\\" };

function read(word: string, options: ExpandOptions = backslash): string {
  return toText(expand(fromText(word), values, options).result);
}

describe("words with variables", () => {
  const rows: [word: string, result: string, why: string][] = [
    ["$A/x", "src/x", "a name ends where no letter, digit or _ follows"],
    ["${A}x", "srcx", "braces end the name"],
    ["$MISSING/x", "/x", "no value is the empty text"],
    ["$", "$", "a dollar alone is one"],
    ["a$/b", "a$/b", "and in front of anything that is not a name"],
    ["$1x", "x", "digits are a name of their own"],
    ["$*x$@", "x", "so are the special parameters"],
    ["\\$A", "$A", "an escaped dollar is one"],
    ["'$A'", "$A", "single quotes keep everything"],
    ['"$A x"', "src x", "double quotes keep spaces"],
    ['"\\$A \\x"', "$A \\x", "in double quotes only quote, dollar and escape are escaped"],
    ["a\\ b", "a b", "an escape in front of anything else goes away"],
    ["a\\", "a", "an escape at the end too"],
    ["${A:-x}${E:-x}${M:-x}", "srcxx", ":- is for unset and empty"],
    ["${E-x}${M-x}", "x", "- only for unset"],
    ["${A:+x}${E:+x}${M:+x}", "x", ":+ the other way round"],
    ["${E+x}${M+x}", "x", "+ too"],
    ["${M:-${A:-z}/${M:-y}}", "src/y", "nested"],
    ["${A:?no}${A?no}", "srcsrc", "? gives the value where there is one"],
    ["${P#*/}", "b/c.tar.gz", "# cuts the shortest beginning"],
    ["${P##*/}", "c.tar.gz", "## the longest"],
    ["${P%.*}", "a/b/c.tar", "% the shortest end"],
    ["${P%%.*}", "a/b/c", "%% the longest"],
    ["${P#x}", "a/b/c.tar.gz", "nothing to cut"],
    ["${A/r/R}", "sRc", "/ the first match"],
    ["${P//\\//_}", "a_b_c.tar.gz", "// every match, an escaped slash in the pattern"],
    ["${A//?/x}", "xxx", "? is one character"],
    ["${A/s*c/x}", "x", "* as much as it can"],
    ["${A//c/[$0]}", "sr[]", "$0 is a parameter, not the match"],
    ["${A//c/[\\$0]}", "sr[\\c]", "an escaped one becomes a match of Go's replacement text"],
    ["${N#x?y}", "x\ny", "no wildcard matches a line end"],
    ["${U#?}", "öü", "characters, not bytes"],
    ['${A#"s"}', "rc", "quotes in a pattern"],
    ["<<EOF", "<<EOF", "the start of a heredoc is kept"],
  ];
  it.each(rows)("%s gives %s: %s", (word, result) => expect(read(word)).toBe(result));

  it("takes a backtick as escape where the Dockerfile says so", () => {
    expect(read("a\\b`$A", { escapeToken: "`" })).toBe("a\\b$A");
  });

  it("splits words after variables are replaced, and only outside quotes", () => {
    const variables = new Map([["L", "a b"]]);
    expect(expand('$L "$L" c\\ d', variables, { ...backslash, split: true }).words).toEqual([
      "a",
      "b",
      "a b",
      "c d",
    ]);
  });

  it("names the variables that had no value", () => {
    expect([...expand("$A$B${C:-x}", values, backslash).unset]).toEqual(["B", "C"]);
  });
});

describe("words that BuildKit refuses", () => {
  const rows: [word: string, reason: string][] = [
    ['"a', "unexpected end of statement while looking for matching double-quote"],
    ["'a", "unexpected end of statement while looking for matching single-quote"],
    ["${", "syntax error: missing '}'"],
    ["${}", "syntax error: bad substitution"],
    ["${A:-x", "syntax error: missing '}'"],
    ["${A/x}", "syntax error: missing '/' in ${}"],
    ["${A!x}", "unsupported modifier (!) in substitution"],
    ["${A:#x}", "unsupported modifier (:#) in substitution"],
    ["${A:0:1}", "unsupported modifier (:0) in substitution"],
    ["${M:?}", "M: is not allowed to be unset"],
    ["${E:?}", "E: is not allowed to be empty"],
    ["${M?who}", "M: who"],
    ["${A#\\x}", "invalid pattern (\\x) in substitution: invalid escape '\\x'"],
  ];
  it.each(rows)("%s: %s", (word, reason) => {
    expect(() => read(word)).toThrow(`failed to process ${JSON.stringify(word)}: ${reason}`);
  });
});

describe("laws", () => {
  const plain = fc.string({ unit: fc.constantFrom(..."ab/.*?[]{}#%-é ") });

  it("a word without special characters is itself", () => {
    fc.assert(
      fc.property(plain, (word) => {
        expect(read(word)).toBe(word);
      }),
    );
  });

  it("single quotes change nothing in what they hold", () => {
    const anything = fc.string().filter((text) => !text.includes("'") && text === text.toWellFormed());
    fc.assert(
      fc.property(anything, (word) => {
        expect(read(`'${word}'`)).toBe(word);
      }),
    );
  });

  it("a prefix that is cut off and put back gives the value again", () => {
    const part = fc.string({ unit: fc.constantFrom(..."ab.") });
    fc.assert(
      fc.property(part, part, (prefix, rest) => {
        const variables = new Map([["V", prefix + rest]]);
        expect(prefix + expand(`\${V#${prefix}}`, variables, backslash).result).toBe(prefix + rest);
        expect(expand(`\${V%${rest}}`, variables, backslash).result + rest).toBe(prefix + rest);
      }),
    );
  });
});
