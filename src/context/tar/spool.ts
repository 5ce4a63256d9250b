import {
  closeSync,
  createReadStream,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bytes } from "../../bytes.ts";
import { CtxcheckError, unlessRefused } from "../../errors.ts";
import { osPath } from "../disk.ts";
import { blockSize, readHeader } from "./block.ts";
import { type Compression, compressionOf, decompressed } from "./compression.ts";
import { readEntries } from "./entries.ts";
import { TarFile } from "./file.ts";
import { ArchiveError, limits, refuseSize } from "./limits.ts";

/** A readable archive, and its size in bytes as received. */
export interface OpenedTar {
  readonly file: TarFile;
  readonly bytes: number;
  /** Whether Docker's clients take it for a Dockerfile (rule I2). */
  readonly mistaken: boolean;
}

/** Bytes by which a builder distinguishes an archive from a Dockerfile (buildkit: archiveutil.IsArchive). */
const headLength = 1024;

/** Null if it is no archive at all. */
function kindOf(head: Buffer): Pick<OpenedTar, "mistaken"> | null {
  if (head.length < blockSize || readHeader(head.subarray(0, blockSize)) === null) return null;
  return { mistaken: !isTar(head) };
}

/** Rule I2: an entry, with all the headers before it, must be within these bytes. */
function isTar(start: Buffer): boolean {
  const head = start.subarray(0, headLength);
  const read = (position: number, length: number) => head.subarray(position, position + length);
  const first = unlessRefused(() => readEntries({ size: Number.MAX_SAFE_INTEGER, read }).next());
  return first?.done === false;
}

/** Opens an archive on disk: read in place, unless it is compressed. Null if it is none. Throws CtxcheckError. */
export async function openTarFile(path: Bytes): Promise<OpenedTar | null> {
  const handle = openSync(osPath(path), "r");
  const head = Buffer.alloc(headLength);
  const start = head.subarray(0, readSync(handle, head, 0, headLength, 0));
  const compression = compressionOf(start);
  if (compression === null) {
    const kind = kindOf(start);
    if (kind !== null) {
      const file = new TarFile(handle);
      return { file, bytes: file.size, ...kind };
    }
    closeSync(handle);
    return null;
  }
  closeSync(handle);
  return spool(createReadStream(osPath(path)), compression);
}

/** Opens a stream: an archive, or whatever else it contains. Throws CtxcheckError. */
export async function openTarStream(
  stream: AsyncIterable<Uint8Array>,
): Promise<OpenedTar | { readonly text: Buffer }> {
  const pieces = stream[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < headLength) {
    const next = await pieces.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const compression = compressionOf(head);
  const whole = joined(head, pieces);
  const kind = compression === null ? kindOf(head) : { mistaken: false };
  if (kind !== null) return { ...(await spool(whole, compression)), ...kind };
  return { text: await textOf(whole) };
}

async function* joined(head: Buffer, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next())
    yield Buffer.from(next.value);
}

/** BuildKit reads no longer Dockerfile. */
const mostText = 16 * 1024 * 1024;

async function textOf(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const kept: Buffer[] = [];
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > mostText)
      throw new CtxcheckError("context", "stdin holds neither an archive nor a Dockerfile");
    kept.push(piece);
  }
  return Buffer.concat(kept);
}

/**
 * Stores the decompressed contents of a stream in a file that nobody else sees and that disappears with the process.
 */
async function spool(stream: AsyncIterable<Uint8Array>, compression: Compression | null): Promise<OpenedTar> {
  let bytes = 0;
  let tail: Buffer = Buffer.alloc(0);
  const counted = watched(stream, (piece) => {
    bytes += piece.length;
    tail = Buffer.concat([tail, piece.subarray(-sizeLength)]).subarray(-sizeLength);
  });
  const handle = temporaryFile();
  let size = 0;
  let end: Buffer = Buffer.alloc(0);
  try {
    for await (const piece of compression === null ? counted : await decompressed(counted, compression)) {
      size += piece.length;
      if (size > limits.content + limits.names) refuseSize(`unpacks to more than ${limits.content} bytes`);
      writePiece(handle, piece, size - piece.length);
      end = Buffer.concat([end, piece.subarray(-endLength)]).subarray(-endLength);
    }
    if (compression === "gzip" && isCut(tail, size) && !end.equals(zeros.subarray(0, endLength)))
      throw new ArchiveError("its compression is broken: it ends too early");
    ftruncateSync(handle, size);
  } catch (error) {
    closeSync(handle);
    throw asRefusal(error);
  }
  return { file: new TarFile(handle), bytes, mistaken: false };
}

async function* watched(stream: AsyncIterable<Uint8Array>, see: (piece: Uint8Array) => void) {
  for await (const piece of stream) {
    see(piece);
    yield piece;
  }
}

const sizeLength = 4;
/** Two blocks of zeros end an archive: what follows them may be cut off. */
const endLength = 2 * blockSize;

/** RFC 1952: gzip data ends with its unpacked size; other trailing data counts as cut, too. */
const isCut = (tail: Buffer, size: number): boolean =>
  tail.length < sizeLength || tail.readUInt32LE(0) !== size % 2 ** 32;

function temporaryFile(): number {
  const directory = mkdtempSync(join(tmpdir(), "ctxcheck-"));
  try {
    return openSync(join(directory, "context.tar"), "wx+", 0o600);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const zeros = Buffer.alloc(1 << 18);

/** All zeros become a hole, which takes no space. */
function writePiece(handle: number, piece: Uint8Array, at: number): void {
  if (piece.length <= zeros.length && zeros.subarray(0, piece.length).equals(piece)) return;
  for (let done = 0; done < piece.length; )
    done += writeSync(handle, piece, done, piece.length - done, at + done);
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && !(error instanceof CtxcheckError) ? String(error.code) : "";

/** Whether node:zlib throws the error for broken data. */
export const isBroken = (error: unknown): boolean => /^(Z_|ZSTD_|ERR_ZSTD)/.test(codeOf(error));

function asRefusal(error: unknown): unknown {
  const code = codeOf(error);
  if (code === "") return error;
  if (isBroken(error)) return new ArchiveError(`its compression is broken (${code})`);
  return new CtxcheckError(
    "context",
    `the archive cannot be put into "${tmpdir()}" (${code})`,
    "point TMPDIR to a directory with more room",
  );
}
