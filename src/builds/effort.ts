import { beyondLimit, limits } from "../limits.ts";
import { Refusal } from "./refusal.ts";

/*
 * Includes, inheritance, loops and variables that double let a short file demand any amount of work. What is read together
 * has one measure of it, whoever spends.
 */
let left = 0;
let depth = 0;

/** Reads definitions; throws Refusal where they are nested too deeply, CtxcheckError "limit" where they demand too much. */
export function withEffort<T>(read: () => T): T {
  if (depth === 0) left = limits.buildSteps;
  depth++;
  try {
    return read();
  } catch (error) {
    throw error instanceof RangeError ? new Refusal("it is nested too deeply") : error;
  } finally {
    depth--;
  }
}

/** A value that is made is a step, and each character of a text. */
export function spend(steps: number): void {
  left -= steps;
  if (left < 0 && depth > 0)
    beyondLimit(
      `the files that define builds need more than ${limits.buildSteps} steps`,
      "name the definitions that are meant with --file",
    );
}
