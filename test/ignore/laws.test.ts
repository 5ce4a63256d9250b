import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Bytes } from "../../src/bytes.ts";
import { CtxcheckError } from "../../src/errors.ts";
import { trimSpace } from "../../src/ignore/clean.ts";
import { legacyMatches, matchesPath } from "../../src/ignore/legacy.ts";
import { parseIgnoreFile } from "../../src/ignore/parse.ts";
import type { Pattern } from "../../src/ignore/pattern.ts";
import { rootScope, type Scope, withLast } from "../../src/ignore/scope.ts";
import { lawRuns } from "../sample.ts";
import { descend, patternsOf } from "./deciding.ts";
import { someLine, someLines, somePath, upTo } from "./generators.ts";

/** The answer, or that the builder fails. */
function outcome(ask: () => boolean): boolean | "bad-pattern" {
  try {
    return ask();
  } catch (error) {
    if (error instanceof CtxcheckError && error.code === "bad-pattern") return "bad-pattern";
    throw error;
  }
}

/** Rule B13, word for word. */
function decidedAlone(patterns: readonly Pattern[], path: Bytes): boolean {
  let excluded = false;
  for (const pattern of patterns) {
    if (pattern.exception !== excluded) continue;
    const hits =
      matchesPath(pattern, path) ||
      upTo(path)
        .slice(0, -1)
        .some((ancestor) => matchesPath(pattern, ancestor));
    if (hits) excluded = !pattern.exception;
  }
  return excluded;
}

/** Rule B14, word for word, from the root down to the path. */
function decidedByWalk(patterns: readonly Pattern[], path: Bytes): boolean {
  let hits: boolean[] = patterns.map(() => false);
  let excluded = false;
  for (const here of upTo(path)) {
    const parent = hits;
    excluded = false;
    hits = patterns.map((pattern, at) => {
      if (parent[at] !== true && pattern.exception !== excluded) return false;
      const hit = parent[at] === true || matchesPath(pattern, here);
      if (hit) excluded = !pattern.exception;
      return hit;
    });
  }
  return excluded;
}

/** Rule B16, word for word. */
function decidedByLegacy(patterns: readonly Pattern[], path: Bytes): boolean {
  const ancestors = upTo(path).slice(0, -1);
  let excluded = false;
  for (const pattern of patterns) {
    if (pattern.exception !== excluded) continue;
    const ancestor = ancestors[pattern.text.split("/").length - 1];
    if (matchesPath(pattern, path) || (ancestor !== undefined && matchesPath(pattern, ancestor)))
      excluded = !pattern.exception;
  }
  return excluded;
}

/** As a walk asks: every directory on the way is decided before it is entered. */
function walked(patterns: readonly Pattern[], path: Bytes): boolean {
  let scope: Scope = rootScope(patterns);
  let excluded = false;
  for (const name of path.split("/")) {
    excluded = scope.decide(name).matched;
    scope = scope.enter(name);
  }
  return excluded;
}

/** What a scope says of each name on the way, or that it fails there. */
function walkDown(root: Scope): (name: Bytes) => unknown {
  let scope = root;
  return (name) => {
    const ask = <T>(one: () => T) => {
      try {
        return one();
      } catch (error) {
        if (error instanceof CtxcheckError) return error.message;
        throw error;
      }
    };
    const here = scope;
    scope = here.enter(name);
    return [
      ask(() => here.decide(name)),
      ask(() => here.decideAlone(name)),
      here.isSettled?.(),
      here.isOver?.(),
      here.touching(name),
    ];
  };
}

