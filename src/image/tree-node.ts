import { append } from "../append.ts";
import type { Bytes } from "../bytes.ts";
import type { InstructionReference } from "../dockerfile/instructions.ts";
import type { NamedContext, Stage } from "../dockerfile/steps.ts";

/** One instruction on the road of a file, with the one before it. */
export interface Hop {
  instruction: InstructionReference;
  stage: Stage;
  /** Where it put the file: in the stage, absolute. */
  path: Bytes;
  /** False if the place depends on a base image or on a RUN. */
  certain: boolean;
  previous: Hop | null;
  /** The one that copied from a context; null if this is it. */
  first: Hop | null;
}

/** The hop behind another. */
export const nextHop = (hop: Omit<Hop, "previous" | "first">, previous: Hop | null): Hop => ({
  ...hop,
  previous,
  first: previous?.first ?? previous,
});

/** Where a path of a stage comes from. */
export interface Provenance {
  /** Null for the build context. */
  context: NamedContext | null;
  /** In the context. */
  path: Bytes;
  /** Bytes of a regular file as it arrived, else 0. */
  size: number;
  /** Of a file that is sent under several names (a hard link): the first of them, else "". */
  file: Bytes;
  /** Null in the context itself. */
  hop: Hop | null;
}

export type NodeType = "file" | "directory" | "symlink" | "other";

/** What is copied with a directory: entries, those of them that come from a context, and the bytes of the paths of these. */
export interface Sums {
  readonly entries: number;
  readonly named: number;
  readonly length: number;
}

/** A directory of the build context with all that was sent of it, and the road that all files of it took. */
export type All = Pick<Provenance, "path" | "hop">;

/** The content of a directory: nodes are made on demand. */
export interface Content {
  /** Null if it may be a part of it, or more. */
  readonly all: All | null;
  /** Of a copy: the directory that it was made from, which nothing changes any more. */
  readonly source: TreeNode | null;
  /** Of a copy over another of the same directory: the first of them, whose directories are those that stay. */
  readonly over?: TreeNode | null;
  open(): Map<Bytes, TreeNode>;
  /** Without opening it. */
  sums(): Sums;
}

type Made = Pick<TreeNode, "type" | "owner"> &
  Partial<Pick<TreeNode, "from" | "target" | "text" | "whole">> & { content?: Content };

const nothing: readonly Provenance[] = [];
/** Of everything that is not a directory. */
const noChildren = new Map<Bytes, TreeNode>();

/** An entry of a file system that is put together from copies. */
export class TreeNode {
  readonly type: NodeType;
  /** Of a symbolic link. */
  readonly target: Bytes;
  /** Null if the content is not from a context: made by an instruction, or by a heredoc. */
  from: Provenance | null;
  /** An archive from a context was unpacked into this directory. */
  unpacked: readonly Provenance[] = nothing;
  /** What an instruction wrote into it; null if it comes from elsewhere. */
  readonly text: Bytes | null;
  /** Of a file that comes out of an archive: bytes. */
  size: number;
  /** The tree that may change this node; all others make their own first. */
  readonly owner: object;
  /** Of a directory: the one of a context that has all that is in it, and maybe more; null if none has. */
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

  /** Of a directory. */
  get children(): Map<Bytes, TreeNode> {
    if (this.#content !== null) for (const node of [...this.#copied()].reverse()) node.#open();
    return this.#children;
  }

  /** The same for one look: where nobody has opened it, nothing is kept, but for directories that many wildcards look at. */
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

  /** Of a directory that nobody has opened and that is a copy of another: the first that lay here; else null. */
  firstCopyOf(source: TreeNode): TreeNode | null {
    return this.#content?.source === source ? (this.#content.over ?? this) : null;
  }

  /** Another with the same content, ready to be changed. */
  ownedBy(owner: object, children = new Map(this.children)): TreeNode {
    const node = new TreeNode({ ...this, type: this.type, owner, whole: null });
    node.unpacked = this.unpacked;
    node.size = this.size;
    if (this.type === "directory") node.#children = children;
    return node;
  }

  /** It is about to be changed. */
  changes(): void {
    this.whole = null;
    this.#sums = null;
  }

  /** Of a directory that is not changed any more. */
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

  /** The closed directories that this one is a copy of, itself first: there may be thousands. */
  *#copied(): Generator<TreeNode> {
    let node: TreeNode | null = this;
    for (; node !== null && node.#content !== null; node = node.#content.source) yield node;
  }

  #open(): void {
    this.#children = this.#content?.open() ?? this.#children;
    this.#content = null;
  }

  /** What has to be known first. */
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

/** Copies of copies that a lookup passes each time: a long chain of stages is opened for good. */
const mostCopies = 3;
const mostLooks = 16;

const none: Sums = { entries: 0, named: 0, length: 0 };
