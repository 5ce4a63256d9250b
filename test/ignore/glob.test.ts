import { describe, expect, test } from "vitest";
import type { Bytes } from "../../src/bytes.ts";
import { type GlobResult, globMatch } from "../../src/ignore/glob.ts";

// Every expected value was obtained from path/filepath.Match of Go 1.26.
const rows: [pattern: Bytes, name: Bytes, result: GlobResult][] = [
  ["", "", true],
  ["", "a", false],
  ["a", "a", true],
  ["a", "b", false],
  ["*", "", true],
  ["*", "abc", true],
  ["*", "a/b", false],
  ["a*", "a", true],
  ["a*c", "abbc", true],
  ["a*c", "a/c", false],
  ["*a*a", "aba", true],
  ["*a*a", "aab", false],
  ["a*/b", "a/c/b", false],
  ["a/*/b", "a/c/b", true],
  ["**", "a/b", false],
  ["**/b", "a/b", true],
  ["?", "a", true],
  ["?", "/", false],
  ["?", "", false],
  ["?", "\xc3\xa9", true],
  ["??", "\xc3\xa9", false],
  ["?", "\xff", true],
  ["?", "\xf0\x9f\x98\x80", true],
  ["?", "\xed\xa0\x80", false],
  ["???", "\xed\xa0\x80", true],
  ["[ab]", "b", true],
  ["[a-c]", "b", true],
  ["[c-a]", "b", false],
  ["[^a]", "b", true],
  ["[^a]", "/", true],
  ["[!a]", "!", true],
  ["[!a]", "b", false],
  ["[\\]a]", "]", true],
  ["[\\-]", "-", true],
  ["[a\\-z]", "-", true],
  ["[a\\-z]", "b", false],
  ["[*]", "*", true],
  ["[?]", "?", true],
  ["[[]", "[", true],
  ["[\xc3\xa9]", "\xc3\xa9", true],
  ["[\xc3\xa0-\xc3\xaf]", "\xc3\xa9", true],
  ["[^a]", "\xff", true],
  ["\\*", "*", true],
  ["\\*", "a", false],
  ["\\a", "a", true],
  ["]", "]", true],
  ["{a,b}", "a", false],
  ["\xe9", "\xe9", true],
];

const checks: [what: string, pattern: Bytes, bad: boolean][] = [
  ["an unclosed class", "[", true],
  ["an unclosed class behind a name", "a[", true],
  ["an unclosed negated class", "[^", true],
  ["an unclosed class with a character", "[a", true],
  ["a class that ends in a dash", "[a-", true],
  ["an empty class", "[]", true],
  ["an empty negated class", "[^]", true],
  ["a ] as first item", "[]a]", true],
  ["a dash as first item", "[-a]", true],
  ["a dash as last item", "[a-]", true],
  ["a ] as the end of a range", "[a-]]", true],
  ["an invalid byte as class item", "[\xff]", true],
  ["an invalid byte as the end of a range", "[a-\xff]", true],
  ["a trailing backslash", "a\\", true],
  ["a backslash that escapes the end of a class", "[\\", true],
  ["a lone ] is fine", "]", false],
  ["[!a] is fine", "[!a]", false],
  ["an invalid byte outside a class is fine", "\xff", false],
  ["a reversed range is fine", "[z-a]", false],
  ["the piece behind leading stars is checked", "*[", true],
  ["and behind two", "**[", true],
  ["a later piece is not checked behind a name", "a*[", false],
  ["nor behind a path", "x/*[", false],
  ["nor behind two stars", "*x*[", false],
  ["nor is a trailing backslash there", "a*\\", false],
  ["nor a bad class", "b*[]a]", false],
  ["a later piece is checked behind ?", "?*[", true],
  ["and behind a dot", ".*[", true],
  ["and behind a class that takes the dot", "[^a]*[", true],
  ["and behind a star that can give way", "*.*[", true],
  ["an escaped star cuts nothing", "a\\*[", true],
  ["a star inside brackets cuts nothing", "a[*", true],
];

describe("globMatch", () => {
  test.each(rows)("%j over %j is %j", (pattern, name, result) => {
    expect(globMatch(pattern, name)).toBe(result);
  });

  test.each(checks)("B2: %s", (_, pattern, bad) => {
    expect(globMatch(pattern, ".") === "bad").toBe(bad);
  });

  // It would not end before the limit of a test.
  test("many stars take no exponential time", () => {
    expect(globMatch("*a".repeat(200), `${"a".repeat(5_000)}b`)).toBe(false);
  });
});
