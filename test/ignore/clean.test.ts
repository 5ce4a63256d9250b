import { describe, expect, test } from "vitest";
import { type Bytes, fromText } from "../../src/bytes.ts";
import { cleanPath, leadingSpace, trimSpace } from "../../src/ignore/clean.ts";

describe("cleanPath cleans as Go's filepath.Clean", () => {
  const rows: [path: Bytes, clean: Bytes][] = [
    ["", "."],
    [".", "."],
    ["./", "."],
    ["a", "a"],
    ["a/", "a"],
    ["a//b", "a/b"],
    ["./a/./b/.", "a/b"],
    ["a/..", "."],
    ["a/../b", "b"],
    ["a/../..", ".."],
    ["..", ".."],
    ["../a", "../a"],
    ["../../a/..", "../.."],
    ["/", "/"],
    ["//", "/"],
    ["/..", "/"],
    ["/../../a", "/a"],
    ["/a/../..", "/"],
    ["...", "..."],
    ["a/.../b", "a/.../b"],
    ["a/**/..", "a"],
    ["\\..", "\\.."],
    ["a\\/..", "."],
    [" /. ", " /. "],
    ["\xff/../\xe9", "\xe9"],
  ];
  test.each(rows)("%j is %j", (path, clean) => {
    expect(cleanPath(path)).toBe(clean);
  });
});

describe("trimSpace trims as Go's strings.TrimSpace", () => {
  const spaces =
    "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";
  test.each([...spaces].map((space) => [space.codePointAt(0)?.toString(16), space]))(
    "U+%s is white space",
    (_, space) => {
      expect(trimSpace(fromText(`${space}${space}a${space}b${space}`))).toBe(fromText(`a${space}b`));
    },
  );

  const others = "\x00\x1c\x1f\x7f\u00ad\u180e\u200b\u200c\u2060\ufeff\ufffd\u{e0020}";
  test.each([...others].map((char) => [char.codePointAt(0)?.toString(16), char]))(
    "U+%s is none",
    (_, char) => {
      expect(trimSpace(fromText(`${char}a${char}`))).toBe(fromText(`${char}a${char}`));
    },
  );

  const rows: [what: string, text: Bytes, trimmed: Bytes][] = [
    ["nothing is left of white space", fromText(" \u3000\t"), ""],
    ["a cut character is not a white space", "a\xe3\x80", "a\xe3\x80"],
    ["a stray continuation is not a white space", "\x85a\xa0", "\x85a\xa0"],
    ["an overlong blank is not a white space", "\xc0\xa0a", "\xc0\xa0a"],
    ["a wrong lead before NEL does not hide it", "a\xe1\xc2\x85", "a\xe1"],
  ];
  test.each(rows)("%s", (_, text, trimmed) => {
    expect(trimSpace(text)).toBe(trimmed);
  });

  test("counts bytes in front", () => {
    expect(leadingSpace(fromText(" \u00a0\u3000a "))).toBe(6);
    expect(leadingSpace("")).toBe(0);
    expect(leadingSpace("  ")).toBe(2);
  });
});
