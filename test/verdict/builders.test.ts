import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../cli/run.ts";
import { scratch, type Tree } from "../context/trees.ts";
import { said } from "./said.ts";

const build = (...lines: string[]) => `FROM scratch\n${lines.join("\n")}\n`;
const tree = (...lines: string[]): Tree => ({
  Dockerfile: build(...lines),
  ".dockerignore": "a\nd/*\ne/x\n",
  ...{ a: 1, b: 1, "d/x": 1, "e/x": 1, "e/y": 1 },
});

interface Row {
  readonly builder: string;
  readonly lines: readonly string[];
  readonly says: readonly string[];
  readonly code: number;
}

const rows: Record<string, Row> = {
  "kaniko passes an ignored source over": {
    builder: "kaniko",
    lines: ["COPY a b /o/"],
    says: ["warning  copy-ignored  Dockerfile:2", '.dockerignore:1 "a"', "skips it silently"],
    code: 0,
  },
  "kaniko passes a directory over of which nothing is left": {
    builder: "kaniko",
    lines: ["COPY d /o/"],
    says: ['COPY "d": it is there, but it is not sent', "skips it silently"],
    code: 0,
  },
  "kaniko looks around its context": {
    builder: "kaniko",
    lines: ["COPY ../a /o/"],
    says: ["warning  copy-outside  Dockerfile:2", "what lies there is not known"],
    code: 0,
  },
  "kaniko copies a directory of which something is left": {
    builder: "kaniko",
    lines: ["COPY e /o/"],
    says: ["!copy-ignored"],
    code: 0,
  },
  "kaniko copies what is not ignored": {
    builder: "kaniko",
    lines: ["COPY b /o/"],
    says: ["!copy-ignored"],
    code: 0,
  },
  "kaniko fails over what is missing": {
    builder: "kaniko",
    lines: ["COPY nope /o/"],
    says: ["would fail"],
    code: 2,
  },
  "buildah names the pattern to blame": {
    builder: "buildah",
    lines: ["COPY a /o/"],
    says: ['.dockerignore:1 "a"', "1 filtered out", "!unreadable"],
    code: 2,
  },
  "buildah, of a wildcard": {
    builder: "buildah",
    lines: ["COPY a* /o/"],
    says: ['.dockerignore:1 "a"', "1 filtered out", "!unreadable"],
    code: 2,
  },
  "classic says which release it means": {
    builder: "classic",
    lines: ["COPY --link b /o/"],
    says: ["unknown flag: --link", "Engine 20.10", "--builder classic@28"],
    code: 1,
  },
  "classic says so in the first line": {
    builder: "classic",
    lines: ["COPY b /o/"],
    says: ["classic (Engine 20.10; of 28: classic@28)"],
    code: 0,
  },
  "buildah says so, too": {
    builder: "buildah",
    lines: ["COPY b /o/"],
    says: ["buildah (1.45; of 1.28: buildah@1.28)"],
    code: 0,
  },
  "classic@28 takes the flag": {
    builder: "classic@28",
    lines: ["COPY --link b /o/"],
    says: ["!build-fails"],
    code: 0,
  },
  ...Object.fromEntries(
    ["balena", "cdk", "testcontainers"].flatMap((builder): [string, Row][] => [
      [
        `${builder}: a source that is missing`,
        { builder, lines: ["COPY nope /o/"], says: ["copy-missing  Dockerfile:2", "would fail"], code: 1 },
      ],
      [
        `${builder}: a source that is ignored`,
        { builder, lines: ["COPY a /o/"], says: ["copy-ignored  Dockerfile:2", "would fail"], code: 1 },
      ],
      [
        `${builder}: what is there`,
        { builder, lines: ["COPY b /o/"], says: ["!copy-", "!build-fails"], code: 0 },
      ],
      [
        `${builder}: what only one of the Engine's builders refuses`,
        {
          builder,
          lines: ["COPY --link b nope* /o", "RUN <<E", "E"],
          says: ["!build-fails", "!error"],
          code: 0,
        },
      ],
    ]),
  ),
};

describe("what each builder does with a source", () => {
  test.each(Object.entries(rows))("%s", async (_, { builder, lines, says, code }) => {
    const answer = await said(tree(...lines), ["--builder", builder]);
    for (const words of says)
      if (words.startsWith("!")) expect(answer.text).not.toContain(words.slice(1));
      else expect(answer.text).toContain(words);
    expect(answer.code).toBe(code);
  });
});

const isRoot = process.getuid?.() === 0;

describe.runIf(isRoot)(
  "BuildKit 0.8 cannot load a Dockerfile beside a directory that nobody may read",
  () => {
    const closed = async (use: (root: string) => Promise<void>): Promise<void> => {
      const root = mkdtempSync(join(scratch, "ctxcheck-verdict-"));
      try {
        chmodSync(root, 0o755);
        mkdirSync(join(root, "d"), { mode: 0o000 });
        mkdirSync(join(root, "ctx"));
        writeFileSync(join(root, "Dockerfile"), build("COPY b /"));
        writeFileSync(join(root, ".dockerignore"), "d\n");
        writeFileSync(join(root, "b"), "1");
        writeFileSync(join(root, "ctx/b"), "1");
        await use(root);
      } finally {
        chmodSync(join(root, "d"), 0o755);
        rmSync(root, { recursive: true });
      }
    };

    const rows = { "in the context": [], elsewhere: ["ctx", "-f", "Dockerfile"] };
    test.each(Object.entries(rows))("%s", async (_, args) => {
      await closed(async (root) => {
        const as = (builder: string) =>
          run(["ls", ...args, "--builder", builder], { cwd: root, uid: 65_534 });
        expect((await as("buildkit")).code).toBe(0);
        const old = await as("buildkit@0.8");
        expect(old.stderr).toMatch(/"d".* cannot be read/);
        expect(old.code).toBe(2);
      });
    });
  },
);
