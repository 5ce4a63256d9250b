import type { Bytes } from "../bytes.ts";
import { isFailure, type TreeRoot } from "../context/source.ts";

const longestManifest = 1_048_576;

/** "" if it does not exist, or was not written by hand. */
export function readFile({ source, root }: TreeRoot, path: Bytes, longest = longestManifest): Bytes {
  const stats = source.stats(`${root}/${path}`);
  if (isFailure(stats) || !stats.isFile() || stats.size > longest) return "";
  const read = source.read(`${root}/${path}`);
  return isFailure(read) ? "" : read.content;
}
