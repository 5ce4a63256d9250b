import { createRequire } from "node:module";
import { once } from "../once.ts";

/** Room for so many entries, from which on a machine of a pipeline runs out of memory rather than of time: it takes half again as long. */
const large = 1_000_000;

/**
 * Left alone V8 lets the heap of a walk grow to several times what is alive. A library may not say so for its whole process;
 * a program may. Loaded for a large tree only: it takes a small report longer than it helps.
 */
export const spareMemory = (entries: number): void => (entries > large ? collectSooner() : undefined);

const collectSooner = once(() =>
  createRequire(import.meta.url)("node:v8").setFlagsFromString("--optimize-for-size"),
);
