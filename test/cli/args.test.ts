import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseArgs } from "../../src/cli/args.ts";
import { commands } from "../../src/cli/commands.ts";
import { commonFlags } from "../../src/cli/flags.ts";
import { CtxcheckError } from "../../src/errors.ts";
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
  "--__proto__",
  "--no-constructor=1",
  "-",
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

async function parsed(argv: readonly string[]) {
  const args = await parseArgs(argv, "0.0.0", 100);
  return "help" in args ? "help" : { command: args.command.words, ...args.values };
}

/** What is said of a command line that is refused. */
async function refused(argv: readonly string[]): Promise<string> {
  try {
    return JSON.stringify(await parsed(argv));
  } catch (error) {
    if (!(error instanceof CtxcheckError)) throw error;
    return `${error.code}: ${error.message}; ${error.hint}`;
  }
}

describe("a command line", () => {
  test("is read, or refused as wrong use", async () => {
    await fc.assert(
      fc.asyncProperty(line, async (argv) => {
        expect(await refused(argv)).toMatch(/^(\{|"help"|usage: )/);
      }),
      { numRuns: lawRuns(400) },
    );
  });

  const report = "$0 [context]";
  test.each<[string[], object]>([
    [["."], { command: report, context: "." }],
    [[], { command: report }],
    [["-"], { command: report, context: "-" }],
    [["-f", "-", "."], { command: report, file: "-", context: "." }],
    [["export", "-o", "-"], { command: "export [context]", output: "-" }],
    [["ls", "-", "--json"], { command: "ls [context]", context: "-", json: true }],
    [
      ["app", "--no-secret-content", "--format", "json", "--format=table=x"],
      { command: report, context: "app", "secret-content": false, format: ["json", "table=x"] },
    ],
    [
      ["ls", "app", "-l", "--set", "allowed"],
      { command: "ls [context]", context: "app", long: true, set: "allowed" },
    ],
    [
      ["explain", "a", "b", "--json", "-f", "D"],
      { command: "explain [paths..]", paths: ["a", "b"], json: true, file: "D" },
    ],
    [["explain", "--context", "-", "a"], { command: "explain [paths..]", context: "-", paths: ["a"] }],
    [["image", "--context=10"], { command: "image [context]", context: "10" }],
    [["--dirs", "ls"], { command: "ls [context]", dirs: true }],
    [["--quiet", "ls", "ls"], { command: "ls [context]", quiet: true, context: "ls" }],
    [["--verbose", "true", "app"], { command: report, verbose: true, context: "app" }],
    [["--quiet=false"], { command: report, quiet: false }],
    [["--target", "a", "--target", "b"], { command: report, target: ["a", "b"] }],
    [["--file=", "."], { command: report, file: "", context: "." }],
    [["--", "--nope"], { command: report, context: "--nope" }],
    [["--", "ls"], { command: report, context: "ls" }],
    [["explain", "a", "--", "-f=x", "--"], { command: "explain [paths..]", paths: ["a", "-f=x", "--"] }],
    [["ls", "-l0", "-fD"], { command: "ls [context]", long: true, null: true, file: "D" }],
    [["ls", "-0fD", "-f=E"], { command: "ls [context]", null: true, file: ["D", "E"] }],
    [["--no-color"], { command: report, color: "never" }],
    [["--no-config", "--no-baseline"], { command: report, config: "none", baseline: "none" }],
    [["--add=-x", "--add", '"q"'], { command: report, add: ["-x", '"q"'] }],
    [["--max-size", "-5"], { command: report, "max-size": "-5" }],
    [["completion", "zsh"], { command: "completion <shell>", shell: "zsh" }],
  ])("%j is read", async (argv, values) => {
    expect(await parsed(argv)).toEqual(values);
  });

  test.each([[["--help"]], [["-h"]], [["--version"]], [["help", "ls"]], [["ls", "-q", "--help"]]])(
    "%j requests help",
    async (argv) => {
      expect(await parsed(argv)).toBe("help");
    },
  );

  test.each([
    [["--nonsense"], 'there is no option "--nonsense"; ctxcheck --help'],
    [["ls", "--dir"], 'ls: there is no option "--dir"; did you mean --dirs?'],
    [["--dirs"], 'there is no option "--dirs"'],
    [["--no-file"], 'there is no option "--no-file"'],
    [["--no-quiet=true"], 'there is no option "--no-quiet"'],
    [["--file.", "x"], 'there is no option "--file."'],
    [["-x"], 'there is no option "-x"'],
    [["-qx"], 'there is no option "-x"'],
    [["--__proto__"], 'there is no option "--__proto__"'],
    [["a", "b"], 'unexpected argument "b"; ctxcheck --help'],
    [["bulds", "b"], 'unexpected argument "b"; did you mean ctxcheck builds?'],
    [["lsp", "b"], 'unexpected argument "b"'],
    [["--max-size"], "--max-size needs a value"],
    [["--file", "-x"], "--file needs a value"],
    [["-f"], "-f needs a value"],
    [["--quiet=maybe"], '--quiet: "maybe" is neither true nor false; leave it out'],
    [["-q=maybe"], '-q: "maybe" is neither true nor false'],
    [["--fail-on", "often"], '--fail-on: "often" is not a valid value; use one of error, warning'],
    [["completion", "tcsh"], 'completion: "tcsh" is not a valid shell; use one of bash, zsh, fish'],
    [["plugin"], "plugin: <action> is missing; use one of install, uninstall"],
    [["help", "nope"], 'help: there is no command "nope"'],
  ])("%j is refused", async (argv, words) => {
    expect(await refused(argv)).toContain(words);
  });
});
