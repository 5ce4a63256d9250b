import { type Bytes, toText } from "../bytes.ts";
import { isFailure } from "../context/source.ts";
import { ending, headerOf, paddingOf, type Written } from "../context/tar/write.ts";
import { CtxcheckError } from "../errors.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { type FileToRead, readContents } from "./read-files.ts";
import type { SentItem, SentItems } from "./sent-items.ts";

export interface Exported {
  readonly files: number;
  /** Bytes of file contents. */
  readonly bytes: number;
  /** The path of the Dockerfile in the archive; null if the build has none. */
  readonly dockerfile: string | null;
  /** True if the Dockerfile is not sent: the archive needs it anyway. */
  readonly addsDockerfile: boolean;
  /** Sockets, which an archive cannot hold. */
  readonly left: readonly string[];
}

const flags = { file: "0", symlink: "2", device: "3", directory: "5", fifo: "6" } as const;
/** stat(2) */
const isBlock = (mode: number) => (mode & 0o170000) === 0o060000;

/**
 * Writes what is sent as a tar that `docker build -` accepts: in the builder's order, with its modes and times, owned
 * by root. The root directory comes first, because an archive is recognized by its first 1,024 bytes (rule I2). Throws
 * CtxcheckError if a file changes meanwhile.
 */
export function exportSent(plan: BuildPlan, items: SentItems, write: (bytes: Uint8Array) => void): Exported {
  const dockerfile = plan.dockerfile === null ? null : (plan.dockerfile.inContext ?? "Dockerfile");
  const { flush, put } = gathering(write);
  put(headerOf({ name: "./", flag: "5", mode: 0o755, mtime: 0, size: 0 }));
  const { left, isDockerfileSent, ...content } = contentOf(plan, items, dockerfile, put);
  const addsDockerfile = dockerfile !== null && !isDockerfileSent;
  if (addsDockerfile && plan.dockerfile !== null) {
    const text = Buffer.from(plan.dockerfile.content, "latin1");
    put(headerOf({ name: dockerfile, flag: "0", mode: 0o644, mtime: 0, size: text.length }));
    put(text);
    put(paddingOf(text.length));
  }
  put(ending);
  flush();
  return {
    ...content,
    dockerfile: dockerfile === null ? null : toText(dockerfile),
    addsDockerfile,
    left,
  };
}

/** Combines small pieces into one write; does not keep the pieces it is given. */
function gathering(write: (bytes: Uint8Array) => void) {
  const gathered = new Uint8Array(1 << 18);
  let used = 0;
  const flush = () => {
    if (used > 0) write(gathered.subarray(0, used));
    used = 0;
  };
  const put = (piece: Uint8Array) => {
    if (used + piece.length > gathered.length) flush();
    if (piece.length > gathered.length) write(piece);
    else {
      gathered.set(piece, used);
      used += piece.length;
    }
  };
  return { put, flush };
}

function contentOf(
  plan: BuildPlan,
  items: SentItems,
  dockerfile: Bytes | null,
  put: (bytes: Uint8Array) => void,
) {
  let [files, bytes, isDockerfileSent] = [0, 0, false];
  const left: string[] = [];
  const reading = { source: plan.context.source, items, fileOf, threads: plan.threads };
  readContents(reading, (item, content) => {
    if (item.entry.path === dockerfile) isDockerfileSent = true;
    if (item.entry.type === "socket") {
      left.push(toText(item.entry.path));
      return;
    }
    const header = headerFor(item);
    put(headerOf(header));
    if (header.flag !== "5") files++;
    if (content === null) return;
    if (isFailure(content) || putContent(content, header.size, put) !== header.size)
      throw changed(item.entry.path);
    put(paddingOf(header.size));
    bytes += header.size;
  });
  return { files, bytes, left, isDockerfileSent };
}

/** Writes pieces while they fit into `size`, and returns the number of bytes read. */
function putContent(pieces: Iterable<Uint8Array>, size: number, put: (bytes: Uint8Array) => void): number {
  let done = 0;
  for (const piece of pieces) {
    done += piece.length;
    if (done > size) break;
    put(piece);
  }
  return done;
}

const fileOf = (item: SentItem): FileToRead | null =>
  hasContent(item) ? { place: item.place, size: item.entry.size } : null;

const hasContent = ({ entry }: SentItem): boolean =>
  entry.type === "file" && entry.linkOf === "" && !entry.arrivesEmpty && entry.size > 0;

function headerFor(item: SentItem): Written {
  const { path, type, mode, mtimeMs, target, linkOf, device, size } = item.entry;
  const shared = { name: path, mode, mtime: Math.floor(mtimeMs / 1_000), size: 0 };
  if (type === "directory") return { ...shared, name: `${path}/`, flag: "5" };
  if (linkOf !== "") return { ...shared, flag: "1", link: linkOf };
  if (type === "symlink") return { ...shared, flag: "2", link: target };
  if (type === "device") return { ...shared, flag: isBlock(mode) ? "4" : "3", device };
  if (type === "socket") return { ...shared, flag: "0" };
  return { ...shared, flag: flags[type], size: hasContent(item) ? size : 0 };
}

const changed = (path: Bytes) =>
  new CtxcheckError("unreadable", `"${toText(path)}" changed while it was read`, "run it again");
