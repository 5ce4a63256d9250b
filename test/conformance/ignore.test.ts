import { describe, expect, it } from "vitest";
import { CtxcheckError, listContext } from "../../src/index.ts";
import { type Answer, byBytes, type IgnoreCase, readCases, withTree } from "./recorded.ts";

const cases = readCases<IgnoreCase>("ignore.jsonl.gz");
const builders = ["buildkit", "classic"] as const;
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

type Asked = "buildkit" | "classic";

const expected = (recorded: IgnoreCase, builder: Asked): Answer =>
  (builder === "classic" ? recorded.classic : undefined) ?? recorded.buildkit;

describe("every recorded case gives the recorded answer", () => {
  it(`of ${builders.join(" and ")}`, async () => {
    expect(cases).toHaveLength(3000);
    const wrong: unknown[] = [];
    for (const recorded of cases) {
      const files = { Dockerfile: dockerfile, ".dockerignore": recorded.ignore };
      await withTree(recorded.tree, files, async (root) => {
        for (const builder of builders) {
          const answer = await ask(root, builder);
          if (JSON.stringify(answer) === JSON.stringify(expected(recorded, builder))) continue;
          wrong.push({ builder, recorded, answer });
        }
      });
    }
    expect(wrong).toEqual([]);
  });
});
