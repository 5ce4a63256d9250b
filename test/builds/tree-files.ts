import { posix } from "node:path";
import type { Files } from "../../src/builds/model.ts";

/** Files that stand in a test; the command runs in `folder`. */
export function treeFiles(tree: Readonly<Record<string, string>>, folder = ""): Files {
  const at = (path: string) => (path.startsWith("/") ? path : posix.join(folder, path));
  return {
    read: (path) => tree[at(path)] ?? null,
    isDirectory: (path) => {
      const prefix = at(path).replace(/\/$/, "");
      return prefix === "." || Object.keys(tree).some((name) => name.startsWith(`${prefix}/`));
    },
  };
}
