import { describe, expect, test } from "vitest";
import type { Bytes } from "../../src/bytes.ts";
import { CtxcheckError } from "../../src/errors.ts";
import { matchesPath } from "../../src/ignore/legacy.ts";
import { patternsOf } from "./deciding.ts";

// One pattern against whole paths, nothing about ancestors (rule B12). "bad": broken at match time (rule B11).
// Every row was held against moby/patternmatcher v0.6.1.
type Row = [pattern: Bytes, matches: Bytes[], misses: Bytes[]];

const groups: Record<string, Row[]> = {
  "B4: exact": [
    ["a/b", ["a/b"], ["a", "a/b/c", "x/a/b", "a/bb", "A/b"]],
    ["c++", ["c++"], ["cc", "c+"]],
    ["a|b", ["a|b"], ["a", "b"]],
    ["__proto__", ["__proto__"], ["constructor"]],
    [".git", [".git"], ["git", "a/.git"]],
  ],
  "B4: prefix": [
    ["a/**", ["a/b", "a/b/c", "a/\n"], ["a", "ab/c", "x/a/b"]],
    ["a**", ["a", "ab", "ab/c", "a\n/b"], ["ba", "b/a"]],
    ["a/b**", ["a/b", "a/bc/d"], ["a/x", "a"]],
  ],
  "B4: suffix": [
    ["**/a", ["a", "x/a", "x/y/a", "\n/a"], ["xa", "a/x", "x/xa"]],
    ["**a", ["a", "xa", "x/ya", "x\n/a"], ["ax", "a/x"]],
    ["**/a/b", ["a/b", "x/a/b"], ["xa/b", "a/x/b", "b"]],
    ["**a/b", ["a/b", "xa/b", "y/xa/b"], ["a/x/b", "b"]],
    ["**.log", [".log", "a.log", "x/b.log"], ["log", "x.log.1"]],
  ],
  "B5: two stars alone": [
    ["**", ["a", "a/b", "\n", "\xff"], []],
    ["***", ["a", "a/b"], []],
    ["****", ["a", "a/b"], []],
    ["**/*", ["a", "a/b"], []],
  ],
  "B7: two stars in the middle": [
    ["a**b", ["ab", "a/b", "ax/b", "a/x/b"], ["axb", "a/xb"]],
    ["a**/b", ["ab", "ax/b", "a/b"], ["axb"]],
    ["a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["ab", "a/xb"]],
    ["*/**", ["a/b", "a/b/c"], ["a"]],
    ["a/***/b", ["a/x/b", "a/x/y/b"], ["a/b"]],
  ],
  "B12: stars and question marks stay in one name": [
    ["*", ["a", ".git", "\n", "\xff", "a|b"], ["a/b"]],
    ["*.log", ["a.log", ".log"], ["d/b.log", "a.log.1"]],
    ["?", ["a", ".", "\n", "\xff", "\xc3\xa9", "\xf0\x9f\x98\x80"], ["ab", "\xff\xff", "e\xcc\x81"]],
    ["a?b", ["axb"], ["a/b", "ab"]],
    ["*/temp*", ["s/temporary", "s/temp"], ["temp", "s/s/temp"]],
  ],
  "B8: operators that are not escaped work once there is a wildcard": [
    ["a|b*", ["a", "ax", "a/x", "zb", "b"], ["q", "zbz/q"]],
    ["x|*", ["x", "q", "a/b"], []],
    ["|*", ["x", "a/b"], []],
    ["a{2}*", ["aa", "aab"], ["a{2}", "a{2}b"]],
    ["?{2}", ["ab"], ["a", "a{2}"]],
    ["^a*", ["a", "ab"], ["^a", "^ab"]],
    ["a\\{2}*", ["a{2}", "a{2}b"], ["aa"]],
    ["{a,b}*", ["{a,b}", "{a,b}x"], ["a"]],
    ["a{,2}*", ["a{,2}"], ["aa"]],
    ["{}*", ["{}x"], ["x"]],
    ["a+b*", ["a+b"], ["aab"]],
    ["a.b*", ["a.b", "a.bc"], ["axb"]],
  ],
  "B9: classes are RE2's": [
    ["[ab]", ["a", "b"], ["c", "ab"]],
    ["a[^b]c", ["a/c", "axc"], ["abc", "ac"]],
    ["a[+-9]b", ["a/b", "a.b", "a5b"], ["axb"]],
    ["[!a]x", ["ax", "!x"], ["bx"]],
    ["[*]", ["]", "[]", "^]", "/]"], ["*", "a"]],
    ["[?]x", ["[]x", "^]x", "/]x"], ["?x", "ax"]],
    ["[**]", ["(", ".", "*", "/", ")", "?"], ["a", "**"]],
    ["[[:digit:]]", ["1"], ["a", "d]"]],
    ["[^a]", ["b", "\xff", "\n", "/"], ["a", "bb"]],
    ["b*[]a]", ["b]", "bxa"], ["bz"]],
    ["b*[a-]", ["b-", "bxa"], ["bz"]],
  ],
  "B10: a backslash reaches RE2": [
    ["\\*", ["*"], ["a"]],
    ["\\[a]", ["[a]"], ["a"]],
    ["\\#a", ["#a"], ["a", "\\#a"]],
    ["\\!a", ["!a"], ["a"]],
    ["a\\ b", ["a b"], ["ab"]],
    ["a\\/b", ["a/b"], ["a\\/b"]],
    ["a\\_b", ["a_b"], []],
    ["f\\d", ["f1"], ["fd", "f\xd9\xa1"]],
    ["f\\D", ["fd", "f/"], ["f1"]],
    ["f\\w", ["f_"], ["f-", "f\xc3\xa9"]],
    ["f\\s", ["f ", "f\n", "f\f"], ["f\v", "f\xc2\xa0"]],
    ["a\\b", ["a"], ["ab", "a/b"]],
    ["\\Aa\\z", ["a"], ["aa"]],
    ["a\\x41b", ["aAb"], ["ax41b"]],
    ["a\\x{e9}b", ["a\xc3\xa9b"], ["a\xe9b"]],
    ["a\\tb", ["a\tb"], ["atb"]],
    ["a\\0b", ["a\0b"], []],
    ["\\101", ["A"], ["101"]],
    ["\\pL", ["a", "\xc3\xa9"], ["1"]],
    ["\\p{Lu}", ["A"], ["a"]],
    ["\\PL", ["1", "/"], ["a"]],
    ["\\Qab", ["ab$", "ab$x", "ab$/x"], ["ab"]],
    ["a*\\", ["a$", "ab$c", "ax$y/z"], ["ab", "a/$"]],
  ],
  "B20, B21: bytes and code points": [
    ["caf\xe9", ["caf\xe9"], ["caf\xe8", "caf\xc3\xa9"]],
    ["caf\xe9*", ["caf\xe9", "caf\xe8x", "caf\xef\xbf\xbd"], ["caf\xc3\xa9", "caf"]],
    ["caf?", ["caf\xe9", "caf\xc3\xa9"], ["caf\xc3\xa9\xff", "cafe\xcc\x81"]],
    ["?\xff", ["\xe9\xff", "\xc3\xa9\xe9"], ["\xff"]],
    ["??", ["\xe2\x82"], ["\xe2\x82\xac"]],
    ["[\xc3\xa0-\xc3\xaf]", ["\xc3\xa9"], ["\xe9", "e"]],
    ["\xef\xbb\xbfa*", ["a", "ab"], ["\xef\xbb\xbfa"]],
  ],
  "B23: the dot of two stars refuses a newline, the rest does not": [
    ["**/b*", ["b", "y/b2", "y/b\n"], ["a\nx/b1", "\n/b"]],
    ["a/**/b", ["a/x/b"], ["a/\n/b"]],
    ["a*/**", ["a/b", "a\n/b"], ["a/b\n"]],
    ["a*", ["a\n", "a\nb"], []],
  ],
};

describe.each(Object.entries(groups))("%s", (_, rows) => {
  test.each(rows)("%j matches %j, not %j", (line, matches, misses) => {
    const [pattern] = patternsOf(["#", line]);
    const ask = (path: Bytes) => pattern !== undefined && matchesPath(pattern, path);
    expect(matches.filter(ask)).toEqual(matches);
    expect(misses.filter(ask)).toEqual([]);
  });
});

describe("B11: broken patterns pass the syntax check and fail when they are compared", () => {
  const broken = [
    "foo\\y",
    "\\8",
    "\\1",
    "\\C",
    "\\Z",
    "\\E*",
    "\\\xc3\xa9",
    "[z-a]",
    "[\\b]",
    "a{1001}*",
    "*{2}",
    "a*[",
    "x/*[",
  ];
  test.each(broken)("%j", (line) => {
    const [pattern] = patternsOf(["#", line]);
    expect(pattern).toBeDefined();
    expect(() => pattern && matchesPath(pattern, "zzz")).toThrow(CtxcheckError);
    expect(() => pattern && matchesPath(pattern, "zzz")).toThrow(
      `.dockerignore:2:1: syntax error in pattern`,
    );
  });
});
