import { describe, expect, test } from "vitest";
import { parseArgs } from "../../src/cli/args.ts";
import { dropBuildWords } from "../../src/cli/build-words.ts";
import { commands } from "../../src/cli/commands.ts";
import { withTree } from "../context/trees.ts";
import { runHere } from "./run.ts";

const nameOf = (words: string) => words.split(" ")[0] ?? "";
const helpOf = async (...argv: string[]) => {
  const args = await parseArgs(argv, "1.2.3", 100);
  return "help" in args ? args.help : "";
};

describe("help", () => {
  test("has the options of the report in groups, the most usual first", async () => {
    const help = await helpOf("--help");
    const titles = ["Build", "Ignore rules", "Output", "Budget", "Secrets", "Findings"];
    expect(help.split("\n").filter((line) => titles.includes(line))).toEqual(titles);
    expect(help).not.toContain("\nMore\n");
    expect(help).toMatch(/^Output\n +--format /m);
    for (const line of help.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  });

  test.each(commands.map((command) => [nameOf(command.words), command] as const))(
    "of %s has an example that can be run and a summary that begins with a verb",
    async (name, { example, describe: summary }) => {
      expect(summary).toMatch(
        /^(Show|List|Explain|Suggest|Write|Fix|Check|Compare|Print|Install|Accept|Draw|Export|Hash|Merge|Serve|Read|Find|Run|Watch)\b/,
      );
      expect(await helpOf(...(name === "$0" ? [] : [name]), "--help")).toContain(example);
      const words = /ctxcheck ([^)|]+)/.exec(example)?.[1]?.trim().split(" ") ?? [];
      expect(
        await parseArgs(
          words.filter((word) => !/^[<>]/.test(word)),
          "1.2.3",
          100,
        ),
      ).toHaveProperty("command");
    },
  );

  test("of a command does not list what it ignores", async () => {
    expect(await helpOf("secrets", "--help")).not.toContain("--file");
    expect(await helpOf("ls", "--help")).not.toContain("--quiet");
    expect(await helpOf("ls", "--help")).toContain("--target");
  });

  test("is short for -h: the usual options, or those of the command", async () => {
    const [report, ls] = [await helpOf("-h"), await helpOf("ls", "-h")];
    expect(report.split("\n").length).toBeLessThan(60);
    expect(report).toMatch(/\n {2}explain .*\n {6}--max-size .*ctxcheck --help lists all options\.\n$/s);
    expect(ls).toContain("--set <sent|allowed|excluded>");
    expect(ls).not.toContain("--target");
    expect(ls).toMatch(/\nctxcheck ls --help lists all options\.\n$/);
  });

  test.each([
    [["help"], "--help"],
    [["help", "ls"], "ls --help"],
    [["help", "explain"], "explain --help"],
  ])("%j is the same as %s", async (argv, same) => {
    expect(await helpOf(...argv)).toBe(await helpOf(...same.split(" ")));
  });

  test("version", async () => {
    expect(await helpOf("version")).toBe("1.2.3\n");
    expect(await helpOf("--version")).toBe("1.2.3\n");
  });
});

describe("a mistyped command is met with the nearest one", () => {
  test.each([
    [["expalin", "a"], "did you mean ctxcheck explain?"],
    [["expalin"], "did you mean ctxcheck explain?"],
    [["help", "lss"], "did you mean ctxcheck ls?"],
    [["nothing-like-it"], "name the directory"],
  ])("%j", async (argv, hint) => {
    await withTree({ a: 1 }, async (cwd) => {
      const { code, stderr } = await runHere(argv, { cwd });
      expect(code).toBe(2);
      expect(stderr).toContain(hint);
    });
  });
});

describe("a pasted docker build line", () => {
  test.each<[line: string, words: string, ignored: string]>([
    ["-t app:latest .", ".", "-t"],
    ["-tapp .", ".", "-t"],
    ["--tag=app --push --load --pull .", ".", "--tag --push --load --pull"],
    ["build -t app -f docker/Dockerfile .", "-f docker/Dockerfile .", "-t"],
    ["buildx build --progress plain --target x .", "--target x .", "--progress"],
    ["-q --build-arg A=b ctx", "-q --build-arg A=b ctx", ""],
    ["--secret id=a,src=b --provenance=false --rm=false .", ".", "--secret --provenance --rm"],
    ["build", "build", ""],
    ["-- -t", "-- -t", ""],
    ["--output type=oci . --max-size 5MB", ". --max-size 5MB", "--output"],
  ])("%s", (line, words, ignored) => {
    expect(dropBuildWords(line.split(" "))).toEqual({
      words: words.split(" "),
      ignored: ignored === "" ? [] : ignored.split(" "),
    });
  });

  test("is understood, with a word on stderr", async () => {
    await withTree({ a: 1, ".dockerignore": "" }, async (cwd) => {
      const { code, stdout, stderr } = await runHere(
        ["build", "-t", "app", "--no-cache", "--push", "--progress=plain", "."],
        { cwd },
      );
      expect([code, stderr]).toEqual([
        0,
        "ctxcheck: ignored: -t, --push, --progress (no effect on the context)\n",
      ]);
      expect(stdout).toContain("Nothing to do: 1 B are sent.");
    });
  });
});
