import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { parseArgs } from "../../src/cli/args.ts";
import { borderOf } from "../../src/cli/border.ts";
import { commands } from "../../src/cli/commands.ts";
import { optionsOf } from "../../src/cli/help.ts";
import { settle } from "../../src/cli/settle.ts";
import { CtxcheckError } from "../../src/errors.ts";
import { type Tree, withTree } from "../context/trees.ts";

const project: Tree = {
  Dockerfile: "FROM node AS a\nCOPY . /app/\nRUN npm ci\n",
  ".dockerignore": "*.log\n",
  "package.json": "{}",
  "node_modules/x/i.js": 60_000,
  "a.log": 1,
  "part/Dockerfile": "FROM x\nCOPY a /\n",
  "part/a": 1,
  "part/b": 1,
  "part/.dockerignore": "a\n",
};

/** Ways to call a command that together come to everything it looks at. */
const calls: Readonly<Record<string, readonly (readonly string[])[]>> = {
  $0: [["."], ["--all"], ["--all", "--shard", "1/2"], ["--watch", "--format", "json"]],
  tree: [["."], ["-i"], ["--json"]],
  explain: [["package.json"], ["/app/a"], ["--rule", "1"], ["--stdin"], ["--porcelain", "a.log"]],
  image: [["."], ["--against", "nothing.tar"]],
  lint: [["."], ["--all"]],
  suggest: [["."], ["--all"]],
  fix: [["."], ["--all"], ["--suggestion", "high"]],
  merge: [["part.json"]],
  ls: [["."], ["--format", "make"]],
  export: [["-o", "context.tar"]],
  init: [["--stdout"], ["--all", "--stdout"]],
  compare: [["."], ["part", "--builders", "buildkit,cdk"]],
  diff: [
    ["git:HEAD", "."],
    ["git:HEAD", ".", "--all"],
  ],
  baseline: [["."], ["--all"]],
};

/** Nothing ends these but their client. */
const serving = ["lsp", "mcp"];
/** It shows every option, by a list of all. */
const showing = ["config"];
/** Read before the command runs, by what its options come from. */
const before = ["config"];

const sink = { write: () => true };

async function readBy(argv: readonly string[], cwd: string): Promise<ReadonlySet<string>> {
  const args = await parseArgs([...argv], "1.2.3", 100);
  if ("help" in args) throw new Error(args.help);
  const read = new Set<string>();
  const { io } = borderOf({
    argv: [...argv],
    env: {},
    cwd,
    stdin: (async function* () {})(),
    stdout: sink,
    stderr: sink,
  });
  try {
    const settled = await settle(args, io);
    const values = new Proxy(settled.values, {
      get: (all, name) => {
        if (typeof name === "string") read.add(name);
        return Reflect.get(all, name);
      },
    });
    await (await args.command.load())({ ...settled, values }, io);
  } catch (error) {
    if (!(error instanceof CtxcheckError)) throw error;
  }
  return read;
}

const named = commands.map((command) => ({ name: command.words.split(" ")[0] ?? "", command }));

test.each(named.filter(({ name }) => ![...serving, ...showing].includes(name)))(
  "$name looks at every option that it lists",
  ({ name, command }) =>
    withTree(project, async (cwd) => {
      const git = (...words: string[]) =>
        execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...words], { cwd });
      git("init", "-q");
      git("add", "package.json", "Dockerfile");
      git("commit", "-qm", "x");
      if (name === "merge") await readBy(["--all", "--shard", "1/1", "--format", "blob=part.json"], cwd);
      const read = new Set(before);
      for (const words of calls[name] ?? [
        command.operand?.choices === undefined ? [] : [String(command.operand.choices[0])],
      ])
        for (const one of await readBy([...(name === "$0" ? [] : [name]), ...words], cwd)) read.add(one);
      expect(Object.keys(optionsOf(command)).filter((option) => !read.has(option))).toEqual([]);
    }),
);
