import { type Bytes, toBuffer, toText } from "../bytes.ts";
import { isFailure, type Source, type TreeRoot } from "../context/source.ts";
import { namedFiles } from "../image/received.ts";
import type { OnProgress } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { Report } from "../report-model.ts";
import { type AllowList, isAllowed } from "../secrets/allow.ts";
import type { BatchOptions, BatchResult, ScanFile } from "../secrets/batch.ts";
import type { ScanOptions } from "../secrets/scan.ts";
import { type DockerfileHit, scanDockerfile } from "./dockerfile-secrets.ts";
import type { EarlierScan } from "./earlier.ts";
import { reportSearching } from "./progress.ts";
import type { SentContent } from "./sent-files.ts";

/** `maxSize` in bytes; `rules` by id, all if omitted; `minConfidence` is "medium" if omitted. */
export interface SecretOptions
  extends Pick<BatchOptions, "maxSize" | "rules" | "minConfidence" | "inlineAllow"> {
  /** Threads besides this one; if omitted, as many as are worthwhile. */
  readonly threads?: number;
  /** Called from time to time while files are read. */
  readonly onProgress?: OnProgress;
  /** Earlier search with the same options: only new or changed files are read. */
  readonly earlier?: EarlierScan;
}

/** What is already known about secrets. */
export interface Known {
  /** Salt of the fingerprints. */
  readonly salt: string;
  /** Values that are not findings. */
  readonly allow: AllowList;
}

/** Result of searching the content of the files that are sent. */
export interface SecretScan extends BatchResult {
  /** Secrets in the Dockerfile: in the image or in the cache, whether the file is sent or not. */
  readonly inDockerfile: readonly DockerfileHit[];
  /** Maximum number of bytes searched in a file. */
  readonly maxSize: number;
  /** Number of secrets missing from `hits` because the settings allow them. */
  readonly allowedBySettings: number;
  /** Files that hold a secret, including allowed ones. */
  readonly paths: ReadonlySet<Bytes>;
  /**
   * Whether a file whose name may indicate a secret was read completely, by every rule that applies to it, and holds
   * none.
   */
  readonly isCleared: (path: Bytes) => boolean;
}

/** Used if neither the settings nor a baseline provide a salt: the same value gives the same fingerprint everywhere. */
export const publicSalt = "ctxcheck secret-content 1";

/**
 * Reads the files that are sent, each once: `content` of the build context, and those of the named contexts
 * (`namedPath`). A file that cannot be read is counted and never causes an error.
 */
export async function scanSent(
  plan: BuildPlan,
  content: SentContent,
  { onProgress, earlier, ...options }: SecretOptions,
  { salt, allow }: Known = { salt: publicSalt, allow: {} },
): Promise<SecretScan> {
  const { scanFiles } = await import("../secrets/scan.ts");
  const files = allSent(plan, reportSearching(content, onProgress), options.maxSize);
  const search = (some: Iterable<ScanFile>, onBatch: ScanOptions["onBatch"] = () => {}) =>
    scanFiles(some, { salt, ...options, onBatch });
  const result = await (earlier?.scanList(content, files, search) ?? search(files));
  const hits = result.hits.filter((hit) => !isAllowed(hit, hit.path, allow));
  const inDockerfile = await scanDockerfile(plan, { salt, ...options });
  const cleared = new Set(result.cleared);
  return {
    ...result,
    hits,
    inDockerfile: inDockerfile.filter((hit) => !isAllowed(hit, hit.path, allow)),
    allowedBySettings: result.hits.length - hits.length,
    maxSize: options.maxSize,
    paths: new Set(result.hits.map(({ path }) => path)),
    isCleared: (path) => cleared.has(path),
  };
}

function* allSent(plan: BuildPlan, paths: Iterable<Bytes>, most: number): Generator<ScanFile> {
  yield* filesOf(plan.context, paths, most);
  const { source } = plan.context;
  for (const file of namedFiles(plan)) yield source.heads === undefined ? file : withHead(file, source, most);
}

/** A named context may lie in the commit, or on the disk. */
function withHead(file: ScanFile, source: Source, most: number): ScanFile {
  const read = source.read(file.absolute);
  if (isFailure(read)) return file;
  const content = toBuffer(read.content);
  return { ...file, head: { content: content.subarray(0, most), size: content.length } };
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

/** Returns what was searched, and what was not, for the report. */
export function reportScan(scan: SecretScan | null): Pick<Report, "secrets"> {
  if (scan === null) return { secrets: null };
  const { files, bytes, allowed, binary, headOnly, unreadable, vanished } = scan.counts;
  const { vendored, hardRulesOnly, longLines, capped } = scan.counts;
  return {
    secrets: {
      scanned: files,
      bytes,
      hits: scan.hits.length,
      allowed,
      allowedBySettings: scan.allowedBySettings,
      maxSize: scan.maxSize,
      skipped: {
        binary,
        tooLarge: headOnly,
        unreadable,
        vanished,
        vendored,
        hardRulesOnly,
        longLines,
        capped,
      },
      problems: scan.problems.map(({ path, code }) => ({ path: toText(path), reason: code })),
    },
  };
}
