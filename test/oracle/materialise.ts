import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bytes, fromText, toBuffer, toText } from "../../src/bytes.ts";
import type { DockerfileCase, IgnoreCase, TreeEntry } from "./cases.ts";

/** Where cases are written: in memory where the system has such a folder, which is some twenty times faster. */
const scratchFolder = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

const copyAll = "FROM scratch\nCOPY . /\n";

/** Writes a case's Dockerfile, ignore files and tree into a directory that exists and is empty. */
export function materialise(given: IgnoreCase | DockerfileCase, dir: string): void {
  for (const [path, content] of buildFiles(given)) writeFile(inside(dir, path), content);
  for (const entry of given.tree) writeEntry(dir, entry);
  for (const entry of given.tree) writeMetadata(dir, entry);
}

/** Runs `use` over a new directory that holds the case, and removes it. `root` is a byte string. */
export async function withCase<T>(
  given: IgnoreCase | DockerfileCase,
  use: (root: Bytes) => T | Promise<T>,
): Promise<T> {
  const dir = mkdtempSync(join(scratchFolder, "ctxcheck-case-"));
  try {
    materialise(given, dir);
    return await use(fromText(dir));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The files that a case has beside its tree. */
function buildFiles(given: IgnoreCase | DockerfileCase): [Bytes, Bytes][] {
  const files: [Bytes, Bytes][] = [];
  if ("dockerfile" in given) {
    const file = given.file ?? "Dockerfile";
    files.push([file, given.dockerfile]);
    if (given.dockerfileIgnore !== undefined) files.push([`${file}.dockerignore`, given.dockerfileIgnore]);
  } else {
    files.push([given.file ?? "Dockerfile", copyAll]);
  }
  if (given.ignore !== undefined) files.push([".dockerignore", given.ignore]);
  return files;
}

function writeEntry(dir: string, entry: TreeEntry): void {
  const full = inside(dir, entry.path);
  if (entry.path.endsWith("/")) mkdirSync(full, { recursive: true });
  else if (entry.link !== undefined) symlinkSync(toBuffer(entry.link), full);
  else if (entry.hardLink !== undefined) linkSync(inside(dir, entry.hardLink), full);
  else if (entry.fifo) execFileSync("mkfifo", [join(dir, toText(entry.path))]);
  else writeFile(full, "x".repeat(entry.size ?? 0));
}

function writeMetadata(dir: string, { path, mode, mtime, link }: TreeEntry): void {
  const full = inside(dir, path.replace(/\/$/, ""));
  // chmod follows links, and a link may lead anywhere.
  if (mode !== undefined && link === undefined) chmodSync(full, mode);
  // As a number, a time before 1970 would mean now.
  if (mtime !== undefined) lutimesSync(full, new Date(mtime * 1000), new Date(mtime * 1000));
}

function writeFile(full: Buffer, content: Bytes): void {
  const slash = full.lastIndexOf("/");
  mkdirSync(full.subarray(0, slash), { recursive: true });
  writeFileSync(full, toBuffer(content));
}

function inside(dir: string, path: Bytes): Buffer {
  return Buffer.concat([Buffer.from(`${dir}/`), toBuffer(path)]);
}
