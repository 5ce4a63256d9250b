import { type MessagePort, workerData } from "node:worker_threads";
import { disk } from "../context/disk.ts";
import { openTree } from "../context/tree.ts";
import { CtxcheckError } from "../errors.ts";
import type { PlanOptions } from "../plan/options.ts";
import { openRules, planBuild } from "../plan/plan.ts";
import { memoryOf } from "./batch.ts";
import { claimsIn } from "./claims.ts";
import { type Pace, paceIn } from "./pace.ts";
import { readAhead } from "./reader.ts";

/** What a thread needs to know. */
export interface Errand {
  readonly options: Omit<PlanOptions, "source">;
  readonly measureExcluded: boolean;
  readonly begin: number;
  readonly claims: SharedArrayBuffer;
  readonly pace: SharedArrayBuffer;
  readonly port: MessagePort;
}

const errand: Errand = workerData;

try {
  run(errand, paceIn(errand.pace));
} catch (error) {
  // The walk will meet it, and tell it.
  if (!(error instanceof CtxcheckError)) throw error;
}

function run({ options, measureExcluded, begin, claims, port }: Errand, pace: Pace): void {
  const plan = planBuild({ ...options, source: openTree(disk) });
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
