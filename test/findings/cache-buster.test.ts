import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readHistory } from "../../src/context/git/history.ts";
import { inspect } from "../../src/index.ts";
import { plant, type Tree, withTree } from "../context/trees.ts";

const git = (root: string, ...args: string[]) =>
  execFileSync("git", ["-C", root, "-c", "user.name=n", "-c", "user.email=a@b", ...args], {
    stdio: "ignore",
  });

/** A repository in which each of `commits` commits changes server.js, and every tenth package.json. */
function repository(root: string, commits: number, tree: Tree): void {
  git(root, "init", "-q", "-b", "main");
  plant(root, { "package.json": "{}", ...tree });
  commitAll(root);
  const later = Array.from({ length: commits - 1 }, (_, at) => at + 2);
  const input = later.map((at) => commitOf(at, { "server.js": String(at), ...manifestOf(at) })).join("");
  execFileSync("git", ["-C", root, "fast-import", "--quiet"], { input });
}

/** The first commit: what lies there, and the first server.js. */
function commitAll(root: string): void {
  plant(root, { "server.js": "1" });
  git(root, "add", "-A");
  git(root, "commit", "-q", "-m", "1");
}

const manifestOf = (at: number) => (at % 10 === 0 ? { "package.json": `{"v":${at}}` } : {});

/** For `git fast-import`: a process for each commit would take most of the time. */
function commitOf(at: number, files: Readonly<Record<string, string>>): string {
  const head = `commit refs/heads/main\ncommitter n <a@b> ${at} +0000\ndata ${`${at}`.length}\n${at}\n`;
  const from = at === 2 ? "from refs/heads/main^0\n" : "";
  const changes = Object.entries(files).map(
    ([path, text]) => `M 100644 inline ${path}\ndata ${text.length}\n${text}\n`,
  );
  return `${head}${from}${changes.join("")}\n`;
}

const report = (context: string) => inspect({ context, history: true, secretContent: false });

const busters = (dockerfile: string, commits = 20, more: Tree = {}) =>
  withTree({}, async (root) => {
    repository(root, commits, { Dockerfile: dockerfile, ".dockerignore": "#\n", ...more });
    const { findings } = await report(root);
    return findings.filter(({ rule }) => rule === "cache-buster");
  });

const lines = (...text: string[]) => `FROM node\n${text.join("\n")}\n`;

describe("cache-buster", () => {
  test("tells the share of commits, what changes most, and what to copy first", async () => {
    const [finding, ...others] = await busters(lines("COPY . .", "RUN npm ci"));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: "warning", path: "Dockerfile", line: 2 });
    expect(finding?.message).toContain("20 of the last 20 commits");
    expect(finding?.message).toContain("server.js, 20");
    expect(finding?.message).toContain("copy package.json first");
    expect(finding?.message).toContain("changed by 3 of them");
  });

  const rows: [what: string, dockerfile: string, told: number][] = [
    ["manifests first", lines("COPY package.json .", "RUN npm ci", "COPY . .", "RUN npm run build"), 0],
    [
      "a bind mount first",
      lines(
        "RUN --mount=type=bind,source=package.json,target=package.json npm ci",
        "COPY . .",
        "RUN npm run build",
      ),
      0,
    ],
    ["nothing is installed", lines("COPY . .", "RUN npm run build"), 0],
    [
      "the system's packages after the copy",
      lines("COPY package.json .", "COPY . .", "RUN apt-get update && apt-get install -y curl"),
      1,
    ],
    ["no copy of what changes", lines("COPY package.json .", "RUN npm ci"), 0],
    ["nothing runs after the copy", lines("RUN npm ci", "COPY . ."), 0],
  ];
  test.each(rows)("%s", async (_, dockerfile, told) => {
    expect(await busters(dockerfile)).toHaveLength(told);
  });

  test("few commits say nothing", async () => {
    expect(await busters(lines("COPY . .", "RUN npm ci"), 9)).toEqual([]);
  });

  test("commits that change only what is kept out do not count", async () => {
    expect(await busters(lines("COPY . .", "RUN npm ci"), 20, { ".dockerignore": "server.js\n" })).toEqual(
      [],
    );
  });

  test("a directory without a repository says so", () =>
    withTree({ Dockerfile: lines("COPY . .") }, async (root) => {
      expect((await report(root)).history).toEqual({ commits: 0, problem: "this is not a git repository" });
    }));

  test("is silent, and runs nothing, where it is not asked for", () =>
    withTree({ Dockerfile: lines("COPY . .") }, async (root) => {
      expect((await inspect({ context: root })).history).toBeNull();
    }));
});

describe("the history of somebody else's repository", () => {
  test("nothing that its configuration names is run", () =>
    withTree({}, async (root) => {
      repository(root, 2, {});
      const trap = join(root, ".git/trap");
      writeFileSync(trap, `#!/bin/sh\ntouch ${root}/.git/sprung\ncat\n`);
      chmodSync(trap, 0o755);
      plant(root, { ".git/info/attributes": "* diff=x filter=x\n" });
      for (const name of "core.fsmonitor core.pager core.sshCommand core.askPass diff.external gpg.program diff.x.textconv diff.x.command filter.x.smudge filter.x.clean core.editor".split(
        " ",
      ))
        git(root, "config", name, trap);
      git(root, "config", "log.showSignature", "true");
      const { commits, problem } = readHistory(root, 100);
      expect(problem).toBeNull();
      expect(commits).toEqual([["server.js"], ["package.json", "server.js"]]);
      expect(existsSync(join(root, ".git/sprung"))).toBe(false);
    }));

  test("names are bytes, relative to the directory, and stay inside it", () =>
    withTree({}, (root) => {
      repository(root, 1, { "sub/\xff\n x": "1", "sub/a b": "1" });
      expect(readHistory(`${root}/sub`, 100).commits.flat()).toEqual(["a b", "\xff\n x"]);
    }));

  test("a repository without commits", () =>
    withTree({}, (root) => {
      git(root, "init", "-q");
      expect(readHistory(root, 100)).toEqual({ commits: [], problem: "there are no commits" });
    }));
});
