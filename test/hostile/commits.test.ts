import { rmSync } from "node:fs";
import { describe } from "vitest";
import { runShell } from "../cli/run.ts";
import { git } from "../context/git/repository.ts";
import { isThorough } from "../sample.ts";
import { type Attack, attacks } from "./attacks.ts";
import { inSandbox } from "./sandbox.ts";

const head = String.raw`printf 'commit refs/heads/main\ncommitter x <x@y> 1 +0000\ndata 1\nx\n'`;
const file = String.raw`printf 'M 100644 inline Dockerfile\ndata 22\nFROM scratch\nCOPY . /\n\n'`;
const deep = (depth: number, name: string) => [
  head,
  String.raw`printf 'M 100644 inline '; printf '${name}/%.0s' $(seq ${depth}); printf 'f\ndata 1\ny\n'`,
  file,
];
const large = (count: number) => [
  head,
  file,
  String.raw`for at in $(seq ${count}); do printf 'M 100644 inline f%s\ndata 17825792\n%08d' $at $at; head -c 17825784 /dev/zero; echo; done`,
];

/** What git is told to make, and what is said of it. */
const commits: readonly (readonly [name: string, lines: readonly string[], code: number, says: RegExp])[] = [
  [
    "a tree 20,000 deep",
    isThorough ? deep(20_000, "a") : deep(2_000, "a".repeat(200)),
    2,
    /^ctxcheck: .*: the list of all paths of the commit takes more than the limit of 256 MiB\n {2}[^\n]+\n$/,
  ],
  ["a tree 5,000 deep", deep(5_000, "a"), 2, /^ctxcheck: .* longer than 4096 bytes[^\n]*\n {2}[^\n]+\n$/],
  ["contents of 17 MiB", large(isThorough ? 8 : 4), 0, /^$/],
];

/** Both list the commit by the same code; only a report reads contents. */
const commands = [". --ref main", "ls --ref main", ". --ref main"];

function attack([name, lines, code, says]: (typeof commits)[number], at: number): Attack {
  const words = commands[at % commands.length];
  return {
    name: `${name} / ctxcheck ${words}`,
    run: () =>
      inSandbox({}, async ({ repo }) => {
        git(repo, "init", "-q", "-b", "main");
        const make = `{ ${lines.join("; ")}; } | git -c core.compression=1 fast-import --quiet`;
        const made = await runShell(make, { cwd: repo });
        if (made.code !== 0) return `it was not made: ${made.stderr}`;
        const line = `ulimit -t 180; NODE_OPTIONS=--max-old-space-size=2000 $CTXCHECK ${words} > /dev/null`;
        const ran = await runShell(line, { cwd: repo });
        rmSync(`${repo}/.git/objects`, { recursive: true });
        return ran.code === code && says.test(ran.stderr) ? null : `${ran.code}: ${ran.stderr.slice(0, 300)}`;
      }),
  };
}

describe("a commit ends, with an answer or a refusal", () => {
  attacks("bounds: commits", commits.map(attack));
});
