import { describe, expect, it } from "vitest";
import { fromText, toText } from "../../src/bytes.ts";
import { readDockerfile } from "../../src/dockerfile/read.ts";
import { type ContextRequest, contextRequest } from "../../src/dockerfile/request.ts";
import { CtxcheckError } from "../../src/errors.ts";
import { walkTree } from "../../src/image/image-tree.ts";
import { type Landing, landFiles } from "../../src/image/landing.ts";
import { type RecordedCase, readRows, sentEntries, variables } from "./recorded.ts";

const cases = readRows<RecordedCase>("conformance/dockerfile");

function ask({ dockerfile, target, buildArgs }: RecordedCase): ContextRequest | CtxcheckError {
  try {
    const options = target === undefined ? {} : { target };
    return contextRequest(readDockerfile(fromText(dockerfile)), {
      ...options,
      buildArgs: variables(buildArgs),
    });
  } catch (error) {
    if (error instanceof CtxcheckError) return error;
    throw error;
  }
}

const answers = cases.map((recorded) => ({ recorded, answer: ask(recorded) }));
const asked = answers.flatMap(({ recorded, answer }) =>
  answer instanceof CtxcheckError ? [] : [{ recorded, answer, landing: landed(recorded, answer) }],
);

function landed(recorded: RecordedCase, answer: ContextRequest): Landing {
  return landFiles(answer, { context: sentEntries(recorded) });
}

/** The client takes follow paths for patterns, and this one is none: the build fails on the way, nothing is recorded. */
const refusedByClient = "d4242-1183";

describe("recorded answers of a real BuildKit", () => {
  it("asks for the recorded paths, as they are before links are followed", () => {
    const telling = asked.filter(({ recorded }) => recorded.buildkit.requested);
    expect(telling).toHaveLength(1580);
    for (const { recorded, answer } of telling) {
      expect([recorded.id, answer.requested, answer.followPaths.map(toText)]).toEqual([
        recorded.id,
        true,
        recorded.buildkit.followPaths,
      ]);
    }
  });

  it("asks for nothing where nothing was asked for, unless the build failed before it came to that", () => {
    const silent = asked.filter(({ recorded }) => !recorded.buildkit.requested);
    expect(silent).toHaveLength(356);
    const differing = silent.filter(({ answer }) => answer.requested);
    expect(differing.every(({ landing }) => landing.problems.length > 0)).toBe(true);
    expect(differing.map(({ recorded }) => recorded.id)).toEqual([
      "d4242-599",
      refusedByClient,
      "d4242-1632",
      "d4242-1883",
    ]);
  });

  it("refuses exactly what was refused, in the recorded words and with the line", () => {
    const refused = answers.flatMap(({ recorded, answer }) =>
      answer instanceof CtxcheckError ? [{ recorded, answer }] : [],
    );
    expect(refused).toHaveLength(64);
    for (const { recorded, answer } of refused) {
      const [, words = "", line] = /^(.*) on line (\d+)$/.exec(answer.message) ?? [];
      expect(recorded.buildkit.requested).toBe(false);
      // A word that is no instruction may be anything, a secret too: only its length is told.
      expect(recorded.buildkit.buildError).toContain(words.replace(/ \(a word of \d+ bytes\)$/, ""));
      expect(Number(line)).toBeGreaterThan(0);
    }
  });

  it("puts every path of the final image where the build put it", () => {
    const built = asked.filter(({ recorded }) => recorded.buildkit.image !== undefined);
    expect(built).toHaveLength(962);
    for (const { recorded, landing } of built) {
      expect([recorded.id, landing.problems]).toEqual([recorded.id, []]);
      expect([recorded.id, ...imagePaths(landing)]).toEqual([
        recorded.id,
        ...sorted(recorded.buildkit.image ?? []),
      ]);
    }
  });

  it("foresees every failed copy, and none that did not fail", () => {
    const failed = asked.filter(({ recorded }) => recorded.buildkit.buildError !== undefined);
    const byCopy = failed.filter(({ recorded }) => !/^process /.test(recorded.buildkit.buildError ?? ""));
    expect([failed.length, byCopy.length]).toEqual([974, 554]);
    for (const { recorded, landing } of byCopy) {
      if (recorded.id === refusedByClient) continue;
      const messages = landing.problems.map(({ message }) => essence(message));
      expect([recorded.id, ...messages]).toContain(essence(recorded.buildkit.buildError ?? ""));
    }
  });
});

function imagePaths({ image }: Landing): string[] {
  const paths = Array.from(
    walkTree(image.tree.root),
    ({ path, node }) => path + (node.type === "directory" ? "/" : ""),
  );
  return sorted(paths.map(toText));
}

function sorted(paths: readonly string[]): string[] {
  return [...paths].sort();
}

/** BuildKit says in two ways that a source is missing, depending on which worker got there first. */
function essence(message: string): string {
  const bare = message.replace("<snapshot>", "").replace("failed to compute cache key: ", "");
  const missing =
    /^(?:failed to calculate checksum: "(.*)": not found|lstat (.*): no such file or directory)$/.exec(bare);
  return missing === null
    ? bare.replace("failed to calculate checksum: too", "too")
    : `missing ${missing[1] ?? missing[2]}`;
}
