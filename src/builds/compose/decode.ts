import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
} from "yaml";
import { Refusal } from "../refusal.ts";
import { resolveScalar } from "./scalar.ts";
import { isMapping, type Mapping, type Value } from "./value.ts";

/** Keys from the root; the index of an item in a list. */
export type Path = readonly string[];

/** One document of a file, decoded like go-yaml. */
export interface Decoded {
  readonly value: Value;
  /** Places of `!reset` and `!override`: what earlier files define there is dropped. */
  readonly resets: readonly Path[];
  /** 1-based line of each key of `services`. */
  readonly lines: ReadonlyMap<string, number>;
}

/** Decodes all documents of a file. Throws Refusal. */
export function decodeDocuments(text: string): Decoded[] {
  const counter = new LineCounter();
  const documents = parseAllDocuments(text, {
    schema: "failsafe",
    resolveKnownTags: false,
    merge: false,
    uniqueKeys: false,
    lineCounter: counter,
    logLevel: "silent",
    // Its own error messages would quote the file.
    prettyErrors: false,
  });
  return "empty" in documents ? [] : documents.map((document) => decodeDocument(document, counter));
}

function decodeDocument(document: Document, counter: LineCounter): Decoded {
  const [error] = document.errors;
  if (error !== undefined) {
    throw new Refusal(error.message, counter.linePos(error.pos[0]).line);
  }
  const decoder = new Decoder(counter);
  const value = decoder.decode(document.contents, [], false) ?? null;
  return { value, resets: decoder.resets, lines: serviceLines(document, counter) };
}

function serviceLines(document: Document, counter: LineCounter): ReadonlyMap<string, number> {
  const services = isMap(document.contents) ? document.contents.get("services", true) : undefined;
  const target = isAlias(services) ? services.resolve(document) : services;
  if (!isMap(target)) return new Map();
  return new Map(
    target.items.flatMap(({ key }) =>
      isScalar(key) && key.range != null ? [[String(key.value), counter.linePos(key.range[0]).line]] : [],
    ),
  );
}

/** Limit for expanded aliases: a tree of them grows exponentially with its depth. */
const mostNodes = 1_000_000;
const deepest = 500;

class Decoder {
  readonly resets: Path[] = [];
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();
  readonly #counter: LineCounter;
  #nodes = 0;

  constructor(counter: LineCounter) {
    this.#counter = counter;
  }

  /** Returns undefined for what `!reset` removes. `raw`: below `!override`, where tags are ignored. */
  decode(node: unknown, path: Path, raw: boolean): Value | undefined {
    if (++this.#nodes > mostNodes) throw new Refusal("its aliases come to more than a million values");
    const here = withoutMerge(path);
    if (here.length > deepest) throw new Refusal("it is nested too deeply");
    if (isAlias(node)) return this.#inside(this.#target(node.source, node), here, raw);
    this.#remember(node);
    return this.#inside(node, here, raw);
  }

  #inside(node: unknown, path: Path, raw: boolean): Value | undefined {
    const tag = !raw && (isScalar(node) || isMap(node) || isSeq(node)) ? node.tag : undefined;
    if (tag === "!reset" || tag === "!override") this.resets.push(path);
    if (tag === "!reset") return undefined;
    const below = raw || tag === "!override";
    if (isScalar(node)) return this.#scalar(node);
    if (isMap(node)) return this.#once(node, () => this.#mapping(node.items, path, below));
    if (isSeq(node)) return this.#once(node, () => this.#list(node.items, path, below));
    return null;
  }

  #scalar(node: Parameters<typeof isScalar>[0]): Value {
    if (!isScalar(node)) return null;
    const source = node.source ?? (node.value === null ? "" : String(node.value));
    return this.#at(node, () => resolveScalar(source, isPlain(node.type), node.tag));
  }

  #list(items: readonly unknown[], path: Path, raw: boolean): Value[] {
    return items.flatMap((item, index) => {
      const value = this.decode(item, [...path, String(index)], raw);
      return value === undefined ? [] : [value];
    });
  }

  #mapping(items: readonly { key: unknown; value: unknown }[], path: Path, raw: boolean): Mapping {
    this.#refuseTwice(items.map(({ key }) => key));
    const mapping: Mapping = new Map();
    let merged: { readonly node: unknown; readonly value: Value | undefined } | null = null;
    for (const { key, value } of items) {
      const name = this.#key(key);
      const decoded = this.decode(value, [...path, name], raw);
      if (isMergeKey(key)) merged = decoded === undefined ? merged : { node: key, value: decoded };
      else if (decoded !== undefined) mapping.set(name, decoded);
    }
    if (merged !== null) this.#merge(mapping, merged.value, merged.node);
    return mapping;
  }

  /** Explicit keys win, and the first of several mappings. */
  #merge(mapping: Mapping, from: Value | undefined, node: unknown): void {
    const sources = Array.isArray(from) ? from : [from];
    for (const source of sources) {
      if (!isMapping(source))
        throw new Refusal("map merge requires map or sequence of maps as the value", this.#line(node));
      for (const [key, value] of source) if (!mapping.has(key)) mapping.set(key, value);
    }
  }

  #key(node: unknown): string {
    const target = isAlias(node) ? this.#target(node.source, node) : node;
    if (!isScalar(target)) throw new Refusal("non-string key", this.#line(node));
    this.#remember(target);
    const value = this.#scalar(target);
    if (typeof value === "string") return value;
    throw new Refusal(`non-string key ${String(target.source ?? target.value)}`, this.#line(node));
  }

  #refuseTwice(keys: readonly unknown[]): void {
    const seen = new Map<string, unknown>();
    for (const key of keys) {
      const name = isScalar(key) ? String(key.source ?? key.value ?? "") : "";
      if (seen.has(name)) {
        const first = this.#line(seen.get(name));
        throw new Refusal(`mapping key "${name}" already defined at line ${first}`, this.#line(key));
      }
      seen.set(name, key);
    }
  }

  #once<T>(node: Node, decode: () => T): T {
    if (this.#open.has(node)) throw new Refusal("an anchor contains itself", this.#line(node));
    this.#open.add(node);
    try {
      return decode();
    } finally {
      this.#open.delete(node);
    }
  }

  #remember(node: unknown): void {
    if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined)
      this.#anchors.set(node.anchor, node);
  }

  #target(name: string, node: unknown): Node {
    const target = this.#anchors.get(name);
    if (target !== undefined) return target;
    throw new Refusal(`unknown anchor '${name}' referenced`, this.#line(node));
  }

  #line(node: unknown): number | null {
    const range = isAlias(node) || isScalar(node) || isMap(node) || isSeq(node) ? node.range : null;
    return range == null ? null : this.#counter.linePos(range[0]).line;
  }

  #at<T>(node: unknown, decode: () => T): T {
    try {
      return decode();
    } catch (error) {
      if (error instanceof Refusal && error.line === null) throw new Refusal(error.message, this.#line(node));
      throw error;
    }
  }
}

const isPlain = (type: string | null | undefined) => type === "PLAIN" || type === undefined || type === null;

const isMergeKey = (key: unknown) =>
  isScalar(key) && isPlain(key.type) && (key.source ?? key.value) === "<<" && key.tag === undefined;

/** compose-go treats what `<<` merges as if it were written there. */
function withoutMerge(path: Path): Path {
  const at = path.indexOf("<<", 1);
  return at < 0 ? path : path.toSpliced(at, 1);
}
