import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CtxcheckError, listContext } from "../../src/index.ts";
import { byBytes, readCases, type TreeEntry, withTree } from "./recorded.ts";

/** A recorded case: what BuildKit asked its client for. */
interface DockerfileCase {
  readonly id: string;
  readonly dockerfile: string;
  readonly file?: string;
  readonly ignore?: string;
  readonly dockerfileIgnore?: string;
  readonly target?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly tree: readonly TreeEntry[];
  readonly buildkit: {
    readonly requested: boolean;
    readonly sent?: readonly string[];
    readonly error?: string;
    readonly buildError?: string;
  };
}

const cases = readCases<DockerfileCase>("dockerfile.jsonl.gz");

function filesOf({
  file = "Dockerfile",
  dockerfile,
  ignore,
  dockerfileIgnore,
}: DockerfileCase): Record<string, string> {
  return {
    [file]: dockerfile,
    ...(ignore === undefined ? {} : { ".dockerignore": ignore }),
    ...(dockerfileIgnore === undefined ? {} : { [`${file}.dockerignore`]: dockerfileIgnore }),
  };
}

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
    for (const recorded of telling) {
      const answer = await withTree(recorded.tree, filesOf(recorded), (root) => ask(root, recorded));
      const { requested, error, sent = [] } = recorded.buildkit;
      const expected = error ?? (requested ? sent : []);
      if (JSON.stringify(answer) !== JSON.stringify(expected)) wrong.push({ recorded, answer });
    }
    expect(wrong).toEqual([]);
  });
});
