import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Builder } from "../../src/builders/builder.ts";
import { builders } from "../../src/builders/index.ts";
import { type Bytes, fromText } from "../../src/bytes.ts";
import { matchesPath } from "../../src/ignore/legacy.ts";
import { spellPath } from "../../src/ignore/spell.ts";
import { lawRuns } from "../sample.ts";

const rows: [what: string, path: Bytes, pattern: Bytes][] = [
  ["a plain path stays", "src/a.b-c_d/e,f@g", "src/a.b-c_d/e,f@g"],
  ["blanks inside stay", "a b/c d", "a b/c d"],
  ["text that is not ASCII stays", fromText("café/日本"), fromText("café/日本")],
  ["a blank at the start", " a", "?a"],
  ["a blank at the end", "a ", "a?"],
  ["an exclamation mark at the start", "!a", "\\!a"],
  ["a hash at the start", "#a", "\\#a"],
  ["stars and question marks", "a*b?", "a\\*b\\?"],
  ["brackets and braces", "[a]{2}", "\\[a\\]\\{2\\}"],
  ["operators of regexps", "a+(b)|^$", "a\\+\\(b\\)\\|\\^\\$"],
  ["a backslash", "a\\b", "a\\\\b"],
  ["a newline", "a\nb", "a?b"],
  ["an escape character", "a\x1bb", "a?b"],
  ["an invalid byte", "a\xff", "a?"],
  ["an invalid byte beside text", "\xc3\xa9\xff", "\xc3\xa9?"],
  ["a space that is not ASCII at the start", fromText("\u00a0a"), "?a"],
  ["a space that is not ASCII at the end", fromText("a\u3000"), "a?"],
  ["a BOM at the end", "a\xef\xbb\xbf", "a?"],
  ["a BOM at the start", "\xef\xbb\xbfa", "?a"],
];

/** Components of a path as a file system may hold them: any bytes but NUL and the slash, not `.` or `..`. */
const name = fc
  .oneof(
    fc
      .uint8Array({ minLength: 1, maxLength: 6 })
      .map((bytes) => String.fromCharCode(...bytes).replace(/[\0/]/g, "x")),
    fc
      .array(
        fc.constantFrom(
          ..."!#*?[]{}()|^$+\\-. \n\r\tab",
          "\xc2\xa0",
          "\xe3\x80\x80",
          "\xef\xbb\xbf",
          "\xe2\x80",
          "\xff",
        ),
        {
          minLength: 1,
          maxLength: 5,
        },
      )
      .map((chars) => chars.join("")),
    fc
      .string({ unit: "binary", minLength: 1, maxLength: 4 })
      .map((text) => fromText(text.replace(/[\0/]/g, "x"))),
  )
  .filter((text) => text !== "." && text !== "..");
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join("/"));

function matchesThrough(builder: Builder, line: Bytes, path: Bytes): boolean {
  const [pattern] = builder.readPatterns(`${line}\n`, "f", null);
  return pattern !== undefined && matchesPath(pattern, path);
}

describe("spellPath", () => {
  test.each(rows)("%s: %j is spelled %j", (_, path, pattern) => {
    expect(spellPath(path)).toBe(pattern);
  });

  describe.each(Object.values(builders))("read by $name", (builder) => {
    test.each(rows)("%s", (_, path) => {
      expect(matchesThrough(builder, spellPath(path), path)).toBe(true);
    });

    test("matches whatever the file system may hold, in the first line of a file too", () => {
      fc.assert(
        fc.property(path, (path) => {
          expect(matchesThrough(builder, spellPath(path), path)).toBe(true);
        }),
        { numRuns: lawRuns(2_000) },
      );
    });

    test("matches as an exception too", () => {
      fc.assert(
        fc.property(path, (path) => {
          const [all, exception] = builder.readPatterns(`**\n!${spellPath(path)}\n`, "f", null);
          expect(all?.exception).toBe(false);
          expect(exception?.exception).toBe(true);
          expect(exception && matchesPath(exception, path)).toBe(true);
        }),
        { numRuns: lawRuns(1_000) },
      );
    });

    test("matches no other path where all can be written down", () => {
      const marks = (text: Bytes) => text.split("?").length;
      const writable = path.filter((path) => marks(spellPath(path)) === marks(path));
      fc.assert(
        fc.property(writable, path, (path, other) => {
          expect(matchesThrough(builder, spellPath(path), other)).toBe(path === other);
        }),
        { numRuns: lawRuns(1_000) },
      );
    });
  });
});
