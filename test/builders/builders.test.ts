import { describe, expect, test } from "vitest";
import type { BuilderName } from "../../src/builders/builder.ts";
import { builderName, builderOf, builders } from "../../src/builders/index.ts";
import { type Bytes, fromText } from "../../src/bytes.ts";
import { CtxcheckError } from "../../src/errors.ts";
import { listSet } from "../../src/explain/list.ts";
import { planOf, type Tree, withTree } from "../context/trees.ts";

function sentBy(builder: BuilderName, tree: Tree, file?: string): string {
  return withTree(tree, (root) => {
    const options = file === undefined ? {} : { file };
    const { entries } = listSet(planOf(root, builder, options), "sent");
    const always = new Set([".dockerignore", "Dockerfile"]);
    return entries
      .filter(({ path }) => !always.has(path))
      .map(
        ({ path, type, arrivesEmpty }) =>
          path + (type === "directory" ? "/" : "") + (arrivesEmpty ? " (empty)" : ""),
      )
      .join(" ");
  });
}

interface Row {
  readonly tree: Tree;
  readonly buildkit: string;
  /** Only where it differs. */
  readonly classic?: string;
  readonly file?: string;
}

const rows: Record<string, Row> = {
  "C5, D9: an excluded directory is sent for what it holds, by BuildKit only": {
    tree: { "a/b/c": 1, "a/x": 1, ".dockerignore": "a\n!a/b/c\n" },
    buildkit: "a/ a/b/ a/b/c",
    classic: "a/b/c",
  },
  "C6, D10: the classic builder goes in only where the text of an exception begins so": {
    tree: { "a/x/c": 1, "a/x/d": 1, ".dockerignore": "a\n!a/*/c\n" },
    buildkit: "a/ a/x/ a/x/c",
    classic: "",
  },
  "C6: escapes are text": {
    tree: { "a b/c": 1, ".dockerignore": "*\n!a\\ b/c\n" },
    buildkit: "a b/ a b/c",
    classic: "",
  },
  "C6: a name that goes on is another": {
    tree: { "a/x": 1, "ab/x": 1, ".dockerignore": "a\nab\n!ab/x\n" },
    buildkit: "ab/ ab/x",
    classic: "ab/x",
  },
  "C6: a trailing ** is text, and begins so": {
    tree: { "src/a": 1, "src/d/b": 1, o: 1, ".dockerignore": "*\n!src/**\n" },
    buildkit: "src/ src/a src/d/ src/d/b",
    classic: "src/a src/d/ src/d/b",
  },
  "D10: an exception with a wildcard opens every directory": {
    tree: { "a/b/keep": 1, "c/d/e/keep": 1, ".dockerignore": "*\n!**/keep\n" },
    buildkit: "a/ a/b/ a/b/keep c/ c/d/ c/d/e/ c/d/e/keep",
    classic: "",
  },
  "an exception that matches nothing leaves no directories behind": {
    tree: { "e/y": 1, o: 1, ".dockerignore": "*\n!e/x\n" },
    buildkit: "",
  },
  "empty directories are sent": { tree: { "e/f": "directory/" }, buildkit: "e/ e/f/" },
  "C3: what the classic builder forces in is an exception like others": {
    tree: { "docker/Df": "FROM scratch\nCOPY . /\n", "docker/x": 1, ".dockerignore": "docker\n" },
    file: "docker/Df",
    buildkit: "",
    classic: "docker/Df",
  },
  "C3: it is not forced in where the legacy matcher is blind": {
    tree: { "docker/Df": "FROM scratch\nCOPY . /\n", ".dockerignore": "**/docker\n" },
    file: "docker/Df",
    buildkit: "",
    classic: "",
  },
  "D11: a later pattern takes the content": {
    tree: { "d/i": 1, ".dockerignore": "d\n!d/i\nd\n" },
    buildkit: "d/ d/i (empty)",
    classic: "d/i",
  },
  "B22: a pattern of invalid bytes no longer matches its file in BuildKit": {
    tree: { "caf\xe9": 1, ".dockerignore": "caf\xe9\n" },
    buildkit: "caf\xe9",
    classic: "",
  },
  "B22: as a glob it does": { tree: { "caf\xe9": 1, ".dockerignore": "caf\xe9*\n" }, buildkit: "" },
  "B11: a broken pattern that is never compared fails nothing": {
    tree: { a: 1, ".dockerignore": "zzz\n!foo\\y\n" },
    buildkit: "a",
  },
  "D7: a source sends its parents and itself": {
    tree: { "d/e/z": 1, "d/x": 1, Dockerfile: "FROM scratch\nCOPY d/e/z /\n" },
    buildkit: "d/ d/e/ d/e/z",
    classic: "d/ d/e/ d/e/z d/x",
  },
  "D7: what is asked for and excluded is not sent": {
    tree: { "d/a": 1, "d/b": 1, Dockerfile: "FROM scratch\nCOPY d /\n", ".dockerignore": "d/a\n" },
    buildkit: "d/ d/b",
  },
  "D8: an instruction that asks for a name with ! gets nothing": {
    tree: { "!a": 1, b: 1, Dockerfile: "FROM scratch\nCOPY !a /\n" },
    buildkit: "",
    classic: "!a b",
  },
};

