import { createRequire } from "node:module";
import { once } from "../once.ts";

/** Entries of a tree from which on what waits to be collected outgrows what is alive. */
const large = 20_000;

/**
 * Left alone V8 lets the heap of a walk grow to several times what is alive. A library may not say so for its whole process;
 * a program may. Loaded for a large tree only: it takes a small report longer than it helps.
 */
export const spareMemory = (entries: number): void => (entries > large ? collectSooner() : undefined);

const collectSooner = once(() =>
  createRequire(import.meta.url)("node:v8").setFlagsFromString("--optimize-for-size"),
);
