import type { Stats } from "node:fs";
import type { Verdict } from "../builders/builder.ts";
import type { Bytes } from "../bytes.ts";
import type { EntryType } from "../model.ts";
import { inodeOf, isFailure } from "./read.ts";

/** The files with several names that each set already has: a hard link met again adds no bytes. */
export type SeenLinks = Readonly<Record<"allowed" | "sent", Set<string>>>;

export const noLinks = (): SeenLinks => ({ allowed: new Set(), sent: new Set() });

/** What a file adds to the sets, in bytes. */
export function addedBytes(
  absolute: Bytes,
  stats: Stats,
  verdict: Verdict,
  arrivesEmpty: boolean,
  seen: SeenLinks,
) {
  const size = stats.isFile() ? stats.size : 0;
  if (size === 0 || stats.nlink === 1) {
    return { allowedBytes: verdict.allowed ? size : 0, sentBytes: verdict.sent && !arrivesEmpty ? size : 0 };
  }
  const inode = inodeOf(absolute);
  const first = (set: "allowed" | "sent") => (!isFailure(inode) && isKnown(seen[set], inode) ? 0 : size);
  return {
    allowedBytes: verdict.allowed ? first("allowed") : 0,
    sentBytes: verdict.sent && !arrivesEmpty ? first("sent") : 0,
  };
}

function isKnown(seen: Set<string>, inode: string): boolean {
  if (seen.has(inode)) return true;
  seen.add(inode);
  return false;
}

/** The mode answers for almost every file, without a system call; an access list that denies is not seen. */
export function mayBeDenied(type: EntryType, stats: Stats): boolean {
  return (type === "file" || type === "device") && (stats.mode & 0o444) !== 0o444;
}
