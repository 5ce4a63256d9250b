import type { Bytes } from "../../bytes.ts";
import { compareBytes, fromBuffer } from "../../bytes.ts";
import { limits } from "../../limits.ts";
import type { ListedEntry } from "../source.ts";
import { missingContents, runGit } from "./run.ts";

/** An entry of a tree as git stores it. */
export interface GitNode {
  readonly type: "file" | "directory" | "symlink";
  readonly isExecutable: boolean;
  /** The object that holds its content; "" for a directory. */
  readonly object: string;
  /** Bytes of the content, for a link of its target. */
  readonly size: number;
  /** For a directory: its contents, in byte order. */
  readonly entries: ListedEntry[];
}

/** The files of a commit. */
export interface GitTree {
  /** By path, "" for the root. */
  readonly nodes: ReadonlyMap<Bytes, GitNode>;
  /** Other repositories in it: empty directories in a checkout that does not request them. */
  readonly submodules: number;
  /** Names that git refuses to check out; omitted here, too. */
  readonly refused: readonly Bytes[];
}

/** Bytes of names: two million files at a usual depth. */
const mostOutput = 256 * 1024 * 1024;
const patience = 120_000;
const what = "the list of all paths of the commit";

const tooLong = `a path of the commit is longer than ${limits.path} bytes, which no checkout can have`;

/** Reads the tree of a commit: names, types and sizes, no content. `top`: where its files would be. */
export function readTree(top: Bytes, commit: string): GitTree | { readonly problem: string } {
  const args = ["ls-tree", "-r", "-t", "-z", "-l", "--full-tree", commit];
  const answer = runGit(top, args, { mostOutput, patience, what });
  return "problem" in answer ? answer : parseTree(answer.output);
}

function parseTree(output: Buffer): GitTree | { readonly problem: string } {
  const nodes = new Map<Bytes, GitNode>([["", directory()]]);
  const refused: Bytes[] = [];
  let submodules = 0;
  for (let start = 0; start < output.length; ) {
    const end = output.indexOf(0, start);
    const { mode, object, size, path } = readLine(fromBuffer(output.subarray(start, end)));
    start = end + 1;
    if (!/^(\d+|-)$/.test(size)) return { problem: missingContents };
    if (path.length > limits.path) return { problem: tooLong };
    const slash = path.lastIndexOf("/");
    const name = path.slice(slash + 1);
    const parent = nodes.get(path.slice(0, Math.max(slash, 0)));
    if (parent?.type !== "directory" || cannotBeCheckedOut(name) || nodes.has(path)) {
      refused.push(path);
      continue;
    }
    const node = nodeOf(mode, object, Number(size));
    nodes.set(path, node);
    parent.entries.push({ name, type: node.type });
    if (mode === "160000") submodules++;
  }
  for (const { entries } of nodes.values()) entries.sort((a, b) => compareBytes(a.name, b.name));
  return { nodes, submodules, refused };
}

/**
 * `<mode> <type> <object> <size>TAB<path>`, with the size padded, "-" if there is none, "BAD" if the object is missing.
 */
function readLine(line: Bytes): { mode: string; object: string; size: string; path: Bytes } {
  const tab = line.indexOf("\t");
  const [mode = "", , object = "", size = ""] = line.slice(0, tab).split(/ +/);
  return { mode, object, size, path: line.slice(tab + 1) };
}

function nodeOf(mode: string, object: string, size: number): GitNode {
  if (mode === "040000" || mode === "160000") return directory();
  const type = mode === "120000" ? "symlink" : "file";
  return { type, isExecutable: mode === "100755", object, size, entries: [] };
}

const directory = (): GitNode => ({
  type: "directory",
  isExecutable: true,
  object: "",
  size: 0,
  entries: [],
});

/** git: verify_path, is_ntfs_dotgit. */
const cannotBeCheckedOut = (name: Bytes): boolean => /^(\.{0,2}|(\.git|git~1)[ .]*(:.*)?)$/is.test(name);
