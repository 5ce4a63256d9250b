import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { plant, type Tree, withTree } from "../context/trees.ts";
import { builtProgram } from "./built.ts";
import { run } from "./run.ts";

const planted: Tree = {
  Dockerfile:
    "FROM scratch AS build\nCOPY src /src/\nFROM scratch\nCOPY --from=build /src /src/\nCOPY package.json /app/\n",
  ".dockerignore": "*.log\n",
  "src/a.js": 10,
  "package.json": 2,
  "a.log": 5,
};

interface Watched {
  /** Waits for the words: what was said since those before, up to the end of these. `act` is done till it is seen. */
  says(words: string | RegExp, act?: () => void): Promise<string>;
  /** Everything since. */
  heard(): string;
}

async function watching(
  root: string,
  use: (watched: Watched, child: ChildProcess) => Promise<void>,
  node: readonly string[] = [],
): Promise<void> {
  const child = spawn(process.execPath, [...node, await builtProgram(), ".", "--watch"], { cwd: root });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data) => (text += String(data)));
  const says = async (words: string | RegExp, act = () => {}): Promise<string> => {
    for (let times = 0; times < 10_000; times++) {
      if (times % 100 === 0) act();
      const end = endOf(words, text);
      if (end >= 0) {
        const said = text.slice(0, end);
        text = text.slice(end);
        return said;
      }
      await sleep(30);
    }
    return expect.unreachable(`not said: ${words}\n${text}`);
  };
  try {
    await says("watching");
    await use({ says, heard: () => text }, child);
  } finally {
    child.kill("SIGKILL");
  }
}

/** Where the words end in the text; -1 where they are not in it. */
function endOf(words: string | RegExp, text: string): number {
  const at = typeof words === "string" ? text.indexOf(words) : text.search(words);
  const found = typeof words === "string" ? words : (words.exec(text)?.[0] ?? "");
  return at < 0 ? at : at + found.length;
}

describe("--watch", () => {
  test("tells the difference of each change, and what it invalidates", () =>
    withTree(planted, (root) =>
      watching(root, async ({ says, heard }) => {
        writeFileSync(join(root, "src/b.js"), "x".repeat(2_100));
        expect(await says("sent again")).toContain("Changed: src/b.js");
        await says("2.1 kB");
        writeFileSync(join(root, "package.json"), "{}  ");
        expect(await says(/1 file, 4 B is sent again/)).toContain(
          "Invalidates Dockerfile:5 and everything after it",
        );
        writeFileSync(join(root, "src/key.p12"), "x");
        await says("secret-name");
        rmSync(join(root, "src/key.p12"));
        await says("Changed: src/key.p12");
        writeFileSync(join(root, ".dockerignore"), "*.log\nsrc/b.js\n");
        await says("Invalidates Dockerfile:2 and everything after it; 0 files");
        writeFileSync(join(root, "Dockerfile"), "FROM scratch\nCOPY package.json nope /app/\n");
        await says("copy-missing");
        writeFileSync(join(root, "Dockerfile"), "FROM scratch\nCOPY\n");
        await says(/COPY requires/i);
        writeFileSync(join(root, "Dockerfile"), "FROM scratch\nCOPY package.json /app/\n");
        await says("Changed: Dockerfile");
        await sleep(300);
        heard();
      }),
    ));

  test("is silent where nothing that matters changes", () =>
    withTree(planted, (root) =>
      watching(root, async ({ says, heard }) => {
        appendFileSync(join(root, "a.log"), "more");
        await sleep(600);
        expect(heard()).not.toContain("Changed");
        appendFileSync(join(root, "src/a.js"), "more");
        await says("Changed: src/a.js");
      }),
    ));

  test("tells findings behind the change, without a word that is told twice", () =>
    withTree({ "aside/key.p12": 1, app: "directory/" }, (above) => {
      // What comes beside a context is no change of it.
      const root = join(above, "app");
      plant(root, planted);
      return watching(root, async ({ says }) => {
        writeFileSync(join(above, "before"), "");
        // Moved there whole: a file that is written is two changes, the first of which is that it is there, empty.
        renameSync(join(above, "aside/key.p12"), join(root, "src/key.p12"));
        const change = await says("1 added.");
        expect(change).toContain("Changed: src/key.p12");
        expect(change).not.toContain("New findings");
        writeFileSync(join(above, "beside"), "");
        const rest = await says("1 new finding.");
        expect(rest).toContain("secret-name src/key.p12");
        expect(rest).not.toMatch(/Changed|Invalidates|Added/);
        rmSync(join(root, "src/key.p12"));
        expect((await says("Changed: src/key.p12")).trim()).toBe("Changed: src/key.p12");
      });
    }));

  test("survives a checkout of 5,000 files", () =>
    withTree(planted, (root) => {
      const git = (...args: string[]) =>
        execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: root });
      git("init", "-q", "-b", "small");
      git("add", ".");
      git("commit", "-q", "-m", "small");
      git("checkout", "-q", "-b", "large");
      for (let file = 0; file < 5_000; file++) {
        const directory = join(root, `src/d${file % 50}`);
        mkdirSync(directory, { recursive: true });
        writeFileSync(join(directory, `f${file}.js`), "x");
      }
      git("add", ".");
      git("commit", "-q", "-m", "large");
      git("checkout", "-q", "small");
      return watching(root, async ({ says, heard }) => {
        git("checkout", "-q", "large");
        let text = "";
        while (!/5002 files|5,002 files/.test(text)) text += await says(/files/);
        git("checkout", "-q", "small");
        await says(/-5000 files|2 files/);
        heard();
      });
    }));

  test("survives its root", () =>
    withTree({ app: "directory/" }, (above) => {
      const root = join(above, "app");
      writeFileSync(join(root, "a.txt"), "1");
      return watching(root, async ({ says }) => {
        rmSync(root, { recursive: true });
        await says("does not exist");
        mkdirSync(root);
        writeFileSync(join(root, "again.txt"), "123");
        await says("3 B");
        await says("more.txt", () => writeFileSync(join(root, "more.txt"), "12345"));
      });
    }));

  test("looks by itself where the system watches no more", () =>
    withTree({ ...planted, "full.mjs": "" }, (root) => {
      const full = join(root, "full.mjs");
      writeFileSync(
        full,
        `import fs from "node:fs"; import { syncBuiltinESMExports } from "node:module";
let left = 2; const { watch } = fs;
fs.watch = (...args) => { if (left-- > 0) return watch(...args); throw Object.assign(new Error("full"), { code: "ENOSPC" }); };
syncBuiltinESMExports();`,
      );
      return watching(
        root,
        async ({ says }) => {
          writeFileSync(join(root, "src/b.js"), "x".repeat(2_100));
          await says("Changed: src/b.js");
          writeFileSync(join(root, "src/b.js"), "y".repeat(2_100));
          await says("Changed: src/b.js");
        },
        ["--import", full],
      );
    }));

  test.each([
    [["--watch", "--format", "json"], "it reports as a table"],
    [["--watch", "--ref", "HEAD"], "a commit does not change"],
  ])("%j is refused", (argv, words) =>
    withTree(planted, async (cwd) => {
      const { code, stderr } = await run(argv, { cwd });
      expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
    }),
  );
});
