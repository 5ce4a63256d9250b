import fc from "fast-check";
import { times } from "./sample.ts";

/** The laws try the same cases on every run, so that a red one tells of a change. CTXCHECK_SEED gives others. */
fc.configureGlobal({ seed: Number(process.env.CTXCHECK_SEED ?? 1), numRuns: 100 * times });
