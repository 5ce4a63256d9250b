import { describe, expect, it } from "vitest";
import { walkAhead } from "../../src/ahead/ahead.ts";
import { compareBytes, fromText, toText } from "../../src/bytes.ts";
import { walkContext } from "../../src/context/walk.ts";
import { CtxcheckError, listContext } from "../../src/index.ts";
import type { EntryType, WalkedEntry } from "../../src/model.ts";
import { openRules } from "../../src/plan/plan.ts";
import { readerAtOnce } from "../ahead/at-once.ts";
import { planOf } from "../context/trees.ts";
import { every, sampled } from "../sample.ts";
import { type Answer, byBytes, type IgnoreCase, readCases, withTree } from "./recorded.ts";

const cases = readCases<IgnoreCase>("ignore.jsonl.gz");
const builders = ["buildkit", "classic", "buildah"] as const;
const dockerfile = "FROM scratch\nCOPY . /\n";

type Listing = { readonly path: string; readonly type: EntryType; readonly arrivesEmpty?: boolean }[];

/** The walk when others have read everything before it. */
async function readAhead(root: string, builder: Asked): Promise<Listing> {
  const plan = planOf(root, builder);
  const reader = readerAtOnce(
    plan,
    () => true,
    () => found++,
  );
  const sent: Listing = [];
  const entry = ({ path, ...walked }: WalkedEntry) => {
    if (walked.sent) sent.push({ path: toText(path), type: walked.type, arrivesEmpty: walked.arrivesEmpty });
  };
  const walk = { ...plan.context, builder: plan.builder, folder: openRules(plan), measureExcluded: false };
  walkAhead(
    { ...walk, build: plan.spec, threads: 1 },
    () => walkContext(walk, { entry, problem: ({ path }) => expect.unreachable(path) }),
    { reader, afterEntries: 0 },
  );
  return sent.sort((a, b) => compareBytes(fromText(a.path), fromText(b.path)));
}

let found = 0;

const ways = {
  "by the list of a set": (root: string, builder: Asked): Promise<Listing> =>
    listContext({ context: root, builder }),
  "by a walk of which all was read ahead": readAhead,
};

async function ask(root: string, builder: Asked, list: typeof readAhead): Promise<Answer> {
  try {
    const entries = await list(root, builder);
    const sent = entries.map(({ path, type }) => (type === "directory" ? `${path}/` : path));
    const empty = entries.filter((entry) => entry.arrivesEmpty).map((entry) => entry.path);
    return empty.length > 0 ? { sent: byBytes(sent), empty } : { sent: byBytes(sent) };
  } catch (error) {
    if (error instanceof CtxcheckError) return { error: error.code };
    throw error;
  }
}

type Asked = (typeof builders)[number];

/** Null where it was not recorded. */
function expected({ buildkit, classic, buildah }: IgnoreCase, builder: Asked): Answer | null {
  if (builder === "buildkit") return buildkit;
  if (builder === "classic") return classic ?? buildkit;
  if (buildah?.error === undefined) return buildah ?? null;
  return { error: /illegal exclusion/.test(buildah.error) ? "illegal-exclusion" : badPattern(buildah.error) };
}

/** A regexp that does not compile ends the process that copies; of that buildah tells no more. */
function badPattern(words: string): string {
  if (/^processing excludes list|^reading "/.test(words)) return "bad-pattern";
  throw new Error(`unknown refusal: ${words}`);
}

describe("every recorded case gives the recorded answer", () => {
  it.each(Object.entries(ways))(`of ${builders.join(", ")} %s`, async (_, list) => {
    expect(cases).toHaveLength(3000);
    expect(cases.filter(({ buildah }) => buildah !== undefined)).toHaveLength(1500);
    const wrong: unknown[] = [];
    // That a walk read ahead is the same walk takes no case of every rule.
    const tried = list === readAhead ? cases.filter(every(4)) : cases;
    for (const recorded of sampled(tried, 7)) {
      const files = { Dockerfile: dockerfile, ".dockerignore": recorded.ignore };
      await withTree(recorded.tree, files, async (root) => {
        for (const builder of builders) {
          const wanted = expected(recorded, builder);
          if (wanted === null) continue;
          const answer = await ask(root, builder, list);
          if (JSON.stringify(answer) === JSON.stringify(wanted)) continue;
          wrong.push({ builder, recorded, answer });
        }
      });
    }
    expect(wrong).toEqual([]);
    expect(found > 0).toBe(list === readAhead);
  });
});
