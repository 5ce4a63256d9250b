import { Readable, Transform } from "node:stream";
import { refuseArchive } from "./limits.ts";

export type Compression = "gzip" | "bzip2" | "xz" | "zstd";

const magics: readonly (readonly [Compression, Buffer])[] = [
  ["bzip2", Buffer.from("BZh")],
  ["gzip", Buffer.from([0x1f, 0x8b, 0x08])],
  ["xz", Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])],
  ["zstd", Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
];

/** Null for anything not compressed in a way that a builder knows. */
export function compressionOf(head: Buffer): Compression | null {
  const found = magics.find(([, magic]) => head.subarray(0, magic.length).equals(magic));
  if (found !== undefined) return found[0];
  // A skippable zstd frame may come first.
  return head.length >= 8 && (head.readUInt32LE(0) & 0xfffffff0) >>> 0 === 0x184d2a50 ? "zstd" : null;
}

const chunkSize = 1 << 18;

/**
 * Decompresses a stream. Throws ArchiveError for what this Node cannot decompress; the stream throws what node:zlib
 * throws.
 */
export async function decompressed(
  stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  compression: Compression,
  hint?: string,
): Promise<AsyncIterable<Buffer>> {
  const transform = await transformFor(compression, hint);
  const source = Readable.from(stream, { objectMode: false });
  source.on("error", (error) => transform.destroy(error));
  return source.pipe(transform);
}

async function transformFor(compression: Compression, hint?: string): Promise<Transform> {
  const zlib = await import("node:zlib");
  // Nobody reads what follows the archive: it may be cut off there (rule I3). An earlier end is noticed by the reader
  // of the archive.
  const finishFlush = zlib.constants.Z_SYNC_FLUSH;
  if (compression === "gzip") return zlib.createGunzip({ chunkSize, finishFlush });
  if (compression === "zstd" && "createZstdDecompress" in zlib) return started(zlib.createZstdDecompress);
  const program = { gzip: "gzip", bzip2: "bzip2", xz: "xz", zstd: "zstd" }[compression];
  const since = compression === "zstd" ? " (Node 22.15 and later can)" : "";
  return refuseArchive(
    `it is compressed with ${compression}, which this Node cannot unpack${since}`,
    hint ?? `unpack it first: ${program} -dc context.tar.* | ctxcheck -`,
  );
}

function started(create: unknown): Transform {
  const transform: unknown = typeof create === "function" ? create({ chunkSize }) : null;
  if (transform instanceof Transform) return transform;
  throw new TypeError("node:zlib gives no stream");
}
