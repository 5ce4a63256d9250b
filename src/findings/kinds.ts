import type { Bytes } from "../bytes.ts";
import { dependencyDirectories, vcsDirectories } from "../ecosystems/index.ts";

export const baseName = (path: Bytes): Bytes => path.slice(path.lastIndexOf("/") + 1);

/** "" for an entry of the root. */
export const parentPath = (path: Bytes): Bytes => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** Whether a directory on the way to `path` is one that a tool fills. */
export function insideDependencies(path: Bytes): boolean {
  return parentPath(path)
    .split("/")
    .some((component) => dependencyDirectories.has(component) || vcsDirectories.has(component));
}
