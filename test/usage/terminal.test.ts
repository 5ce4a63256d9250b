import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtProgram } from "../cli/built.ts";
import { type Tree, withTree } from "../context/trees.ts";

const isThere = spawnSync("tmux", ["-V"]).status === 0;
const isRequired = process.env.CTXCHECK_REQUIRE_LOOKING === "1";
if (!isThere && !isRequired) console.warn("skipped: there is no tmux");

const app: Tree = {
  Dockerfile:
    "FROM scratch AS build\nCOPY src /src/\nFROM scratch\nCOPY --from=build /src /\nCOPY docs /docs/\n",
  ".dockerignore": "*.log\n",
  "src/deep/large.bin": 50_000,
  "src/small.js": 10_000,
  "docs/a.md": 3_000,
  "docs/key.p12": 700,
  "debug.log": 9_000,
};

const folder = mkdtempSync(join(tmpdir(), "ctxcheck-tmux-"));
const socket = join(folder, "socket");
const tmux = (...args: string[]) => execFileSync("tmux", ["-S", socket, ...args], { encoding: "utf8" });
let program: string;

interface Pane {
  type(...keys: string[]): void;
  resize(columns: number, rows: number): void;
  seen(): string;
  /** Waits until the screen shows it. */
  shows(wanted: string | RegExp): Promise<string>;
  lacks(unwanted: string): Promise<void>;
  pid(): number;
  close(): void;
}

let panes = 0;

/** Runs a shell in a terminal of its own: what follows the program shows that the terminal is as before. */
function open(cwd: string, node: readonly string[] = [], after = "", before = ""): Pane {
  const name = `pane${panes++}`;
  const at = ["-t", name];
  const env = { ...process.env, PS1: "$ ", ENV: "", BASH_ENV: "" };
  execFileSync(
    "tmux",
    [
      "-S",
      socket,
      "-f",
      "/dev/null",
      "new-session",
      "-d",
      "-s",
      name,
      "-x",
      "80",
      "-y",
      "24",
      "-c",
      cwd,
      "sh",
    ],
    { env },
  );
  const line = ["exec-free", process.execPath, ...node, program, "tree", "-i", ".", after].slice(1).join(" ");
  tmux(
    "send-keys",
    ...at,
    "-l",
    `${before}echo begin; ${line}; echo "code $?"; stty -a | grep -o -- '-\\?icanon'`,
  );
  tmux("send-keys", ...at, "Enter");
  const seen = () => tmux("capture-pane", "-p", ...at);
  const until = async (holds: () => boolean, what: string): Promise<void> => {
    for (let times = 0; times < 4_000; times++) {
      if (holds()) return;
      await sleep(50);
    }
    expect.unreachable(`${what}:\n${seen()}`);
  };
  return {
    seen,
    type: (...keys) => {
      for (const key of keys) tmux("send-keys", ...at, key);
    },
    resize: (columns, rows) => {
      tmux("resize-window", ...at, "-x", String(columns), "-y", String(rows));
    },
    shows: async (wanted) => {
      await until(
        () => (typeof wanted === "string" ? seen().includes(wanted) : wanted.test(seen())),
        `no ${wanted}`,
      );
      return seen();
    },
    close: () => tmux("kill-session", ...at),
    lacks: (unwanted) => until(() => !seen().includes(unwanted), `still ${unwanted}`),
    pid: () => {
      const shell = tmux("display-message", "-p", ...at, "#{pane_pid}").trim();
      return Number(readFileSync(`/proc/${shell}/task/${shell}/children`, "utf8").trim());
    },
  };
}

const inTree = (use: (root: string) => Promise<void>) => withTree(app, use);
const restored = /code (\d+)\n+icanon/;
const codeOf = (text: string) => Number(restored.exec(text)?.[1]);

