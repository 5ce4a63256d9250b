import { type Bytes, fromText } from "../../src/bytes.ts";
import type { TreeEntry } from "./cases.ts";
import type { Random } from "./random.ts";

/** Patterns that need no tree to be interesting. */
const classics = [
  ..."* * ** **/* */* */*/* *.* . .. / ./ */ **/ **/** /** *** ****/a ?* .* **/.* **/*.* *.txt **/b* **/a/** a/**/b".split(
    " ",
  ),
  ..."node_modules **/node_modules **/.git .git/** !**/*.go !**/README.md !*/keep !** !* !. !/a !./a !a/.. !a/**".split(
    " ",
  ),
  ..."a{2}* a|b* |* x|* ^a* (a)* c++* a+b* a{1,2}? *$ [^a] [^/]* [+-9]* [a-c]* [!a]* [[:alpha:]]* \\a* \\d* \\w+ \\pL* \\.* \\Qa".split(
    " ",
  ),
  ...[
    "a\\ b",
    "\\#x",
    "\\!y",
    "# comment",
    " # no comment",
    "!# x",
    "\ta\t",
    "  a",
    "a  ",
    "! a",
    "!/ a",
    "/ a",
    "! ",
    "a /b",
  ],
  ...["é*", "*é", "日?", "😀?", "?", "??", "\u00a0a", "a\u0085", "\u2028", "\ufeffa", "e\u0301"],
].map(fromText);

/** What makes a file refused, or a pattern fail when it is first used. */
const refused: readonly Bytes[] = [
  ..."! !! !/ [ []a] [a- [a [^] [] a\\ **/[ ?*[ .*[ a*[ b*[]a] a*\\ x/*[ [z-a] *{2} a{1001}* \\y* \\pZ* *\\8 [\\b]* (*".split(
    " ",
  ),
  "caf\xe9",
  "\xff*",
  "a\tb",
  "a\x01",
  "a\x7f*",
];

/** The text of an ignore file, most lines made from the paths of the tree. */
export function makeIgnore(random: Random, tree: readonly TreeEntry[]): Bytes {
  if (random.chance(0.02)) return "";
  const lines = random.chance(0.35) ? makeScene(random, tree) : [];
  const more = random.int(lines.length > 0 ? 4 : 8);
  for (let i = 0; i <= more; i++) lines.splice(random.int(lines.length + 1), 0, makeLine(random, tree));
  return dress(random, lines);
}

/** Line ends, byte order marks and the end of the file. */
function dress(random: Random, lines: readonly Bytes[]): Bytes {
  const end = random.chance(0.08) ? "\r\n" : "\n";
  const start = random.chance(0.03) ? "\xef\xbb\xbf" : "";
  const text = start + lines.join(end) + (random.chance(0.85) ? end : "");
  return random.chance(0.004) ? Buffer.from(`\ufeff${text}`, "utf16le").toString("latin1") : text;
}

function makeLine(random: Random, tree: readonly TreeEntry[]): Bytes {
  return random.weighted<Bytes>([
    [70, () => sign(random) + makePattern(random, tree)],
    [20, () => random.pick(classics)],
    [4, () => sign(random) + random.pick(classics)],
    [2.5, () => random.pick(refused)],
    [2, () => ""],
    [1.5, () => `#${makePattern(random, tree)}`],
  ]);
}

const sign = (random: Random) => (random.chance(0.35) ? "!" : "");

/** A few lines that belong together, of the kinds where builders part. */
function makeScene(random: Random, tree: readonly TreeEntry[]): Bytes[] {
  const path = pickPath(random, tree);
  const parts = path.split("/");
  const parent = parts.slice(0, -1).join("/") || path;
  const name = parts.at(-1) ?? path;
  const top = parts[0] ?? path;
  return random.pick([
    [top, `!${path}`],
    [top, `!${path}`, `**/${top}`],
    [top, `!${path}`, top],
    ["*", `!${path}`],
    ["*", `!${parent}`, path],
    ["*", `!${parent}`, `${parent}/*`, `!${path}`],
    ["**", `!**/${name}`],
    ["*", `!**/${name}`],
    [path, `!${top}`],
    [path, `!${parent}`, `!${top}`],
    [`${top}/**`, `!${path}`],
    [`${top}/*`, `!${parent}/**`],
    [top, `!${top}*/${name}`],
    [top, `!*/${name}`],
    [top, `!${top}/*/${name}`],
    [parent, `!${parent}/**`],
    [`**/${name}`, `!${path}`],
    [`!${path}`, top],
  ]);
}

