import type { Bytes } from "../bytes.ts";
import { toText } from "../bytes.ts";
import type { TreeRoot } from "../context/source.ts";
import type { Report } from "../report-model.ts";
import type { BatchOptions, BatchResult, ScanFile } from "../secrets/batch.ts";

/** `maxSize` in bytes; `rules` by id, all where left out; `minConfidence` is "medium" where left out. */
export interface SecretOptions extends Pick<BatchOptions, "maxSize" | "rules" | "minConfidence"> {
  /** Called now and then with the count of files taken up so far. */
  readonly onProgress?: (files: number) => void;
}

/** What the content of the files that are sent says. */
export interface SecretScan extends BatchResult {
  /** Bytes of a file that were looked at, at most. */
  readonly maxSize: number;
  /** The files that hold a secret. */
  readonly paths: ReadonlySet<Bytes>;
  /** Whether a file of a name that may mean a secret was read whole, by every rule that can speak of it, and holds none. */
  readonly isCleared: (path: Bytes) => boolean;
}

/** One for everybody: a fingerprint must be the same on the machine that made a baseline and on the one that reads it. */
const salt = "ctxcheck secret-content 1";
const progressEvery = 2_000;

/** Reads the files of a context, each once. A file that cannot be read is counted, never thrown for. */
export async function scanSent(
  context: TreeRoot,
  paths: Iterable<Bytes>,
  { onProgress, ...options }: SecretOptions,
): Promise<SecretScan> {
  const { scanFiles } = await import("../secrets/scan.ts");
  const counted = count(paths, onProgress);
  const result = await scanFiles(filesOf(context, counted, options.maxSize), { salt, ...options });
  const cleared = new Set(result.cleared);
  return {
    ...result,
    maxSize: options.maxSize,
    paths: new Set(result.hits.map(({ path }) => path)),
    isCleared: (path) => cleared.has(path),
  };
}

function* filesOf({ source, root }: TreeRoot, paths: Iterable<Bytes>, most: number): Generator<ScanFile> {
  if (source.heads === undefined) {
    for (const path of paths) yield { path, absolute: `${root}/${path}` };
    return;
  }
  for (const { path: absolute, content, size } of source.heads(absolutely(root, paths), most)) {
    yield { path: absolute.slice(root.length + 1), absolute, head: { content, size } };
  }
}

function* absolutely(root: Bytes, paths: Iterable<Bytes>): Generator<Bytes> {
  for (const path of paths) yield `${root}/${path}`;
}

function* count(paths: Iterable<Bytes>, onProgress?: (files: number) => void): Generator<Bytes> {
  let count = 0;
  for (const path of paths) {
    if (++count % progressEvery === 0) onProgress?.(count);
    yield path;
  }
}

/** What was looked at, and what was not, for the report. */
export function reportScan(scan: SecretScan | null): Pick<Report, "secrets"> {
  if (scan === null) return { secrets: null };
  const { files, bytes, allowed, binary, headOnly, unreadable, vanished } = scan.counts;
  const { vendored, hardRulesOnly, capped } = scan.counts;
  return {
    secrets: {
      scanned: files,
      bytes,
      hits: scan.hits.length,
      allowed,
      maxSize: scan.maxSize,
      skipped: { binary, tooLarge: headOnly, unreadable, vanished, vendored, hardRulesOnly, capped },
      problems: scan.problems.map(({ path, code }) => ({ path: toText(path), reason: code })),
    },
  };
}
