import { chmodSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Bytes, fromBuffer } from "../../src/bytes.ts";
import { main } from "../../src/cli/main.ts";
import { replaceFile } from "../../src/cli/replace-file.ts";
import type { LintRule } from "../../src/findings/lint/remark.ts";
import { fixIgnoreFile } from "../../src/fix/fix.ts";
import { runHere } from "../cli/run.ts";
import { type Tree, withTree } from "../context/trees.ts";
import { type Asked, planned } from "../findings/finding.ts";

interface Row extends Asked {
  readonly ignore: Bytes;
  readonly tree?: Tree;
  readonly rules?: readonly LintRule[];
  readonly becomes: Bytes;
}

const bom = "\xef\xbb\xbf";

const rows: Record<string, Row> = {
  "nothing to fix": { ignore: "# a\na\n", tree: { a: 1 }, becomes: "# a\na\n" },
  "an indented comment": { ignore: "a\n  # b\n", becomes: "a\n# b\n" },
  "a duplicate": { ignore: "a\n\n# again\n./a/\nb", tree: { a: 1, b: 1 }, becomes: "a\n\n# again\nb" },
  "a slash in front of nothing": {
    ignore: " build/ \r\nx\r\n",
    tree: { build: 1, x: 1 },
    becomes: " build \r\nx\r\n",
  },
  "a shadowed line": { ignore: "docs\ndocs/a\n", tree: { "docs/a": 1 }, becomes: "docs\n" },
  "the mark in front, the ends of lines and bytes that are no text stay": {
    ignore: `${bom}\xff\r\n\xff\r\na`,
    tree: { "\xff": 1, a: 1 },
    builder: "classic",
    becomes: `${bom}\xff\r\na`,
  },
  "a last line without an end": { ignore: "a\na", tree: { a: 1 }, becomes: "a\n" },
  "what changes the set is not made unasked": {
    ignore: "node_modules\ndist # out\n*.{a,b}\nDocs\n",
    tree: { "w/node_modules/a": 1, "dist/a": 1, "x.a": 1, "docs/a": 1 },
    becomes: "node_modules\ndist # out\n*.{a,b}\nDocs\n",
  },
  "nor what only its author can know": {
    ignore: "a\ngone/x\n../b\n",
    tree: { a: 1 },
    becomes: "a\ngone/x\n../b\n",
  },
  "a root-only pattern; kaniko needs the old line, too": {
    ignore: "node_modules/\n",
    tree: { "node_modules/a": 1, "w/node_modules/a": 1 },
    rules: ["root-only-pattern"],
    becomes: "node_modules/\n**/node_modules/\n",
  },
  "a root-only pattern of files": {
    ignore: "# logs\n*.log\r\nx\n",
    tree: { "w/a.log": 1 },
    rules: ["root-only-pattern"],
    becomes: "# logs\n**/*.log\r\nx\n",
  },
  "not where an instruction names what would be lost": {
    ignore: "*.json\n",
    tree: { "w/a.json": 1, "w/b.json": 1, Dockerfile: "FROM scratch\nCOPY w /w\nCOPY w/a.json /a\n" },
    rules: ["root-only-pattern"],
    becomes: "*.json\n",
  },
  "a comment behind a pattern": {
    ignore: "dist  # out\n",
    tree: { "dist/a": 1 },
    rules: ["comment-not-at-start"],
    becomes: "# out\ndist\n",
  },
  "alternatives in braces": {
    ignore: "*.{a,b}\n",
    tree: { "x.a": 1, "x.b": 1 },
    rules: ["unescaped-operator"],
    becomes: "*.a\n*.b\n",
  },
  "the other case": { ignore: "Docs\n", tree: { "docs/a": 1 }, rules: ["case-differs"], becomes: "docs\n" },
  "a broken pattern": { ignore: "a\n[\n", tree: { a: 1 }, rules: ["bad-pattern"], becomes: "a\n\\[\n" },
  "a mark": { ignore: `${bom}a\n${bom}b\n`, tree: { a: 1, b: 1 }, rules: ["bom"], becomes: "a\nb\n" },
  "ends of lines": { ignore: "a\r\nb\nc\r\n", rules: ["crlf"], becomes: "a\r\nb\r\nc\r\n" },
  "an exception that opens every directory": {
    ignore: "m\n!**/k\n",
    tree: { "m/a/k": 1, ...Object.fromEntries(Array.from({ length: 120 }, (_, at) => [`m/b/${at}`, 1])) },
    rules: ["walk-cost"],
    becomes: "m\n!m/a/k\n",
  },
  "an exception that comes too early": {
    ignore: "# keep\n!a/b\nx\na\n",
    tree: { "a/b": 1, "a/c": 1, x: 1 },
    rules: ["exception-never-applies"],
    becomes: "# keep\nx\na\n!a/b\n",
  },
  "what nobody needs": {
    ignore: "a\ngone/x\n",
    tree: { a: 1 },
    rules: ["unused-pattern"],
    becomes: "a\n",
  },
};

