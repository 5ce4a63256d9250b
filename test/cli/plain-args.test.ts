import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAll } from "../../src/cli/args.ts";
import { commands } from "../../src/cli/commands.ts";
import { commonFlags } from "../../src/cli/flags.ts";
import { plainArgs } from "../../src/cli/plain-args.ts";
import { lawRuns } from "../sample.ts";

const names = commands.map(({ words }) => words.replace(/ .*/s, ""));
const flags = [commonFlags, ...commands.map(({ flags }) => flags)].flatMap((some) => Object.entries(some));
const operands = ["app", ".", "../x y", "10", "1e3", "0x10", "a=b", "$0", "null", "[a]", '"q"', "é"];
const odd = [
  "--",
  "-",
  "--help",
  "-h",
  "--version",
  "--nope",
  "-x",
  "-qf",
  "-fD",
  "-f=D",
  "--no-color",
  "true",
  "",
];

/** Words of command lines: right ones mostly, and whatever people get wrong. */
const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...flags).map(([name]) => [`--${name}`]) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...flags),
        fc.constantFrom(...operands, "auto", "never", "sent", "table"),
        fc.boolean(),
      )
      .map(([[name], value, joined]) => (joined ? [`--${name}=${value}`] : [`--${name}`, value])),
  },
  { weight: 2, arbitrary: fc.constantFrom(...flags).map(([name]) => [`--no-${name}`]) },
  { weight: 2, arbitrary: fc.constantFrom(...operands, ...names).map((value) => [value]) },
  { weight: 1, arbitrary: fc.constantFrom("-f", "--file", "-o", "--output").map((value) => [value, "-"]) },
  { weight: 1, arbitrary: fc.constantFrom("-q", "-", "-f", "-l", "-0", ...odd).map((value) => [value]) },
);
const line = fc
  .tuple(fc.constantFrom("", ...names), fc.array(word, { maxLength: 4 }))
  .map(([name, words]) => [...(name === "" ? [] : [name]), ...words.flat()]);

/** What the commands look at: the long names of flags and operands. */
async function parsed(argv: readonly string[]) {
  const args = await parseAll(argv, "0.0.0", 100);
  return "help" in args ? "help" : seen(args);
}

function seen({ command, values }: NonNullable<ReturnType<typeof plainArgs>>) {
  const known = [...Object.keys(commonFlags), ...Object.keys(command.flags), command.operand?.name ?? ""];
  const kept = known.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]]));
  return { command: command.words, values: Object.fromEntries(kept) };
}

describe("a plain command line", () => {
  test("stdin and stdout are plain", () => {
    for (const words of ["export -o -", "-", "ls - --json", "-f - ."])
      expect(plainArgs(words.split(" ")), words).not.toBeNull();
  });

  test("is read as the whole parser reads it", async () => {
    let plain = 0;
    await fc.assert(
      fc.asyncProperty(line, async (argv) => {
        const args = plainArgs(argv);
        if (args === null) return;
        plain++;
        expect(seen(args)).toEqual(await parsed(argv));
      }),
      { numRuns: lawRuns(400) },
    );
    expect(plain).toBeGreaterThan(lawRuns(400) / 8);
  });

  test.each([
    [["."], "$0 [context]"],
    [[], "$0 [context]"],
    [["app", "--no-secret-content", "--format", "json", "--format=table=x"], "$0 [context]"],
    [["ls", "app", "-l", "--set", "allowed"], "ls [context]"],
    [["explain", "a", "b", "--json", "-f", "D"], "explain [paths..]"],
    [["explain", "--context", "-", "a"], "explain [paths..]"],
  ])("%j needs no parser", (argv, words) => {
    expect(plainArgs(argv)?.command.words).toBe(words);
  });

  test.each([
    [["--help"]],
    [["-h"]],
    [["--version"]],
    [["--nope"]],
    [["a", "b"]],
    [["--dirs", "ls"]],
    [["--verbose", "true"]],
    [["--fail-on", "often"]],
    [["--target", "a", "--target", "b"]],
    [["--file="]],
    [["--file", "-x"]],
    [["--", "--nope"]],
    [["-ql"]],
    [["--no-color"]],
    [["plugin"]],
    [["completion", "tcsh"]],
  ])("%j is left to it", (argv) => {
    expect(plainArgs(argv)).toBeNull();
  });
});
