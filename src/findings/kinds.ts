import type { Bytes } from "../bytes.ts";
import { dependencyDirectories, vcsDirectories } from "../ecosystems/index.ts";
import { spellPath } from "../ignore/spell.ts";
import type { WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";

export const baseName = (path: Bytes): Bytes => path.slice(path.lastIndexOf("/") + 1);

/** Returns the directory of a path; "" for an entry of the root. */
export const parentPath = (path: Bytes): Bytes => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** Whether a directory above `path` is one that a tool fills. */
export function insideDependencies(path: Bytes): boolean {
  for (let slash = path.lastIndexOf("/"); slash >= 0; ) {
    const start = slash === 0 ? 0 : path.lastIndexOf("/", slash - 1) + 1;
    if (isFilled(path.slice(start, slash))) return true;
    slash = start - 1;
  }
  return false;
}

/** Whether a directory is reported as what its name says. */
export const isFilled = (name: Bytes): boolean => dependencyDirectories.has(name) || vcsDirectories.has(name);

/**
 * Returns the line that excludes a directory, `line` being the one that matches it. If a directory is itself excluded
 * and only sent because of what is re-included below it, its name does not exclude it again (rule B15): everything
 * below it does.
 */
export function directoryFix({ by }: Pick<WalkedEntry, "by">, line: Bytes): Bytes {
  return by !== null && !by.exception ? `${line}/**` : line;
}

/**
 * Returns the line that matches a directory: by name wherever it occurs, but only if no exception could re-include
 * something of another directory of that name, which would then arrive empty (rule D11).
 */
export function everyDirectory(path: Bytes, { patterns }: Pick<BuildPlan, "patterns">): Bytes {
  const name = baseName(path);
  return path === name || patterns.some(({ exception }) => exception) ? spellPath(path) : `**/${name}`;
}