const fixed = (root: string, { rules, ...asked }: Omit<Row, "ignore" | "becomes">) =>
  fixIgnoreFile({ ...planned(root, asked), rules: rules === undefined ? null : new Set(rules) });

describe("what becomes of the text", () => {
  test.each(Object.entries(rows))("%s", (_, { ignore, becomes, tree = {}, ...row }) => {
    withTree({ ...tree, ".dockerignore": ignore }, (root) => {
      expect(fixed(root, row).after).toBe(becomes);
    });
  });
});

describe("what is promised", () => {
  test("the paths that are no longer sent, for every builder that reads the file", () => {
    const tree = { "w/node_modules/a": 1, "w/b": 1, ".dockerignore": "node_modules\n" };
    withTree(tree, (root) => {
      const { changes, made } = fixed(root, { rules: ["root-only-pattern"] });
      expect(made.length).toBe(1);
      expect(changes.map(({ builder }) => builder)).toContain("classic");
      expect(changes.map(({ builder }) => builder)).toContain("buildah");
      for (const { out, in: then } of changes) {
        expect(then).toEqual([]);
        expect(out).toContain("w/node_modules/a");
        expect(out).not.toContain("w/b");
      }
    });
  });

  test("an offer counts all that its option makes, notes included", () => {
    const tree = { "w/node_modules/a": 2, "w/b.md": 3, ".dockerignore": "node_modules\n*.md\n" };
    withTree(tree, (root) => {
      const [offer] = fixed(root, {}).offers;
      const { made, changes } = fixed(root, { rules: ["root-only-pattern"] });
      expect(offer).toMatchObject({ what: "root-only-pattern (lines 1, 2)", bytes: 5 });
      expect(made.map(({ line }) => line)).toEqual([1, 2]);
      expect(changes[0]?.outSize.bytes).toBe(5);
    });
  });

  test("a builder that reads another file is not asked", () => {
    const tree = { a: 1, ".dockerignore": "a\na\n", ".containerignore": "a\n" };
    withTree(tree, (root) => {
      const { changes } = fixed(root, {});
      expect(changes.map(({ builder }) => builder)).not.toContain("buildah");
    });
  });

  test("what does not pass is left, and says why", () => {
    const tree = {
      "w/a.json": 1,
      Dockerfile: "FROM scratch\nCOPY w /w\nADD w/a.json w/b.json /x/\n",
      "w/b.json": 1,
    };
    withTree({ ...tree, "w/v/c.json": 1, ".dockerignore": "*.json\n" }, (root) => {
      const { left } = fixed(root, { rules: ["root-only-pattern"] });
      expect(left.map(({ why }) => why)).toEqual(["BuildKit: Dockerfile:3 names what would be excluded"]);
    });
  });
});

describe("writing", () => {
  const text = "a\na\n";

  test("in place: the mode stays, and a link stays a link, which is followed only where that is asked for", () => {
    withTree({ a: 1, ignore: text }, (root) => {
      symlinkSync("ignore", `${root}/.dockerignore`);
      chmodSync(`${root}/ignore`, 0o640);
      expect(() => replaceFile(fixed(root, {}), { followLink: false, trees: [root] }, {})).toThrow(
        /is a link/,
      );
      expect(readFileSync(`${root}/ignore`, "utf8")).toBe(text);
      replaceFile(fixed(root, {}), { followLink: true, trees: [root] }, {});
      expect(readlinkSync(`${root}/.dockerignore`)).toBe("ignore");
      expect(readFileSync(`${root}/ignore`, "utf8")).toBe("a\n");
      expect(statSync(`${root}/ignore`).mode & 0o777).toBe(0o640);
    });
  });

  test("not over what somebody else wrote meanwhile", () => {
    withTree({ a: 1, ".dockerignore": text }, (root) => {
      const result = fixed(root, {});
      writeFileSync(`${root}/.dockerignore`, "b\n");
      expect(() => replaceFile(result, { followLink: false, trees: [root] }, {})).toThrow(/changed while/);
      expect(readFileSync(`${root}/.dockerignore`, "utf8")).toBe("b\n");
    });
  });
});

