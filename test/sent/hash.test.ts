import { chmodSync, chownSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runHere } from "../cli/run.ts";
import { type Tree, withTree } from "../context/trees.ts";

const tree: Tree = {
  Dockerfile: "ARG B\nFROM scratch AS one\nARG V\nCOPY src /s/\nFROM one\nCOPY other l /o/\n",
  ".dockerignore": "skip\n",
  "src/a": "one",
  "src/b": "two",
  other: "three",
  skip: "four",
  l: { link: "other" },
};

async function hash(cwd: string, ...args: string[]): Promise<string> {
  const { stdout, stderr, code } = await runHere(["hash", ...args], { cwd });
  expect([code, stderr]).toEqual([0, ""]);
  return stdout;
}

describe("ctxcheck hash", () => {
  const equal: readonly (readonly [string, (root: string) => unknown])[] = [
    ["touch", (root) => utimesSync(join(root, "src/a"), 1, 1)],
    ["an owner", (root) => process.getuid?.() === 0 && chownSync(join(root, "src/a"), 65_534, 65_534)],
    ["a umask", (root) => chmodSync(join(root, "src/a"), 0o640)],
    ["the mode of a directory", (root) => chmodSync(join(root, "src"), 0o750)],
    ["what is not sent", (root) => writeFileSync(join(root, "skip"), "other")],
    [
      "the order in which files were made",
      (root) => {
        rmSync(join(root, "src/a"));
        writeFileSync(join(root, "src/a"), "one");
      },
    ],
  ];
  for (const [what, change] of equal) {
    test(`stays with ${what}`, async () =>
      withTree(tree, async (root) => {
        const before = await hash(root);
        change(root);
        expect(await hash(root)).toBe(before);
      }));
  }

  const different: readonly (readonly [string, (root: string) => unknown])[] = [
    ["a content", (root) => writeFileSync(join(root, "src/a"), "eno")],
    ["a name", (root) => renameSync(join(root, "src/a"), join(root, "src/c"))],
    ["an executable bit", (root) => chmodSync(join(root, "src/a"), 0o755)],
    [
      "the target of a link",
      (root) => {
        rmSync(join(root, "l"));
        symlinkSync("src/a", join(root, "l"));
      },
    ],
    ["the Dockerfile", (root) => writeFileSync(join(root, "Dockerfile"), `${tree.Dockerfile}# more\n`)],
    [
      "an ignore file that lets more through",
      (root) => {
        writeFileSync(join(root, "src/skip"), "");
        writeFileSync(join(root, ".dockerignore"), "");
      },
    ],
  ];
  for (const [what, change] of different) {
    test(`changes with ${what}`, async () =>
      withTree(tree, async (root) => {
        const before = await hash(root);
        change(root);
        expect(await hash(root)).not.toBe(before);
      }));
  }

  test("options: those that the build uses", async () =>
    withTree(
      { ...tree, "named/x": "x", "more/Dockerfile": "FROM scratch\nCOPY --from=n x /\n" },
      async (root) => {
        const plain = await hash(root);
        expect(await hash(root, "--build-arg", "UNUSED=1")).toBe(plain);
        expect(await hash(root, "--build-arg", "V=1")).not.toBe(plain);
        expect(await hash(root, "--build-arg", "V=1")).not.toBe(await hash(root, "--build-arg", "V=2"));
        expect(await hash(root, "--build-arg", "B=1")).not.toBe(plain);
        expect(await hash(root, "--target", "one")).not.toBe(plain);
        const named = ["-f", "more/Dockerfile", "--build-context", "n=named"];
        const before = await hash(root, ...named);
        writeFileSync(join(root, "named/x"), "y");
        expect(await hash(root, ...named)).not.toBe(before);
        expect(await hash(root)).toBe(plain);
      },
    ));

  test("--modes exact counts every bit", async () =>
    withTree(tree, async (root) => {
      const before = await hash(root, "--modes", "exact");
      chmodSync(join(root, "src/a"), 0o640);
      expect(await hash(root, "--modes", "exact")).not.toBe(before);
    }));

  test("an instruction has a key of its own; --explain says which entries differ", async () =>
    withTree(tree, async (root) => {
      const lines = async () => (await hash(root, "--by", "instruction")).split("\n");
      const [src = "", other = ""] = await lines();
      writeFileSync(join(root, "a.json"), await hash(root, "--json", "--build-arg", "V=sesame"));
      writeFileSync(join(root, "src/a"), "eno");
      writeFileSync(join(root, "src/new"), "");
      rmSync(join(root, "src/b"));
      const [changed, same] = await lines();
      expect([changed === src, same === other]).toEqual([false, true]);
      expect(src).toContain("COPY src /s/");
      const after = await hash(root, "--json");
      expect(after).not.toContain("sesame");
      writeFileSync(join(root, "b.json"), after);
      const told = await runHere(["hash", "--explain", "a.json", "b.json"], { cwd: root });
      expect(told.stdout).toBe(
        "input    argument V\nadded    src/new\nremoved  src/b\nchanged  src/a (content)\n",
      );
      expect(told.code).toBe(1);
      expect((await runHere(["hash", "--explain", "a.json", "a.json"], { cwd: root })).code).toBe(0);
      expect((await runHere(["hash", "--explain", "a.json", "Dockerfile"], { cwd: root })).code).toBe(2);
      expect((await runHere(["hash", "--explain", "a.json"], { cwd: root })).stderr).toContain(
        "two saved keys",
      );
    }));
});
