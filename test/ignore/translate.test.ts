import { describe, expect, test } from "vitest";
import type { Bytes } from "../../src/bytes.ts";
import { translate } from "../../src/ignore/translate.ts";

type Row = [pattern: Bytes, kind: "exact" | "prefix" | "suffix" | "regexp", value: Bytes];

const groups: Record<string, Row[]> = {
  "B3: plain text is compared as it is": [
    ["a/b", "exact", "a/b"],
    ["a.b", "exact", "a.b"],
    ["c++", "exact", "c++"],
    ["(a)$", "exact", "(a)$"],
    ["a|b", "exact", "a|b"],
    ["{a,b}", "exact", "{a,b}"],
    ["^a", "exact", "^a"],
    ["a-b", "exact", "a-b"],
    ["caf\xe9", "exact", "caf\xe9"],
    ["\xef\xbb\xbfa", "exact", "\xef\xbb\xbfa"],
  ],
  "B4: two stars at the end make a prefix": [
    ["a/**", "prefix", "a/"],
    ["a**", "prefix", "a"],
    ["a.b/**", "prefix", "a.b/"],
    ["caf\xe9**", "prefix", "caf\xe9"],
    ["/**", "prefix", "/"],
  ],
  "B4: two stars at the start make a suffix": [
    ["**/a", "suffix", "/a"],
    ["**a", "suffix", "a"],
    ["**.log", "suffix", ".log"],
    ["**/a/b", "suffix", "/a/b"],
    ["**/caf\xe9", "suffix", "/caf\xe9"],
    ["**", "suffix", ""],
  ],
  "B3: a wildcard makes a regexp": [
    ["*", "regexp", "^[^/]*$"],
    ["a?", "regexp", "^a[^/]$"],
    ["*.log", "regexp", "^[^/]*\\.log$"],
    ["a+*", "regexp", "^a\\+[^/]*$"],
    ["(*)$", "regexp", "^\\([^/]*\\)\\$$"],
    ["[a]", "regexp", "^[a]$"],
    ["]", "regexp", "^]$"],
    ["\\a", "regexp", "^\\a$"],
    ["\\*", "regexp", "^\\*$"],
    ["a\\\\", "regexp", "^a\\\\$"],
  ],
  "B3: two stars elsewhere": [
    ["a/**/b", "regexp", "^a/(.*/)?b$"],
    ["a**b", "regexp", "^a(.*/)?b$"],
    ["**/a*", "regexp", "^(.*/)?a[^/]*$"],
    ["**/a/**", "regexp", "^(.*/)?a/.*$"],
    ["*/**", "regexp", "^[^/]*/.*$"],
    ["***", "regexp", "^(.*/)?[^/]*$"],
    ["a***", "regexp", "^a(.*/)?[^/]*$"],
    ["****", "regexp", "^(.*/)?.*$"],
    ["**/**", "regexp", "^(.*/)?.*$"],
    ["**/*", "regexp", "^(.*/)?[^/]*$"],
    ["a/***/b", "regexp", "^a/(.*/)?[^/]*/b$"],
  ],
  "B8: what the escape table misses": [
    ["a|b*", "regexp", "^a|b[^/]*$"],
    ["a{2}*", "regexp", "^a{2}[^/]*$"],
    ["^a*", "regexp", "^^a[^/]*$"],
  ],
  "B9: the inside of a class is translated as if outside": [
    ["[*]", "regexp", "^[[^/]*]$"],
    ["[?]x", "regexp", "^[[^/]]x$"],
    ["[**]", "regexp", "^[(.*/)?]$"],
    ["[.+]", "regexp", "^[\\.\\+]$"],
    ["[^a]", "regexp", "^[^a]$"],
    ["[!a]", "regexp", "^[!a]$"],
  ],
  "B3: a lone backslash at the end escapes the closing $": [["a*\\", "regexp", "^a[^/]*\\$"]],
  "B3, B21: invalid bytes become U+FFFD, a BOM at the start is dropped": [
    ["caf\xe9*", "regexp", "^caf\xef\xbf\xbd[^/]*$"],
    ["\xe9\xe9*", "regexp", "^\xef\xbf\xbd\xef\xbf\xbd[^/]*$"],
    ["\xef\xbb\xbfa*", "regexp", "^a[^/]*$"],
    ["a\xef\xbb\xbf*", "regexp", "^a\xef\xbb\xbf[^/]*$"],
    ["\xc3\xa9*", "regexp", "^\xc3\xa9[^/]*$"],
  ],
};

describe.each(Object.entries(groups))("%s", (_, rows) => {
  test.each(rows)("%j is %s %j", (pattern, kind, value) => {
    const comparison = translate(pattern);
    expect(comparison.kind).toBe(kind);
    expect(comparison.kind === "regexp" ? comparison.source : comparison.literal).toBe(value);
  });
});
