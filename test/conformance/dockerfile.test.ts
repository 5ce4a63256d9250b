import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CtxcheckError, listContext } from "../../src/index.ts";
import { sampled } from "../sample.ts";
import { byBytes, type DockerfileCase, filesOf, readCases, withTree } from "./recorded.ts";

const cases = readCases<DockerfileCase>("dockerfile.jsonl.gz");

async function ask(
  root: string,
  { file = "Dockerfile", target, buildArgs }: DockerfileCase,
): Promise<string[] | string> {
  try {
    const options = {
      ...(target === undefined ? {} : { target }),
      ...(buildArgs === undefined ? {} : { buildArgs }),
    };
    const entries = await listContext({ context: root, file: join(root, file), ...options });
    return byBytes(entries.map(({ path, type }) => (type === "directory" ? `${path}/` : path)));
  } catch (error) {
    if (error instanceof CtxcheckError) return error.code;
    throw error;
  }
}

/** Nothing was transferred and the build failed: the Dockerfile was refused, or a RUN failed before. */
const saysNothing = ({ buildkit }: DockerfileCase) =>
  !buildkit.requested && buildkit.buildError !== undefined;

describe("what BuildKit is sent for a Dockerfile", () => {
  it(`is the recorded set in all ${cases.length} cases`, async () => {
    expect(cases).toHaveLength(2000);
    const telling = cases.filter((recorded) => !saysNothing(recorded));
    expect(telling.length).toBe(1896);
    const wrong: unknown[] = [];
    for (const recorded of sampled(telling, 5)) {
      const answer = await withTree(recorded.tree, filesOf(recorded), (root) => ask(root, recorded));
      const { requested, error, sent = [] } = recorded.buildkit;
      const expected = error ?? (requested ? sent : []);
      if (JSON.stringify(answer) !== JSON.stringify(expected)) wrong.push({ recorded, answer });
    }
    expect(wrong).toEqual([]);
  });
});
