import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromBuffer } from "../../src/bytes.ts";
import { legacyMatches } from "../../src/ignore/legacy.ts";
import { parseIgnoreFile } from "../../src/ignore/parse.ts";
import { compilePatterns } from "../../src/ignore/pattern.ts";
import { type RecordedIgnoreCase, readRecorded } from "../oracle/cases.ts";
import { withCase } from "../oracle/materialise.ts";
import { seed } from "../sample.ts";
import { type Answer, line, listed, refused, tarLine, unknown } from "./answers.ts";
import { caseCount, isWithoutOperators, pick, sameInEveryRelease, timeLimit } from "./cases.ts";
import { type Built, type Engine, openEngine } from "./engine.ts";
import { findProgram, inParallel, whyNot } from "./programs.ts";
import { canSandbox } from "./sandbox.ts";

const docker = findProgram("docker");
const dockerd = findProgram("dockerd");
const why = whyNot(
  [docker !== null, "there is no docker on the PATH"],
  [dockerd !== null, "there is no dockerd on the PATH"],
  [canSandbox(), "no namespaces can be made to start an Engine in (unshare)"],
);
/** The rules of the classic builder are those of 23.0 and later. */
const isNew = (version: string) => Number(/(\d+)\./.exec(version)?.[1]) >= 23;
const isCurrent = isNew(docker?.version ?? "");

/** Milliseconds. */
const startLimit = 300_000;

describe.skipIf(why !== null)(`${docker?.version ?? "docker"}, ${dockerd?.version ?? "dockerd"}`, () => {
  let opening: Promise<Engine>;
  let engine: Engine;
  beforeAll(async () => {
    opening = openEngine();
    engine = await opening;
  }, startLimit);
  afterAll(async () => (await opening).close(), timeLimit);

  it(
    "puts into the image what the classic builder sends, less the files that the daemon removes",
    async () => {
      const all = readRecorded<RecordedIgnoreCase>("ignore.jsonl.gz");
      const known = isCurrent ? all : all.filter(sameInEveryRelease);
      const cases = pick(known, caseCount ?? 15);
      console.info(
        `Engine ${engine.version}: ${cases.length} of ${known.length} cases, CTXCHECK_SEED=${seed}`,
      );
      const wrong = await inParallel(cases, 2, async (given) =>
        withCase(given, async (root) => {
          const foreseen = isNew(engine.version) || isWithoutOperators(given.ignore);
          const image = answerOf(await engine.build(root), foreseen);
          const expected = landed(await listed(root, "classic"), root, foreseen);
          return JSON.stringify(image) === JSON.stringify(expected) ? null : { given, image, expected };
        }),
      );
      expect(cases.length).toBeGreaterThan(0);
      expect(wrong.filter((found) => found !== null).slice(0, 3)).toEqual([]);
    },
    timeLimit,
  );

  it(
    "puts into the image what BuildKit 0.8 sends",
    async ({ skip }) => {
      skip(isCurrent || isNew(engine.version), "this client has no BuildKit 0.8");
      const why = unknown("buildkit@0.8");
      skip(why !== null, why ?? "");
      const cases = pick(readRecorded<RecordedIgnoreCase>("ignore.jsonl.gz"), caseCount ?? 15);
      const wrong = await inParallel(cases, 2, async (given) =>
        withCase(given, async (root) => {
          const image = answerOf(await engine.build(root, { buildkit: true }), true);
          const expected = await listed(root, "buildkit@0.8");
          return JSON.stringify(image) === JSON.stringify(expected) ? null : { given, image, expected };
        }),
      );
      expect(wrong.filter((found) => found !== null).slice(0, 3)).toEqual([]);
    },
    timeLimit,
  );

  /** Semantics D.6: what BuildKit 0.8 sends, and current BuildKit does not, or the other way round. */
  it.for<readonly [ignore: string, files: string, sent: string | null]>([
    ["*\n!**/*.go\n", "x.go src/x.go", "x.go"],
    ["a\n!a/*/c\n", "a/x/c", "a/"],
    ["*\n!e/x\n", "e/y", "e/"],
    ["a/b\n!a\n", "a/b/c", "a/ a/b/ a/b/c"],
    ["dist\n!dist/index.js\n**/dist\n", "dist/index.js", "dist/ dist/index.js"],
    ["**foo\n", "foo xfoo a/xfoo", "a/ a/xfoo xfoo"],
    ["**/node_modules\n", "node_modules/y", ""],
    ["c++*\n", "c", null],
  ])("BuildKit 0.8: %j over %s sends %s", async ([ignore, files, sent], { skip }) => {
    if (isCurrent || isNew(engine.version)) skip("this client has no BuildKit 0.8");
    const tree = files.split(" ").map((path) => ({ path, size: 1 }));
    await withCase({ id: "D.6", ignore, tree }, async (root) => {
      const { image, transferred } = await engine.build(root, { buildkit: true });
      const paths = image?.map(({ path, type }) => (type === "directory" ? `${path}/` : path)).sort();
      const listed = paths?.filter((path) => !buildFiles.includes(path)).join(" ");
      expect(listed ?? null).toEqual(sent);
      expect(image?.filter(({ type, size }) => type === "file" && size === 0) ?? []).toEqual([]);
      if (image !== null) expect(transferred).toMatch(/^[\d.]+k?B$/);
    });
  });
});

const buildFiles = [".dockerignore", "Dockerfile"];
const isBuildFile = (entry: string) => buildFiles.some((path) => entry.startsWith(`${path} file `));

/** An old daemon keeps both files where any of the patterns is broken by its own translation: then they are left out. */
function answerOf({ image, complaint }: Built, foreseen: boolean): Answer {
  if (image === null) return refused(complaint);
  const entries = image.map(tarLine).filter((entry) => foreseen || !isBuildFile(entry));
  return { entries: entries.sort() };
}

/** Rules C7 and C14: the daemon makes parents that were not sent, and removes both files where a pattern matches them. */
function landed(sent: Answer, root: string, foreseen: boolean): Answer {
  if ("code" in sent) return sent;
  const patterns = compilePatterns(
    parseIgnoreFile(fromBuffer(readFileSync(`${root}/.dockerignore`)), ".dockerignore"),
  );
  const removed = foreseen ? buildFiles.filter((path) => legacyMatches(patterns, path)) : buildFiles;
  const kept = sent.entries.filter((entry) => !removed.some((path) => entry.startsWith(`${path} file `)));
  const parents = kept.flatMap(parentsOf).map((path) => line(path, "directory", 0));
  return { entries: [...new Set([...kept, ...parents])].sort() };
}

function parentsOf(entry: string): string[] {
  const components = entry
    .replace(/ \w+ \d+$/, "")
    .split("/")
    .slice(0, -1);
  return components.map((_, index) => components.slice(0, index + 1).join("/"));
}