describe.skipIf(!isThere && !isRequired)("tree -i in a terminal", () => {
  beforeAll(async () => {
    program = await builtProgram();
  });
  afterAll(() => {
    spawnSync("tmux", ["-S", socket, "kill-server"]);
    rmSync(folder, { recursive: true, force: true });
  });

  test("is walked with the keys of ncdu, through the views of dive", () =>
    inTree(async (root) => {
      const pane = open(root);
      await pane.shows(/sent 63.7 kB, 4 files/);
      pane.type("Right");
      await pane.shows("./src");
      pane.type("j", "k", "Enter");
      await pane.shows("./src/deep");
      pane.type("h", "Left");
      await pane.lacks("./src");
      pane.type("n");
      await pane.shows(/\/docs[\s\S]*\/src/);
      pane.type("s");
      await pane.shows(/\/src[\s\S]*\/docs/);
      pane.type("C");
      await pane.shows(/\/(docs|src)/);
      pane.type("e");
      await pane.lacks("debug.log");
      pane.type("e");
      await pane.shows("(excluded)");
      pane.type("g");
      await pane.lacks("[####");
      pane.type("g", "t");
      await pane.shows("[####");
      pane.type("?");
      await pane.shows("x draft an exclusion");
      pane.type("q");
      await pane.shows("/src");
      pane.type("/", "d", "e", "b", "u", "g", "Enter", "i");
      await pane.shows("decided by .dockerignore:1 *.log");
      pane.type("q", "Tab");
      await pane.shows("2: COPY src /src/");
      pane.type("Space");
      await pane.shows("from docs/a.md");
      pane.type("Tab", "q");
      expect(codeOf(await pane.shows(restored))).toBe(0);
      expect(pane.seen()).toMatch(/begin/);
    }));

  test("stays whole at any size", () =>
    inTree(async (root) => {
      const pane = open(root);
      await pane.shows(/sent 63.7 kB/);
      pane.resize(20, 5);
      await pane.shows(/^ +60 kB \/src *$/m);
      expect(
        pane
          .seen()
          .split("\n")
          .every((line) => line.length <= 20),
      ).toBe(true);
      pane.type("Down", "x");
      await pane.shows("docs");
      pane.resize(200, 50);
      await pane.shows("draft: docs");
      pane.resize(80, 24);
      pane.type("u", "q");
      expect(codeOf(await pane.shows(restored))).toBe(0);
    }));

  test("a draft changes totals, secrets and copies; undone it changes nothing", () =>
    inTree(async (root) => {
      const pane = open(root);
      await pane.shows("secrets by name: 1");
      pane.type("Down", "x");
      await pane.shows(/sent 60 kB, 2 files {2}draft: 1 line/);
      await pane.shows("secrets by name: 0  would break Dockerfile:5");
      await pane.shows("(draft: excluded)");
      pane.type("u");
      await pane.shows(/sent 63.7 kB, 4 files *\n/);
      await pane.lacks("would break");
      pane.type("q");
      expect(codeOf(await pane.shows(restored))).toBe(0);
      expect(readFileSync(join(root, ".dockerignore"), "utf8")).toBe("*.log\n");
    }));

  test.each([
    ["y", "*.log\nsrc/deep\n"],
    ["n", "*.log\n"],
  ])("leaving shows the difference and writes it on a yes only: %s", (answer, expected) =>
    inTree(async (root) => {
      const pane = open(root);
      await pane.shows(/sent 63.7 kB/);
      pane.type("Right", "x");
      await pane.shows("draft: 1 line");
      pane.type("q");
      expect(await pane.shows("[y/N]")).toContain("+src/deep");
      pane.type(answer, "Enter");
      expect(codeOf(await pane.shows(restored))).toBe(0);
      expect(readFileSync(join(root, ".dockerignore"), "utf8")).toBe(expected);
    }),
  );

  test("Ctrl-C ends it with 130, also with a draft, and writes nothing", () =>
    inTree(async (root) => {
      const pane = open(root);
      await pane.shows(/sent 63.7 kB/);
      pane.type("x");
      await pane.shows("draft: 1 line");
      pane.type("C-c");
      expect(codeOf(await pane.shows(restored))).toBe(130);
      expect(readFileSync(join(root, ".dockerignore"), "utf8")).toBe("*.log\n");
    }));

  test.each([
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("the terminal is as before after %s", (signal, code) =>
    inTree(async (root) => {
      const pane = open(root);
      await pane.shows(/sent 63.7 kB/);
      process.kill(pane.pid(), signal);
      expect(codeOf(await pane.shows(restored))).toBe(code);
      expect(pane.seen()).toMatch(/begin/);
    }),
  );

  test("a terminal that is closed ends it with 129, and nothing is said", () =>
    inTree(async (root) => {
      const ended = join(root, "ended");
      const pane = open(root, [], `2> ${ended}.said; echo $? > ${ended}); #`, '(trap "" HUP; ');
      await pane.shows(/sent 63.7 kB/);
      pane.close();
      await expect
        .poll(() => existsSync(ended) && readFileSync(ended, "utf8"), { timeout: 200_000 })
        .toBe("129\n");
      expect(readFileSync(`${ended}.said`, "utf8")).toBe("");
    }));

  test("the terminal is as before after a crash", () =>
    inTree(async (root) => {
      const crash = join(folder, "crash.mjs");
      writeFileSync(
        crash,
        "process.stdin.on('data', (data) => { if (String(data) === '!') throw new Error('planned'); });\n",
      );
      const pane = open(root, ["--import", crash]);
      await pane.shows(/sent 63.7 kB/);
      pane.type("!");
      const text = await pane.shows(restored);
      expect(codeOf(text)).toBe(2);
      expect(text).toContain("planned");
    }));
});
