import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareBytes } from "../../src/bytes.ts";
import { type EdgeAnswer, type EdgeRow, readEdgeRows, withRow } from "../conformance/edge-rows.ts";
import { type RecordedAnswer, type RecordedIgnoreCase, readRecorded } from "../oracle/cases.ts";
import { withCase } from "../oracle/materialise.ts";
import { seed } from "../sample.ts";
import { type Answer, listed, refused, tarLine, unknown } from "./answers.ts";
import { type Buildah, type BuildahBuild, openBuildah } from "./buildah.ts";
import { caseCount, pick, timeLimit } from "./cases.ts";
import { edgeList } from "./edge-list.ts";
import { findProgram, inParallel, whyNot } from "./programs.ts";
import { canSandbox } from "./sandbox.ts";
import type { TarEntry } from "./tar.ts";

const buildah = findProgram("buildah");
const why = whyNot(
  [buildah !== null, "there is no buildah on the PATH"],
  [canSandbox(), "no namespaces can be made to run buildah in (unshare)"],
);

describe.skipIf(why !== null)(buildah?.version ?? "buildah", () => {
  let client: Buildah;
  beforeAll(async () => {
    client = await openBuildah();
  });
  afterAll(() => client?.close());

  it(
    "copies what ctxcheck lists and what was recorded of 1.45",
    async () => {
      const all = readRecorded<RecordedIgnoreCase>("ignore.jsonl.gz").filter(
        (given) => given.buildah !== undefined,
      );
      const cases = pick(all, caseCount ?? 20);
      const known = unknown("buildah") === null;
      console.info(unknown("buildah") ?? "ctxcheck is compared, too");
      console.info(`${cases.length} of ${all.length} cases, CTXCHECK_SEED=${seed}`);
      const wrong = await inParallel(cases, 2, async (given) =>
        withCase({ ...given, dockerfile: "FROM scratch\nCOPY . /ctx/\n" }, async (root) => {
          const build = await client.build(root);
          const answer = copied(build);
          const [live, expected] = [linesOf(build), known ? await listed(root, "buildah") : null];
          if (known && JSON.stringify(live) !== JSON.stringify(expected)) return { given, live, expected };
          return given.buildah && isAnswer(answer, given.buildah) ? null : { given, answer };
        }),
      );
      expect(cases.length).toBeGreaterThan(0);
      expect(wrong.filter((found) => found !== null).slice(0, 3)).toEqual([]);
    },
    timeLimit,
  );

  // Both sides are fixed, and each build takes a second: a part each time, all of them where more cases are asked for.
  const rows = readEdgeRows();
  for (const row of caseCount === undefined ? pick(rows, Math.ceil(rows.length / 3)) : rows) {
    const answer = row.expect.buildah;
    if (answer === null || answer === undefined) continue;
    it.concurrent(`edge ${row.id} ${row.what}`, async () => {
      await withRow(row, async (root) => {
        const file = row.file === undefined ? {} : { file: join(root, row.file) };
        const contexts = Object.entries(row.buildContexts ?? {}).map(([name, path]) => [
          name,
          join(root, path),
        ]);
        const build = await client.build(root, { ...file, contexts: Object.fromEntries(contexts) });
        expect(edgeAnswer(row, root, build)).toEqual(answer);
      });
    });
  }
});

function linesOf({ image, complaint }: BuildahBuild): Answer {
  return image === null ? refused(complaint) : { entries: belowCtx(image).map(tarLine).sort() };
}

function copied({ image, complaint }: BuildahBuild): RecordedAnswer {
  if (image === null) return { error: complaint };
  return {
    sent: belowCtx(image)
      .map(({ path, type }) => (type === "directory" ? `${path}/` : path))
      .sort(compareBytes),
  };
}

function belowCtx(image: readonly TarEntry[]): TarEntry[] {
  const below = image.filter(({ path }) => path.startsWith("ctx/"));
  return below.map((entry) => ({ ...entry, path: entry.path.slice("ctx/".length) }));
}

function isAnswer(answer: RecordedAnswer, recorded: RecordedAnswer): boolean {
  if (recorded.error === undefined) return JSON.stringify(answer.sent) === JSON.stringify(recorded.sent);
  return answer.error !== undefined && refusal(answer.error) === refusal(recorded.error);
}

/** When it was refused: reading the list, or copying by it. The recorded words are cut short. */
function refusal(error: string): string {
  const words = /processing excludes list|copier/.exec(error);
  if (words === null) throw new Error(`an unknown refusal: ${error}`);
  return words[0];
}

function edgeAnswer(row: EdgeRow, root: string, { image, complaint }: BuildahBuild): EdgeAnswer {
  const expected = row.expect.buildah;
  if (image === null) return { error: edgeError(complaint.replaceAll(root, "CTX"), expected?.error) };
  const whole = expected?.image !== undefined;
  const entries = whole ? image : belowCtx(image);
  const { sent, hardLinks: _, ...rest } = edgeList(row, entries);
  const empty = entries.filter(
    ({ path, type, size }) => type === "file" && size === 0 && sent.includes(path),
  );
  return {
    ...(whole ? { image: sent } : { sent }),
    ...rest,
    ...(empty.length > 0 ? { empty: empty.map(({ path }) => path) } : {}),
  };
}

/** The table shortens: `<dir>` stands for a path, "copier" for a long sentence, and the end may be missing. */
function edgeError(error: string, expected = "(none)"): string {
  if (expected === "(copier, at COPY)") return /copier/.test(error) ? expected : error;
  return error.includes(expected.replace(/<dir>.*$/, "")) ? expected : error;
}
