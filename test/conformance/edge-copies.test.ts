import { describe, expect, it } from "vitest";
import type { CopiedPath } from "../../src/builders/copied-path.ts";
import { builders } from "../../src/builders/index.ts";
import type { Bytes } from "../../src/bytes.ts";
import { fromText } from "../../src/bytes.ts";
import { disk } from "../../src/context/disk.ts";
import { openTree } from "../../src/context/tree.ts";
import { walkContext } from "../../src/context/walk.ts";
import type { BuildPlan } from "../../src/plan/build-plan.ts";
import { planOf } from "../context/trees.ts";
import { ask } from "./edge-answer.ts";
import { readEdgeRows, withRow } from "./edge-rows.ts";

/** Rows in which buildah was asked for a part of the context, and what its image then held, or how it failed. */
const rows = readEdgeRows().filter(({ asksForPart, expect: { buildah } }) => asksForPart && buildah);

const named = (row: (typeof rows)[number]) => row.buildContexts !== undefined;

const baseName = (path: Bytes) => path.slice(path.lastIndexOf("/") + 1);

/** The files of the image: where those that an instruction takes come to lie. */
function filesOfImage(plan: BuildPlan, root: string): Bytes[] {
  const steps = plan.requested?.request.stages.flatMap((stage) => stage.steps) ?? [];
  const put = steps.flatMap((step) => (step.kind === "COPY" ? [step.dest.path] : [])).at(-1) ?? "/";
  const destination = put === "/" ? "" : `${put.slice(1)}/`;
  const found = new Set<Bytes>();
  let name: Bytes | null = null;
  for (const taking of plan.requested?.copiedPaths?.copiedPaths ?? []) {
    if (taking.kind === "link") name ??= baseName(taking.named);
    else {
      for (const path of arriving(plan, root, taking)) found.add(destination + (name ?? path));
      name = null;
    }
  }
  return [...found].sort();
}

/** As they are called below the destination. */
function arriving({ builder, patterns }: BuildPlan, root: string, taking: CopiedPath): Bytes[] {
  if (taking.kind === "entry") return [baseName(taking.path)];
  const paths: Bytes[] = [];
  const copiedPaths = { copiedPaths: [taking], failed: [] };
  const folder = builder.open({ patterns, requested: null, transferred: true, copiedPaths });
  const entry = ({ path, sent, below }: { path: Bytes; sent: boolean; below?: object | undefined }) => {
    if (sent && below === undefined) paths.push(path.slice(taking.path === "" ? 0 : taking.path.length + 1));
  };
  walkContext(
    { source: openTree(disk), root: fromText(root), builder, folder, measureExcluded: false },
    { entry, problem: (found) => expect(found).toBeNull() },
  );
  return paths;
}

describe("buildah, where the Dockerfile takes a part", () => {
  it("has the rows of the table", () => {
    expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining([105, 110, 112, 118, 123, 134]));
    expect(rows.filter((row) => !named(row))).toHaveLength(rows.length - 1);
  });

  for (const row of rows.filter((one) => !named(one))) {
    const answer = row.expect["buildah@1.45"] ?? row.expect.buildah;
    it(`${row.id} ${row.what}`, async () => {
      await withRow(row, async (root) => {
        if (answer?.error !== undefined) {
          expect(await ask(row, root, "buildah", "sent")).toEqual({ code: "copy-failed" });
        } else {
          const files = answer?.image?.filter((path) => !path.endsWith("/"));
          expect(filesOfImage(planOf(root, builders.buildah.name), root)).toEqual(files);
        }
      });
    });
  }
});
