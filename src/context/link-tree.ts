import { readlinkSync } from "node:fs";
import type { Bytes } from "../bytes.ts";
import type { LinkTree } from "../dockerfile/follow-links.ts";
import { failureOf, isFailure, listDirectory, osPath } from "./read.ts";

/** The links of a directory on disk. What cannot be read has none; the walk reports it when it gets there. */
export function linkTree(root: Bytes): LinkTree {
  return {
    readlink: (path) => {
      try {
        return readlinkSync(osPath(`${root}/${path}`), { encoding: "latin1" });
      } catch (error) {
        failureOf(error);
        return null;
      }
    },
    list: (path) => {
      const entries = listDirectory(`${root}/${path}`);
      return isFailure(entries) ? null : entries.map(({ name }) => name);
    },
  };
}
