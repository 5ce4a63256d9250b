import { createHash } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { groupBy } from "../append.ts";
import { type Bytes, compareBytes, toBuffer } from "../bytes.ts";
import { isFailure, type TreeRoot } from "../context/source.ts";
import { type Usage, walkUsage } from "./usage.ts";

/** What the content of the sent files says about their size. */
export interface Contents {
  /** Files with identical content, those that waste most first. */
  readonly identical: readonly { readonly paths: readonly Bytes[]; readonly bytes: number }[];
  /** Bytes of all copies but one of each. */
  readonly wasted: number;
  /** Bytes of files that do not shrink, according to samples of their kind. */
  readonly incompressible: number;
  /** Bytes that a compressed transfer would send, estimated from samples; files of an unsampled kind count in full. */
  readonly compressed: number;
  /** Bytes of files of whose kind no sample could be read. */
  readonly unsampled: number;
  /** Files that could not be compared: beyond the limits, or unreadable. */
  readonly unread: number;
}

export interface ContentLimits {
  /** Bytes; larger files are not read. */
  readonly maxFile: number;
  /** Bytes to read for comparing and sampling; later files are not read. */
  readonly maxTotal: number;
}

/** Bytes; smaller duplicates waste too little to report. */
const leastIdentical = 4_096;
const samplesOfKind = 8;
const sampleBytes = 65_536;
/** A file that retains this share of its size is already compressed. */
const compressedShare = 0.9;

interface SentFile {
  readonly path: Bytes;
  readonly bytes: number;
}

/** Reads sent files: those of equal size to compare them, and samples of each kind to compress them. */
export function readContents(usage: Usage, root: TreeRoot, limits: ContentLimits): Contents {
  const files = sentFiles(usage);
  const reader = readerOf(root, limits);
  const estimate = compress(files, reader.head);
  const identical = identicalFiles(files, reader.digest);
  const wasted = identical.reduce((sum, { paths, bytes }) => sum + (paths.length - 1) * bytes, 0);
  return { identical, wasted, ...estimate, unread: reader.unread() };
}

function sentFiles({ root }: Usage): SentFile[] {
  const files: SentFile[] = [];
  for (const { path, node } of walkUsage(root)) {
    const { bytes } = node.sizes.sent;
    if (node.type === "file" && node.sent && bytes > 0) files.push({ path, bytes });
  }
  return files;
}

function readerOf({ source, root }: TreeRoot, { maxFile, maxTotal }: ContentLimits) {
  let left = maxTotal;
  let unread = 0;
  const read = ({ path, bytes }: SentFile): Bytes | null => {
    const isTooMuch = bytes > maxFile || bytes > left;
    const found = isTooMuch ? null : source.read(`${root}/${path}`);
    if (found === null || isFailure(found)) return null;
    left -= bytes;
    return found.content;
  };
  return {
    unread: () => unread,
    digest: (file: SentFile): string | null => {
      const content = read(file);
      if (content === null) unread++;
      return content === null ? null : createHash("sha256").update(content, "latin1").digest("hex");
    },
    head: (file: SentFile): Buffer | null => {
      const content = read(file);
      return content === null ? null : toBuffer(content.slice(0, sampleBytes));
    },
  };
}

function identicalFiles(
  files: readonly SentFile[],
  digest: (file: SentFile) => string | null,
): Contents["identical"] {
  const same: { paths: Bytes[]; bytes: number }[] = [];
  const bySize = groupBy(
    files.filter(({ bytes }) => bytes >= leastIdentical),
    ({ bytes }) => bytes,
  );
  const largestFirst = [...bySize].filter(([, all]) => all.length > 1).sort(([a], [b]) => b - a);
  for (const [bytes, all] of largestFirst) {
    for (const [hash, equal] of groupBy(all, digest))
      if (hash !== null && equal.length > 1) same.push({ paths: equal.map(({ path }) => path), bytes });
  }
  const waste = ({ paths, bytes }: { paths: Bytes[]; bytes: number }) => (paths.length - 1) * bytes;
  return same.sort((a, b) => waste(b) - waste(a) || compareBytes(a.paths[0] ?? "", b.paths[0] ?? ""));
}

function compress(
  files: readonly SentFile[],
  head: (file: SentFile) => Buffer | null,
): Pick<Contents, "incompressible" | "compressed" | "unsampled"> {
  let incompressible = 0;
  let compressed = 0;
  let unsampled = 0;
  for (const all of groupBy(files, kindOf).values()) {
    const bytes = all.reduce((sum, file) => sum + file.bytes, 0);
    const ratio = shrinking(spread(all), head);
    if (ratio === null) unsampled += bytes;
    else if (ratio >= compressedShare) incompressible += bytes;
    compressed += Math.round(bytes * (ratio ?? 1));
  }
  return { incompressible, compressed, unsampled };
}

/** Files with the same extension, or without one in the same directory, shrink alike. */
function kindOf({ path }: SentFile): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(dot).toLowerCase() : path.slice(0, path.lastIndexOf("/") + 1);
}

/** Returns the largest files, which weigh most. */
const spread = (files: readonly SentFile[]): SentFile[] =>
  [...files].sort((a, b) => b.bytes - a.bytes || compareBytes(a.path, b.path)).slice(0, samplesOfKind);

/** Returns the share of the samples' size that remains; null if nothing could be read. */
function shrinking(files: readonly SentFile[], head: (file: SentFile) => Buffer | null): number | null {
  let before = 0;
  let after = 0;
  for (const file of files) {
    const sample = head(file);
    if (sample === null) continue;
    before += sample.length;
    after += Math.min(deflateRawSync(sample, { level: 1 }).length, sample.length);
  }
  return before === 0 ? null : after / before;
}
