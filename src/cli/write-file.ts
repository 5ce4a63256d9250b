import {
  appendFileSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { type Bytes, toBuffer } from "../bytes.ts";
import { CtxcheckError } from "../errors.ts";
import { type Destination, locate, notWritten } from "./destination.ts";
import type { Io } from "./io.ts";

const require = createRequire(import.meta.url);

/** Loaded when the first file is written. */
const crypto = (): typeof import("node:crypto") => require("node:crypto");

interface Manner {
  /** Mode of a new file; an existing one keeps its own, and its owner if permitted. */
  readonly mode?: number;
  /** Whether the file has to be new. */
  readonly isNew?: boolean;
  /** Called when everything is written, before it takes effect; throws to prevent that. */
  readonly check?: () => void;
}

/** What is written: all of it, or a function that supplies it piece by piece. */
export type Content = string | Uint8Array | ((put: (piece: Uint8Array) => void) => void);

/**
 * Writes a file, the only way in which ctxcheck does so: next to it, then renamed, so that a reader finds the old text
 * or the new one, complete. Throws CtxcheckError; then nothing is left behind and the old text remains.
 */
export function writeFile(
  destination: Destination,
  content: Content,
  io: Pick<Io, "uninterrupted">,
  manner: Manner = {},
): void {
  const write = () => put(destination, content, manner);
  try {
    if (io.uninterrupted === undefined) write();
    else io.uninterrupted(write);
  } catch (error) {
    throw error instanceof CtxcheckError ? error : notWritten(destination, reasonOf(error));
  }
}

function put(destination: Destination, content: Content, manner: Manner): void {
  const { directory, path, stats } = locate(destination);
  if (stats !== null && manner.isNew === true) throw notWritten(destination, "it already exists");
  if (stats !== null && !stats.isFile()) {
    writeInto(toBuffer(path), content);
    return;
  }
  const draft: Bytes = `${directory}/.ctxcheck-${crypto().randomBytes(6).toString("hex")}`;
  try {
    writeDraft(draft, content, stats, manner.mode ?? 0o666);
    manner.check?.();
    // The destination is located again: a directory that has become a link is rejected.
    if (locate(destination).path !== path)
      throw notWritten(destination, "its directory was changed meanwhile");
    renameSync(toBuffer(draft), toBuffer(path));
  } catch (error) {
    rmSync(toBuffer(draft), { force: true });
    throw error;
  }
}

const toNewFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

function writeDraft(draft: Bytes, content: Content, old: Stats | null, mode: number): void {
  const file = openSync(toBuffer(draft), toNewFile, mode);
  try {
    writeInto(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  if (old === null) return;
  try {
    chownSync(toBuffer(draft), old.uid, old.gid);
  } catch {
    // Only root may change the owner; else the file belongs to the writer, as with any editor.
  }
  chmodSync(toBuffer(draft), old.mode & 0o7777);
}

function writeInto(file: number | Buffer, content: Content): void {
  if (typeof content === "function") content((piece) => appendFileSync(file, piece));
  else writeFileSync(file, content);
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "no space is left on the device",
  EDQUOT: "the disk quota is used up",
  ENAMETOOLONG: "its name is too long",
};

export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
  return reasons[code] ?? code;
}
