import { createHash } from "node:crypto";
import type { Bytes } from "../bytes.ts";
import { diskPieces } from "../context/pieces.ts";

/** Sha256 of a content, in hex. Throws what node:fs throws. */
export function digestOf(pieces: Iterable<Buffer>): string {
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return hash.digest("hex");
}

/** Digests of files on the disk; of one that cannot be read "!" and why. */
export const digestFiles = (paths: readonly Bytes[]): string[] => paths.map(digestFile);

function digestFile(path: Bytes): string {
  try {
    return digestOf(diskPieces(path));
  } catch (error) {
    return `!${error instanceof Error && "code" in error ? String(error.code) : "EIO"}`;
  }
}
