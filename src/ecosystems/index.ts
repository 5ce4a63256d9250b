import type { Bytes } from "../bytes.ts";
import { dotnet, go, java, rust } from "./compiled.ts";
import type { Ecosystem, Junk } from "./ecosystem.ts";
import { everywhere } from "./everywhere.ts";
import { node } from "./node.ts";
import { python } from "./python.ts";
import { others, php, ruby, terraform } from "./scripting.ts";

export const ecosystems: readonly Ecosystem[] = [
  ...[node, python, go, rust, java, dotnet, php, ruby, terraform],
  ...others,
  ...everywhere,
];

const all: readonly Junk[] = ecosystems.flatMap(({ junk }) => junk);

/** Names of the files that identify projects, those without `*`. */
export const projectFiles: readonly Bytes[] = [
  ...new Set(ecosystems.flatMap(({ marks }) => marks.filter((mark) => !mark.includes("*")))),
];

export const packageTools = ecosystems.flatMap(({ tools = [] }) => tools);

/** Packages of a distribution need no file of the context. */
export const systemInstall = /\b(apt-get|apt|apk|dnf|microdnf|yum|zypper)\b.* (install|add)\b/;

export const isManifest = (name: Bytes): boolean => packageTools.some(({ manifest }) => manifest.test(name));

const isOf = (kinds: readonly Junk["kind"][]) => (junk: Junk) =>
  junk.certain === true && junk.type === "directory" && kinds.includes(junk.kind);

export const vcsDirectories: ReadonlySet<Bytes> = new Set(all.filter(isOf(["vcs"])).map(({ name }) => name));

/** Directories that a tool fills and can fill again, with a name that nothing else has, and their descriptions. */
export const dependencyDirectories: ReadonlyMap<Bytes, string> = new Map(
  all.filter(isOf(["installed", "output", "cache"])).map(({ name, what }) => [name, what]),
);

/** Files that identify the directory around them, if its name does not. */
export const dependencyMarkers: ReadonlyMap<Bytes, string> = new Map([
  ["pyvenv.cfg", "a Python virtual environment"],
  [".rustc_info.json", "the output of Cargo"],
  ["maven-status", "the output of Maven"],
  ["CACHEDIR.TAG", "a cache (it holds CACHEDIR.TAG)"],
]);

/** Returns a test for a name with `*`. */
export function nameTest(name: Bytes): (actual: Bytes) => boolean {
  const [head = "", ...tail] = name.split("*");
  const last = tail.pop();
  if (last === undefined) return (actual) => actual === name;
  const [middle] = tail;
  const least = name.length - tail.length - 1;
  return (actual) =>
    actual.length >= least &&
    actual.startsWith(head) &&
    actual.endsWith(last) &&
    (middle === undefined || actual.slice(head.length, actual.length - last.length).includes(middle));
}

interface Test<T> {
  /** First and last byte of the name, possibly `*`. */
  readonly first: number;
  readonly last: number;
  readonly fits: (name: Bytes) => boolean;
  readonly item: T;
}

/**
 * Returns a lookup by name: items of the same name, then, in order, those whose name with `*` matches. Only the few
 * that begin and end alike are tried, because every file of a context is looked up.
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
