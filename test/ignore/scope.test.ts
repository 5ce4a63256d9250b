import { describe, expect, test } from "vitest";
import type { Bytes } from "../../src/bytes.ts";
import { legacyMatches } from "../../src/ignore/legacy.ts";
import { descend, patternsOf } from "./deciding.ts";

// Every row was held against moby/patternmatcher v0.6.1: MatchesUsingParentResults from the root down ("walk"),
// MatchesOrParentMatches ("alone"), Matches ("legacy"). Lists: the paths that come out excluded.
interface Row {
  readonly lines: readonly Bytes[];
  readonly paths: readonly Bytes[];
  readonly walk: readonly Bytes[];
  /** Only where they differ from `walk`. */
  readonly alone?: readonly Bytes[];
  readonly legacy?: readonly Bytes[];
}

const rows: Record<string, Row> = {
  "no pattern excludes nothing": { lines: [], paths: ["a", "a/b"], walk: [] },
  "B12: the case counts": { lines: ["FOO"], paths: ["foo", "FOO"], walk: ["FOO"] },
  "B17: the last that applies wins": {
    lines: ["a", "!a", "a", "!a"],
    paths: ["a", "a/b"],
    walk: [],
  },
  "B17: an exception before its exclusion changes nothing": {
    lines: ["!a/b", "a"],
    paths: ["a", "a/b"],
    walk: ["a", "a/b"],
  },
  "B18: an exclusion covers all below": {
    lines: ["a"],
    paths: ["a", "a/b", "a/b/c", "ab"],
    walk: ["a", "a/b", "a/b/c"],
  },
  "B18: an exception re-includes all below": {
    lines: ["*", "!a"],
    paths: ["a", "a/b", "a/b/c", "d"],
    walk: ["d"],
    legacy: ["d"],
  },
  "B18: and so on": {
    lines: ["*", "!a", "a/b", "!a/b/keep"],
    paths: ["a/x", "a/b", "a/b/c", "a/b/keep", "a/b/keep/x"],
    walk: ["a/b", "a/b/c"],
  },
  "B18: a pattern of one level covers deeper levels through the parent": {
    lines: ["*/b"],
    paths: ["b", "a/b", "a/b/c/d", "x/a/b"],
    walk: ["a/b", "a/b/c/d"],
  },
  "B19: the root is never tested": { lines: [".", "/", ".."], paths: ["a", "a/b"], walk: [] },
  "B15.1: an exception that was skipped at the parent is forgotten below": {
    lines: ["a/b", "!a"],
    paths: ["a", "a/b", "a/b/c", "a/d"],
    walk: ["a/b", "a/b/c"],
    alone: [],
  },
  "B15.1: with a wildcard too": {
    lines: ["*/b", "!a*"],
    paths: ["a/b", "a/b/c", "ax/b"],
    walk: ["a/b", "a/b/c", "ax/b"],
    alone: [],
  },
  "B15.2: an exclusion that was skipped at the parent is forgotten below": {
    lines: ["dist", "!dist/index.js", "**/dist"],
    paths: ["dist", "dist/index.js", "dist/o.js"],
    walk: ["dist", "dist/o.js"],
    alone: ["dist", "dist/index.js", "dist/o.js"],
    legacy: ["dist", "dist/o.js"],
  },
  "B15.2: the same line twice": {
    lines: ["x", "!x/y", "x"],
    paths: ["x", "x/y", "x/y/z"],
    walk: ["x"],
    alone: ["x", "x/y", "x/y/z"],
  },
  "B15.2: not where the repeated exclusion matches the path itself": {
    lines: ["x", "!x/y", "x/**"],
    paths: ["x", "x/y", "x/y/z"],
    walk: ["x", "x/y", "x/y/z"],
  },
  "B16: the legacy matcher tests one ancestor, as deep as the pattern": {
    lines: ["**/docker"],
    paths: ["docker", "docker/f", "x/docker", "x/docker/f", "x/y/docker/f"],
    walk: ["docker", "docker/f", "x/docker", "x/docker/f", "x/y/docker/f"],
    legacy: ["docker", "x/docker", "x/docker/f"],
  },
  "B16: a plain name covers what is below it": {
    lines: ["a"],
    paths: ["a", "a/b", "a/b/c"],
    walk: ["a", "a/b", "a/b/c"],
  },
  "a class that takes a slash": {
    lines: ["a[^b]c"],
    paths: ["a/c", "a/c/d", "abc"],
    walk: ["a/c", "a/c/d"],
    legacy: ["a/c"],
  },
  "everything but one kind of file": {
    lines: ["*", "!**/*.go"],
    paths: ["x.go", "src", "src/x.go", "src/y.txt"],
    walk: ["src", "src/y.txt"],
  },
  "names that Object has too": {
    lines: ["*", "!__proto__"],
    paths: ["constructor", "__proto__", "toString", "__proto__/x"],
    walk: ["constructor", "toString"],
  },
};