describe("ctxcheck fix", () => {
  test("prints a diff that can be applied, and writes nothing", async () => {
    await withTree({ a: 1, ".dockerignore": "a\n./a\n" }, async (root) => {
      const { stdout, stderr, code } = await runHere(["fix"], { cwd: root });
      expect(stdout).toBe("--- a/.dockerignore\n+++ b/.dockerignore\n@@ -1,2 +1,1 @@\n a\n-./a\n");
      expect(stderr).toContain("would fix  .dockerignore:2 duplicate-pattern");
      expect(stderr).toContain("What is sent stays the same; checked on the whole tree for buildkit,");
      expect(code).toBe(0);
      expect(readFileSync(`${root}/.dockerignore`, "utf8")).toBe("a\n./a\n");
    });
  });

  test("--write writes; once more there is nothing to do", async () => {
    await withTree({ a: 1, "\xff": 1, ".dockerignore": "\xff\na\n./a\n" }, async (root) => {
      expect((await runHere(["fix", "--write", "--builder", "classic"], { cwd: root })).stdout).toBe("");
      expect(fromBuffer(readFileSync(`${root}/.dockerignore`))).toBe("\xff\na\n");
      expect((await runHere(["fix", "--write"], { cwd: root })).stderr).toBe(
        ".dockerignore: Nothing to fix.\n",
      );
    });
  });

  test("a file that the builder refuses is refused, with its reason, unless the fix of that is asked for", async () => {
    await withTree({ a: 1, ".dockerignore": "a\n[\n" }, async (root) => {
      const refused = await runHere(["fix"], { cwd: root });
      expect([refused.code, refused.stdout]).toEqual([2, ""]);
      expect(refused.stderr).toMatch(/syntax error in pattern "\["[\s\S]*--rule bad-pattern --write/);
      expect((await runHere(["fix", "--rule", "bad-pattern"], { cwd: root })).code).toBe(0);
    });
  });

  test("what changes the set is offered with its size and its command, which does it", async () => {
    const tree = { Dockerfile: "FROM node\nCOPY . .\nRUN npm ci\n", "package.json": "{}", ".git/HEAD": 40 };
    await withTree({ ...tree, "w/a.log": 30, ".dockerignore": "*.log\n" }, async (root) => {
      const { stderr } = await runHere(["fix"], { cwd: root });
      expect(stderr).not.toContain("Nothing to fix");
      const [, command = ""] = /40 B less .*ctxcheck (fix --write --suggestion \.git)/.exec(stderr) ?? [];
      expect((await runHere(command.split(" "), { cwd: root })).code).toBe(0);
      expect(readFileSync(`${root}/.dockerignore`, "utf8")).toBe("*.log\n.git\n");
    });
  });

  test("a rule without a fix, and no ignore file, are wrong use", async () => {
    await withTree({ a: 1 }, async (root) => {
      const named = await runHere(["fix", "--rule", "large-file"], { cwd: root });
      expect([named.code, named.stderr]).toEqual([2, expect.stringContaining("no fix is known")]);
      const missing = await runHere(["fix"], { cwd: root });
      expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("no ignore file")]);
    });
  });

  test("what would act on a terminal is not printed to one", async () => {
    await withTree({ ".dockerignore": "\x1bc\n\x1bc\n", a: 1 }, async (root) => {
      let shown = "";
      const stdout = { isTTY: true, write: (data: string | Uint8Array) => (shown += data) };
      const io = { argv: ["fix", "--builder", "classic", "--quiet"], env: {}, cwd: root, stdin: nothing() };
      await main({ ...io, stdout, stderr: { write: () => {} } }, "0.0.0");
      expect(shown).toContain("-\\x1bc\n");
      expect(shown).not.toContain("\x1b");
    });
  });
});

async function* nothing(): AsyncGenerator<Uint8Array> {}
