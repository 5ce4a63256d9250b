import type { Bytes } from "../bytes.ts";
import { CopyFailure } from "./copy-failure.ts";
import type { ImageTree } from "./image-tree.ts";
import { stat } from "./resolve-path.ts";
import type { Provenance, TreeNode } from "./tree-node.ts";

/** Returns the content of a context's file; null if unknown. */
export type ReadContent = (from: Provenance) => Bytes | null;

/** Returns the content of a file in an image; null if unknown. */
export function contentOf(node: TreeNode, read: ReadContent): Bytes | null {
  if (node.text !== null) return node.text;
  return node.from === null ? null : read(node.from);
}

/** Returns the names in /etc/passwd or /etc/group; null if unknown. Throws CopyFailure if the file cannot be opened. */
export function namesIn(tree: ImageTree, path: Bytes, read: ReadContent): ReadonlySet<Bytes> | null {
  const node = stat(tree, path);
  if (node === null && tree.mayHold(path)) return null;
  if (node === null) throw new CopyFailure(`open ${path}: no such file or directory`, "source");
  if (node.type === "directory") throw new CopyFailure(`read ${path}: is a directory`, "source");
  const content = contentOf(node, read);
  if (content === null) return null;
  const lines = content.split("\n").map((line) => line.trim());
  return new Set(
    lines.filter((line) => line !== "" && !line.startsWith("#")).map((line) => line.split(":")[0] ?? ""),
  );
}
