import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { builderName } from "../../src/builders/index.ts";
import { fromText, toText } from "../../src/bytes.ts";
import { disk } from "../../src/context/disk.ts";
import { openTree } from "../../src/context/tree.ts";
import { walkTree } from "../../src/image/image-tree.ts";
import type { TreeNode } from "../../src/image/tree-node.ts";
import { verdictOf } from "../../src/image/verdict.ts";
import { planBuild } from "../../src/plan/plan.ts";
import { type Ending, endingOf, type VerdictCase, verdictCases, withVerdictCase } from "./verdict-cases.ts";

/** What of an image was recorded: `classic@28` and `buildah@1.28` have verdicts only. */
const builders = ["buildkit", "buildkit@0.8", "classic", "buildah"] as const;

const described = ({ type, target, from, size }: TreeNode): string | number => {
  if (type === "symlink") return `-> ${toText(target)}`;
  return type === "file" ? (from?.size ?? size) : type === "other" ? "pipe" : type;
};

function computed(
  { file = "Dockerfile", target, buildArgs = {} }: VerdictCase,
  context: string,
  builder: string,
) {
  const args = Object.entries(buildArgs).map(([name, value]) => [fromText(name), fromText(value)] as const);
  const plan = planBuild({
    ...{ context, cwd: context, source: openTree(disk), builder: builderName(builder) },
    ...{ file: join(context, file), ignoreFile: undefined, target, platform: undefined },
    ...{ buildArgs: new Map(args), buildContexts: [], stdinDockerfile: undefined },
  });
  const { root } = verdictOf(plan).destinations?.landing().image.tree ?? {};
  const nodes = root === undefined ? [] : [...walkTree(root)];
  return Object.fromEntries(
    nodes.map(({ path, node }) => [
      node.type === "directory" ? `${toText(path)}/` : toText(path),
      described(node),
    ]),
  );
}

const recordedImage = (image: NonNullable<Ending["image"]>) =>
  Object.fromEntries(
    image.map(({ path, size = 0, link, fifo }) => {
      const what = path.endsWith("/") ? "directory" : fifo === true ? "pipe" : size;
      return [path, link === undefined ? what : `-> ${link}`];
    }),
  );

describe("all that the final image holds is what the builder put there", () => {
  test.each(builders)("%s", async (builder) => {
    const wrong: unknown[] = [];
    let compared = 0;
    for (const recorded of verdictCases()) {
      const image = endingOf(recorded, builder)?.image;
      if (image === undefined) continue;
      compared++;
      const ours = await withVerdictCase(recorded, async (context) => computed(recorded, context, builder));
      const theirs = recordedImage(image);
      try {
        expect(ours).toEqual(theirs);
      } catch {
        wrong.push({ id: recorded.id, ours, theirs });
      }
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(200);
  });
});
