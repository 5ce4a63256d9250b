import { type Bytes, compareBytes, fromBuffer } from "../../bytes.ts";
import { ModeStats } from "../mode-stats.ts";
import { type MountedTree, mountTree } from "../mounted.ts";
import type { Source } from "../source.ts";
import { headOf, readContent } from "./content.ts";
import type { TarFile } from "./file.ts";
import type { TarNode } from "./node.ts";

/** Bytes: no builder reads a longer Dockerfile or ignore file. */
const mostRead = 64 * 1024 * 1024;

/** Returns the disk with the files of an archive in place of `top`. */
export function tarSource(top: Bytes, file: TarFile, root: TarNode): Source {
  const source = mountTree(top, treeOf(file, root));
  const fileAt = (path: Bytes) => source.nodeAt(path)?.content ?? null;
  return {
    ...source,
    *heads(paths, most) {
      for (const path of paths) {
        const entry = fileAt(path);
        if (entry !== null) yield { path, content: headOf(file, entry, most), size: entry.size };
      }
    },
    pieces: (path) => {
      const entry = fileAt(path);
      return entry === null ? { failed: "ENOENT" } : readContent(file, entry);
    },
  };
}

function treeOf(file: TarFile, root: TarNode): MountedTree<TarNode> {
  return {
    at: (path) => {
      let node: TarNode | undefined = root;
      if (path !== "") for (const name of path.split("/")) node = node?.children.get(name);
      return node;
    },
    typeOf: ({ type }) => type,
    entriesOf: ({ children }) =>
      [...children].map(([name, { type }]) => ({ name, type })).sort((a, b) => compareBytes(a.name, b.name)),
    statsOf: ({ mode, mtimeMs, names, content, id }) =>
      new ModeStats({
        mode,
        mtimeMs,
        nlink: names,
        rdev: 0,
        size: content?.size ?? 0,
        identity: `tar:${id}`,
      }),
    targetOf: ({ target }) => target,
    contentOf: ({ content }) => {
      if (content === null) return { failed: "EINVAL" };
      return content.size > mostRead
        ? { failed: "EFBIG" }
        : { content: fromBuffer(headOf(file, content, mostRead)) };
    },
  };
}
