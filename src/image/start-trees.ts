import type { Bytes } from "../bytes.ts";
import type { NamedContext, Stage } from "../dockerfile/steps.ts";
import type { EntryType } from "../model.ts";
import { makeDirectories } from "./copy-files.ts";
import { ImageTree } from "./image-tree.ts";
import type { ReadContent } from "./passwd.ts";
import { nodeAt } from "./resolve-path.ts";
import type { NodeType, TreeNode } from "./tree-node.ts";

/** An entry that a builder was sent. */
export interface SentEntry {
  path: Bytes;
  type: EntryType;
  /** Of a symbolic link. */
  target?: Bytes | null;
  /** Of a regular file, in bytes. */
  size?: number;
  /** The name under which the same file was already sent. */
  linkOf?: Bytes;
  /** Whether the content was lost on the way. */
  arrivesEmpty?: boolean;
}

/** What the builder received, and what is known about it. */
export interface Received {
  context: Iterable<SentEntry> | ImageTree;
  named?: ReadonlyMap<NamedContext, Iterable<SentEntry>>;
  /** Whether ADD would unpack a file; decided by its name if absent. */
  isArchive?: (path: Bytes) => boolean;
  /** Reads the content of a file; if absent, none is known. */
  read?: ReadContent;
}

/** The trees that stages start with and copy from. */
export class Sources {
  readonly isArchive: (path: Bytes) => boolean;
  readonly read: ReadContent;
  private readonly received: Received;
  private mainTree: ImageTree | null = null;

  constructor(received: Received) {
    this.received = received;
    this.isArchive = received.isArchive ?? looksLikeArchive;
    this.read = received.read ?? (() => null);
  }

  main(): ImageTree {
    const { context } = this.received;
    this.mainTree ??= context instanceof ImageTree ? context : contextTree(null, context);
    return this.mainTree;
  }

  start({ origin }: Stage): ImageTree {
    if (origin?.kind === "named" && origin.context.kind === "local") {
      return contextTree(origin.context, this.received.named?.get(origin.context) ?? []);
    }
    const isKnown =
      origin?.kind === "scratch" || (origin?.kind === "named" && origin.context.kind === "scratch");
    return isKnown ? new ImageTree() : imageTree();
  }
}

const archiveName = /\.(tar|tar\.(gz|bz2|xz|zst)|tgz|tbz2?|txz|tzst)$/i;

function looksLikeArchive(path: Bytes): boolean {
  return archiveName.test(path);
}

/** Builds the tree of a context; directories around an entry are made if they are not entries themselves. */
export function contextTree(context: NamedContext | null, entries: Iterable<SentEntry>): ImageTree {
  const tree = new ImageTree();
  tree.snapshot = {};
  const directories = new Map<Bytes, TreeNode>([["", tree.root]]);
  for (const entry of entries) {
    const { path, type, target } = entry;
    if (type === "directory" && directories.has(path)) continue;
    const slash = path.lastIndexOf("/");
    const parent = path.slice(0, Math.max(slash, 0));
    const directory = directories.get(parent) ?? deepDirectory(tree, parent, directories);
    const node = tree.newNode(
      nodeType(type),
      { context, path, size: sizeOf(entry), file: firstName(tree, entry), hop: null },
      target ?? "",
    );
    directory.children.set(path.slice(slash + 1), node);
    if (type === "directory") directories.set(path, node);
  }
  return tree;
}

/** The first of several names is recognized as one only when the second comes. */
function firstName(tree: ImageTree, { linkOf = "" }: SentEntry): Bytes {
  const first = linkOf === "" ? null : nodeAt(tree, linkOf);
  if (first?.from) first.from = { ...first.from, file: linkOf };
  return linkOf;
}

function sizeOf({ type, size, arrivesEmpty }: SentEntry): number {
  return type === "file" && arrivesEmpty !== true ? (size ?? 0) : 0;
}

function deepDirectory(tree: ImageTree, path: Bytes, directories: Map<Bytes, TreeNode>): TreeNode {
  makeDirectories(tree, `/${path}`);
  const directory = tree.ownDirectory(path) ?? tree.root;
  directories.set(path, directory);
  return directory;
}

/** A socket arrives as an empty file (rule D14). */
export function nodeType(type: EntryType): NodeType {
  if (type === "directory" || type === "symlink") return type;
  return type === "file" || type === "socket" ? "file" : "other";
}

/** Directories that every Linux distribution's image has. */
const usualDirectories = (
  "bin boot dev etc home lib media mnt opt proc root run sbin srv sys tmp usr usr/bin usr/include usr/lib usr/local " +
  "usr/local/bin usr/local/etc usr/local/lib usr/local/sbin usr/local/share usr/sbin usr/share usr/src var var/cache " +
  "var/lib var/log var/run var/spool var/tmp"
).split(" ");

function imageTree(): ImageTree {
  const tree = new ImageTree();
  tree.snapshot = {};
  tree.unknown = true;
  for (const path of usualDirectories) makeDirectories(tree, `/${path}`);
  return tree;
}
