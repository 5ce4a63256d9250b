import { chmodSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inspect } from "../../src/index.ts";
import { type EdgeAnswer, type EdgeRow, readEdgeRows, withRow } from "../conformance/edge-rows.ts";
import { type RecordedIgnoreCase, readRecorded } from "../oracle/cases.ts";
import { withCase } from "../oracle/materialise.ts";
import { seed } from "../sample.ts";
import { listed, refused, tarLine } from "./answers.ts";
import { caseCount, pick, sameInEveryRelease, timeLimit } from "./cases.ts";
import { type ClassicBuild, type ClassicClient, openClassicClient } from "./docker-cli.ts";
import { edgeList } from "./edge-list.ts";
import { findProgram, inParallel, isRoot, whyNot } from "./programs.ts";
import { sizes } from "./sizes.ts";

const docker = findProgram("docker");
const why = whyNot([docker !== null, "there is no docker on the PATH"]);
/** The rules of the classic builder are those of 23.0 and later. */
const isCurrent = Number(/version (\d+)\./.exec(docker?.version ?? "")?.[1]) >= 23;

describe.skipIf(why !== null)(`${docker?.version ?? "docker"}, classic mode`, () => {
  let client: ClassicClient;
  beforeAll(async () => {
    client = await openClassicClient();
  });
  afterAll(() => client.close());

  it(
    "posts the tar that ctxcheck lists",
    async () => {
      const all = readRecorded<RecordedIgnoreCase>("ignore.jsonl.gz");
      const known = isCurrent ? all : all.filter(sameInEveryRelease);
      const cases = pick(known, caseCount ?? 80);
      console.info(`${cases.length} of ${known.length} comparable cases, CTXCHECK_SEED=${seed}`);
      const wrong = await inParallel(cases, 4, async (given) =>
        withCase(given, async (root) => {
          const posted = answerOf(await client.build(root));
          const expected = await measured(root);
          return JSON.stringify(posted) === JSON.stringify(expected) ? null : { given, posted, expected };
        }),
      );
      expect(cases.length).toBeGreaterThan(0);
      expect(wrong.filter((found) => found !== null).slice(0, 3)).toEqual([]);
    },
    timeLimit,
  );

  it.concurrent.for(sizes)("posts as many bytes as ctxcheck says: %s", async ([, tree], { expect }) => {
    await withCase({ id: "C12", ignore: "", tree }, async (root) => {
      expect(answerOf(await client.build(root))).toEqual(await measured(root));
    });
  });

  for (const row of readEdgeRows()) {
    const answer = row.expect.classic;
    if (answer === null || answer === undefined) continue;
    it.concurrent(`edge ${row.id} ${row.what}`, async ({ skip }) => {
      if (!isCurrent) skip("this release has other rules (D.6)");
      if (row.nonRoot && !isRoot) skip("only root can hand the client to somebody else");
      await withRow(row, async (root) => {
        chmodSync(dirname(root), 0o755);
        const file = row.file === undefined ? {} : { file: join(root, row.file) };
        const build = await client.build(root, { ...file, nobody: row.nonRoot === true });
        expect(edgeAnswer(row, root, build)).toEqual(answer);
      });
    });
  }
});

/** What was posted, the length of the whole stream, and whether that length was printed. */
function answerOf({ tar, complaint, bodyBytes, printed }: ClassicBuild) {
  if (tar === null) return refused(complaint);
  const entries = tar.entries.map(tarLine).sort();
  return { entries, bytes: bodyBytes, printed: isSpellingOf(printed ?? "", bodyBytes) };
}

/** The same from ctxcheck. */
async function measured(root: string) {
  const answer = await listed(root, "classic");
  if ("code" in answer) return answer;
  const { sent } = await inspect({ context: root, builder: "classic" });
  return { ...answer, bytes: sent.wireBytes, printed: true };
}

/** Docker prints four significant digits in decimal units. */
function isSpellingOf(printed: string, bytes: number): boolean {
  const [, digits = "", unit = ""] = /^([\d.]+)(k|M|G|)B$/.exec(printed) ?? [];
  const scale = 1000 ** ["", "k", "M", "G"].indexOf(unit);
  return digits !== "" && (bytes / scale).toPrecision(4) === Number(digits).toPrecision(4);
}

/** In the words of the table; its error is a part of what is printed. */
function edgeAnswer(row: EdgeRow, root: string, { tar, complaint }: ClassicBuild): EdgeAnswer {
  const expected = row.expect.classic?.error;
  const error = complaint.replaceAll(root, "CTX");
  if (tar === null) return { error: expected !== undefined && error.includes(expected) ? expected : error };
  const generated = tar.entries.some(({ path }) => /^\.dockerfile\.[0-9a-f]{20}$/.test(path));
  return {
    ...edgeList(row, tar.entries),
    ...(generated ? { generated: [".dockerfile.<rand>"] } : {}),
    ...(tar.complete ? {} : { truncated: true }),
    ...(error.includes("Can't add file") ? { logged: true } : {}),
  };
}