/** A path of the tree, or some of its last parts, with a few changes. */
function makePattern(random: Random, tree: readonly TreeEntry[]): Bytes {
  let parts = pickPath(random, tree).split("/");
  if (random.chance(0.25)) parts = parts.slice(0, 1 + random.int(parts.length));
  if (random.chance(0.15)) parts = parts.slice(random.int(parts.length));
  const changed = parts.map((part) => (random.chance(0.35) ? changePart(random, part) : part));
  return surround(random, changed.join("/"));
}

function pickPath(random: Random, tree: readonly TreeEntry[]): Bytes {
  return tree.length > 0 ? random.pick(tree).path.replace(/\/$/, "") : "a";
}

function changePart(random: Random, part: Bytes): Bytes {
  const cut = random.int(part.length + 1);
  const [head, tail] = [part.slice(0, cut), part.slice(cut)];
  const char = part.slice(cut, cut + 1) || "a";
  return random.weighted<Bytes>([
    [6, () => "*"],
    [5, () => "**"],
    [1, () => "?"],
    [4, () => `${head}*`],
    [3, () => `*${tail}`],
    [2, () => `${head}*${tail}`],
    [2, () => `${head}?${tail.slice(1)}`],
    [2, () => `**${tail}`],
    [2, () => `${head}**`],
    [1, () => `${head}**${tail}`],
    [2, () => `${head}[${char}]${tail.slice(1)}`],
    [1, () => `${head}[^${char}]${tail.slice(1)}`],
    [
      1,
      () =>
        `${head}[${random.pick(["a-z", "^a-c", "!-~", "+-9", "[:alpha:]", "\\w", "^/", "é", "*", "?", "a|b"])}]${tail.slice(1)}`,
    ],
    [3, () => `${head}\\${tail}`],
    [2, () => head + random.pick(["|", "{2}", "{1,}", "{a}", "^", "+", "(", ")", "()", "$", "(a)"]) + tail],
    [2, () => head + random.pick(["|", "{2}", "^", "+", "$"]) + random.pick(["*", "?"]) + tail],
    [
      1,
      () =>
        random.pick([
          "\\d",
          "\\w",
          "\\pL",
          "\\p{Lu}",
          "\\x61",
          "\\x{e9}",
          "\\Q",
          "\\b",
          "\\A",
          "\\z",
          "\\0",
          "\\141",
        ]),
    ],
    [1, () => ".."],
    [1, () => "."],
    [1, () => random.pick(classics)],
  ]);
}

function surround(random: Random, pattern: Bytes): Bytes {
  return random.weighted<Bytes>([
    [60, () => pattern],
    [8, () => `${pattern}/`],
    [5, () => `/${pattern}`],
    [4, () => `./${pattern}`],
    [5, () => `**/${pattern}`],
    [4, () => `${pattern}/**`],
    [3, () => `${pattern}/*`],
    [2, () => `${pattern}*`],
    [1, () => `//${pattern}//.`],
    [1, () => `${pattern}/../${pattern}`],
    [1, () => `../${pattern}`],
    [1.5, () => random.pick([" ", "\t", "\xc2\xa0", "\xe2\x80\x83"]) + pattern],
    [1.5, () => pattern + random.pick([" ", "\t", "\r", "\xc2\x85", "\\ "])],
    [0.5, () => pattern.replace(/[a-z]/g, (letter) => letter.toUpperCase())],
    [0.5, () => `!${pattern}`],
  ]);
}
