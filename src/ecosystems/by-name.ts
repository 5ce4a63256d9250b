import type { Bytes } from "../bytes.ts";
import { nameTest } from "./index.ts";

interface Test<T> {
  /** The bytes at both ends of the name, `*` among them. */
  readonly first: number;
  readonly last: number;
  readonly fits: (name: Bytes) => boolean;
  readonly item: T;
}

/**
 * What stands under a name: under the same one, then, in order, under those with `*` that it fits. Of these only the few are
 * tried that begin and end like it: every file of a context is looked up here.
 */
export function byName<T>(items: readonly (readonly [Bytes, T])[]): (name: Bytes) => readonly T[] {
  const exact = new Map<Bytes, T[]>();
  const tests: Test<T>[] = [];
  for (const [name, item] of items) {
    if (name.includes("*")) tests.push({ ...endsOf(name), fits: nameTest(name), item });
    else exact.set(name, [...(exact.get(name) ?? []), item]);
  }
  const similar = new Map<number, readonly Test<T>[]>();
  const testsFor = (name: Bytes) => {
    const ends = endsOf(name);
    const key = 256 * ends.first + ends.last;
    const known = similar.get(key);
    if (known !== undefined) return known;
    const fitting = tests.filter(({ first, last }) => isLike(first, ends.first) && isLike(last, ends.last));
    similar.set(key, fitting);
    return fitting;
  };
  return (name) => {
    let found: readonly T[] = exact.get(name) ?? none;
    for (const { fits, item } of testsFor(name)) if (fits(name)) found = [...found, item];
    return found;
  };
}

const none: readonly never[] = [];

const endsOf = (name: Bytes) => ({ first: name.charCodeAt(0), last: name.charCodeAt(name.length - 1) });

const star = 0x2a;
const isLike = (wanted: number, byte: number): boolean => wanted === star || wanted === byte;
