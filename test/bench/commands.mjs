import { spawnSync } from "node:child_process";
import { readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "./measure.mjs";

const commands = [
  ["report, no content", "--no-secret-content"],
  ["report", null],
  ["ls", "ls"],
  ["compare", "compare"],
  ["lint", "lint"],
  ["suggest", "suggest"],
  ["fix", "fix"],
  ["init", "init", "--stdout"],
  ["init --allow-list", "init", "--allow-list", "--stdout"],
  ["diff --add", "diff", "--add", "packages"],
  ["image", "image"],
];

/** Every command that looks at a whole context, beside the least that a program can do. */
export function commandPrograms(root, ctxcheck, folder) {
  const floor = compile("floor", folder);
  return [
    ...(floor === null ? [] : [{ name: "C: readdir and lstat of all", command: [floor, root] }]),
    ...commands.map(([name, first, ...rest]) => ({
      name,
      command: first === null ? ctxcheck(root) : ctxcheck(first, ...rest, root),
    })),
  ];
}

/** How often each asks the disk: listings a directory of the tree, lstats an entry. Runs of their own, without a clock. */
export function countCalls(root, ctxcheck, folder) {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const directories = entries.filter((entry) => entry.isDirectory()).length + 1;
  const [lists, lstats] = ["lists", "lstats"].map((name) => join(folder, name));
  const hook = fileURLToPath(new URL("count.mjs", import.meta.url));
  const env = { ...process.env, CTXCHECK_BENCH_LISTS: lists, CTXCHECK_BENCH_LSTATS: lstats };
  return commandPrograms(root, ctxcheck, folder)
    .filter(({ command: [program] }) => program === process.execPath)
    .map(({ name, command: [program, ...args] }) => {
      for (const file of [lists, lstats]) writeFileSync(file, "");
      spawnSync(program, ["--import", hook, ...args], { env, stdio: "ignore" });
      const [listed, asked] = [lists, lstats].map((file) => statSync(file).size);
      for (const file of [lists, lstats]) rmSync(file);
      return { name, lists: listed / directories, lstats: asked / (entries.length + 1) };
    });
}

export function callsAsMarkdown(title, rows) {
  return [
    `### ${title}`,
    "",
    "| | listings a directory | lstats an entry |",
    "| --- | --- | --- |",
    ...rows.map(({ name, lists, lstats }) => `| ${name} | ${lists.toFixed(2)} | ${lstats.toFixed(2)} |`),
    "",
  ].join("\n");
}
