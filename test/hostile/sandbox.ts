import { createHash } from "node:crypto";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  type Stats,
} from "node:fs";
import { join } from "node:path";
import { plant, scratch, type Tree } from "../context/trees.ts";

/** A stranger's repository, and what belongs to whoever looks at it, side by side. */
export interface Sandbox {
  readonly root: string;
  readonly repo: string;
}

export const marker = "what nobody outside may read";

const base: Tree = {
  "home/.bashrc": `# ${marker}\n`,
  "home/private/notes.txt": `${marker}\n`,
  "repo/.git/HEAD": "ref: refs/heads/main\n",
  "repo/.git/hooks/pre-commit": "#!/bin/sh\n",
  "repo/Dockerfile": "FROM scratch\nCOPY . /\n",
  "repo/.dockerignore": "a\na\n.git\n",
  "repo/a": 3,
  "repo/src/b": 5,
};

/** Makes a sandbox, hands it over and takes it away. */
export async function inSandbox<T>(tree: Tree, use: (sandbox: Sandbox) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(scratch, "ctxcheck-hostile-"));
  try {
    mkdirSync(join(root, "home"));
    plant(root, { ...base, ...tree });
    return await use({ root, repo: join(root, "repo") });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Every path below a directory with its type, mode and content; links are not followed. */
export function snapshot(directory: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(directory, { recursive: true, encoding: "utf8" }).sort()) {
    const stats = lstatSync(join(directory, name));
    found.set(name, `${stats.mode.toString(8)} ${contentOf(join(directory, name), stats)}`);
  }
  return found;
}

function contentOf(path: string, stats: Stats): string {
  if (stats.isSymbolicLink()) return readlinkSync(path);
  return stats.isFile() ? createHash("sha256").update(readFileSync(path)).digest("hex") : "";
}

/** What is there now and was not, or is otherwise; "-" in front of what is gone. */
export function changes(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const changed = [...after].filter(([path, state]) => before.get(path) !== state).map(([path]) => path);
  return [...changed, ...[...before.keys()].filter((path) => !after.has(path)).map((path) => `-${path}`)];
}

/** Every file below a directory with its text. */
export function snapshotTexts(directory: string): Map<string, string> {
  const paths = readdirSync(directory, { recursive: true, encoding: "utf8" });
  const files = paths.filter((path) => lstatSync(join(directory, path)).isFile());
  return new Map(files.map((path) => [path, readFileSync(join(directory, path), "latin1")]));
}
