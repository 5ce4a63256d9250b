// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are words of a shell
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBuffer } from "../../src/bytes.ts";
import type { Instruction } from "../../src/dockerfile/instructions.ts";
import { readDockerfile } from "../../src/dockerfile/read.ts";
import { contextRequest } from "../../src/dockerfile/request.ts";
import { CtxcheckError } from "../../src/errors.ts";
import { lawRuns } from "../sample.ts";

/** The instructions of the last stage of a Dockerfile. */
function instructions(text: string): Instruction[] {
  return readDockerfile(text).stages.at(-1)?.instructions ?? [];
}

/** What COPY and ADD take, as written. */
function sources(text: string): (readonly string[])[] {
  return instructions(text).flatMap((one) =>
    one.kind === "COPY" || one.kind === "ADD" ? [[...one.sources, one.dest]] : [],
  );
}

describe("lines", () => {
  const rows: [name: string, text: string, sources: string[][]][] = [
    ["a continuation joins without a space", "FROM a\nCOPY x\\\n y /\\\nz\n", [["x", "y", "/z"]]],
    [
      "comments and empty lines in a continuation are skipped",
      "FROM a\nCOPY x \\\n# c\n\n  y \\\n  # d\n /z\n",
      [["x", "y", "/z"]],
    ],
    ["blanks behind the escape are allowed", "FROM a\nCOPY x \\ \t\n y\n", [["x", "y"]]],
    [
      "an escaped escape ends the line",
      "FROM a\nCOPY x y\\\\\nCOPY z /\n",
      [
        ["x", "y\\\\"],
        ["z", "/"],
      ],
    ],
    ["the escape directive changes it", "# escape=`\nFROM a\nCOPY x\\y `\n /z\n", [["x\\y", "/z"]]],
    ["a directive behind a comment is none", "# c\n# escape=`\nFROM a\nCOPY x \\\n /z\n", [["x", "/z"]]],
    ["line ends of Windows, a byte order mark", "\xef\xbb\xbfFROM a\r\nCOPY x \\\r\n /z\r\n", [["x", "/z"]]],
    ["names in any case, indented", "from a\n  cOpY x /z\n", [["x", "/z"]]],
    ["the JSON form keeps spaces", 'FROM a\nCOPY ["a b", " c", "/z"]\n', [["a b", " c", "/z"]]],
    ["what is no JSON is words", "FROM a\nCOPY ['a', '/z']\n", [["['a',", "'/z']"]]],
    ["a # inside a line is not a comment", "FROM a\nCOPY x#y /z # w\n", [["x#y", "/z", "#", "w"]]],
    ["flags are read before the words", "FROM a\nCOPY --chown=1:1 --link x /z\n", [["x", "/z"]]],
    ["flags may be quoted, -- ends them", 'FROM a\nCOPY --exclude="a b" -- --x /z\n', [["--x", "/z"]]],
  ];
  it.each(rows)("%s", (_, text, expected) => expect(sources(text)).toEqual(expected));

  it("knows where an instruction begins and ends, and what it says on one line", () => {
    const [copy, run] = instructions("FROM a\n\n# why\nCOPY a \\\n  b \\\n  /c\nRUN <<EOF\nx\nEOF\n");
    expect(copy).toMatchObject({ line: 4, endLine: 6, text: "COPY a   b   /c", comments: ["why"] });
    expect(run).toMatchObject({ line: 7, endLine: 9, text: "RUN <<EOF" });
  });
});

describe("heredocs", () => {
  const rows: [name: string, line: string, body: string, names: string[], after: string][] = [
    ["plain", "COPY <<EOF /x", "COPY no /no\nEOF", ["EOF"], "the body is not an instruction"],
    ["quoted", "COPY <<'E F' /x", "E F", ["E F"], "the terminator may hold a space"],
    ["chomped", "COPY <<-EOF /x", "\tCOPY no /no\n\t\tEOF", ["EOF"], "tabs in front of the terminator"],
    ["several", "COPY <<A <<B /x", "A\nB", ["A", "B"], "one after the other"],
    ["in RUN", "RUN cat <<EOF > /x", "COPY no /no\nEOF", ["EOF"], "a shell's own"],
    ["in ONBUILD", "ONBUILD COPY <<EOF /x", "COPY no /no\nEOF", ["EOF"], "kept for later"],
  ];
  it.each(rows)("%s: %s", (_, line, body) => {
    expect(sources(`FROM a\n${line}\n${body}\nCOPY yes /yes\n`).at(-1)).toEqual(["yes", "/yes"]);
  });

  it("takes no heredoc from the JSON form or another instruction", () => {
    expect(instructions('FROM a\nLABEL x="<<EOF"\nRUN ["cat", "<<EOF"]\nCOPY y /z\n')).toHaveLength(3);
  });

  it("keeps the content with its line ends, tabs removed only where asked", () => {
    const [, copy] = instructions("FROM a\nCOPY <<A /x\n\ty\nA\nCOPY <<-B /x\n\t\ty\r\nB\n");
    expect(copy).toMatchObject({ heredocs: [{ name: "B", content: "y\r\n", expand: true }] });
    expect(instructions("FROM a\nCOPY <<'A' /x\n\ty\nA\n")[0]).toMatchObject({
      heredocs: [{ content: "\ty\n", expand: false }],
    });
  });
});

describe("any bytes", () => {
  const fragments = [
    "FROM a\n",
    "COPY ",
    "RUN ",
    "ADD ",
    "ONBUILD ",
    "ARG ",
    "ENV ",
    "<<E",
    "E\n",
    "$",
    "${",
    "}",
    '"',
    "'",
  ];
  const more = [
    "\\\n",
    "\n",
    " ",
    "[",
    "]",
    "--mount=",
    "--from=",
    "type=bind,",
    "\x00",
    "\xff",
    "#",
    "=",
    ",",
    "/",
    "a",
  ];

  it("are read or refused, never anything else", () => {
    const text = fc
      .array(fc.constantFrom(...fragments, ...more), { maxLength: 30 })
      .map((parts) => parts.join(""));
    const bytes = fc.oneof(text, fc.uint8Array({ maxLength: 60 }).map(fromBuffer));
    fc.assert(
      fc.property(bytes, (file) => {
        try {
          contextRequest(readDockerfile(file));
        } catch (error) {
          expect(error).toBeInstanceOf(CtxcheckError);
        }
      }),
      { numRuns: lawRuns(2000) },
    );
  });
});
