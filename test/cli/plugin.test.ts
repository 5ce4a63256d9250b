import { lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { ownWords } from "../../src/cli/build-words.ts";
import { withTree } from "../context/trees.ts";
import { builtProgram } from "./built.ts";
import { collect, run } from "./run.ts";

describe("the words that docker gives", () => {
  const rows: [words: string[], own: string[]][] = [
    [["ctxcheck", "."], ["."]],
    [["ctxcheck"], []],
    [
      ["ctxcheck", "-f", "ctxcheck", "--context", "x"],
      ["-f", "ctxcheck", "--context", "x"],
    ],
    [["--context", "remote", "ctxcheck", "ls"], ["ls"]],
    [["--context=remote", "-D", "--tls", "ctxcheck", "ls"], ["ls"]],
    [["-c", "ctxcheck", "ctxcheck", "ls"], ["ls"]],
    [["-cremote", "ctxcheck", "ls"], ["ls"]],
    [["-DH", "unix:///x", "ctxcheck", "ls"], ["ls"]],
    [["-Dlinfo", "ctxcheck", "ls"], ["ls"]],
    [["-lc", "ctxcheck", "ls"], ["ls"]],
    [["help", "ctxcheck"], ["--help"]],
    [
      ["help", "ctxcheck", "ls"],
      ["ls", "--help"],
    ],
  ];
  test.each(rows)("%j", (words, own) => {
    expect(ownWords(words)).toEqual(own);
  });
});

const packageVersion = (): unknown =>
  JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version;

const plugin = async () => join(dirname(await builtProgram()), "docker-ctxcheck.js");

test("the metadata are answered before anything is imported", async () => {
  const text = readFileSync(new URL("../../bin/docker-ctxcheck.ts", import.meta.url), "utf8");
  expect(text.match(/^import .*$/gm)).toBeNull();
  const { stdout, code } = await collect(process.execPath, [await plugin(), "docker-cli-plugin-metadata"]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    SchemaVersion: "0.1.0",
    Vendor: "ctxcheck",
    Version: packageVersion(),
    ShortDescription: expect.stringMatching(/.{20}/),
  });
});

test("the plugin is the same program", async () => {
  await withTree({ Dockerfile: "FROM scratch\nCOPY a /\n", a: 1, b: 1 }, async (cwd) => {
    const args = [await plugin(), "--context", "default", "ctxcheck", "ls"];
    expect((await collect(process.execPath, args, { cwd })).stdout).toBe("a\n");
  });
});

describe("plugin install", () => {
  const at = (home: string) => join(home, ".docker/cli-plugins/docker-ctxcheck");

  test("writes a launcher that works, again and again, and uninstall removes it", async () => {
    await withTree({ a: 1 }, async (cwd) => {
      const env = { HOME: cwd };
      for (const _ of [1, 2]) {
        expect(await run(["plugin", "install"], { cwd, env })).toMatchObject({ code: 0, stderr: "" });
        const answer = await collect(at(cwd), ["docker-cli-plugin-metadata"]);
        expect(JSON.parse(answer.stdout)).toMatchObject({ SchemaVersion: "0.1.0" });
      }
      expect((await run(["plugin", "uninstall"], { cwd, env })).stdout).toMatch(/^Removed /);
      expect(lstatSync(at(cwd), { throwIfNoEntry: false })).toBeUndefined();
      expect((await run(["plugin", "uninstall"], { cwd, env })).stdout).toMatch(/^Nothing to remove/);
    });
  });

  test("DOCKER_CONFIG wins over HOME", async () => {
    await withTree({ a: 1 }, async (cwd) => {
      const env = { HOME: cwd, DOCKER_CONFIG: join(cwd, "config") };
      await run(["plugin", "install"], { cwd, env });
      expect(lstatSync(join(cwd, "config/cli-plugins/docker-ctxcheck")).mode & 0o111).toBe(0o111);
      expect(lstatSync(at(cwd), { throwIfNoEntry: false })).toBeUndefined();
    });
  });

  test("no home is told", async () => {
    const { code, stderr } = await run(["plugin", "install"]);
    expect(code).toBe(2);
    expect(stderr).toContain("neither DOCKER_CONFIG nor HOME is set");
  });

  const foreign: [what: string, make: (path: string) => void][] = [
    ["a file", (path) => writeFileSync(path, "#!/bin/sh\n")],
    ["a link", (path) => symlinkSync("/bin/true", path)],
    ["a directory", (path) => mkdirSync(path)],
  ];
  test.each(foreign)("%s that is not ours stays", async (_, make) => {
    await withTree({ a: 1 }, async (cwd) => {
      mkdirSync(dirname(at(cwd)), { recursive: true });
      make(at(cwd));
      const before = lstatSync(at(cwd));
      for (const action of ["install", "uninstall"]) {
        const { code, stderr } = await run(["plugin", action], { cwd, env: { HOME: cwd } });
        expect(code).toBe(2);
        expect(stderr).toContain("is not what ctxcheck plugin install writes");
      }
      expect(lstatSync(at(cwd)).ino).toBe(before.ino);
    });
  });
});
