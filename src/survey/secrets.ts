import type { Bytes } from "../bytes.ts";
import { toText } from "../bytes.ts";
import type { Report } from "../report-model.ts";
import type { BatchResult } from "../secrets/batch.ts";

export interface SecretOptions {
  /** Of a longer file only its beginning is read, in bytes. */
  readonly maxSize: number;
  /** Called now and then with the count of files taken up so far. */
  readonly onProgress?: (files: number) => void;
}

/** What the content of the files that are sent says. */
export interface SecretScan extends BatchResult {
  /** Bytes of a file that were looked at, at most. */
  readonly maxSize: number;
  /** The files that hold a secret. */
  readonly paths: ReadonlySet<Bytes>;
  /**
   * Whether a file was read whole, by every rule that can speak of a name of this group (a `private-key` is found in
   * binary and vendored files too), and holds no secret.
   */
  readonly isCleared: (path: Bytes, group: string) => boolean;
}

/** One for everybody: a fingerprint must be the same on the machine that made a baseline and on the one that reads it. */
const salt = "ctxcheck secret-content 1";
const progressEvery = 2_000;

/** Reads the files below `root` (absolute), each once. A file that cannot be read is counted, never thrown for. */
export async function scanSent(
  root: Bytes,
  paths: Iterable<Bytes>,
  { maxSize, onProgress }: SecretOptions,
): Promise<SecretScan> {
  const [{ scanFiles }, { scanBatch }] = await Promise.all([
    import("../secrets/scan.ts"),
    import("../secrets/batch.ts"),
  ]);
  const place = (path: Bytes) => ({ path, absolute: `${root}/${path}` });
  const result = await scanFiles(placed(paths, place, onProgress), { salt, maxSize });
  return {
    ...result,
    maxSize,
    paths: new Set(result.hits.map(({ path }) => path)),
    isCleared: (path, group) => isClear(scanBatch([place(path)], { salt, maxSize }), group),
  };
}

function* placed<T>(
  paths: Iterable<Bytes>,
  place: (path: Bytes) => T,
  onProgress?: (files: number) => void,
): Generator<T> {
  let count = 0;
  for (const path of paths) {
    if (++count % progressEvery === 0) onProgress?.(count);
    yield place(path);
  }
}

function isClear({ hits, counts }: BatchResult, group: string): boolean {
  if (hits.length + counts.headOnly + counts.vanished + counts.unreadable > 0) return false;
  return group === "private-key" || counts.binary + counts.vendored + counts.hardRulesOnly === 0;
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
