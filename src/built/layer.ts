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

/** An entry of a layer that was added to the tree. */
export interface LayerEntry {
  readonly entry: TarEntry;
  /** See `LayerTree.add`. */
  readonly removed: number | null;
}

/** Returns the compression of a layer, by its first bytes, whatever the manifest says; null if it has none. */
export function packingOf({ file }: LayerFile): Compression | null {
  for (const piece of file.pieces()) return compressionOf(piece);
  return null;
}

/** A layer of the named image. */
export interface LayerPlace {
  readonly shown: Shown;
  /** 1 is the lowest. */
  readonly number: number;
}

/**
 * Yields the entries of a layer, each after it was added to the tree. The layer is read as a stream: nothing is
 * unpacked to disk. Throws CtxcheckError "unreadable" if it is broken, too large, or compressed in a way that this Node
 * cannot unpack.
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

/** Copies each piece, because the next is read while it is still in use. */
async function* pieces({ file }: LayerFile): AsyncGenerator<Buffer> {
  for (const piece of file.pieces()) yield Buffer.from(piece);
}

/** Small files, which most are, are in what was already read. */
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
