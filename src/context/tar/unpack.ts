import { type Bytes, toText } from "../../bytes.ts";
import { cleanPath } from "../../ignore/clean.ts";
import type { EntryType } from "../../model.ts";
import { readEntries, type TarEntry } from "./entries.ts";
import type { TarFile } from "./file.ts";
import { limits, Meter, refuseArchive } from "./limits.ts";
import { noChildren, type TarNode } from "./node.ts";
import { resolveDirectory } from "./resolve.ts";

/** By type flag; types that no builder unpacks are missing. */
export const types: Readonly<Record<string, EntryType>> = {
  "0": "file",
  "2": "symlink",
  "3": "device",
  "4": "device",
  "5": "directory",
  "6": "fifo",
};

const typeBits: Readonly<Record<string, number>> = {
  "0": 0o100000,
  "2": 0o120000,
  "3": 0o020000,
  "4": 0o060000,
  "5": 0o040000,
  "6": 0o010000,
};

/** BuildKit and the Engine use this mode for directories that no entry names. */
const impliedMode = 0o40755;

/**
 * Returns the directory that the Engine and BuildKit make of an archive (rule I3; moby/go-archive: Unpack). Throws
 * CtxcheckError "context" if they refuse it, or it is larger than ctxcheck reads.
 */
export function unpackTree(file: TarFile): TarNode {
  const tree = new Unpacking();
  for (const entry of readEntries(file)) tree.add(entry);
  return tree.root;
}

class Unpacking {
  readonly root: TarNode;
  readonly #meter = new Meter();
  readonly #steps = { taken: 0 };

  constructor() {
    this.root = this.#make("directory", impliedMode, 0);
  }

  add(entry: TarEntry): void {
    this.#meter.entry(entry);
    const path = localPath(entry.name);
    if (path === "") return;
    const slash = path.lastIndexOf("/");
    const name = path.slice(slash + 1);
    const wanted = this.#resolve(slash < 0 ? "" : path.slice(0, slash), entry.name);
    const before = this.#find(wanted)?.children.get(name);
    const isMerged = before?.type === "directory" && entry.flag === "5";
    // An existing entry is removed first: a link to itself then leads to nothing.
    if (before !== undefined && !isMerged) remove(this.#find(wanted), name, before);
    const directory = this.#imply(wanted, entry.name);
    if (entry.flag === "1") this.#link(directory, name, entry);
    else if (isMerged) Object.assign(before, { mode: modeOf(entry), mtimeMs: entry.mtimeMs });
    else directory.children.set(name, this.#nodeOf(entry));
  }

  #make(type: EntryType, mode: number, mtimeMs: number, entry: TarEntry | null = null): TarNode {
    return {
      type,
      mode,
      mtimeMs,
      names: 1,
      id: this.#meter.node(),
      target: type === "symlink" ? (entry?.link ?? "") : "",
      children: type === "directory" ? new Map() : noChildren,
      content: type === "file" ? entry : null,
    };
  }

  #nodeOf(entry: TarEntry): TarNode {
    const type = types[entry.flag];
    if (type === undefined)
      return refuseArchive(
        `"${toText(entry.name)}" has the type ${JSON.stringify(entry.flag)}, which no builder unpacks`,
        "repack it without --sparse and --incremental: tar -C <directory> -cf context.tar .",
      );
    return this.#make(type, modeOf(entry), entry.mtimeMs, entry);
  }

  #resolve(path: Bytes, name: Bytes): readonly Bytes[] {
    const found = resolveDirectory(this.root, path, this.#steps);
    return "failed" in found ? refuseArchive(`"${toText(name)}": ${found.failed}`) : found.components;
  }

  /** Null if one of them is missing. */
  #find(components: readonly Bytes[]): TarNode | null {
    let node: TarNode | undefined = this.root;
    for (const name of components) node = node?.children.get(name);
    return node ?? null;
  }

  #imply(components: readonly Bytes[], name: Bytes): TarNode {
    let node = this.root;
    for (const component of components) {
      const next = node.children.get(component) ?? this.#make("directory", impliedMode, 0);
      if (next.type !== "directory")
        return refuseArchive(`"${toText(name)}" is below something that is not a directory`);
      node.children.set(component, next);
      node = next;
    }
    return node;
  }

  #link(directory: TarNode, name: Bytes, { link }: TarEntry): void {
    const path = localPath(link);
    const slash = path.lastIndexOf("/");
    const parent = this.#find(this.#resolve(slash < 0 ? "" : path.slice(0, slash), link));
    const target = parent?.children.get(path.slice(slash + 1));
    if (path === "" || target === undefined)
      refuseArchive(`"${toText(name)}" is a link to "${toText(link)}", which is not there before it`);
    if (target.type === "directory")
      refuseArchive(`"${toText(name)}" is a hard link to the directory "${toText(link)}"`);
    target.names++;
    directory.children.set(name, target);
  }
}

function remove(directory: TarNode | null, name: Bytes, node: TarNode): void {
  node.names--;
  directory?.children.delete(name);
}

const modeOf = ({ flag, mode }: TarEntry): number => (typeBits[flag] ?? 0) | (mode & 0o7777);

/** Returns the path inside the root of the tree, even if `name` climbs out of it; "" for that root. */
export function localPath(name: Bytes): Bytes {
  const path = cleanPath(`/${name}`).slice(1);
  const longest = path.split("/").find((component) => component.length > limits.name);
  if (longest !== undefined)
    refuseArchive(
      `a file name in it has ${longest.length} bytes, and no file system takes more than ${limits.name}`,
    );
  return path;
}
