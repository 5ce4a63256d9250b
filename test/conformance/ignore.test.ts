import { describe, expect, it } from "vitest";
import { CtxcheckError, listContext } from "../../src/index.ts";
import { type Answer, type IgnoreCase, readCases, withTree } from "./recorded.ts";

const cases = readCases<IgnoreCase>("ignore.jsonl.gz");
const dockerfile = "FROM scratch\nCOPY . /\n";

async function ask(root: string, builder: "buildkit" | "classic"): Promise<Answer> {
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

const byBytes = (paths: string[]) => paths.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

describe.each(["buildkit", "classic"] as const)("%s gives the recorded answer", (builder) => {
  it(`of all ${cases.length} cases`, async () => {
    expect(cases).toHaveLength(3000);
    const wrong: unknown[] = [];
    for (const recorded of cases) {
      const files = { Dockerfile: dockerfile, ".dockerignore": recorded.ignore };
      const answer = await withTree(recorded.tree, files, (root) => ask(root, builder));
      const expected = (builder === "classic" && recorded.classic) || recorded.buildkit;
      if (JSON.stringify(answer) !== JSON.stringify(expected)) wrong.push({ recorded, answer });
    }
    expect(wrong.slice(0, 3)).toEqual([]);
  });
});
