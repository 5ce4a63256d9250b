import { beyondLimit, limits } from "../limits.ts";
import { Refusal } from "./refusal.ts";

/**
 * Includes, inheritance, loops and variables that double let a short file demand any amount of work. Everything that is
 * read together shares one allowance.
 */
let left = 0;
let depth = 0;

/** Reads definitions. Throws Refusal if they are nested too deeply, CtxcheckError "limit" if they demand too much. */
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

/** Each created value is a step, and so is each character of a text. */
export function spend(steps: number): void {
  left -= steps;
  if (left < 0 && depth > 0)
    beyondLimit(
      `the files that define builds need more than ${limits.buildSteps} steps`,
      "name the definitions that are meant with --file",
    );
}
