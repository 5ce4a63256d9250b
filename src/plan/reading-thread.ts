import { workerData } from "node:worker_threads";
import { memoryOf } from "../ahead/batch.ts";
import { claimsIn } from "../ahead/claims.ts";
import { type Pace, paceIn } from "../ahead/pace.ts";
import { readAhead } from "../ahead/reader.ts";
import type { ReadingTask } from "../ahead/thread.ts";
import { disk } from "../context/disk.ts";
import { openTree } from "../context/tree.ts";
import { CtxcheckError } from "../errors.ts";
import type { BuildSpec } from "./build-spec.ts";
import { openRules, planBuild } from "./plan.ts";

const task: ReadingTask<BuildSpec> = workerData;

try {
  run(task, paceIn(task.pace));
} catch (error) {
  // The walk will meet and report it.
  if (!(error instanceof CtxcheckError)) throw error;
}

/** Runs in a thread that reads ahead of a walk. */
function run({ build, measureExcluded, begin, claims, port }: typeof task, pace: Pace): void {
  const { amended, ...spec } = build;
  const amend = amended === undefined ? {} : { amend: () => amended };
  const plan = planBuild({ ...spec, ...amend, source: openTree(disk) });
  readAhead({
    source: disk,
    root: plan.context.root,
    folder: measureExcluded ? null : openRules(plan),
    claims: claimsIn(claims),
    begin,
    deliver: (batch) => {
      const entries = batch.counts.reduce((sum, count) => sum + count, 0);
      port.postMessage(batch, memoryOf(batch));
      return pace.delivered(entries);
    },
  });
}
