import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { draftAllowList } from "../../../src/advise/init/allow-list.ts";
import { textOf } from "../../../src/advise/init/draft.ts";
import { toBuffer, toText } from "../../../src/bytes.ts";
import { CtxcheckError } from "../../../src/errors.ts";
import { listSet } from "../../../src/explain/list.ts";
import type { BuildPlan } from "../../../src/plan/build-plan.ts";
import { byBytes, type DockerfileCase, filesOf, readCases, withTree } from "../../conformance/recorded.ts";
import { planOf } from "../../context/trees.ts";
import { variables } from "../../dockerfile/recorded.ts";
import { sampled } from "../../sample.ts";

const cases = readCases<DockerfileCase>("dockerfile.jsonl.gz");

function planCase(root: string, { file = "Dockerfile", target, buildArgs }: DockerfileCase): BuildPlan {
  return planOf(root, "buildkit", { file, target, buildArgs: variables({ ...buildArgs }) });
}

const sentIn = (plan: BuildPlan): string[] =>
  byBytes(
    listSet(plan, "sent").entries.map(({ path, type }) => toText(type === "directory" ? `${path}/` : path)),
  );

/** The set that a builder sends with the allow-list in the place of what was there. */
function withAllowList(root: string, recorded: DockerfileCase): string[] | string {
  try {
    const plan = planCase(root, recorded);
    const { lines } = draftAllowList(plan);
    writeFileSync(join(root, plan.ignoreFile?.shown ?? ".dockerignore"), toBuffer(textOf(lines)));
    return sentIn(planCase(root, recorded));
  } catch (error) {
    if (error instanceof CtxcheckError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

describe("init --allow-list", () => {
  it("gives the recorded set in every recorded case that can be built", async () => {
    const sending = cases.filter(
      ({ buildkit }) =>
        buildkit.error === undefined && (buildkit.requested || buildkit.buildError === undefined),
    );
    expect(sending.length).toBeGreaterThan(1500);
    const wrong: unknown[] = [];
    for (const recorded of sampled(sending, 7)) {
      const answer = await withTree(recorded.tree, filesOf(recorded), async (root) =>
        withAllowList(root, recorded),
      );
      const { requested, sent = [] } = recorded.buildkit;
      if (JSON.stringify(answer) !== JSON.stringify(requested ? sent : [])) wrong.push({ recorded, answer });
    }
    expect(wrong).toEqual([]);
  });
});
