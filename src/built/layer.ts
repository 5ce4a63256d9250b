import { createHash, hash } from "node:crypto";
import type { Bytes } from "../bytes.ts";
import { type Compression, compressionOf, decompressed } from "../context/tar/compression.ts";
import type { TarEntry } from "../context/tar/entries.ts";
import { ArchiveError, type Meter, repack } from "../context/tar/limits.ts";
import { isBroken } from "../context/tar/spool.ts";
import { ForwardBytes, streamContent, streamEntries } from "../context/tar/stream.ts";
import { imageError, type Shown } from "./image-files.ts";
import type { LayerTree } from "./layer-tree.ts";
import type { LayerFile } from "./manifest.ts";

/** An entry of a layer that was put into the tree. */
export interface LayerEntry {
  readonly entry: TarEntry;
  /** See `LayerTree.add`. */
  readonly removed: number | null;
}

/** How it is packed, by its first bytes, whatever the manifest says; null if it is not. */
export function packingOf({ file }: LayerFile): Compression | null {
  for (const piece of file.pieces()) return compressionOf(piece);
  return null;
}

/** A layer of an image that was named so. */
export interface LayerPlace {
  readonly shown: Shown;
  /** The lowest is 1. */
  readonly number: number;
}

/**
 * The entries of a layer, each after it was put into the tree. It is read as a stream: nothing is unpacked to the disk.
 * Throws CtxcheckError "unreadable" for what is broken, too large, or packed as this Node cannot unpack it.
 */
export async function* readLayer(
  layer: LayerFile,
  place: LayerPlace,
  meter: Meter,
  tree: LayerTree,
): AsyncGenerator<LayerEntry> {
  const bytes = new ForwardBytes(await unpacked(layer, place));
  try {
    for await (const entry of streamEntries(bytes)) {
      meter.entry(entry);
      const digest = entry.flag === "0" && entry.size > 0 ? await digestOf(bytes, entry) : "";
      yield { entry, removed: tree.add(entry, digest) };
    }
  } catch (error) {
    throw asRefusal(error, place);
  } finally {
    await bytes.close();
  }
}

async function unpacked(layer: LayerFile, place: LayerPlace): Promise<AsyncIterable<Buffer>> {
  const packing = packingOf(layer);
  if (packing === null) return pieces(layer);
  try {
    return await decompressed(pieces(layer), packing, "write the image again with gzip layers");
  } catch (error) {
    throw asRefusal(error, place);
  }
}

/** Each is read while another is still looked at: they must be bytes of their own. */
async function* pieces({ file }: LayerFile): AsyncGenerator<Buffer> {
  for (const piece of file.pieces()) yield Buffer.from(piece);
}

/** Small files, which most are, lie in what was read already. */
async function digestOf(bytes: ForwardBytes, entry: TarEntry): Promise<Bytes> {
  const whole =
    entry.spans === undefined ? bytes.peek({ position: entry.position, length: entry.size }) : null;
  if (whole !== null) return hash("sha256", whole, "binary");
  const digest = createHash("sha256");
  for await (const piece of streamContent(bytes, entry)) digest.update(piece);
  return digest.digest("binary");
}

function asRefusal(error: unknown, { shown, number }: LayerPlace): unknown {
  const problem =
    error instanceof ArchiveError ? error.problem : isBroken(error) ? "its compression is broken" : null;
  const hint = error instanceof ArchiveError && error.hint !== repack ? error.hint : "write it again";
  return problem === null ? error : imageError(shown, `cannot be read: layer ${number}: ${problem}`, hint);
}
