import { describe, expect, test } from "vitest";
import { type Bytes, fromText } from "../../src/bytes.ts";
import { CtxcheckError } from "../../src/errors.ts";
import { parseIgnoreFile } from "../../src/ignore/parse.ts";

const read = (content: Bytes) => parseIgnoreFile(content, ".dockerignore").map(({ text }) => text);

const rows: [what: string, content: Bytes, read: Bytes[]][] = [
  ["A16: lines end at LF", "a\nb\n", ["a", "b"]],
  ["A16: the last line needs no LF", "a\nb", ["a", "b"]],
  ["A16: one CR before the LF belongs to the line ending", "a\r\nb\r\n", ["a", "b"]],
  ["A16: one CR at the very end too", "a\r", ["a"]],
  ["A16: more CRs are white space", "a\r\r\r\n", ["a"]],
  ["A16: a lone CR splits nothing", "a\rb\n", ["a\rb"]],
  ["A16: U+2028 splits nothing", fromText("a\u2028b\n"), [fromText("a\u2028b")]],
  ["A16: U+0085 splits nothing", fromText("a\u0085b\n"), [fromText("a\u0085b")]],
  ["A16: form feed and vertical tab split nothing", "a\fb\vc\n", ["a\fb\vc"]],
  ["A17: a BOM at the start is dropped", "\xef\xbb\xbfa\n", ["a"]],
  ["A17: before the comment test", "\xef\xbb\xbf#a\n", []],
  ["A17: only one", "\xef\xbb\xbf\xef\xbb\xbfa\n", ["\xef\xbb\xbfa"]],
  ["A17: only in the first line", "a\n\xef\xbb\xbfb\n", ["a", "\xef\xbb\xbfb"]],
  ["A17: half a BOM is no BOM", "\xef\xbbb\n", ["\xef\xbbb"]],
  ["A17: UTF-16 is not detected", "\xff\xfea\x00\n\x00", ["\xff\xfea\x00", "\x00"]],
  ["A18: # in column 1 is a comment", "#a\nb\n", ["b"]],
  ["A18: # after a blank is a pattern", " #a\n", ["#a"]],
  ["A18: # at the end is not a comment", "a # b\n", ["a # b"]],
  ["A18: an escaped # is a pattern", "\\#a\n", ["\\#a"]],
  ["A18: an exception for a #", "!#a\n", ["!#a"]],
  ["A19: blanks and tabs are trimmed at both ends", " \ta b\t \n", ["a b"]],
  ["A19: NBSP and NEL are trimmed", fromText("\u00a0a\u0085\n"), ["a"]],
  ["A19: the wide spaces are trimmed", fromText("\u1680\u2003\u202f\u205fa\u3000\u2029\n"), ["a"]],
  ["A19: U+200B is not", fromText("a\u200b\n"), [fromText("a\u200b")]],
  ["A19: U+FEFF is not", fromText("a\ufeff\n"), [fromText("a\ufeff")]],
  ["A19: half a wide space is not", "a\xe2\x80\n", ["a\xe2\x80"]],
  ["A19: an NEL byte by itself is not", "a\x85\n", ["a\x85"]],
  ["A20: nothing is left of blank lines", "\n \n\t\r\na\n", ["a"]],
  ["A20: white space behind the ! is dropped", "!  a\n", ["!a"]],
  ["A20: one leading slash is dropped", "/a\n", ["a"]],
  ["A20: two are one after cleaning", "//a\n", ["a"]],
  ["A20: behind a ! too", "!/a/\n", ["!a"]],
  ["A20: !! is an exception for !", "!!a\n", ["!!a"]],
  ["A20: a ! that stands behind a slash is a name", "/!a\n", ["!a"]],
  ["A20: duplicates and order stay", "b\na\nb\n", ["b", "a", "b"]],
  [
    "A22: the same pattern in six spellings",
    "a\na/\n./a\n/a\na//.\nb/../a\n",
    ["a", "a", "a", "a", "a", "a"],
  ],
  ["A22: a rooted path cannot climb", "/../a\n", ["a"]],
  ["A22: wildcards are ordinary components", "a/**/..\n", ["a"]],
  ["A23: a dot", ".\n./\n", [".", "."]],
  ["A23: a slash stays a slash", "/\n", ["/"]],
  ["A23: parents stay", "..\n../a\n", ["..", "../a"]],
  ["A23: a bare !", "!\n!  \n", ["!", "!"]],
  ["A23: !/ keeps its slash", "!/\n", ["!/"]],
  ["A23: !.", "!.\n", ["!."]],
  ["A23: a blank behind the slash stays", "/ a\n", [" a"]],
  ["A23: and behind !/", "!/ a\n", ["! a"]],
  ["A23: trimming takes the blank a backslash escapes", "a\\ \n", ["a\\"]],
  ["A23: stars lose their slash", "**/\n*/\n", ["**", "*"]],
  ["A24: bytes are kept as they are", "caf\xe9\n\xff\xfe\n", ["caf\xe9", "\xff\xfe"]],
  ["A24: NUL is a byte like others", "a\0b\n", ["a\0b"]],
  ["an empty file holds nothing", "", []],
  ["a file of one LF holds nothing", "\n", []],
  ["names of Object's own are names", "__proto__\nconstructor\n", ["__proto__", "constructor"]],
];

