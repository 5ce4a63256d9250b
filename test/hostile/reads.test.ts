import { chmodSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe } from "vitest";
import { run, runHere } from "../cli/run.ts";
import { git, repository } from "../context/git/repository.ts";
import { plant, type Tree } from "../context/trees.ts";
import { type Attack, attacks, product } from "./attacks.ts";
import { inSandbox, marker, type Sandbox } from "./sandbox.ts";

/** Links of the tree that lead out of it: to patterns, and to a Dockerfile that is refused in words that quote it. */
const linked: readonly (readonly [Tree, readonly string[]])[] = [
  [{ "repo/.dockerignore": { link: "../home/list" } }, []],
  [{ "repo/.dockerignore": { link: "x" }, "repo/x": { link: "../home/list" } }, []],
  [{ "repo/Dockerfile.dockerignore": { link: "../home/list" } }, []],
  [
    { "repo/.dockerignore": { link: "../home/list" }, "repo/ctxcheck.config.json": '{"builder":"classic"}' },
    [],
  ],
  [{ "repo/l": { link: "../home/list" } }, ["--ignore-file", "l"]],
  [{ "repo/l": { link: "../home" } }, ["--ignore-file", "l/list"]],
  [{ "repo/Dockerfile": { link: "../home/Df" } }, []],
  [{ "repo/Dockerfile": { link: "../home/Df" } }, ["-f", "Dockerfile"]],
  [{ "repo/l": { link: "../home" } }, ["-f", "l/Df"]],
];
const builders = [
  "buildkit",
  "classic",
  "buildah",
  "kaniko",
  "balena",
  "testcontainers",
  "cdk",
  "buildkit@0.8",
];
const commands = [["lint"], ["compare"], ["--format", "json"]] as const;

function byLink([[tree, more], builder, args]: readonly [
  (typeof linked)[number],
  string,
  readonly string[],
]): Attack {
  const all = [
    ...args,
    ...more,
    ...(args[0] === "compare" ? ["--builders", builder] : ["--builder", builder]),
  ];
  const outside = {
    "home/list": "secretword\nsecretword\n!.git\n",
    "home/Df": "FROM scratch\nCOPY secretword /\n",
  };
  return {
    name: `${JSON.stringify(tree)} / ctxcheck ${all.join(" ")}`,
    run: () =>
      inSandbox({ ...outside, ...tree }, async ({ repo }) => {
        const { stdout, stderr } = await runHere(all, { cwd: repo, env: {} });
        if (/unexpected error/.test(stderr)) return stderr.slice(0, 300);
        return /secretword/.test(stdout + stderr) ? "quotes what lies outside" : null;
      }),
  };
}

/** What a stranger's `.git` says of where the repository is. */
const strangers: Readonly<Record<string, (own: string, other: string) => Tree>> = {
  "gitdir:": (_, other) => ({ ".git": `gitdir: ${other}\n` }),
  "gitdir: of a directory that says it is a worktree": (own, other) => ({
    ".git": "gitdir: made\n",
    "made/HEAD": "ref: refs/heads/main\n",
    "made/commondir": `${other}\n`,
    "made/gitdir": `${own}/.git\n`,
  }),
  "a link": (_, other) => ({ ".git": { link: other } }),
  commondir: (_, other) => ({ ".git/HEAD": "ref: refs/heads/main\n", ".git/commondir": `${other}\n` }),
  "links in it": (_, other) => ({
    ".git/HEAD": "ref: refs/heads/main\n",
    ...Object.fromEntries(
      ["objects", "refs", "index"].map((name) => [`.git/${name}`, { link: `${other}/${name}` }]),
    ),
  }),
  "core.worktree": (_, other) => ({
    ".git/HEAD": "ref: refs/heads/main\n",
    ".git/config": `[core]\n\trepositoryformatversion = 0\n\tworktree = ${join(other, "..")}\n`,
    ".git/commondir": `${other}\n`,
  }),
  "core.excludesFile": (own, other) => ({ "x/.git": "x", ...excludes(own, join(other, "../../list")) }),
};

const excludes = (_: string, path: string): Tree => ({
  ".git/HEAD": "ref: refs/heads/main\n",
  ".git/refs/heads/x": "",
  ".git/objects/x": "",
  ".git/config": `[core]\n\trepositoryformatversion = 0\n\texcludesFile = ${path}\n`,
  ".git/index": `DIRC\0\0\0\x02\0\0\0\0${"\0".repeat(20)}`,
});

const asked: readonly (readonly string[])[] = [
  ["--git", "--format", "json", "--files"],
  ["ls", "--ref", "HEAD"],
  ["diff", "HEAD", "."],
  ["--cache", "--format", "json"],
  ["explain", "private-name", "--gitignore"],
  ["tree", "--last-commit", "--json"],
  ["ls"],
];

function byGit([[name, make], args, isFound]: readonly [
  [string, (own: string, other: string) => Tree],
  readonly string[],
  boolean,
]): Attack {
  return {
    name: `${name} / ctxcheck ${args.join(" ")}`,
    run: () =>
      inSandbox({ "home/list": "private-*\n" }, async ({ root, repo }) => {
        const other = join(root, "home/project");
        mkdirSync(other);
        repository(other, { Dockerfile: "FROM scratch\nCOPY . /\n", "private-name": marker });
        rmSync(join(repo, ".git"), { recursive: true });
        plant(repo, make(repo, join(other, ".git")));
        if (isFound) plant(repo, { "ctxcheck.config.json": '{"git":true}' });
        const { stdout, stderr } = await runHere(args, { cwd: repo, env: {} });
        if (/unexpected error/.test(stderr)) return stderr.slice(0, 300);
        const said = args[0] === "explain" ? /home\/list/ : /private-name/;
        return said.test(stdout + stderr) || stdout.includes(marker) ? "shows what lies outside" : null;
      }),
  };
}

/** A program of the tree by the name of one that is called, where PATH names the working directory. */
function byPath([first, args]: readonly [string, readonly string[]]): Attack {
  return {
    name: `PATH=${first}: / ctxcheck ${args.join(" ")}`,
    run: () =>
      inSandbox({}, async ({ root, repo }: Sandbox) => {
        git(repo, "init", "-q", "-b", "main");
        git(repo, "add", "-A");
        git(repo, "commit", "-q", "-m", "x");
        for (const path of ["git", "bin/git", "xdg-open", "bin/xdg-open"]) {
          plant(repo, { [path]: `#!/bin/sh\ntouch ${root}/ran\n` });
          chmodSync(join(repo, path), 0o755);
        }
        const env = { PATH: `${first}:${process.env.PATH}` };
        await run(args, { cwd: repo, env });
        return existsSync(join(root, "ran")) ? "it ran" : null;
      }),
  };
}

describe("nothing outside is read, and nothing inside is run", () => {
  attacks("reads: links", product(linked, builders, commands).map(byLink));
  attacks("reads: repositories", product(Object.entries(strangers), asked, [false, true]).map(byGit));
  attacks(
    "runs: programs",
    product(
      [".", "./bin", "bin", ""],
      [["ls", "--git"], ["--cache"], ["explain", "a", "--gitignore"], ["--format", "html=x.html", "--open"]],
    ).map(byPath),
  );
});
