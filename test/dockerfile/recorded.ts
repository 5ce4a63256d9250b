import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { type Bytes, fromText } from "../../src/bytes.ts";
import type { SentEntry } from "../../src/image/start-trees.ts";

/** The rows of a fixture (`fixtures/<name>.jsonl.gz`). */
export function readRows<T>(name: string): T[] {
  const file = new URL(`../../fixtures/${name}.jsonl.gz`, import.meta.url);
  const lines = gunzipSync(readFileSync(file)).toString("utf8").trimEnd().split("\n");
  return lines.map((line): T => JSON.parse(line));
}

export interface TreeEntry {
  path: string;
  size?: number;
  link?: string;
}

/** One recorded answer of a real BuildKit (fixtures/conformance). */
export interface RecordedCase {
  id: string;
  dockerfile: string;
  target?: string;
  buildArgs?: Record<string, string>;
  tree: TreeEntry[];
  buildkit: {
    requested: boolean;
    followPaths?: string[];
    sent?: string[];
    buildError?: string;
    image?: string[];
  };
}

/** `--build-arg` from a plain object. */
export function variables(values: Record<string, string> = {}): Map<Bytes, Bytes> {
  return new Map(Object.entries(values).map(([key, value]) => [fromText(key), fromText(value)]));
}

/** What was sent in a recorded case, with the links of its tree. */
export function sentEntries({ tree, buildkit }: RecordedCase): SentEntry[] {
  const links = new Map(tree.map(({ path, link }) => [path, link]));
  return (buildkit.sent ?? []).map((path) => sentEntry(path, links.get(path)));
}

/** An entry from a path that ends in a slash for a directory. */
export function sentEntry(path: string, link?: string): SentEntry {
  const isDirectory = path.endsWith("/");
  const type = isDirectory ? "directory" : link === undefined ? "file" : "symlink";
  return { path: fromText(isDirectory ? path.slice(0, -1) : path), type, target: fromText(link ?? "") };
}
