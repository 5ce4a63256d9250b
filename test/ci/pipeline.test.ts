import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../cli/run.ts";
import { plant, type Tree, withTree } from "../context/trees.ts";
import { readGithub, readMarkdownFindings, readSarif, readSarifLog, type Told } from "../report/readers.ts";
import { type ActionRun, runAction } from "./action.ts";

const service: Tree = {
  Dockerfile: "FROM node:22-slim\nWORKDIR /app\nCOPY . .\n",
  ".dockerignore": ".git\nnode_modules\n.ctxcheck-baseline.json\n",
  "certs/dev.p12": 9,
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
      const baseline = ".ctxcheck-baseline.json";
      const known = existsSync(join(clone, baseline)) ? { baseline } : {};
      const ran = await runAction(clone, runner, { sarif: "ctxcheck.sarif", ...known });
      return look(ran, readFileSync(join(clone, "ctxcheck.sarif"), "utf8"));
    });
  });

const brief = ({ rule, severity, place }: Told) => `${severity} ${rule} ${place}`;

test("a pull request that adds 20 MB and an .env fails where people look, and its fix passes", async () => {
  await withTree({}, async (repository) => {
    git(repository, "init", "--quiet");
    commit(repository, service);
    await check(repository, ({ code, stdout }) => {
      expect({ code, told: readGithub(stdout).map(brief) }).toEqual({
        code: 1,
        told: ["error secret-name certs/dev.p12"],
      });
    });

    expect(await run(["baseline"], { cwd: repository })).toMatchObject({ code: 0, stderr: "" });
    commit(repository, {});
    await check(repository, isGreen);

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
      const added = readSarifLog(sarif).runs.flatMap(({ results }) =>
        results.filter((one) => !one.suppressions),
      );
      const isNew = ({ words }: Told) => !words.startsWith("accepted by the baseline");
      expect(readSarif(sarif).filter(isNew).map(brief)).toEqual(expected);
      expect(added).toHaveLength(expected.length);
      expect(readGithub(stdout).filter(isNew).map(brief)).toEqual(expected);
      expect(readFileSync(new URL("../../docs/ci.md", import.meta.url), "utf8")).toContain(stdout);
      expect(readMarkdownFindings(summary).map(({ words }) => words)).toEqual([
        expect.stringMatching(/^\.env:2 secret in a credential file.* \.env$/),
        expect.stringMatching(/^certs\/dev\.p12 /),
        expect.stringMatching(/^assets\/intro\.mp4 20 MB, over the limit.*it stays: git tracks it/),
        expect.stringMatching(/20 MB are sent, 19 MB over the limit of 1 MB/),
      ]);
      expect(summary).toMatch(/^## ❌ Build context: 20 MB in 8 files/);
      expect(`${stdout}${sarif}${summary}`).not.toContain("mild-harbour");
      expect(Number(outputs.bytes)).toBeGreaterThan(20_000_000);
      return added.map(({ properties }) => properties.fix);
    });

    // What git tracks is the author's to decide.
    const lines = [...fixes.filter((fix) => fix !== null), "assets/intro.mp4"].join("\n");
    commit(repository, { ".dockerignore": `${service[".dockerignore"]}${lines}\n` });
    await check(repository, isGreen);
  });
});

/** The one finding that the baseline has is told as accepted, and fails nothing. */
function isGreen({ code, stdout, summary }: ActionRun, sarif: string): void {
  expect(code).toBe(0);
  expect(readGithub(stdout).map(brief)).toEqual(["info secret-name certs/dev.p12"]);
  expect(summary).toMatch(/^## ✅ .*\n\n1 accepted by the baseline\./);
  const results = readSarifLog(sarif).runs.flatMap((one) => one.results);
  expect(results.map(({ ruleId, suppressions }) => [ruleId, suppressions?.length])).toEqual([
    ["secret-name", 1],
  ]);
}