describe.each(Object.entries(rows))("%s", (_, { lines, paths, walk, alone = walk, legacy = alone }) => {
  const patterns = patternsOf(lines);

  test("decide", () => {
    const isExcluded = (path: Bytes) => {
      const { scope, name } = descend(patterns, path);
      return scope.decide(name).matched;
    };
    expect(paths.filter(isExcluded)).toEqual(walk);
  });

  test("decideAlone", () => {
    const isExcluded = (path: Bytes) => {
      const { scope, name } = descend(patterns, path);
      return scope.decideAlone(name).matched;
    };
    expect(paths.filter(isExcluded)).toEqual(alone);
  });

  test("legacyMatches", () => {
    expect(paths.filter((path) => legacyMatches(patterns, path))).toEqual(legacy);
  });
});

describe("a decision names the pattern that made it", () => {
  const reasons: [what: string, lines: Bytes[], path: Bytes, line: number | null][] = [
    ["none where nothing matches", ["a"], "b", null],
    ["the exclusion", ["#", "a"], "a", 2],
    ["the exclusion of the parent", ["#", "a"], "a/b/c", 2],
    ["the exception", ["*", "!a"], "a", 2],
    ["the exception of the parent", ["*", "!a"], "a/b", 2],
    ["the last that turned the state, not the last that matches", ["a", "a", "a"], "a", 1],
    ["the last that turned it back", ["a", "!a", "a"], "a", 3],
    ["an exception that had nothing to re-include is not a reason", ["!a"], "a", null],
    ["one after an exception that did not match", ["a", "!b", "a"], "a", 1],
  ];
  test.each(reasons)("%s", (_, lines, path, line) => {
    const { scope, name } = descend(patternsOf(lines), path);
    expect(scope.decide(name).by?.source.line ?? null).toBe(line);
    expect(scope.decideAlone(name).by?.source.line ?? null).toBe(line);
  });
});

describe("touching tells every pattern that matches the entry itself", () => {
  const touches: [lines: Bytes[], path: Bytes, matching: number[]][] = [
    [["a", "!a", "a"], "a", [1, 2, 3]],
    [["a", "a/b", "*/b", "**/b"], "a/b", [2, 3, 4]],
    [["!zzz", "foo\\y", "f*"], "fooy", [3]],
    [["**", "*"], "a/b", [1]],
  ];
  test.each(touches)("%j at %j: lines %j", (lines, path, matching) => {
    const { scope, name } = descend(patternsOf(lines), path);
    expect(scope.touching(name).map(({ source }) => source.line)).toEqual(matching);
  });
});

describe("B11: a broken pattern fails exactly where the builder looks at it", () => {
  const fails: [what: string, lines: Bytes[], path: Bytes, walk: boolean, alone: boolean][] = [
    ["at the first path", ["foo\\y"], "a", true, true],
    ["not where an earlier line has excluded", ["a", "foo\\y"], "a", false, false],
    ["not as an exception of what is not excluded", ["zzz", "!foo\\y"], "a", false, false],
    ["as an exception of what is", ["a", "!foo\\y"], "a", true, true],
    ["below what is excluded it is not looked at", ["a", "foo\\y"], "a/b", false, false],
    ["where the two evaluations part, only one does", ["a/b", "!a", "!foo\\y"], "a/b", true, false],
  ];
  test.each(fails)("%s", (_, lines, path, walk, alone) => {
    const { scope, name } = descend(patternsOf(lines), path);
    const fail = (ask: () => unknown) => {
      try {
        ask();
        return false;
      } catch {
        return true;
      }
    };
    expect([fail(() => scope.decide(name)), fail(() => scope.decideAlone(name))]).toEqual([walk, alone]);
  });
});
