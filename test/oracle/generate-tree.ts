import { type Bytes, fromText } from "../../src/bytes.ts";
import type { TreeEntry } from "./cases.ts";
import type { Random } from "./random.ts";

const plain = [
  ..."a a a b b c d ab abc temp temp1 tempa foo bar src lib dist docs x.log a.b foo.txt".split(" "),
  ..."index.js main.go README.md node_modules .git .env .npmrc -".split(" "),
];

/** Names that pattern languages, Dockerfiles or encodings take for something else. */
const odd = [
  ..."#x !y {a} a|b (a) a+b c++ a$ ^a [a] a] a? a*b * ** a{2} a,b a=b $X ~a ..a ... a. :a @a 'a' \"a\" <a> %41".split(
    " ",
  ),
  ..."é é É ß 日本 😀 ñ ﬁ İ ٣".split(" "),
  ..."a\\b \\a a\\".split(" "),
  ...[
    "a b",
    " a",
    "a ",
    "a\tb",
    "a\nb",
    "a\rb",
    "\x01",
    "\x7f",
    "a\u0085",
    "\u00a0a",
    "a\u2028b",
    "\ufeffa",
    "\u200b",
    // A tar header holds a hundred bytes of ASCII.
    "n".repeat(100),
    "n".repeat(101),
    "\u00e9".repeat(51),
  ],
].map(fromText);

const broken: readonly Bytes[] = ["caf\xe9", "\xff", "a\xc3", "\xed\xa0\x80"];

/** How a tree is drawn: how deep, how many names, and how odd they are (share of names, 0 to 1). */
export interface TreeTaste {
  readonly depth: number;
  readonly entries: number;
  readonly oddNames: number;
}

/** A tree without repeats: parents before children, a hard link after the file it names. */
export function makeTree(random: Random, taste: TreeTaste): TreeEntry[] {
  const tree = new Map<Bytes, TreeEntry>();
  const folders: Bytes[] = [""];
  const count = 1 + random.int(taste.entries);
  for (let i = 0; i < count; i++) {
    const parent = random.pick(folders);
    const path = parent + makeName(random, taste);
    if (tree.has(path) || tree.has(`${path}/`) || reserved.test(path)) continue;
    const entry = makeEntry(random, path, [...tree.values()], depthOf(path) < taste.depth);
    tree.set(entry.path, entry);
    // Deep trees are where builders differ: a folder is likelier to be chosen the deeper it is.
    if (entry.path.endsWith("/")) folders.push(...Array<Bytes>(depthOf(path)).fill(entry.path));
  }
  return [...tree.values()];
}

/** A case writes these itself. */
const reserved = /^(?:Dockerfile|\.dockerignore|build)/;

const depthOf = (path: Bytes) => path.split("/").length;

function makeName(random: Random, { oddNames }: TreeTaste): Bytes {
  if (!random.chance(oddNames)) return random.pick(plain);
  return random.chance(0.05) ? random.pick(broken) : random.pick(odd);
}

function makeEntry(random: Random, path: Bytes, before: readonly TreeEntry[], mayNest: boolean): TreeEntry {
  const files = before.filter((entry) => entry.size !== undefined);
  return random.weighted<TreeEntry>([
    [mayNest ? 45 : 3, () => ({ path: `${path}/` })],
    [45, () => ({ path, size: random.chance(0.1) ? 0 : 1 + random.int(40) })],
    [0.3, () => ({ path, size: random.pick([4095, 32768, 32769, 70000]) })],
    [5, () => ({ path, link: makeTarget(random, before) })],
    [files.length > 0 ? 1.5 : 0, () => ({ path, hardLink: random.pick(files).path })],
    [isFifoName(path) ? 0.4 : 0, () => ({ path, fifo: true })],
  ]);
}

/** A FIFO is made by a program, whose arguments are text. */
const isFifoName = (path: Bytes) => /^[\x20-\x7e]+$/.test(path);

function makeTarget(random: Random, before: readonly TreeEntry[]): Bytes {
  const known = before.length > 0 ? random.pick(before).path.replace(/\/$/, "") : "a";
  return random.weighted<Bytes>([
    [5, () => known],
    [2, () => `../${known}`],
    [1, () => `/${known}`],
    [1, () => known.split("/").at(-1) ?? "a"],
    [1, () => random.pick(["missing", ".", "..", "/", "../../../etc", "./a/../b", "a/", "x".repeat(120)])],
  ]);
}
