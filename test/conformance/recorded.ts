import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";

/** What a builder answered: what it sent (directories with a closing slash), or how it refused. */
export interface Answer {
  readonly sent?: readonly string[];
  /** Sent by name, but the content was refused (rule D11). */
  readonly empty?: readonly string[];
  readonly error?: string;
}

export interface TreeEntry {
  readonly path: string;
  readonly size?: number;
  readonly link?: string;
}

/** A recorded case: fixtures/conformance/README.md tells where it comes from. */
export interface IgnoreCase {
  readonly id: string;
  readonly ignore: string;
  readonly tree: readonly TreeEntry[];
  readonly buildkit: Answer;
  /** Only where it differs from buildkit. */
  readonly classic?: Answer;
  readonly buildah?: Answer;
}

export function readCases<Case>(file: string): Case[] {
  const packed = readFileSync(new URL(`../../fixtures/conformance/${file}`, import.meta.url));
  const lines = gunzipSync(packed).toString("utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Case);
}

export const byBytes = (paths: string[]): string[] =>
  paths.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

/** In memory where that is possible: thousands of small trees are made and removed. */
const scratch = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** Runs `use` over a new directory that holds the tree, and removes it. */
export async function withTree<T>(
  tree: readonly TreeEntry[],
  files: Readonly<Record<string, string>>,
  use: (root: string) => Promise<T>,
): Promise<T> {
  const root = mkdtempSync(join(scratch, "ctxcheck-"));
  try {
    for (const [path, content] of Object.entries(files)) writeTreeFile(join(root, path), content);
    for (const entry of tree) writeEntry(root, entry);
    return await use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function writeTreeFile(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

function writeEntry(root: string, { path, size = 0, link }: TreeEntry): void {
  const full = join(root, path);
  if (path.endsWith("/")) mkdirSync(full, { recursive: true });
  else if (link !== undefined) writeLink(full, link);
  else writeTreeFile(full, "x".repeat(size));
}

function writeLink(path: string, target: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}

/** A recorded case: what BuildKit asked its client for. */
export interface DockerfileCase {
  readonly id: string;
  readonly dockerfile: string;
  readonly file?: string;
  readonly ignore?: string;
  readonly dockerfileIgnore?: string;
  readonly target?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly tree: readonly TreeEntry[];
  readonly buildkit: {
    readonly requested: boolean;
    readonly sent?: readonly string[];
    readonly error?: string;
    readonly buildError?: string;
  };
}

/** The texts of its Dockerfile and of the ignore files that it has, by path. */
export function filesOf({
  file = "Dockerfile",
  dockerfile,
  ignore,
  dockerfileIgnore,
}: DockerfileCase): Record<string, string> {
  return {
    [file]: dockerfile,
    ...(ignore === undefined ? {} : { ".dockerignore": ignore }),
    ...(dockerfileIgnore === undefined ? {} : { [`${file}.dockerignore`]: dockerfileIgnore }),
  };
}
