import { type Bytes, toText } from "../bytes.ts";
import type { TarEntry } from "../context/tar/entries.ts";
import { type Meter, refuseArchive } from "../context/tar/limits.ts";
import { type LinkedNode, resolveDirectory } from "../context/tar/resolve.ts";
import { localPath, types } from "../context/tar/unpack.ts";
import type { EntryType } from "../model.ts";

/** The content of a file in a layer; several names may share it. */
export interface Content {
  /** Bytes. */
  readonly size: number;
  /** SHA-256 as a byte string; "" if there is no content. */
  readonly digest: Bytes;
  /** The layer that holds it, 1-based. */
  readonly layer: number;
  /** Number of names by which the file system shows it. */
  names: number;
}

export interface ImageNode extends LinkedNode {
  readonly type: EntryType;
  readonly target: Bytes;
  /** Of a regular file; null for other types. */
  readonly content: Content | null;
  /** The layer that put the name there. */
  readonly layer: number;
  readonly children: Map<Bytes, ImageNode>;
}

/** Why the image's file system does not show a file of a layer. */
export type GoneReason = "again" | "hidden" | "removed";

/** A file of a layer that the image does not show at its path. */
export interface Gone {
  readonly node: ImageNode;
  /** The layer that covers or removes it. */
  readonly by: number;
  /** "again": the same content was written over it; "hidden": something else; "removed": by a whiteout. */
  readonly reason: GoneReason;
}

const none: Map<Bytes, ImageNode> = new Map();
const prefix = ".wh.";
const opaque = ".wh..wh..opq";

/** The file system of an image, layer on layer as a runtime unpacks them (image-spec: layer.md). */
export class LayerTree {
  readonly root: ImageNode;
  /** By path, in layer order. */
  readonly gone = new Map<Bytes, Gone[]>();
  readonly #meter: Meter;
  readonly #steps = { taken: 0 };
  #layer = 0;

  constructor(meter: Meter) {
    this.#meter = meter;
    this.root = this.#make("directory", "", null);
  }

  /** Starts the next layer. */
  nextLayer(): void {
    this.#layer++;
  }

  /**
   * Adds an entry. Returns the bytes that a whiteout removes if they are a directory's, else 0; null if it removes
   * nothing.
   */
  add(entry: TarEntry, digest: Bytes): number | null {
    const path = localPath(entry.name);
    if (path === "") return 0;
    const name = path.slice(path.lastIndexOf("/") + 1);
    const around = this.#resolve(path.slice(0, Math.max(0, path.length - name.length - 1)), entry.name);
    if (name === opaque) this.#clear(around, this.#find(around));
    // Metadata of aufs about itself.
    if (name.startsWith(".wh..wh.")) return 0;
    if (name.startsWith(prefix)) return this.#remove(around, name.slice(prefix.length));
    this.#put(around, name, entry, digest);
    return 0;
  }

  /** Returns what the image shows at a path, following links on the way, and the path with these resolved. */
  at(path: Bytes): { readonly path: Bytes; readonly node: ImageNode | null } {
    const slash = path.lastIndexOf("/");
    const around = resolveDirectory(this.root, path.slice(0, Math.max(0, slash)), { taken: 0 });
    if ("failed" in around) return { path, node: null };
    const name = path.slice(slash + 1);
    const found = [...around.components, name].join("/");
    return { path: found, node: this.#find(around.components)?.children.get(name) ?? null };
  }

  #make(type: EntryType, target: Bytes, content: Content | null): ImageNode {
    this.#meter.node();
    return { type, target, content, layer: this.#layer, children: type === "directory" ? new Map() : none };
  }

  #resolve(path: Bytes, name: Bytes): readonly Bytes[] {
    const found = resolveDirectory(this.root, path, this.#steps);
    return "failed" in found ? refuseArchive(`"${toText(name)}": ${found.failed}`) : found.components;
  }

  #find(components: readonly Bytes[]): ImageNode | null {
    let node: ImageNode | undefined = this.root;
    for (const name of components) node = node?.children.get(name);
    return node ?? null;
  }