describe.each(["buildkit", "classic"] as const)("%s", (builder) => {
  test.each(Object.entries(rows))("%s", (_, { tree, file, buildkit, classic = buildkit }) => {
    expect(sentBy(builder, tree, file)).toBe(builder === "classic" ? classic : buildkit);
  });
});

describe("refusals", () => {
  function codeOf(builder: BuilderName, content: Bytes): string | null {
    try {
      builderOf(builder).readPatterns(content, "f", null);
      withTree({ a: 1, ".dockerignore": content }, (root) => listSet(planOf(root, builder), "sent"));
      return null;
    } catch (error) {
      if (error instanceof CtxcheckError) return error.code;
      throw error;
    }
  }

  const many = (count: number, pattern: Bytes) =>
    Array.from({ length: count }, () => `${pattern}\n`).join("");

  const refused: [what: string, content: Bytes, buildkit: string | null, classic: string | null][] = [
    ["A25.4: a long file", `#${"x".repeat(60_000)}\n`.repeat(280), "ignore-file-too-long", null],
    ["A21: a long line", "a".repeat(65_536), "ignore-file-too-long", "ignore-file-too-long"],
    ["A23: a bare !", "!\n", "illegal-exclusion", "illegal-exclusion"],
    ["A25.1: a tab inside", "a\tb\n", "unprintable-pattern", null],
    ["A25.1: a carriage return inside", "a\rb\n", "unprintable-pattern", null],
    ["A25.1: NUL and DEL", "a\0\x7fb\n", "unprintable-pattern", null],
    ["A25.1: a comment may hold them", "#a\tb\n", null, null],
    ["A25.2: one line that is not ASCII mends it", fromText("a\tb\né\n"), null, null],
    ["A25.2: even invalid bytes do", "a\tb\n\xff\n", null, null],
    ["A25.3: 8,960 patterns of 69 bytes still travel", many(8_960, "a".repeat(69)), null, null],
    ["A25.3: 8,965 do not", many(8_965, "a".repeat(69)), "too-many-patterns", null],
    [
      "A25.3: escaped they are three times as long",
      many(3_500, fromText("é".repeat(60))),
      "too-many-patterns",
      null,
    ],
    ["B2: bad syntax", "[\n", "bad-pattern", "bad-pattern"],
    ["B11: broken at the first comparison", "foo\\y\n", "bad-pattern", "bad-pattern"],
  ];
  test.each(refused)("%s", (_, content, buildkit, classic) => {
    expect(codeOf("buildkit", content)).toBe(buildkit);
    expect(codeOf("classic", content)).toBe(classic);
  });
});

describe("the table of builders", () => {
  test("every builder stands under its name", () => {
    for (const [name, builder] of Object.entries(builders)) expect(builder.name).toBe(name);
  });

  test.each([
    ["buildkit", "buildkit"],
    ["docker", "buildkit"],
    ["classic", "classic"],
    ["buildah", "buildah"],
    ["podman", "buildah"],
  ])("%s is %s", (given, name) => {
    expect(builderName(given)).toBe(name);
  });

  test.each(["", "BUILDKIT", "constructor", "__proto__", "toString"])("%j is none", (given) => {
    expect(() => builderName(given)).toThrow(/there is no builder/);
  });
});

test("what the request takes back arrives empty where its exception was passed by above (rules B15, D11)", () =>
  withTree({ "d/i": 5, Dockerfile: 'FROM scratch\nCOPY [" d/i", "!d", "/x/"]\n' }, (root) => {
    const { entries } = listSet(planOf(root, "buildkit"), "sent");
    expect(entries.map(({ path, arrivesEmpty }) => [path, arrivesEmpty])).toEqual([
      ["d", false],
      ["d/i", true],
    ]);
  }));
