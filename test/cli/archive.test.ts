import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Tree, withTree } from "../context/trees.ts";
import { pem } from "../secrets/values.ts";
import { run, runHere, runShell } from "./run.ts";

const tree: Tree = {
  "in/Dockerfile": "FROM scratch\nCOPY . /\n",
  "in/docker/other": "FROM scratch\nCOPY keep /\n",
  "in/.dockerignore": "skip\n",
  "in/keep": "kept",
  "in/skip": "skipped",
  "in/l": { link: "keep" },
};

const withArchive = (use: (root: string) => Promise<void>) =>
  withTree(tree, async (root) => {
    execFileSync("tar", ["--format=gnu", "-C", join(root, "in"), "-cf", join(root, "c.tar"), "."]);
    execFileSync("gzip", ["-k", join(root, "c.tar")]);
    await use(root);
  });

const all = [".dockerignore", "Dockerfile", "docker/other", "keep", "l", "skip"];
const lines = (text: string) => text.split("\n").filter((line) => line !== "");

describe("a tar as the context", () => {
  test("on stdin, in a file, compressed", async () =>
    withArchive(async (root) => {
      const tar = readFileSync(join(root, "c.tar"));
      for (const [context, stdin] of [
        ["-", tar],
        ["c.tar", ""],
        ["c.tar.gz", ""],
        ["-", readFileSync(join(root, "c.tar.gz"))],
      ] as const) {
        expect(lines((await runHere(["ls", context], { cwd: root, stdin })).stdout)).toEqual(all);
      }
      const piped = await runShell("tar -C in -c . | $CTXCHECK - --format json", { cwd: root });
      expect(JSON.parse(piped.stdout)).toMatchObject({
        context: "-",
        dockerfile: "Dockerfile",
        ignoreFile: null,
        given: { kind: "archive", bytes: 10_240, filtered: false },
        sent: { files: 6, wireBytes: 10_240 },
        findings: [{ rule: "ignore-file-not-applied", path: ".dockerignore", fix: null }],
      });
    }));

  test("buildah unpacks it and filters", async () =>
    withArchive(async (root) => {
      const ran = await runHere(["ls", "c.tar", "--builder", "buildah"], { cwd: root });
      expect(lines(ran.stdout)).toEqual(all.filter((path) => path !== "skip"));
    }));

  test("-f is a path in it", async () =>
    withArchive(async (root) => {
      const ran = await runHere(["image", "c.tar", "-f", "docker/other", "--json"], { cwd: root });
      expect(JSON.parse(ran.stdout).paths).toMatchObject([{ path: "/keep", size: 4 }]);
    }));

  test("every command answers", async () =>
    withArchive(async (root) => {
      const here = (...args: string[]) => runHere(args, { cwd: root });
      expect((await here("explain", "--context", "c.tar", "skip")).stdout).toContain('"skip" is sent');
      expect((await here("compare", "c.tar")).code).toBe(0);
      expect((await here("lint", "c.tar")).code).toBe(0);
      expect((await here("diff", "in", "c.tar", "--format", "json")).stdout).toContain('"skip"');
      for (const command of ["suggest", "fix", "init"]) {
        expect(await here(command, "c.tar")).toMatchObject({
          code: 2,
          stderr: expect.stringContaining("applies no ignore file"),
        });
      }
      for (const format of ["markdown", "sarif", "junit", "github", "gitlab", "ndjson"])
        expect((await here("c.tar", "--format", format)).code).toBe(0);
      const stdin = readFileSync(join(root, "c.tar"));
      const piped = (...args: string[]) => runHere(args, { cwd: root, stdin });
      for (const format of ["html", "ncdu", "json", "sarif"])
        expect(await piped("-", "--format", format), format).toMatchObject({ code: 0, stderr: "" });
      expect((await piped("diff", "in", "-", "--format", "json")).stdout).toContain('"skip"');
      expect((await piped("diff", "-", "-")).stderr).toContain("stdin cannot be both sides");
      expect((await here("diff", "in", "-")).stderr).toContain("no archive on stdin");
      expect((await here("-", "-f", "-")).code).toBe(2);
      expect((await here("c.tar", "--builder", "cdk")).stderr).toContain("takes a directory");
    }));

  test("a secret in it is found, and not shown", async () => {
    const value = pem("rsa", "pkcs8");
    await withTree({ "a/Dockerfile": "FROM scratch\nCOPY . /\n", "a/env.txt": value }, async (root) => {
      execFileSync("tar", ["-C", join(root, "a"), "-cf", join(root, "c.tar"), "."]);
      const ran = await run(["c.tar"], { cwd: root });
      expect(ran.code).toBe(1);
      expect(ran.stdout).toContain("secret-content");
      expect(ran.stdout).not.toContain(value.split("\n")[2]);
    });
  });

  test("a Dockerfile on stdin has an empty context", async () => {
    const ran = await runHere(["-", "--format", "json"], { stdin: "FROM scratch\nCOPY a /\n" });
    expect(JSON.parse(ran.stdout)).toMatchObject({
      given: { kind: "dockerfile" },
      sent: { files: 0 },
      dockerfile: "-",
    });
  });
});