  #put(around: readonly Bytes[], name: Bytes, entry: TarEntry, digest: Bytes): void {
    const before = this.#find(around)?.children.get(name);
    if (before?.type === "directory" && entry.flag === "5") return;
    const node = this.#nodeOf(entry, digest);
    const directory = this.#imply(around);
    if (before !== undefined) this.#cover([...around, name].join("/"), before, node);
    directory.children.set(name, node);
  }

  #nodeOf(entry: TarEntry, digest: Bytes): ImageNode {
    if (entry.flag === "1") return this.#linked(entry);
    const type = types[entry.flag];
    if (type === undefined)
      return refuseArchive(
        `"${toText(entry.name)}" has the type ${JSON.stringify(entry.flag)}, which no runtime unpacks`,
      );
    const content = type === "file" ? { size: entry.size, digest, layer: this.#layer, names: 1 } : null;
    return this.#make(type, type === "symlink" ? entry.link : "", content);
  }

  #linked({ name, link }: TarEntry): ImageNode {
    const path = localPath(link);
    const { node } = this.at(path);
    if (path === "" || node === null || node.type === "directory")
      return refuseArchive(`"${toText(name)}" is a link to "${toText(link)}", which is not there`);
    if (node.content !== null) node.content.names++;
    return this.#make(node.type, node.target, node.content);
  }

  #imply(components: readonly Bytes[]): ImageNode {
    let node = this.root;
    for (const name of components) {
      const next = node.children.get(name) ?? this.#make("directory", "", null);
      node.children.set(name, next);
      node = next;
    }
    return node;
  }

  #cover(path: Bytes, before: ImageNode, by: ImageNode): void {
    for (const [at, node] of filesOf(path, before)) {
      const isSame = at === path && by.content !== null && isSameContent(node.content, by.content);
      this.#lose(at, node, isSame ? "again" : "hidden");
    }
  }

  #lose(path: Bytes, node: ImageNode, reason: GoneReason): void {
    if (node.content !== null) node.content.names--;
    const before = this.gone.get(path);
    const gone = { node, by: this.#layer, reason };
    if (before === undefined) this.gone.set(path, [gone]);
    else before.push(gone);
  }

  #remove(around: readonly Bytes[], name: Bytes): number | null {
    const parent = this.#find(around);
    const node = parent?.children.get(name);
    if (parent === null || node === undefined) return null;
    const path = [...around, name].join("/");
    if (node.type === "directory") {
      const bytes = this.#clear([...around, name], node);
      if (node.children.size === 0 && node.layer < this.#layer) parent.children.delete(name);
      return bytes;
    }
    if (node.layer < this.#layer) {
      this.#lose(path, node, "removed");
      parent.children.delete(name);
    }
    return 0;
  }

  /** Removes what lower layers put into a directory; returns the bytes removed. */
  #clear(around: readonly Bytes[], directory: ImageNode | null): number {
    if (directory === null) return 0;
    let bytes = 0;
    const parents: [ImageNode, Bytes, ImageNode][] = [];
    for (const [path, node, parent, name] of walk(around.join("/"), directory)) {
      if (node.type === "directory") parents.push([parent, name, node]);
      else if (node.layer < this.#layer) {
        bytes += node.content?.size ?? 0;
        this.#lose(path, node, "removed");
        parent.children.delete(name);
      }
    }
    for (const [parent, name, node] of parents.reverse())
      if (node.children.size === 0 && node.layer < this.#layer) parent.children.delete(name);
    return bytes;
  }
}

export const isSameContent = (one: Content | null, other: Content): boolean =>
  one !== null && one.size === other.size && one.digest === other.digest;

/** Yields everything at and below a path that is not a directory. */
export function* filesOf(path: Bytes, node: ImageNode): Generator<readonly [Bytes, ImageNode]> {
  if (node.type !== "directory") yield [path, node];
  else for (const [at, below] of walk(path, node)) if (below.type !== "directory") yield [at, below];
}

type Walked = readonly [path: Bytes, node: ImageNode, parent: ImageNode, name: Bytes];

/** Yields everything below a directory, each directory before its contents. */
function* walk(path: Bytes, directory: ImageNode): Generator<Walked> {
  const open: [Bytes, ImageNode][] = [[path, directory]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [at, parent] = next;
    for (const [name, node] of [...parent.children]) {
      const below = at === "" ? name : `${at}/${name}`;
      yield [below, node, parent, name];
      if (node.children.size > 0) open.push([below, node]);
    }
  }
}
