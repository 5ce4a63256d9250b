import { append } from "../append.ts";
import type { Bytes } from "../bytes.ts";
import type { InstructionReference } from "../dockerfile/instructions.ts";
import type { NamedContext, Stage } from "../dockerfile/steps.ts";

/** An instruction on the way of a file, with the one before it. */
export interface Hop {
  instruction: InstructionReference;
  stage: Stage;
  /** Absolute path in the stage where it put the file. */
  path: Bytes;
  /** False if the place depends on a base image or on a RUN. */
  certain: boolean;
  previous: Hop | null;
  /** The hop that copied from a context; null if it is this one. */
  first: Hop | null;
}

/** Returns the hop after another. */
export const nextHop = (hop: Omit<Hop, "previous" | "first">, previous: Hop | null): Hop => ({
  ...hop,
  previous,
  first: previous?.first ?? previous,
});

/** Where a path of a stage comes from. */
export interface Provenance {
  /** Null for the build context. */
  context: NamedContext | null;
  /** Path in the context. */
  path: Bytes;
  /** Bytes of a regular file as it arrived, else 0. */
  size: number;
  /** For a file sent under several names (a hard link), the first of them, else "". */
  file: Bytes;
  /** Null in the context itself. */
  hop: Hop | null;
}

export type NodeType = "file" | "directory" | "symlink" | "other";

/**
 * What is copied with a directory: its entries, those that come from a context, and the bytes of the paths of the
 * latter.
 */
export interface Sums {
  readonly entries: number;
  readonly named: number;
  readonly length: number;
}

/** A directory of the build context with everything that was sent of it, and the hops that all its files took. */
export type All = Pick<Provenance, "path" | "hop">;

/** The content of a directory: nodes are made on demand. */
export interface Content {
  /** Null if the directory may hold a part of one, or more. */
  readonly all: All | null;
  /** For a copy: the directory that it was made from, which no longer changes. */
  readonly source: TreeNode | null;
  /** For a copy over another of the same directory: the first of them, whose directories remain. */
  readonly over?: TreeNode | null;
  open(): Map<Bytes, TreeNode>;
  /** Computed without opening it. */
  sums(): Sums;
}

type Made = Pick<TreeNode, "type" | "owner"> &
  Partial<Pick<TreeNode, "from" | "target" | "text" | "whole">> & { content?: Content };

const nothing: readonly Provenance[] = [];
/** For everything but directories. */
const noChildren = new Map<Bytes, TreeNode>();

/** An entry of a file system assembled from copies. */
export class TreeNode {
  readonly type: NodeType;
  /** Of a symbolic link. */
  readonly target: Bytes;
  /** Null if the content is not from a context: made by an instruction, or by a heredoc. */
  from: Provenance | null;
  /** Archives from a context that were unpacked into this directory. */
  unpacked: readonly Provenance[] = nothing;
  /** The content that an instruction wrote; null if it comes from elsewhere. */
  readonly text: Bytes | null;
  /** Bytes, for a file that comes out of an archive. */
  size: number;
  /** The tree that may change this node; all others make their own copy first. */
  readonly owner: object;
  /** For a directory: the directory of a context that has everything in it, and maybe more; null if there is none. */
  whole: Pick<Provenance, "context" | "path"> | null;
  #content: Content | null;
  #children: Map<Bytes, TreeNode>;
  #sums: Sums | null = null;
  #looks = 0;

  constructor({ type, owner, from = null, target = "", text = null, whole = null, content }: Made) {
    this.type = type;
    this.owner = owner;
    this.from = from;
    this.target = target;
    this.text = text;
    this.size = text?.length ?? 0;
    this.whole = whole;
    this.#content = content ?? null;
    this.#children = type === "directory" && content === undefined ? new Map() : noChildren;
  }

  /** The entries of a directory, opened for good. */
  get children(): Map<Bytes, TreeNode> {
    if (this.#content !== null) for (const node of [...this.#copied()].reverse()) node.#open();
    return this.#children;
  }

  /**
   * Returns the entries for a single look: nothing is stored if the directory is unopened, unless many wildcards look
   * at it.
   */
  look(): ReadonlyMap<Bytes, TreeNode> {
    if (this.#content !== null && ++this.#looks > mostLooks) return this.children;
    let copies = 0;
    for (const _ of this.#copied()) if (++copies > mostCopies) return this.children;
    return this.#content?.open() ?? this.#children;
  }

  /** Of an unopened directory. */
  get all(): All | null {
    return this.#content?.all ?? null;
  }

  /** For an unopened directory that is a copy of `source`: the first copy at this place; else null. */
  firstCopyOf(source: TreeNode): TreeNode | null {
    return this.#content?.source === source ? (this.#content.over ?? this) : null;
  }

  /** Returns another node with the same content, ready for changes. */
  ownedBy(owner: object, children = new Map(this.children)): TreeNode {
    const node = new TreeNode({ ...this, type: this.type, owner, whole: null });
    node.unpacked = this.unpacked;
    node.size = this.size;
    if (this.type === "directory") node.#children = children;
    return node;
  }

  /** Called before a change. */
  changes(): void {
    this.whole = null;
    this.#sums = null;
  }

  /** For a directory that no longer changes. */
  sums(): Sums {
    const open: TreeNode[] = [this];
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const missing = top.#sums === null ? top.#parts().filter((node) => node.#sums === null) : [];
      if (missing.length > 0) append(open, missing);
      else {
        top.#sum();
        open.pop();
      }
    }
    return this.#sums ?? none;
  }

  /** Yields the unopened directories that this one is a copy of, itself first: there may be thousands. */
  *#copied(): Generator<TreeNode> {
    let node: TreeNode | null = this;
    for (; node !== null && node.#content !== null; node = node.#content.source) yield node;
  }

  #open(): void {
    this.#children = this.#content?.open() ?? this.#children;
    this.#content = null;
  }

  /** Returns the nodes whose sums must be known first. */
  #parts(): TreeNode[] {
    if (this.#content === null)
      return [...this.#children.values()].filter(({ type }) => type === "directory");
    return this.#content.source === null ? [] : [this.#content.source];
  }

  #sum(): void {
    this.#sums ??= this.#content?.sums() ?? this.#sumChildren();
  }

  #sumChildren(): Sums {
    let [entries, named, length] = [0, 0, 0];
    for (const [name, child] of this.#children) {
      const below = child.#sums ?? none;
      const here = child.from === null ? 0 : 1;
      entries += 1 + below.entries;
      named += here + below.named;
      length += below.length + (here + below.named) * (name.length + 1);
    }
    return { entries, named, length };
  }
}

/** Copies of copies that a look goes through each time; a longer chain of stages is opened for good. */
const mostCopies = 3;
const mostLooks = 16;

const none: Sums = { entries: 0, named: 0, length: 0 };
