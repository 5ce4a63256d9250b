import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, linkSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run, runHere, runShell } from "../cli/run.ts";
import { readTar } from "../clients/tar.ts";
import { type Tree, withTree } from "../context/trees.ts";

const long = `${"d".repeat(90)}/${"f".repeat(90)}`;
const tree: Tree = {
  Dockerfile: "FROM scratch\nCOPY . /\n",
  ".dockerignore": "skip\n!keep\n",
  "src/a": "one",
  [long]: "long",
  "odd \xff\n": "odd",
  é: "text",
  skip: "no",
  l: { link: "src/a" },
};

describe("ctxcheck export", () => {
  test("holds what is sent, byte for byte the same each time", async () =>
    withTree(tree, async (root) => {
      linkSync(join(root, "src/a"), join(root, "src/b"));
      chmodSync(join(root, "src/a"), 0o755);
      const once = await run(["export", "-o", "-"], { cwd: root });
      const { entries, complete } = readTar(once.bytes);
      expect([once.code, complete]).toEqual([0, true]);
      const paths = entries.map(({ path, type }) => `${type} ${path}`);
      expect(paths).toEqual([
        "directory .",
        "file .dockerignore",
        "file Dockerfile",
        `directory ${"d".repeat(90)}`,
        `file ${long}`,
        "symlink l",
        "file odd \xff\n",
        "directory src",
        "file src/a",
        "hardlink src/b",
        "file é",
      ]);
      expect((await run(["export", "-o", "-"], { cwd: root })).bytes.equals(once.bytes)).toBe(true);
      await run(["export", "-o", join(root, "../out.tar")], { cwd: root });
      expect(readFileSync(join(root, "../out.tar")).equals(once.bytes)).toBe(true);
    }));

  test("tar unpacks it, and it is a context again", async () =>
    withTree(
      {
        "in/x": "",
        ...Object.fromEntries(Object.entries(tree).map(([name, value]) => [`in/${name}`, value])),
      },
      async (root) => {
        await run(["export", "in", "-o", "out.tar"], { cwd: root });
        const names = execFileSync("tar", ["-tf", join(root, "out.tar")], { encoding: "latin1" });
        expect(names).toContain("src/a");
        const again = await runHere(["ls", "out.tar", "-0"], { cwd: root });
        expect(again.bytes.equals((await runHere(["ls", "in", "-0"], { cwd: root })).bytes)).toBe(true);
        const hash = async (context: string) => (await runHere(["hash", context], { cwd: root })).stdout;
        expect(await hash("out.tar")).toBe(await hash("in"));
        const piped = await runShell("$CTXCHECK export in -o - | $CTXCHECK hash -", { cwd: root });
        expect(piped.stdout).toBe(await hash("in"));
      },
    ));

  test("refuses where the build is refused, and writes nothing then", async () =>
    withTree({ ...tree, ".dockerignore": "[\n" }, async (root) => {
      const ran = await runHere(["export", "-o", "out.tar"], { cwd: root });
      expect([ran.code, existsSync(join(root, "out.tar"))]).toEqual([2, false]);
      expect((await runHere(["export"], { cwd: root })).code).toBe(2);
    }));

  test("a Dockerfile that is not sent is added, with a word", async () =>
    withTree({ Dockerfile: "FROM scratch\nCOPY src /\n", "src/a": "x" }, async (root) => {
      const ran = await runHere(["export", "-o", "-"], { cwd: root });
      expect(readTar(ran.bytes).entries.map(({ path }) => path)).toEqual([".", "src", "src/a", "Dockerfile"]);
      expect(ran.stderr).toContain("Dockerfile is not sent");
    }));
});

const has = (program: string) => {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

describe("ls --format make", () => {
  const names: Tree = {
    ...{ Dockerfile: "FROM scratch\nCOPY . /\n", "a b#c$d": "x", "src/back\\slash": "y" },
  };

  test.skipIf(!has("make"))("make builds again when a file changes, and only then", async () =>
    withTree(
      {
        ...names,
        Makefile: "image:\n\techo built > image\n\ninclude image.d\n",
        ".dockerignore": "image*\nMakefile\nno",
      },
      async (root) => {
        const make = () => execFileSync("make", ["-s"], { cwd: root, encoding: "utf8" });
        writeFileSync(
          join(root, "image.d"),
          (await runHere(["ls", "--format", "make"], { cwd: root })).bytes,
        );
        make();
        writeFileSync(join(root, "image"), "kept");
        expect(execFileSync("make", ["-q"], { cwd: root, encoding: "utf8" })).toBe("");
        for (const name of ["a b#c$d", "src/back\\slash", "Dockerfile", ".dockerignore"]) {
          execFileSync("touch", ["-d", "2040-01-01", join(root, name)]);
          expect(() => execFileSync("make", ["-q"], { cwd: root, stdio: "ignore" })).toThrow();
          execFileSync("touch", ["-d", "2000-01-01", join(root, name)]);
        }
      },
    ),
  );

  test("names as make reads them from where it runs", async () =>
    withTree(
      {
        "in/Dockerfile": "FROM scratch\nCOPY . /\n",
        "in/a b#c$d": "x",
        "in/line\nbreak": "",
        "in/.dockerignore": "no",
      },
      async (root) => {
        const ran = await runHere(["ls", "in", "--format", "make", "--make-target", "out/img"], {
          cwd: root,
        });
        expect(ran.stdout).toBe(
          "out/img: \\\n  in/.dockerignore \\\n  in/Dockerfile \\\n  in/a\\ b\\#c$$d\n",
        );
        expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining("line break")]);
      },
    ));
});
