import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Bytes, fromText } from "../../src/bytes.ts";
import { CtxcheckError } from "../../src/errors.ts";
import { descend, patternsOf } from "../ignore/deciding.ts";
import { oracleAvailable } from "./oracle.ts";

/** A row of the tables in the tests of moby/patternmatcher. */
interface Row {
  readonly patterns: readonly Bytes[];
  readonly path: Bytes;
  /** Null where the pattern is refused. */
  readonly matches: boolean | null;
}

/** The released module's own test file, from the cache of the go command: the release that go.mod pins. */
function readTables(): Row[] {
  const cwd = fileURLToPath(new URL("docker", import.meta.url));
  const asked = ["mod", "download", "-json", "github.com/moby/patternmatcher"];
  const { Dir: folder } = JSON.parse(execFileSync("go", asked, { cwd, encoding: "utf8" }));
  const text = readFileSync(join(folder, "patternmatcher_test.go"), "utf8");
  return [...text.matchAll(row)].map(([, one, several = "", path = "", passes, error]) => ({
    patterns: [...(one ?? several).matchAll(literal)].map(([quoted]) => unquote(quoted)),
    path: unquote(path),
    matches: error?.includes("ErrBadPattern") ? null : passes === "true",
  }));
}

const quoted = String.raw`"(?:[^"\\]|\\.)*"`;
const literal = new RegExp(quoted, "g");
const row = new RegExp(
  String.raw`\{(?:(${quoted})|\[\]string\{([^}]*)\}), (${quoted}), (true|false)(, [\w.]+)?\}`,
  "g",
);

const unquote = (text: string): Bytes => fromText(JSON.parse(text));

function decide({ patterns, path }: Row): boolean | null {
  try {
    const { scope, name } = descend(patternsOf(patterns), path);
    return scope.decide(name).matched;
  } catch (error) {
    if (error instanceof CtxcheckError && error.code === "bad-pattern") return null;
    throw error;
  }
}

describe.skipIf(!oracleAvailable())("the test tables of moby/patternmatcher", () => {
  const rows = oracleAvailable() ? readTables() : [];

  it("are read", () => {
    expect(rows).toHaveLength(126);
    expect(new Set(rows.map(({ matches }) => matches)).size).toBe(3);
    expect(rows.some(({ patterns }) => patterns.length > 1)).toBe(true);
  });

  it("hold here", () => {
    const differing = rows.filter((row) => decide(row) !== row.matches);
    expect(differing).toEqual([]);
  });
});
