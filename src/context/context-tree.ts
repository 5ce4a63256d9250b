import { readlinkSync } from "node:fs";
import type { ContextTree } from "../builders/context-tree.ts";
import type { Bytes } from "../bytes.ts";
import { insideOf, resolveInRoot } from "./links.ts";
import { failureOf, isFailure, listDirectory, osPath, readStats, typeOf } from "./read.ts";

/** A directory on disk as the root of a process that copies from it. */
export function contextTree(root: Bytes): ContextTree {
  const resolve = (path: Bytes): Bytes | null => {
    const found = resolveInRoot(root, path);
    return isFailure(found) ? null : (insideOf(root, `${found}/`)?.replace(/\/$/, "") ?? null);
  };
  const locate = (path: Bytes): Bytes | null => {
    const slash = path.lastIndexOf("/");
    if (slash < 0) return path;
    const directory = resolve(path.slice(0, slash));
    return directory === null ? null : `${directory}/${path.slice(slash + 1)}`.replace(/^\//, "");
  };
  const typeAt = (path: Bytes) => {
    const stats = readStats(`${root}/${path}`);
    return isFailure(stats) ? null : typeOf(stats);
  };
  return {
    locate,
    resolve,
    typeOf: (path) => {
      const located = locate(path);
      return located === null ? null : typeAt(located);
    },
    readlink: (path) => {
      const located = locate(path);
      return located === null ? null : readLinkOrNull(`${root}/${located}`);
    },
    list: (path) => {
      const directory = resolve(path);
      if (directory === null || typeAt(directory) !== "directory") return null;
      const entries = listDirectory(`${root}/${directory}`);
      return isFailure(entries) ? null : entries.map(({ name }) => name);
    },
  };
}

function readLinkOrNull(path: Bytes): Bytes | null {
  try {
    return readlinkSync(osPath(path), { encoding: "latin1" });
  } catch (error) {
    failureOf(error);
    return null;
  }
}
