import type { Bytes } from "../bytes.ts";
import { CopyFailure } from "./copy-failure.ts";
import type { ImageTree } from "./image-tree.ts";
import { stat } from "./resolve-path.ts";
import type { Provenance, TreeNode } from "./tree-node.ts";

/** The content of a file of a context; null if it is not known. */
export type ReadContent = (from: Provenance) => Bytes | null;

/** What a file of an image holds; null if it is not known. */
export function contentOf(node: TreeNode, read: ReadContent): Bytes | null {
  if (node.text !== null) return node.text;
  return node.from === null ? null : read(node.from);
}

/** The names in /etc/passwd or /etc/group; null if it is not known. Throws CopyFailure where it cannot be opened. */
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
