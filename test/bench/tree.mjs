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

/** What a monorepo keeps out, without its installed packages: 20 patterns. */
export const monorepoPatterns = [
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
  "**/.cache",
  "**/.turbo",
  "docs/**/*.png",
  "**/.idea",
  "**/.vscode",
  "**/target",
  "**/*.map",
  "*.md",
  "Dockerfile*",
  "!**/keep*.map",
];

const monorepoDockerfile = "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm run build\n";

/**
 * A monorepo as people have it: some 457 files a package, of which 420 are what is installed in it and sent; one large
 * directory, a .git of loose objects, and what a report finds: an .env, a key, large files.
 */
export function makeMonorepo(root, files) {
  if (existsSync(join(root, ".made"))) return;
  mkdirSync(root, { recursive: true });
  const pick = numbers(2);
  const content = Buffer.alloc(4_000, "module.exports = require('./lib/index.js');\n");
  const write = (path, size = pick(2_000)) => {
    const file = openSync(path, "w");
    writeSync(file, content, 0, Math.min(size, content.length));
    closeSync(file);
  };
  const packages = Math.max(1, Math.round(files / 457));
  for (let i = 0; i < packages; i++) {
    const home = `${root}/packages/${String.fromCharCode(97 + (i % 26))}-package-${i}`;
    makePackage(home, pick, write);
    writeFileSync(`${home}/package.json`, JSON.stringify({ name: `@mono/p${i}`, version: "1.0.0" }));
    for (let m = 0; m < 42; m++) makePackage(`${home}/node_modules/module-${pick(900)}-${m}`, pick, write);
    if (i % 50 === 0) writeFileSync(`${home}/.env`, "LEVEL=debug\n");
  }
  mkdirSync(`${root}/assets/icons`, { recursive: true });
  for (let i = 0; i < files / 20; i++) write(`${root}/assets/icons/icon-${i}.svg`);
  for (let i = 0; i < 256; i++) {
    const objects = `${root}/.git/objects/${i.toString(16).padStart(2, "0")}`;
    mkdirSync(objects, { recursive: true });
    for (let o = 0; o < files / 20_000; o++) write(`${objects}/${i}${o}`);
  }
  writeFileSync(`${root}/.git/HEAD`, "ref: refs/heads/main\n");
  writeFileSync(`${root}/package.json`, '{"private":true,"workspaces":["packages/*"]}\n');
  writeFileSync(`${root}/model.bin`, Buffer.alloc(12_000_000));
  writeFileSync(join(root, ".dockerignore"), `${monorepoPatterns.join("\n")}\n`);
  writeFileSync(join(root, "Dockerfile"), monorepoDockerfile);
  writeFileSync(join(root, ".made"), "");
}

/** Ten files in four directories. */
function makePackage(home, pick, write) {
  for (const folder of ["lib", "dist/esm", "types"]) mkdirSync(`${home}/${folder}`, { recursive: true });
  for (const name of ["README.txt", "package.json", "index.js", "lib/index.js", "lib/a.js", "lib/b.js"]) {
    write(`${home}/${name}`);
  }
  for (const name of [
    "dist/esm/index.mjs",
    `dist/esm/x${pick(99)}.mjs`,
    "types/index.d.ts",
    "types/a.d.ts",
  ]) {
    write(`${home}/${name}`);
  }
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
