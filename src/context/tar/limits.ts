import { CtxcheckError } from "../../errors.ts";

/** An archive is a stranger's: what it may cost is bounded, whatever it says of itself. */
export const limits = {
  /** Entries, and directories that they imply. */
  entries: 1_000_000,
  /** Bytes of all names and link targets. */
  names: 256 * 1024 ** 2,
  /** Bytes of one path: PATH_MAX of Linux. */
  path: 4_096,
  /** Bytes of one name: NAME_MAX. */
  name: 255,
  /** Bytes after decompression, and of all contents with the holes of sparse files. */
  content: 16 * 1024 ** 3,
  /** Bytes of one pax header, long name or sparse map (archive/tar: maxSpecialFileSize). */
  special: 1024 ** 2,
} as const;

/** What a builder would refuse, or what does not fit the limits. */
export const archiveError = (problem: string, hint = repack): CtxcheckError =>
  new CtxcheckError("context", `the archive cannot be used as a context: ${problem}`, hint);

const repack = "repack it with: tar -C <directory> -cf context.tar .";

export function refuseArchive(problem: string, hint?: string): never {
  throw archiveError(problem, hint);
}

export function refuseSize(what: string): never {
  throw archiveError(
    `it ${what}; ctxcheck stops there (docs/contexts.md)`,
    "unpack it into a directory of its own and name that",
  );
}
