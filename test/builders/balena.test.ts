import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builders } from "../../src/builders/index.ts";
import { fromText } from "../../src/bytes.ts";
import type { Tree } from "../context/trees.ts";
import { lawRuns } from "../sample.ts";
import { listedBy } from "./sent-by.ts";

const library = createRequire(import.meta.url)("@balena/dockerignore");

/** What a builder decides on a path, by its rules alone. */
function decide(name: "balena" | "testcontainers" | "cdk", ignore: string, path: string): string {
  const builder = builders[name];
  const patterns = builder.readPatterns(fromText(ignore), ".dockerignore", "Dockerfile");
  const names = fromText(path).split("/");
  const last = names.pop() ?? "";
  const open = { allowed: true, sent: true, by: null, enter: true, reads: true };
  const root = builder.open({ patterns, requested: null, transferred: true });
  const { allowed, by } = names.reduce((folder, one) => folder.enter(one, open), root).decide(last, "file");
  return `${allowed ? "in" : "out"}${by === null ? "" : ` by ${by.source.line}`}`;
}

describe("balena: as the library, path by path (rule G7)", () => {
  test.each<[what: string, ignore: string, path: string, verdict: string]>([
    ["case does not count", "FOO", "foo", "out by 1"],
    ["the last change decides", "*\n!a\na", "a", "out by 3"],
    ["what changes nothing does not", "a\n*\n", "a", "out by 1"],
    ["an exception", "*\n!a", "a", "in by 2"],
    ["without anything to except", "!a", "a", "in"],
    ["names of object members are never ignored", "*", "constructor", "in"],
    ["whatever the exceptions say", "*\n!constructor", "constructor", "in"],
    ["a line end is where a dot stops", "a**", "a\nb", "in"],
    ["an exception for such a name", "*\n!a?b", "a\nb", "in by 2"],
    ["one ancestor only", "a[^b]c", "a/c/d", "in"],
    ["a byte order mark does not hide a comment sign", "\ufeff#foo", "#foo", "out by 1"],
    ["a bare ! is not a rule", "a\n!", "a", "out by 1"],
    ["CRLF", "a\r\nb\r\n", "b", "out by 2"],
    ["operators", "a+b", "aab", "out by 1"],
  ])("%s", (_, ignore, path, verdict) => {
    expect(decide("balena", ignore, path)).toBe(verdict);
  });

  test("a rule that is not a regexp is named, wherever it stands", () => {
    expect(() => decide("balena", "a\nc++\n[", "x")).toThrow(/:2:1: syntax error in pattern "c\+\+"/);
    expect(() => decide("balena", "a\n!(\n", "x")).toThrow(/:2:1: syntax error in pattern "!\("/);
  });

  const line = fc.string({ unit: fc.constantFrom(..."ab*?/!#[]^.\\ -"), maxLength: 6 });
  const path = fc
    .array(
      fc
        .string({ unit: fc.constantFrom(..."abA*.!$"), minLength: 1, maxLength: 3 })
        .filter((name) => name !== "." && name !== ".."),
      { minLength: 1, maxLength: 4 },
    )
    .map((names) => names.join("/"));
  test("it says what the library says, and why agrees with what", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 4 }), path, (lines, asked) => {
        let ignored: boolean;
        try {
          ignored = library().add(lines.join("\n")).ignores(asked);
        } catch {
          return;
        }
        expect(decide("balena", lines.join("\n"), asked)).toMatch(ignored ? /^out by [1-4]$/ : /^in/);
      }),
      { numRuns: lawRuns(2_000) },
    );
  });

  test("directories are entries of their own, and all are entered", () => {
    const tree: Tree = { "d/x": 1, "e/y": 1, ".dockerignore": "d\n!d/x\ne\n" };
    expect(listedBy("balena", { tree })).toBe("d/x");
    expect(listedBy("balena", { tree: { ...tree, ".dockerignore": "*/*\n" } })).toBe("d/ e/");
  });
});

describe("testcontainers (rule G6)", () => {
  test.each<[what: string, ignore: string | null, tree: Tree, sent: string]>([
    ["case counts", "FOO\n", { foo: 1, FOO: 1 }, "foo"],
    ["with an ignore file no directories are sent", "", { "d/x": 1, "e/f": "directory/" }, "d/x"],
    ["without one they are", null, { "d/x": 1, "e/f": "directory/" }, "d/ d/x e/ e/f/"],
    ["a FIFO ends it", "", { p: "fifo|" }, ""],
  ])("%s", (_, ignore, tree, sent) => {
    expect(
      listedBy("testcontainers", { tree: ignore === null ? tree : { ...tree, ".dockerignore": ignore } }),
    ).toBe(sent);
  });

  test("the Dockerfile is put back", () => {
    expect(decide("testcontainers", "*\n", "Dockerfile")).toBe("in by 0");
    expect(decide("testcontainers", "*\n", "a")).toBe("out by 1");
    expect(decide("testcontainers", "x\n", "Dockerfile")).toBe("in");
  });
});

describe("AWS CDK (rule G5)", () => {
  test.each<[what: string, ignore: string | null, tree: Tree, staged: string]>([
    [
      "exceptions with wildcards below an excluded directory",
      "*\n!**/*.go\n",
      { "s/x.go": 1, "s/y": 1 },
      "s/ s/x.go",
    ],
    ["cdk.out never", null, { "cdk.out/x": 1, a: 1 }, "a"],
    ["not even for an exception", "*\n!cdk.out\n", { "cdk.out/x": 1, a: 1 }, ""],
    ["an empty directory that is re-included", "*\n!e\n", { "e/f": "directory/" }, "e/ e/f/"],
    ["a broken regexp", "c++\n", { a: 1 }, "<bad-pattern>"],
    ["FIFOs are left out", "", { p: "fifo|", a: 1 }, "a"],
    ["a CR ends up in the pattern, and is trimmed", "a\r\n", { a: 1, b: 1 }, "b"],
  ])("%s", (_, ignore, tree, staged) => {
    expect(listedBy("cdk", { tree: ignore === null ? tree : { ...tree, ".dockerignore": ignore } })).toBe(
      staged,
    );
  });

  test("the Dockerfile and .dockerignore are put back, by name", () => {
    expect(decide("cdk", "*\n", ".dockerignore")).toBe("in by 0");
    expect(decide("cdk", "*\n", "Dockerfile")).toBe("in by 0");
  });
});
