import type { Bytes } from "../bytes.ts";
import { spellPath } from "../ignore/spell.ts";
import type { WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { baseName } from "./kinds.ts";

/**
 * The line that keeps a directory out, `line` being the one that matches it. A directory that is itself excluded and
 * only sent for what is re-included below it is not excluded once more by its name (rule B15): all below it is.
 */
export function directoryFix({ by }: Pick<WalkedEntry, "by">, line: Bytes): Bytes {
  return by !== null && !by.exception ? `${line}/**` : line;
}

/**
 * The line that matches a directory: by its name wherever it occurs, but only where no exception could bring something
 * back out of another directory of that name, which would then arrive empty (rule D11).
 */
export function everyDirectory(path: Bytes, { patterns }: Pick<BuildPlan, "patterns">): Bytes {
  const name = baseName(path);
  return path === name || patterns.some(({ exception }) => exception) ? spellPath(path) : `**/${name}`;
}