describe("a list of patterns over a path", () => {
  test("decides as rule B14 says", () => {
    fc.assert(
      fc.property(someLines(true), somePath, (lines, path) => {
        const patterns = patternsOf(lines);
        expect(outcome(() => walked(patterns, path))).toBe(outcome(() => decidedByWalk(patterns, path)));
      }),
      { numRuns: lawRuns(2_000) },
    );
  });

  test("decides alone as rule B13 says", () => {
    fc.assert(
      fc.property(someLines(), somePath, (lines, path) => {
        const patterns = patternsOf(lines);
        const { scope, name } = descend(patterns, path);
        expect(scope.decideAlone(name).matched).toBe(decidedAlone(patterns, path));
      }),
      { numRuns: lawRuns(2_000) },
    );
  });

  test("matches in the legacy way as rule B16 says", () => {
    fc.assert(
      fc.property(someLines(true), somePath, (lines, path) => {
        const patterns = patternsOf(lines);
        expect(outcome(() => legacyMatches(patterns, path))).toBe(
          outcome(() => decidedByLegacy(patterns, path)),
        );
      }),
      { numRuns: lawRuns(1_000) },
    );
  });

  test("an appended pattern changes only what it matches, or what lies below", () => {
    fc.assert(
      fc.property(someLines(), someLine(false), somePath, (lines, line, path) => {
        const before = descend(patternsOf(lines), path);
        const patterns = patternsOf([...lines, line]);
        const after = descend(patterns, path);
        const added = patterns.at(-1);
        const touched = upTo(path).some((here) => added !== undefined && matchesPath(added, here));
        const turned = (["decide", "decideAlone"] as const).filter(
          (how) => before.scope[how](before.name).matched !== after.scope[how](after.name).matched,
        );
        if (!touched) expect(turned).toEqual([]);
        for (const how of turned) {
          expect(after.scope[how](after.name)).toEqual({ matched: !added?.exception, by: added });
        }
      }),
      { numRuns: lawRuns(2_000) },
    );
  });

  test("a line that is tried behind a list says what the longer list says", () => {
    fc.assert(
      fc.property(
        someLines(true),
        someLine(true),
        fc.array(somePath, { minLength: 1, maxLength: 3 }),
        (lines, line, paths) => {
          const patterns = patternsOf([...lines, line]);
          const last = patterns.at(-1);
          if (last === undefined) return;
          const whole = rootScope([...patterns]);
          const tried = rootScope(withLast(patterns.slice(0, -1), last));
          for (const path of paths) {
            const names = path.split("/");
            const [one, other] = [whole, tried].map((root) => names.map(walkDown(root)));
            expect(other).toEqual(one);
          }
        },
      ),
      { numRuns: lawRuns(2_000) },
    );
  });

  test("a long list, of which most has to do with other names, says what the short one says", () => {
    const others = patternsOf(Array.from({ length: 20 }, (_, at) => `other/${at % 3}/${at}`));
    fc.assert(
      fc.property(someLines(true), somePath, (lines, path) => {
        const patterns = patternsOf(lines);
        const names = path.split("/");
        const [one, other] = [[...patterns], [...others, ...patterns, ...others]].map((list) =>
          names.map(walkDown(rootScope(list))),
        );
        expect(other).toEqual(one);
      }),
      { numRuns: lawRuns(2_000) },
    );
  });

  test("the pattern that is named as the reason has the state as its effect and matches on the way", () => {
    fc.assert(
      fc.property(someLines(), somePath, (lines, path) => {
        const { scope, name } = descend(patternsOf(lines), path);
        const { matched, by } = scope.decide(name);
        if (by === null) expect(matched).toBe(false);
        else {
          expect(by.exception).toBe(!matched);
          expect(upTo(path).some((here) => matchesPath(by, here))).toBe(true);
        }
      }),
      { numRuns: lawRuns(1_000) },
    );
  });

  test("touching tells exactly the patterns that match the path", () => {
    fc.assert(
      fc.property(someLines(), somePath, (lines, path) => {
        const patterns = patternsOf(lines);
        const { scope, name } = descend(patterns, path);
        expect(scope.touching(name)).toEqual(patterns.filter((pattern) => matchesPath(pattern, path)));
      }),
      { numRuns: lawRuns(1_000) },
    );
  });
});

describe("reading an ignore file", () => {
  const content = fc
    .array(
      fc.constantFrom(
        ..."ab!#/.\\*[ \t\r\n\n",
        "\xef\xbb\xbf",
        "\xc2\xa0",
        "\xe2\x80\x83",
        "\xe2\x80\x8b",
        "\xff",
        "\0",
      ),
      { maxLength: 40 },
    )
    .map((chars) => chars.join(""));
  const texts = (content: Bytes) => parseIgnoreFile(content, "f").map(({ text }) => text);

  test("the kept lines, read again, give the same entries", () => {
    fc.assert(
      fc.property(content, (content) => {
        const entries = parseIgnoreFile(content, "f");
        const again = `# not the first line\n${entries.map(({ raw }) => raw).join("\n")}`;
        expect(texts(again)).toEqual(entries.map(({ text }) => text));
      }),
      { numRuns: lawRuns(1_000) },
    );
  });

  test("what was read, printed as a file, reads the same", () => {
    const isStable = (text: Bytes) => {
      const pattern = text.startsWith("!") ? text.slice(1) : text;
      const keepsItsSlash = pattern.length > 1 && pattern.startsWith("/");
      return !text.startsWith("#") && !keepsItsSlash && trimSpace(pattern) === pattern;
    };
    fc.assert(
      fc.property(content, (content) => {
        const printable = texts(content).filter(isStable);
        expect(texts(`#\n${printable.map((text) => `${text}\n`).join("")}`)).toEqual(printable);
      }),
      { numRuns: lawRuns(1_000) },
    );
  });

  test("line numbers point at lines that hold the entry", () => {
    fc.assert(
      fc.property(content, (content) => {
        const lines = content.split("\n");
        for (const { raw, line } of parseIgnoreFile(content, "f")) expect(lines[line - 1]).toContain(raw);
      }),
      { numRuns: lawRuns(1_000) },
    );
  });
});
