import { appendTo } from "../append.ts";
import type { Bytes } from "../bytes.ts";
import type { Cursor } from "./cursor.ts";

/** A pattern of a list in a directory, with the names that concern it. */
interface Asked {
  readonly cursor: Cursor;
  /** Whether it concerns all of them. */
  readonly hit: boolean;
  readonly above: boolean;
}

/** Indexes in a list: by the only name that they concern, and those that concern any. */
interface Index {
  readonly named: ReadonlyMap<Bytes, readonly number[]>;
  readonly others: readonly number[];
}

/** Shorter lists are not indexed. */
const fewItems = 32;

/** Selects the items of a list that concern a name. Lists must not change. */
export function aboutNames<Item extends Asked>(): (items: readonly Item[], name: Bytes) => readonly Item[] {
  const known = new WeakMap<readonly Item[], Index & { readonly any: readonly Item[] }>();
  const indexOf = (items: readonly Item[]) => {
    const { named, others } = indexItems(items);
    const any = others.length === items.length ? items : others.flatMap((at) => items[at] ?? []);
    const index = { named, others, any };
    known.set(items, index);
    return index;
  };
  return (items, name) => {
    if (items.length <= fewItems) return items;
    const { named, others, any } = known.get(items) ?? indexOf(items);
    const found = named.get(name);
    if (found === undefined) return any;
    return [...found, ...others].sort((a, b) => a - b).flatMap((at) => items[at] ?? []);
  };
}

function indexItems(items: readonly Asked[]): Index {
  const named = new Map<Bytes, number[]>();
  const others: number[] = [];
  for (const [at, { cursor, hit, above }] of items.entries()) {
    if (cursor.only === undefined || hit || above) others.push(at);
    else appendTo(named, cursor.only, at);
  }
  return { named, others };
}
