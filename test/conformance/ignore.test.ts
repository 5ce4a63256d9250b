import { describe, expect, it } from "vitest";
import { CtxcheckError, listContext } from "../../src/index.ts";
import { type Answer, byBytes, type IgnoreCase, readCases, withTree } from "./recorded.ts";

const cases = readCases<IgnoreCase>("ignore.jsonl.gz");
const builders = ["buildkit", "classic", "buildah"] as const;
const dockerfile = "FROM scratch\nCOPY . /\n";

async function ask(root: string, builder: Asked): Promise<Answer> {
  try {
    const entries = await listContext({ context: root, builder });
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
  it(`of ${builders.join(", ")}`, async () => {
    expect(cases).toHaveLength(3000);
    expect(cases.filter(({ buildah }) => buildah !== undefined)).toHaveLength(1500);
    const wrong: unknown[] = [];
    for (const recorded of cases) {
      const files = { Dockerfile: dockerfile, ".dockerignore": recorded.ignore };
      await withTree(recorded.tree, files, async (root) => {
        for (const builder of builders) {
          const wanted = expected(recorded, builder);
          if (wanted === null) continue;
          const answer = await ask(root, builder);
          if (JSON.stringify(answer) === JSON.stringify(wanted)) continue;
          wrong.push({ builder, recorded, answer });
        }
      });
    }
    expect(wrong).toEqual([]);
  });
});
