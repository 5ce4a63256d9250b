import { closeSync, fstatSync, readSync } from "node:fs";
import { append } from "../append.ts";
import type { Bytes } from "../bytes.ts";
import { liesAt, moved, openPlace } from "../opened.ts";
import { type ContentOptions, type ContentScan, isPlainBinary, scanContent } from "./content.ts";
import type { SecretHit } from "./model.ts";
import { secretName } from "./names.ts";

/** A file to read: its path in the context and on disk. */
export interface ScanFile {
  /** Relative to the context. */
  readonly path: Bytes;
  /** Path for the file system; also a byte string, so that any name can be opened and sent to a worker. */
  readonly absolute: Bytes;
  /** The beginning of a file that is not on disk. */
  readonly head?: { readonly content: Uint8Array; readonly size: number };
}

export interface BatchOptions extends ContentOptions {
  /** Bytes read of a file at most. */
  readonly maxSize: number;
}

export interface FileHit extends SecretHit {
  readonly path: Bytes;
}

export interface FileProblem {
  readonly path: Bytes;
  /** The system's code: EACCES, EIO, ...; otherwise the name of the error. */
  readonly code: string;
}

/** The result of scanning files. The counts of batches add up: `files` is all of them, each of the others a part. */
export interface BatchResult {
  readonly hits: FileHit[];
  readonly problems: FileProblem[];
  /**
   * Files with a name that may mean a secret, which were read in full by every rule that applies and hold none; key
   * stores without a key.
   */
  readonly cleared: Bytes[];
  readonly counts: Counts;
}

const countNames = [
  "files",
  /** Bytes read. */
  "bytes",
  /** Not text: only checked for being a key file. */
  "binary",
  /** Longer than `maxSize`: only the beginning was read. */
  "headOnly",
  /** Gone, or no longer a regular file, when it was to be read. */
  "vanished",
  "unreadable",
  /** Below node_modules and the like: only the rules for keys and vendor tokens apply. */
  "vendored",
  /** Generated, minified or an example: only the same rules apply. */
  "hardRulesOnly",
  /** Text with lines of more than 4,096 bytes, in which named values were skipped. */
  "longLines",
  /** Secrets allowed by a comment in the file or by a configuration. */
  "allowed",
  /** Files with more findings than the 1,000 that are listed. */
  "capped",
] as const;

export type Counts = Record<(typeof countNames)[number], number>;

export function emptyResult(): BatchResult {
  const read = { files: 0, bytes: 0, binary: 0, headOnly: 0, vanished: 0, unreadable: 0 };
  return {
    hits: [],
    problems: [],
    cleared: [],
    counts: { ...read, vendored: 0, hardRulesOnly: 0, longLines: 0, allowed: 0, capped: 0 },
  };
}

export function addResult(total: BatchResult, part: BatchResult): void {
  append(total.hits, part.hits);
  append(total.problems, part.problems);
  append(total.cleared, part.cleared);
  for (const name of countNames) total.counts[name] += part.counts[name];
}

/** The result of a batch, and the outcome of each of its files, encoded by `outcomeOf`. */
export interface BatchOutcome extends BatchResult {
  readonly each: readonly number[];
}

/** Reads and scans files one after another, through one buffer: memory does not grow with their number. */
export function scanBatch(files: readonly ScanFile[], options: BatchOptions): BatchOutcome {
  const result = emptyResult();
  const { counts } = result;
  const each = files.map((file) => {
    const before = { ...counts };
    scanFile(file, options, result);
    return counts.allowed > before.allowed ? noOutcome : outcomeOf(before, counts);
  });
  return { ...result, each };
}

/** The outcome of a file whose counts do not fit into a number, and which must not be reused. */
export const noOutcome = -1;

const marks = countNames.filter((name) => name !== "files" && name !== "bytes" && name !== "allowed");

/** Encodes the counts of one file as a number: one bit each, and its bytes above them. */
function outcomeOf(before: Counts, after: Counts): number {
  const bits = marks.reduce((all, name, bit) => all + (after[name] > before[name] ? 2 ** bit : 0), 0);
  return (after.bytes - before.bytes) * 2 ** marks.length + bits;
}

/** Adds the counts of a file, given its outcome. */
export function addOutcome(counts: Counts, outcome: number): void {
  counts.files += 1;
  counts.bytes += Math.floor(outcome / 2 ** marks.length);
  const bits = outcome % 2 ** marks.length;
  for (const [bit, name] of marks.entries()) if ((bits & (2 ** bit)) !== 0) counts[name] += 1;
}

function scanFile(file: ScanFile, options: BatchOptions, result: BatchResult): void {
  result.counts.files += 1;
  try {
    if (file.head === undefined) scanPlace(file, options, result);
    else addScan(file, given(file.head), options, result);
  } catch (error) {
    addProblem(file, error, result);
  }
}

