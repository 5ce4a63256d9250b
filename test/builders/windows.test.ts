import { describe, expect, test } from "vitest";
import type { BuilderName } from "../../src/builders/builder.ts";
import { CtxcheckError } from "../../src/errors.ts";
import { listSet } from "../../src/explain/list.ts";
import { sentItems } from "../../src/sent/sent-items.ts";
import { planOf, type Tree, withTree } from "../context/trees.ts";

interface Row {
  readonly tree: Tree;
  readonly linux: string;
  readonly windows: string;
  /** Only where it differs from BuildKit. */
  readonly classic?: string;
}

const refused = (code: string) => `refused: ${code}`;

const rows: Record<string, Row> = {
  "A26: a backslash separates components": {
    tree: { "logs/a.log": 1, "logs/b.txt": 1, ".dockerignore": "logs\\*.log\n" },
    linux: "logs/a.log logs/b.txt",
    windows: "logs/b.txt",
  },
  "A26: it escapes nothing": {
    tree: { "a*b": 1, axb: 1, "a/xb": 1, ".dockerignore": "a\\*b\n" },
    linux: "a/xb axb",
    windows: "a*b axb",
  },
  "A26: behind two stars": {
    tree: { "s/x.db": 1, "x.db": 1, ".dockerignore": "**\\*.db\n" },
    linux: "s/x.db x.db",
    windows: "",
  },
  "A26: in an exception": {
    tree: { "d/keep": 1, "d/gone": 1, ".dockerignore": "d\n!d\\keep\n" },
    linux: refused("bad-pattern"),
    windows: "d/keep",
  },
  "A16, A26: lines end as Windows ends them": {
    tree: { "logs/a.log": 1, "logs/keep.log": 1, ".dockerignore": "logs\\*.log\r\n!logs\\keep.log\r\n" },
    linux: "logs/a.log logs/keep.log",
    windows: "logs/keep.log",
  },
  "A26: a drive is no place in the context": {
    tree: { "logs/a.log": 1, ".dockerignore": "C:\\logs\n" },
    linux: refused("bad-pattern"),
    windows: "logs/a.log",
  },
  "names that Windows reserves are names like others to the matcher": {
    tree: { "con/a": 1, "nul.txt": 1, "x/aux.log": 1, ".dockerignore": "nul.txt\n**\\aux.*\n" },
    linux: "con/a x/aux.log",
    windows: "con/a",
  },
  "case counts": { tree: { README: 1, ".dockerignore": "readme\n" }, linux: "README", windows: "README" },
  "BuildKit's frontend refuses what is bad on Linux; the classic builder's client reads it on Windows": {
    tree: { "d/x": 1, y: 1, ".dockerignore": "d\\\n" },
    linux: refused("bad-pattern"),
    windows: refused("bad-pattern"),
    classic: "y",
  },
};

function sent(root: string, builder: BuilderName, os: "windows" | undefined): string {
  try {
    const { entries } = listSet(planOf(root, builder, os === undefined ? {} : { os }), "sent");
    const files = entries.filter(({ path, type }) => type === "file" && path !== ".dockerignore");
    return files.map(({ path }) => path).join(" ");
  } catch (error) {
    if (error instanceof CtxcheckError) return refused(error.code);
    throw error;
  }
}

describe.each(Object.entries(rows))("%s", (_, { tree, linux, windows, classic = windows }) => {
  test("as clients on Linux and Windows send it", () =>
    withTree(tree, (root) => {
      expect(sent(root, "buildkit", undefined)).toBe(linux);
      expect(sent(root, "buildkit", "windows")).toBe(windows);
      expect(sent(root, "classic", "windows")).toBe(classic);
    }));
});

test("C8: every mode is 0755", () =>
  withTree({ "d/a": 1 }, (root) => {
    const modes = Array.from(
      sentItems(planOf(root, "buildkit", { os: "windows" })),
      ({ entry }) => entry.mode & 0o7777,
    );
    expect(modes).toEqual([0o755, 0o755]);
  }));

test.each(["buildah", "kaniko", "buildkit@0.8"] as const)("%s is not known, and says so", (builder) =>
  withTree({ a: 1 }, (root) => {
    expect(() => planOf(root, builder, { os: "windows" })).toThrow(/--os windows: .* is not known/);
  }),
);
