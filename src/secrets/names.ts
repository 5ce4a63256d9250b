import type { Bytes } from "../bytes.ts";
import { remembered } from "../once.ts";
import { isExampleName } from "./examples.ts";
import { type NameRow, nameTable } from "./name-table.ts";

export interface NameHit {
  /** The kind: `private-key`, `cloud`, `env`, ... (first column of the table). */
  readonly group: string;
  readonly severity: "error" | "warning" | "info";
  /** `name`: a finding on its own. `confirm`: a secret only if the content says so. `hygiene`: no secret in itself. */
  readonly mode: "name" | "confirm" | "hygiene";
  /** Description for people: "default OpenSSH private key name". */
  readonly what: string;
  /**
   * The directory whose name decided (`a/.ssh`), so that its files can be reported once; null if the file's own name
   * did.
   */
  readonly within: Bytes | null;
}

interface Shape {
  /** Parent directories, in lower case, that the directory's path must end with, or "". */
  readonly parents: string;
  /** The pieces between the `*` of the base name; null if the lookup key alone decides. */
  readonly pieces: readonly string[] | null;
  readonly hit: NameHit;
}

const severities = { critical: "error", high: "error", medium: "warning", low: "info" } as const;
const modes = { N: "name", C: "confirm", I: "hygiene" } as const;
const precedence = { name: 0, confirm: 1, hygiene: 2 } as const;

const exact = new Map<string, Shape[]>();
const endings = new Map<string, Shape[]>();
const openShapes: Shape[] = [];
const directories = new Map<string, Shape[]>();
const directoryEndings = new Map<string, Shape[]>();

for (const row of nameTable) {
  for (const name of row[4].toLowerCase().split(", ")) compile(name, hitOf(row));
}

function hitOf([group, danger, mode, what]: NameRow): NameHit {
  const severity = mode === "I" ? "info" : severities[danger];
  return { group, severity, mode: modes[mode], what, within: null };
}

function compile(name: string, hit: NameHit): void {
  const isDirectory = name.endsWith("/");
  const path = isDirectory ? name.slice(0, -1) : name;
  const base = path.slice(path.lastIndexOf("/") + 1);
  const parents = path.slice(0, Math.max(0, path.lastIndexOf("/")));
  if (!base.includes("*")) {
    add(isDirectory ? directories : exact, base, { parents, pieces: null, hit });
    return;
  }
  const extension = extensionOf(base);
  const pieces = base === `*${extension}` ? null : base.split("*");
  if (extension === "" || extension.includes("*")) openShapes.push({ parents, pieces, hit });
  else add(isDirectory ? directoryEndings : endings, extension, { parents, pieces, hit });
}

function add(map: Map<string, Shape[]>, key: string, shape: Shape): void {
  const shapes = map.get(key);
  if (shapes === undefined) map.set(key, [shape]);
  else shapes.push(shape);
}

function extensionOf(base: string): string {
  const dot = base.lastIndexOf(".");
  return dot < 0 ? "" : base.slice(dot);
}

/** Every open shape begins or ends with one of these; any other name needs no closer check. */
const openHint =
  /^(?:ssh_host_|secring\.|\.env\.|\.secrets\.|\.?vault[_-]pass|heapdump|msal_token_cache\.)|_(?:rsa|dsa|ecdsa|ed25519|key)$|\.tfstate\./;

/** A program or a page is never a secret because of a `*` in a pattern: `heapdump.js`, `.env.d.ts`. */
const programEnding =
  /\.(?:[cm]?[jt]sx?|py[ci]?|rb|php|go|rs|java|kt|cs|c|cc|cpp|h|hpp|sh|html?|css|rst|map|svg|png)$/;

/** A directory of the table, anywhere in a path. Built from the table so that the two cannot diverge. */
const directoryHint = new RegExp(
  `(?:^|/)(?:${alternatives(directories)})(?=/)|(?:${alternatives(directoryEndings)})(?=/)`,
  "g",
);

function alternatives(map: Map<string, Shape[]>): string {
  return [...map.keys()].map(escaped).join("|");
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/**
 * Returns what the name of a file or directory says about secrets, or null. `path`: relative to the context. If several
 * rows match, one that is a finding on its own wins over one that content must confirm, and the file's own name over a
 * directory's.
 */
export function secretName(path: Bytes, isDirectory: boolean): NameHit | null {
  const lower = path.toLowerCase();
  const above = directoryHit(path, isDirectory ? `${lower}/` : lower);
  return isDirectory ? above : stronger(fileHit(lower), above);
}

/** False if no row concerns the last component of a path: `secretName` adds nothing for it. */
export const nameMeansSecret = (name: Bytes, isDirectory: boolean): boolean =>
  isDirectory ? directoryMeans(name) : fileMeans(name);

const directoryMeans = remembered((name) => {
  const base = name.toLowerCase();
  return directories.has(base) || directoryEndings.has(extensionOf(base));
});

const fileMeans = remembered((name) => {
  const base = name.toLowerCase();
  return exact.has(base) || endings.has(extensionOf(base)) || openHint.test(base);
});

function stronger(first: NameHit | null, second: NameHit | null): NameHit | null {
  if (first === null || second === null) return first ?? second;
  return precedence[second.mode] < precedence[first.mode] ? second : first;
}

function fileHit(lower: string): NameHit | null {
  const slash = lower.lastIndexOf("/");
  const base = slash < 0 ? lower : lower.slice(slash + 1);
  let hit = firstHit(exact.get(base), lower, slash, base);
  const byEnding = endings.get(extensionOf(base));
  const isOpen = openHint.test(base);
  if ((byEnding === undefined && !isOpen) || isExampleName(base)) return hit;
  hit = stronger(hit, firstHit(byEnding, lower, slash, base));
  if (isOpen && !programEnding.test(base)) hit = stronger(hit, firstHit(openShapes, lower, slash, base));
  return hit;
}

function firstHit(shapes: Shape[] | undefined, lower: string, slash: number, base: string): NameHit | null {
  if (shapes === undefined) return null;
  let best: NameHit | null = null;
  for (const { parents, pieces, hit } of shapes) {
    if (hasParents(lower, slash, parents) && (pieces === null || fits(base, pieces)))
      best = stronger(best, hit);
  }
  return best;
}

/** Whether the path's directory (everything before `slash`) ends with the whole components `parents`. */
function hasParents(lower: string, slash: number, parents: string): boolean {
  if (parents === "") return true;
  const from = slash - parents.length;
  return from >= 0 && lower.startsWith(parents, from) && (from === 0 || lower[from - 1] === "/");
}

/** Matches a glob of `*` only, in one pass: the pieces between the stars, in order, each at its first occurrence. */
function fits(base: string, pieces: readonly string[]): boolean {
  const first = pieces[0] ?? "";
  const last = pieces.at(-1) ?? "";
  if (base.length < first.length + last.length || !base.startsWith(first) || !base.endsWith(last))
    return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = base.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= base.length - last.length;
}

function directoryHit(path: Bytes, lower: string): NameHit | null {
  let best: NameHit | null = null;
  directoryHint.lastIndex = 0;
  for (let found = directoryHint.exec(lower); found !== null; found = directoryHint.exec(lower)) {
    const end = directoryHint.lastIndex;
    const slash = lower.lastIndexOf("/", end - 1);
    const name = lower.slice(slash + 1, end);
    const shapes = directories.get(name) ?? directoryEndings.get(extensionOf(name));
    const hit = firstHit(shapes, lower, slash, name);
    if (hit !== null) best = stronger(best, { ...hit, within: path.slice(0, end) });
  }
  return best;
}
