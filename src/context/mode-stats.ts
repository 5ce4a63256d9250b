import type { FileStats } from "./source.ts";

/** The numbers of an lstat made elsewhere, or of a substitute for one. */
type Numbers = Pick<FileStats, "mode" | "size" | "mtimeMs" | "nlink" | "rdev" | "identity">;

/** inode(7): the mode contains the type of a file. */
const typeBits = 0o170000;

export const isRegular = (mode: number): boolean => (mode & typeBits) === 0o100000;

export class ModeStats implements FileStats {
  readonly mode: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly nlink: number;
  readonly rdev: number;
  readonly identity: string | undefined;

  constructor({ mode, size, mtimeMs, nlink, rdev, identity }: Numbers) {
    this.mode = mode;
    this.size = size;
    this.mtimeMs = mtimeMs;
    this.nlink = nlink;
    this.rdev = rdev;
    this.identity = identity;
  }

  isFile(): boolean {
    return isRegular(this.mode);
  }

  isDirectory(): boolean {
    return (this.mode & typeBits) === 0o040000;
  }

  isSymbolicLink(): boolean {
    return (this.mode & typeBits) === 0o120000;
  }

  isFIFO(): boolean {
    return (this.mode & typeBits) === 0o010000;
  }

  isSocket(): boolean {
    return (this.mode & typeBits) === 0o140000;
  }
}
