import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { fromText } from "../../src/bytes.ts";
import { complete } from "../../src/cli/complete.ts";
import { formats } from "../../src/report/formats.ts";
import { type Tree, withTree } from "../context/trees.ts";
import { sampled } from "../sample.ts";
import { builtProgram } from "./built.ts";
import { run } from "./run.ts";

const tree: Tree = {
  Dockerfile: "FROM a AS build\nFROM b AS final\nFROM c\nCOPY . /\n",
  "other/Dockerfile": "FROM a AS elsewhere\nCOPY . /\n",
  "broken/Dockerfile": "NONSENSE\n",
  "web/app.js": 1,
  "web/a b.js": 1,
  "web/$(x)`y`.js": 1,
  "web/line\nbreak.js": 1,
  [fromText("web/ünï.js")]: 1,
  "web/\xff.js": 1,
};

const values = (words: readonly string[]) =>
  withTree(tree, (cwd) => complete(words, cwd).candidates.map(([value]) => value));
const kind = (words: readonly string[]) => withTree(tree, (cwd) => complete(words, cwd).kind);

describe("candidates", () => {
  const rows: [words: string[], candidates: string[]][] = [
    [["ls"], ["ls", "lsp"]],
    [["expl"], ["explain"]],
    [["ls", "co"], []],
    [["--target", "com"], []],
    [["--", "l"], []],
    [["--max-f"], ["--max-files", "--max-file-size"]],
    [["ls", "--max-f"], []],
    [
      ["ls", "--set", ""],
      ["sent", "allowed", "excluded"],
    ],
    [["ls", "--set=a"], ["--set=allowed"]],
    [
      ["--color", "a"],
      ["auto", "always"],
    ],
    [["--format", ""], Object.keys(formats)],
    [["--format=sa"], ["--format=sarif"]],
    [["--builder", "kan"], ["kaniko"]],
    [
      ["compare", "--builders", "kaniko,b"],
      ["kaniko,buildkit", "kaniko,buildkit@0.8", "kaniko,buildah", "kaniko,balena"],
    ],
    [
      ["--target", ""],
      ["build", "final"],
    ],
    [["--secret-rules", "github-t"], ["github-token"]],
    [
      ["--secret-rules=github-token,-jw"],
      ["--secret-rules=github-token,-jwk-private-key", "--secret-rules=github-token,-jwt"],
    ],
    [["other", "--target", ""], ["elsewhere"]],
    [["-f", "other/Dockerfile", "--target", ""], ["elsewhere"]],
    [["--file=other/Dockerfile", "image", "--stage", ""], ["elsewhere"]],
    [["broken", "--target", ""], []],
    [["nowhere", "--target", ""], []],
    [["explain", "we"], ["web/"]],
    [
      ["explain", "--quiet", "web/a"],
      ["web/a b.js", "web/app.js"],
    ],
    [
      ["explain", "--context", "web", "a"],
      ["a b.js", "app.js"],
    ],
    [["explain", "nowhere/"], []],
    [
      ["completion", ""],
      ["bash", "zsh", "fish"],
    ],
    [["completion", "bash", ""], []],
    [["plugin", "in"], ["install"]],
    [["__comp"], []],
  ];
  test.each(rows)("%j", (words, candidates) => {
    expect(values(words)).toEqual(candidates);
  });

  test("of a name that is not a string there are none", () => {
    expect(values(["explain", "web/"])).not.toContain("web/\ufffd.js");
    expect(values(["explain", "web/ü"])).toEqual(["web/ünï.js"]);
  });

  const kinds: [words: string[], kind: string][] = [
    [[""], "directories"],
    [["ls", ""], "directories"],
    [["--format", "sarif=o"], "files"],
    [["--format=sarif=o"], "files"],
    [["-f", ""], "files"],
    [["--build-context", "x="], "directories"],
    [["explain", ""], "paths"],
    [["--max-size", ""], "words"],
  ];
  test.each(kinds)("%j asks for %s", (words, expected) => {
    expect(kind(words)).toBe(expected);
  });

  test("a line break in a name adds no line", async () => {
    await withTree(tree, async (cwd) => {
      const { stdout } = await run(["__complete", "--", "explain", "web/l"], { cwd });
      expect(stdout).toBe("paths\n");
    });
  });
});

describe("bash", () => {
  /** As bash calls it when the cursor is at the end of the line. */
  async function typed(line: string, words: readonly string[]): Promise<string[]> {
    const program = await builtProgram();
    return withTree(tree, async (cwd) => {
      mkdirSync(join(cwd, ".bin"));
      const launcher = join(cwd, ".bin/ctxcheck");
      writeFileSync(launcher, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
      chmodSync(launcher, 0o755);
      const script = `source <(ctxcheck completion bash)
        COMP_LINE=$1 COMP_POINT=\${#1}; shift; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _ctxcheck; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const env = { PATH: `${join(cwd, ".bin")}:${process.env.PATH}` };
      const args = ["--norc", "-c", script, "bash", line, ...words];
      const { stdout } = await promisify(execFile)("bash", args, { cwd, env });
      return stdout.split("\n").filter((one) => one !== "");
    });
  }

  const rows: [line: string, words: string[], candidates: string[]][] = [
    ["ctxcheck expl", ["ctxcheck", "expl"], ["explain"]],
    ["ctxcheck ", ["ctxcheck", ""], expect.arrayContaining(["ls", "explain", "web", "other"])],
    ["ctxcheck --fail-on=w", ["ctxcheck", "--fail-on", "=", "w"], ["warning"]],
    ["ctxcheck --fail-on=", ["ctxcheck", "--fail-on", "="], ["error", "warning", "info", "never"]],
    ["ctxcheck --fail-on  w", ["ctxcheck", "--fail-on", "w"], ["warning"]],
    ["ctxcheck --format=sarif=Do", ["ctxcheck", "--format", "=", "sarif", "=", "Do"], ["Dockerfile"]],
    ["ctxcheck --target f", ["ctxcheck", "--target", "f"], ["final"]],
    ["ctxcheck explain web/a", ["ctxcheck", "explain", "web/a"], ["web/a b.js", "web/app.js"]],
    ["ctxcheck explain web/a\\ b", ["ctxcheck", "explain", "web/a\\ b"], ["web/a b.js"]],
    ["ctxcheck explain 'web/$", ["ctxcheck", "explain", "'web/$"], ["web/$(x)`y`.js"]],
  ];
  test.each(sampled(rows, 3))("%s", async (line, words, candidates) => {
    expect(await typed(line, words)).toEqual(candidates);
  });

  test.each(["bash", "zsh", "fish"])("there is a script for %s", async (shell) => {
    const { stdout, code } = await run(["completion", shell]);
    expect(code).toBe(0);
    expect(stdout).toContain("__complete -- ");
  });
});
