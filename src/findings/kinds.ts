import type { Bytes } from "../bytes.ts";
import { dependencyDirectories, vcsDirectories } from "../ecosystems/index.ts";
import { spellPath } from "../ignore/spell.ts";
import type { WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";

export const baseName = (path: Bytes): Bytes => path.slice(path.lastIndexOf("/") + 1);

/** "" for an entry of the root. */
export const parentPath = (path: Bytes): Bytes => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** Whether a directory on the way to `path` is one that a tool fills. */
export function insideDependencies(path: Bytes): boolean {
  for (let slash = path.lastIndexOf("/"); slash >= 0; ) {
    const start = slash === 0 ? 0 : path.lastIndexOf("/", slash - 1) + 1;
    if (isFilled(path.slice(start, slash))) return true;
    slash = start - 1;
  }
  return false;
}

/** By its name it is reported as what it is. */
export const isFilled = (name: Bytes): boolean => dependencyDirectories.has(name) || vcsDirectories.has(name);

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
