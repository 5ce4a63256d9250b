import type { Bytes } from "../bytes.ts";
import { dependencyDirectories, vcsDirectories } from "../ecosystems/index.ts";

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
