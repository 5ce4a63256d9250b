import { closeSync, existsSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";

const folders =
  "src lib test docs node_modules dist a b pkg cmd internal assets tools x1 build vendor types web".split(
    " ",
  );
const extensions = ".js .ts .go .md .json .txt .log .png .map .py".split(" ");

/** 22 patterns: what projects have, a wildcard exception among them, so that no builder may skip a directory. */
export const patterns = [
  ".git",
  "**/.DS_Store",
  "**/*.log",
  "**/*.tmp",
  "**/*.swp",
  "**/npm-debug.log*",
  "**/coverage",
  "**/.nyc_output",
  "**/__pycache__",
  "**/*.pyc",
  "**/.pytest_cache",
  "**/dist1*",
  "**/build2?",
  "docs/**/*.png",
  "*.md",
  "**/vendor/cache",
  "**/.idea",
  "**/.vscode",
  "**/target",
  "**/*.map",
  "Dockerfile*",
  "!**/keep*.map",
];

/** The same numbers on every machine (mulberry32). */
function numbers(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Makes a tree as of a large repository: 47 directories to 300 files, up to ten levels, files of up to 200 bytes. */
export function makeTree(root, files, ignore = patterns, dockerfile = null) {
  if (existsSync(join(root, ".made"))) return;
  mkdirSync(root, { recursive: true });
  const pick = numbers(1);
  const directories = makeDirectories(root, Math.round((files * 47) / 300), pick);
  const content = Buffer.alloc(200, "x");
  for (let i = 0; i < files; i++) {
    const directory = directories[pick(directories.length)];
    const file = openSync(`${directory}/f${i}${extensions[pick(extensions.length)]}`, "w");
    writeSync(file, content, 0, pick(200));
    closeSync(file);
  }
  writeFileSync(join(root, ".dockerignore"), `${ignore.join("\n")}\n`);
  if (dockerfile !== null) writeFileSync(join(root, "Dockerfile"), dockerfile);
  writeFileSync(join(root, ".made"), "");
}

function makeDirectories(root, count, pick) {
  const directories = [root];
  const depths = new Map([[root, 0]]);
  while (directories.length < Math.max(count, 1)) {
    const recent = Math.max(0, directories.length - 3_000);
    let parent = directories[recent + pick(directories.length - recent)];
    if (depths.get(parent) > 9) parent = directories[pick(directories.length)];
    const directory = `${parent}/${folders[pick(folders.length)]}${pick(40)}`;
    if (depths.has(directory)) continue;
    mkdirSync(directory);
    depths.set(directory, depths.get(parent) + 1);
    directories.push(directory);
  }
  return directories;
}

/** One directory in the other, a file in each. */
export function makeDeep(root, levels) {
  if (existsSync(join(root, ".made"))) return;
  let directory = root;
  for (let level = 0; level < levels; level++) {
    mkdirSync(directory, { recursive: true });
    writeFileSync(`${directory}/f`, "x");
    directory += "/d";
  }
  writeFileSync(join(root, ".dockerignore"), `${patterns.join("\n")}\n`);
  writeFileSync(join(root, ".made"), "");
}

export function makeWide(root, files) {
  if (existsSync(join(root, ".made"))) return;
  mkdirSync(`${root}/wide`, { recursive: true });
  for (let i = 0; i < files; i++) writeFileSync(`${root}/wide/file${i}.txt`, "x");
  writeFileSync(join(root, ".dockerignore"), `${patterns.join("\n")}\n`);
  writeFileSync(join(root, ".made"), "");
}

/** Each made so that a matcher that goes back, or asks every pattern about every path, takes its time. */
export const adversarial = [
  ["no patterns", []],
  ["stars in a row", [`**/${"*a".repeat(30)}b`]],
  ["double stars in a row", [`${"**/a/".repeat(12)}b`]],
  ["nested repeats", ["(((((a*)*)*)*)*)*b"]],
  [
    "a thousand exceptions",
    Array.from({ length: 1_000 }, (_, i) => (i % 2 === 0 ? `**/f${i}*` : `!**/f${i}*`)),
  ],
  ["a thousand long names", Array.from({ length: 1_000 }, (_, i) => `**/${"x".repeat(200)}${i}*`)],
  ["alternatives", ["**/(a|b|c|d|e|f|g)*(a|b|c|d|e|f|g)*(a|b|c|d|e|f|g)*z"]],
];
