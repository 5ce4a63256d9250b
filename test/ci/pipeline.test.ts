import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { plant, type Tree, withTree } from "../context/trees.ts";
import { readGithub, readMarkdownFindings, readSarif, readSarifLog, type Told } from "../report/readers.ts";
import { type ActionRun, runAction } from "./action.ts";

const service: Tree = {
  Dockerfile: "FROM node:22-slim\nWORKDIR /app\nCOPY . .\n",
  ".dockerignore": ".git\nnode_modules\n",
  "ctxcheck.config.json": '{ "maxSize": "1MB", "maxFiles": 100 }\n',
  "package.json": "{}\n",
  "src/index.js": 400,
};

const git = (cwd: string, ...words: string[]) =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...words], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_NOSYSTEM: "1" },
  });

function commit(repository: string, tree: Tree): void {
  plant(repository, tree);
  git(repository, "add", "--all", "--force");
  git(repository, "commit", "--quiet", "--message", "change");
}

/** A fresh clone of what was committed, checked as the pipeline of docs/ci.md does. */
const check = <T>(repository: string, look: (ran: ActionRun, sarif: string) => T): Promise<T> =>
  withTree({}, (clone) => {
    git(clone, "clone", "--quiet", repository, ".");
    return withTree({}, async (runner) => {
      const ran = await runAction(clone, runner, { sarif: "ctxcheck.sarif" });
      return look(ran, readFileSync(join(clone, "ctxcheck.sarif"), "utf8"));
    });
  });

const brief = ({ rule, severity, place }: Told) => `${severity} ${rule} ${place}`;

test("a pull request that adds 20 MB and an .env fails where people look, and its fix passes", async () => {
  await withTree({}, async (repository) => {
    git(repository, "init", "--quiet");
    commit(repository, service);
    await check(repository, ({ code, stdout, outputs, summary }, sarif) => {
      expect({ code, stdout, findings: outputs.findings }).toEqual({ code: 0, stdout: "", findings: "0" });
      expect(summary).toMatch(/^## ✅ /);
      expect(readSarif(sarif)).toEqual([]);
    });

    commit(repository, {
      "assets/intro.mp4": 20_000_000,
      ".env": "LOG_LEVEL=info\nDB_PASSWORD=q7V-mild-harbour-92x\n",
    });
    const fixes = await check(repository, ({ code, stdout, outputs, summary }, sarif) => {
      const expected = [
        "error secret-content .env:2",
        "warning large-file assets/intro.mp4",
        "error budget .dockerignore",
      ];
      expect(code).toBe(1);
      expect(readSarif(sarif).map(brief)).toEqual(expected);
      expect(readGithub(stdout).map(brief)).toEqual(expected);
      expect(readFileSync(new URL("../../docs/ci.md", import.meta.url), "utf8")).toContain(stdout);
      expect(readMarkdownFindings(summary).map(({ words }) => words)).toEqual([
        expect.stringMatching(/^\.env:2 secret in a file for credentials.* \.env$/),
        expect.stringMatching(/^assets\/intro\.mp4 20 MB, over the limit.* assets\/intro\.mp4$/),
        expect.stringMatching(/20 MB are sent, \d+ bytes over the limit of 1 MB/),
      ]);
      expect(summary).toMatch(/^## ❌ Build context: 20 MB in 7 files/);
      expect(`${stdout}${sarif}${summary}`).not.toContain("mild-harbour");
      expect(Number(outputs.bytes)).toBeGreaterThan(20_000_000);
      return readSarifLog(sarif).runs.flatMap(({ results }) =>
        results.map(({ properties }) => properties.fix),
      );
    });

    const lines = fixes.filter((fix) => fix !== null).join("\n");
    commit(repository, { ".dockerignore": `${service[".dockerignore"]}${lines}\n` });
    await check(repository, ({ code, stdout, summary }, sarif) => {
      expect({ code, stdout, told: readSarif(sarif) }).toEqual({ code: 0, stdout: "", told: [] });
      expect(summary).toMatch(/^## ✅ /);
    });
  });
});
