import { describe, expect, test } from "vitest";
import { columns } from "../../src/report/columns.ts";
import { safe, shorten } from "../../src/report/escape.ts";
import { jsonText } from "../../src/report/json.ts";
import { count } from "../../src/report/words.ts";
import { parseSize, showBytes } from "../../src/sizes.ts";

describe("safe shows what would act on a terminal", () => {
  const rows: [what: string, text: string, shown: string][] = [
    ["plain text stays", "a/b-c_d.e f", "a/b-c_d.e f"],
    ["letters of all scripts stay", "café 日本 😀 العربية", "café 日本 😀 العربية"],
    ["combining marks stay", "e\u0301", "e\u0301"],
    ["a backslash stays", "a\\b", "a\\b"],
    ["a replacement character stays", "\ufffd", "\ufffd"],
    ["newline, return and tab by their names", "a\nb\rc\td", "a\\nb\\rc\\td"],
    ["escape", "\x1b[31m", "\\x1b[31m"],
    ["NUL, bell, delete", "\0\x07\x7f", "\\x00\\x07\\x7f"],
    ["the one-character escape sequence", "\u009b31m", "\\x9b31m"],
    ["the direction of text", "a\u202eb\u2066c\u200fd", "a\\u{202e}b\\u{2066}c\\u{200f}d"],
    ["what has no width", "a\u200bb\u2060c\ufeffd\u00ade", "a\\u{200b}b\\u{2060}c\\u{feff}d\\xade"],
    ["separators of lines and paragraphs", "a\u2028b\u2029", "a\\u{2028}b\\u{2029}"],
    ["tag characters", "\u{e0041}", "\\u{e0041}"],
    ["half a character", "\ud800", "\\u{d800}"],
  ];
  test.each(rows)("%s", (_, text, shown) => expect(safe(text)).toBe(shown));
});

describe("JSON acts on no terminal and says the same", () => {
  test.each(["a\nb", "\x1b[0m\x7f\u009b", "\u202e\u{e0041}\ud800", 'é"\\\u2028', "日本"])("%j", (text) => {
    const written = jsonText({ [text]: [text] });
    expect(JSON.parse(written)).toEqual({ [text]: [text] });
    expect(written.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  });

  test("ends with a newline, in two columns of blanks", () => {
    expect(jsonText({ a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}\n');
  });
});

describe("shorten cuts paths at their start", () => {
  const rows: [path: string, width: number, shown: string][] = [
    ["a/b/c", 5, "a/b/c"],
    ["a/b/c", 4, "…b/c"],
    ["a/b/c", 1, "…c"],
    ["a/b/c", 0, "…c"],
    ["😀😀😀", 2, "…😀"],
    ["", 0, ""],
  ];
  test.each(rows)("%j in %d columns", (path, width, shown) => expect(shorten(path, width)).toBe(shown));
  test("but not where there is no limit", () => {
    expect(shorten("a".repeat(500), Number.POSITIVE_INFINITY)).toHaveLength(500);
  });
});

describe("columns", () => {
  test("are aligned, without lines or blanks at the end", () => {
    expect(
      columns(
        [
          ["a", "bbb", "c"],
          ["aaa", "b", ""],
        ],
        [1],
      ),
    ).toEqual(["a    bbb  c", "aaa    b"]);
  });
  test("of nothing are none", () => expect(columns([])).toEqual([]));
  test("color takes no room", () => {
    expect(
      columns([
        ["\x1b[1mab\x1b[22m", "c"],
        ["a", "c"],
      ]),
    ).toEqual(["\x1b[1mab\x1b[22m  c", "a   c"]);
  });
  test("of braces are braces", () => expect(columns([["{{a}}", "$&"]])).toEqual(["{{a}}  $&"]));
});

test.each([
  [0, "file", "0 files"],
  [1, "file", "1 file"],
  [2, "directory", "2 directories"],
  [7, "private key", "7 private keys"],
])("count: %d %s is %s", (number, what, shown) => expect(count(number, what)).toBe(shown));

describe("sizes", () => {
  const read: [text: string, bytes: number][] = [
    ["0", 0],
    ["1234", 1234],
    ["10b", 10],
    ["1k", 1_000],
    ["1kB", 1_000],
    ["10MB", 10_000_000],
    ["10mb", 10_000_000],
    ["10 MB", 10_000_000],
    ["10MiB", 10_485_760],
    ["1.5GB", 1_500_000_000],
    ["1.005kB", 1_005],
    ["0.5KiB", 512],
    ["2TiB", 2 * 2 ** 40],
    [" 5 ", 5],
  ];
  test.each(read)("%s is %d bytes", (text, bytes) => expect(parseSize(text, "x")).toBe(bytes));

  const refused = [
    "",
    "MB",
    "-1",
    "1e3",
    "1,5MB",
    "0x10",
    "10 M B",
    "10XB",
    "10constructor",
    "1.MB",
    ".5MB",
    "∞",
    "10\nMB",
  ];
  test.each(refused)("%j is none", (text) =>
    expect(() => parseSize(text, "x")).toThrow(`--x: "${text}" is not a size`),
  );

  const shown: [bytes: number, text: string][] = [
    [0, "0 B"],
    [999, "999 B"],
    [1_000, "1 kB"],
    [1_500_000, "1.5 MB"],
    [123_456_789, "123 MB"],
  ];
  test.each(shown)("%d is shown as %s", (bytes, text) => expect(showBytes(bytes)).toBe(text));
});
