import { execFileSync } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { plant, withTree } from "../context/trees.ts";
import { sampled } from "../sample.ts";
import { followAdvice, type Outcome } from "./follow.ts";
import { projects, secret } from "./projects.ts";

const git = (root: string, ...args: string[]) =>
  execFileSync("git", ["-C", root, "-c", "user.name=a", "-c", "user.email=a@example.com", ...args]);

const clean = { stayed: [], broken: [], sourcesLost: [], contradictions: [] };

/** Projects on the disk, which are copied: `node test/advice/run.mjs` brings some. */
const real = (process.env.CTXCHECK_ADVICE_PROJECTS ?? "").split(":").filter((path) => path !== "");

/** One is a matter of a minute or two. */
const patience = 1_200_000;

/** What was counted, one project a line: for the script that sums it. */
function note(directory: string, { followed, ...wrong }: Outcome): void {
  const file = process.env.CTXCHECK_ADVICE_COUNTS;
  if (file === undefined) return;
  const counts = Object.entries(wrong).map(([kind, found]) => [kind, found.length]);
  appendFileSync(file, `${JSON.stringify({ directory, followed, ...Object.fromEntries(counts) })}\n`);
}

describe.skipIf(real.length === 0)("on real projects", () => {
  test.each(real)(
    "%s",
    async (directory) => {
      await withTree({}, async (root) => {
        execFileSync("cp", ["-r", `${directory}/.`, root]);
        execFileSync("chmod", ["-R", "u+w", root]);
        // Many copy one file that was built before: all the rest would say nothing.
        appendFileSync(`${root}/Dockerfile`, "\nFROM scratch\nCOPY . /everything/\n");
        git(root, "init", "-q");
        git(root, "add", "-A", "-f");
        plant(root, { ".env": `KEY=${secret()}\n`, "node_modules/a/i.js": 200_000, "cache.log": 200_000 });
        const outcome = await followAdvice(root);
        note(directory, outcome);
        expect(outcome).toMatchObject(clean);
        expect(outcome.followed).toBeGreaterThan(0);
      });
    },
    patience,
  );
});

describe("advice that is followed goes away, breaks nothing, and keeps every source", () => {
  test.each(sampled(Object.entries(projects()), 3))("%s", async (_, { tree, untracked }) => {
    await withTree(tree, async (root) => {
      git(root, "init", "-q");
      writeFileSync(`${root}/.git/info/exclude`, untracked.map((path) => `/${path}\n`).join(""));
      git(root, "add", "-A");
      const outcome = await followAdvice(root);
      expect(outcome).toMatchObject(clean);
      expect(outcome.followed).toBeGreaterThan(0);
    });
  });
});
