import { toText } from "../bytes.ts";
import type { ListedPath } from "../list.ts";
import { safe } from "./escape.ts";

export interface ListingStyle {
  readonly long: boolean;
  readonly dirs: boolean;
  /** NUL after each path, and nothing escaped. */
  readonly nul: boolean;
}

/** Entries as lines (as bytes: with NUL the names stand as they are on disk), in pieces that a stream takes well. */
export function* renderListing(entries: readonly ListedPath[], style: ListingStyle): Generator<Buffer> {
  let piece = "";
  for (const entry of entries) {
    if (!style.dirs && entry.type === "directory") continue;
    piece += style.nul ? `${entry.path}\0` : Buffer.from(`${line(entry, style)}\n`).toString("latin1");
    if (piece.length > 65_536) {
      yield Buffer.from(piece, "latin1");
      piece = "";
    }
  }
  yield Buffer.from(piece, "latin1");
}

const letters = { file: "-", directory: "d", symlink: "l", fifo: "p", device: "c", socket: "s" } as const;

function line({ path, type, size, arrivesEmpty }: ListedPath, { long }: ListingStyle): string {
  const shown = `${safe(toText(path))}${type === "directory" ? "/" : ""}`;
  if (!long) return shown;
  return `${letters[type]} ${String(size).padStart(12)} ${shown}${arrivesEmpty ? "  (arrives empty)" : ""}`;
}