function scanPlace(file: ScanFile, options: BatchOptions, result: BatchResult): void {
  const handle = openPlace(file.absolute);
  try {
    const head = readHead(handle, options.maxSize);
    if (head === null) result.counts.vanished += 1;
    else addScan(file, head, options, result, handle);
  } finally {
    closeSync(handle);
  }
}

function addScan(
  file: ScanFile,
  head: Head,
  options: BatchOptions,
  result: BatchResult,
  handle?: number,
): void {
  const { content, size } = head;
  const { hits, cleared, counts } = result;
  const scan = scanContent(file.path, content, options, size);
  const isClear = isCleared(file.path, scan, head);
  // Checked only if it matters: for every file it would take a third of the reading time.
  const isFound = isClear || scan.hits.length > 0;
  if (isFound && handle !== undefined && !liesAt(handle, file.absolute)) throw moved();
  for (const hit of scan.hits) hits.push({ path: file.path, ...hit });
  if (isClear) cleared.push(file.path);
  counts.bytes += content.length;
  counts.allowed += scan.allowed;
  if (scan.kind === "binary") counts.binary += 1;
  else if (size > content.length) counts.headOnly += 1;
  if (scan.isVendored) counts.vendored += 1;
  else if (scan.scope === "hard") counts.hardRulesOnly += 1;
  if (scan.hasLongLine) counts.longLines += 1;
  if (scan.isCapped) counts.capped += 1;
}

/** A private key is found in binary, vendored and example files, too; anything else only if all rules ran. */
function isCleared(path: Bytes, scan: ContentScan, { content, size }: Head): boolean {
  if (scan.hits.length > 0 || scan.isWithheld || scan.hasLongLine) return false;
  const name = secretName(path, false);
  if (name?.group === "keystore") return scan.isTrustStore;
  if (name?.mode !== "confirm") return false;
  if (scan.kind === "binary") return name.group === "private-key";
  return content.length === size && (name.group === "private-key" || scan.scope !== "hard");
}

/** ELOOP, EISDIR, ESPIPE: what was a file when the tree was walked is a symbolic link, a directory or a pipe now. */
const goneCodes = new Set(["ENOENT", "ENOTDIR", "ELOOP", "EISDIR", "ESPIPE"]);

function addProblem(file: ScanFile, error: unknown, { problems, counts }: BatchResult): void {
  // Even an error in a rule must not prevent a report of the other files; its message could contain what was read.
  const code = error instanceof Error ? ("code" in error ? String(error.code) : error.name) : typeof error;
  if (goneCodes.has(code)) counts.vanished += 1;
  else {
    counts.unreadable += 1;
    problems.push({ path: file.path, code });
  }
}

interface Head {
  readonly content: Buffer;
  /** Of the whole file, in bytes. */
  readonly size: number;
}

/** Bytes that suffice to recognize a file; most files are shorter. */
const firstRead = 1 << 16;

let buffer = Buffer.allocUnsafeSlow(1 << 20);

/** Null if it is no longer a regular file. The content is valid until the next call. */
function readHead(handle: number, maxSize: number): Head | null {
  // Most files are short, and their size costs as much as their content: fewer bytes than fit are all of them (POSIX,
  // read), and what can be read from a place is no pipe.
  const count = readSync(handle, buffer, 0, Math.min(maxSize, firstRead), 0);
  if (count > 0 && count < Math.min(maxSize, firstRead))
    return { content: buffer.subarray(0, count), size: count };
  const stat = fstatSync(handle);
  if (!stat.isFile()) return null;
  const wanted = Math.min(stat.size, maxSize);
  if (wanted > buffer.length) buffer = Buffer.allocUnsafeSlow(wanted);
  const start = readFully(handle, count, Math.min(wanted, firstRead));
  const continues =
    start < wanted && start === firstRead && !isPlainBinary(buffer.subarray(0, start), stat.size);
  return {
    content: buffer.subarray(0, continues ? readFully(handle, start, wanted) : start),
    size: stat.size,
  };
}

/** Content from another thread is no Buffer. Of a binary file only what would be read from disk counts. */
function given(head: NonNullable<ScanFile["head"]>): Head {
  const { buffer: bytes, byteOffset, byteLength } = head.content;
  const content = Buffer.from(bytes, byteOffset, byteLength);
  const start = content.subarray(0, firstRead);
  return { content: isPlainBinary(start, head.size) ? start : content, size: head.size };
}

/** Continues reading from `done`; returns the number of bytes read in total. */
function readFully(handle: number, done: number, wanted: number): number {
  while (done < wanted) {
    const count = readSync(handle, buffer, done, wanted - done, done);
    if (count === 0) break;
    done += count;
  }
  return done;
}
