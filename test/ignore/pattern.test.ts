import { describe, expect, test } from "vitest";
import { type Bytes, fromText } from "../../src/bytes.ts";
import { CtxcheckError } from "../../src/errors.ts";
import { parseIgnoreFile } from "../../src/ignore/parse.ts";
import { compilePatterns } from "../../src/ignore/pattern.ts";

const compile = (content: Bytes) => compilePatterns(parseIgnoreFile(content, "sub/.dockerignore"));

const show = ({ text, exception }: { text: Bytes; exception: boolean }) => (exception ? `! ${text}` : text);

function refusalOf(content: Bytes): CtxcheckError {
  try {
    compile(content);
  } catch (error) {
    if (error instanceof CtxcheckError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("compilePatterns", () => {
  const rows: [what: string, line: Bytes, pattern: string][] = [
    ["a pattern", "a", "a"],
    ["an exception", "!a", "! a"],
    ["only the first ! is taken off", "!!a", "! !a"],
    ["a blank behind a slash is trimmed after all", "/ a", "a"],
    ["but not behind !/", "!/ a", "!  a"],
    ["two slashes with a blank between", "/ /a", "/a"],
    ["a slash and blanks leave a dot", "/ .", "."],
    ["an exception for the root", "!.", "! ."],
  ];
  test.each(rows)("B1: %s", (_, line, pattern) => {
    expect(compile(line).map(show)).toEqual([pattern]);
  });

  test("keeps the place of every pattern", () => {
    expect(compile("# x\n a\n\n!b\n").map(({ source }) => [source.line, source.column])).toEqual([
      [2, 2],
      [4, 1],
    ]);
  });

  const refusals: [what: string, content: Bytes, code: string, place: string, hint: RegExp][] = [
    ["a bare !", "a\n!\n", "illegal-exclusion", "2:1", /after the !/],
    ["!/", "!/\n", "illegal-exclusion", "1:1", /after the !/],
    ["a slash and a !", "/!\n", "illegal-exclusion", "1:1", /after the !/],
    ["an unclosed class", "a\n  [\n", "bad-pattern", "2:3", /close the \[/],
    ["an unclosed class in an exception", "![a\n", "bad-pattern", "1:1", /close the \[/],
    ["a trailing backslash", "# x\nfoo\\ \n", "bad-pattern", "2:1", /trailing backslash/],
    ["the first of several", "ok\n[\n!\n", "bad-pattern", "2:1", /close the \[/],
  ];
  test.each(refusals)("refuses %s with code, place and hint", (_, content, code, place, hint) => {
    const error = refusalOf(content);
    expect(error.code).toBe(code);
    expect(error.message).toContain(`sub/.dockerignore:${place}: `);
    expect(error.hint).toMatch(hint);
  });

  test("the message quotes the pattern as text", () => {
    expect(refusalOf(fromText("caf\u00e9[\n")).message).toContain('"caf\u00e9["');
  });
});