describe("parseIgnoreFile", () => {
  test.each(rows)("%s", (_, content, expected) => {
    expect(read(content)).toEqual(expected);
  });

  const places: [what: string, content: Bytes, line: number, column: number][] = [
    ["the first character", "a", 1, 1],
    ["lines count from 1, comments and blanks too", "#\n\n \na", 4, 1],
    ["white space in front moves the column", " \t a", 1, 4],
    ["columns count characters, not bytes", fromText("\u00a0\u3000a"), 1, 3],
    ["a BOM takes no column", "\xef\xbb\xbf a", 1, 2],
    ["the ! is the beginning", "  ! a", 1, 3],
    ["CRLF does not shift lines", "#\r\na\r\n", 2, 1],
  ];
  test.each(places)("place: %s", (_, content, line, column) => {
    expect(parseIgnoreFile(content, "x/.dockerignore")).toMatchObject([
      { file: "x/.dockerignore", line, column },
    ]);
  });

  test("keeps the line as it stands, without its ending", () => {
    const [entry] = parseIgnoreFile("\xef\xbb\xbf ./a/ \r\n", "f");
    expect(entry).toMatchObject({ text: "a", raw: " ./a/ " });
  });

  const lengths: [what: string, content: Bytes, line: number | null][] = [
    ["65,535 bytes and LF are fine", `${"a".repeat(65_535)}\n`, null],
    ["65,535 bytes at the end are fine", "a".repeat(65_535), null],
    ["65,536 bytes are too long", `${"a".repeat(65_536)}\n`, 1],
    ["at the end of the file too", `x\n${"a".repeat(65_536)}`, 2],
    ["the CR counts", `${"a".repeat(65_535)}\r\n`, 1],
    ["the BOM counts", `\xef\xbb\xbf${"a".repeat(65_533)}\n`, 1],
    ["comments count", `x\ny\n#${"a".repeat(65_535)}\n`, 3],
    ["bytes count, not characters", `${"\xc3\xa9".repeat(32_768)}\n`, 1],
  ];
  test.each(lengths)("A21: %s", (_, content, line) => {
    if (line === null) expect(read(content)).toHaveLength(1);
    else expect(() => read(content)).toThrow(refusal("ignore-file-too-long", `.dockerignore:${line}:`));
  });
});

function refusal(code: string, message: string): unknown {
  return expect.objectContaining({
    constructor: CtxcheckError,
    code,
    message: expect.stringContaining(message),
  });
}

test.each(rows)("%s; and lines at the end, read behind what is known", (_, content) => {
  for (const more of ["x", "", "\xef\xbb\xbfx\r\n#y\n !z ", "\n\ny"]) {
    const longer = `${content}\n${more}\n`;
    parseIgnoreFile("other", ".dockerignore");
    const anew = parseIgnoreFile(longer, ".dockerignore");
    parseIgnoreFile(content, ".dockerignore");
    expect(parseIgnoreFile(longer, ".dockerignore")).toEqual(anew);
  }
});
