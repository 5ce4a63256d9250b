import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, linkSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
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
      // Beside the context, under a name that no other user of this machine has written.
      const out = `${root}.tar`;
      await run(["export", "-o", out], { cwd: root });
      expect(readFileSync(out).equals(once.bytes)).toBe(true);
      rmSync(out);
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

  test("threads that read change neither an archive nor a key", async () =>
    withTree(
      {
        Dockerfile: "FROM scratch\nCOPY . /\n",
        ...Object.fromEntries(
          Array.from({ length: 3_000 }, (_, at) => [`d${at % 7}/${at}`, "x".repeat((at * 37) % 3_000)]),
        ),
        large: "y".repeat(3 << 20),
      },
      async (root) => {
        const all = ["0", "1", "3"].map(async (threads) => ({
          archive: (await run(["export", "-o", "-", "--threads", threads], { cwd: root })).bytes,
          key: (await run(["hash", "--threads", threads], { cwd: root })).stdout,
        }));
        const [alone, ...helped] = await Promise.all(all);
        const archive = alone?.archive ?? Buffer.alloc(0);
        expect(archive.length).toBeGreaterThan(3_000 * 1_000);
        // Vitest's own comparison of so many bytes takes minutes.
        expect(helped.map((one) => one.archive.equals(archive))).toEqual([true, true]);
        expect(helped.map((one) => one.key)).toEqual([alone?.key, alone?.key]);
        const unpacked = spawnSync("tar", ["-xO", "d3/2999"], { input: archive });
        expect(unpacked.stdout.toString()).toBe("x".repeat((2_999 * 37) % 3_000));
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

const date = (path: string, day: string) => utimesSync(path, new Date(day), new Date(day));

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
          date(join(root, name), "2040-01-01");
          expect(() => execFileSync("make", ["-q"], { cwd: root, stdio: "ignore" })).toThrow();
          date(join(root, name), "2000-01-01");
        }
      },
    ),
  );

  /** Each letter of the keyboard, in a name that the reader takes. */
  const odd = [..."!\"#$%&'()*+,-.:<=>?@[\\]^_`{|}~ \t;"].map((char) => `p${char}q`);
  const oddTree: Tree = {
    "in/Dockerfile": "FROM scratch\nCOPY . /\n",
    ...Object.fromEntries([...odd, "=first", "ends\\", "ends:"].map((name) => [`in/${name}`, "x"])),
  };

  for (const [reader, isMissed] of [
    ["make", /[;]/],
    ["ninja", /["&'*;<>?^`|\t]|:$|\\$/],
  ] as const)
    test.skipIf(!has(reader))(`${reader} takes every name that is not said to be left out`, async () =>
      withTree(
        {
          ...oddTree,
          Makefile: "image:\n\techo built > image\n\ninclude image.d\n",
          "build.ninja":
            "rule img\n  command = touch image && cp saved.d image.d\n  depfile = image.d\nbuild image: img\n",
        },
        async (root) => {
          const ran = await runHere(["ls", "in", "--format", reader], { cwd: root });
          writeFileSync(join(root, reader === "make" ? "image.d" : "saved.d"), ran.bytes);
          const isDirty = () => {
            const args = reader === "make" ? ["-q"] : ["-n", "-d", "explain"];
            const { status, stdout, stderr } = spawnSync(reader, args, { cwd: root, encoding: "utf8" });
            if (reader === "make") return status === 1;
            expect(stderr).not.toContain("doesn't exist");
            return !stdout.includes("no work to do");
          };
          const at = (name: string, day: string) => date(join(root, "in", name), day);
          const names = [...odd, "=first", "ends\\", "ends:", "Dockerfile"];
          for (const name of names) at(name, "2000-01-01");
          spawnSync(reader, [], { cwd: root });
          expect(isDirty()).toBe(false);
          for (const name of names) {
            at(name, "2040-01-01");
            expect([name, isDirty()]).toEqual([name, !isMissed.test(name)]);
            at(name, "2000-01-01");
          }
          expect(ran.code).toBe(2);
          expect(ran.stderr.match(/left out/g)?.length).toBe(
            names.filter((name) => isMissed.test(name)).length,
          );
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
        expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining("cannot hold such a name")]);
      },
    ));
});
