import { appendTo } from "../append.ts";
import type { Bytes } from "../bytes.ts";
import type { GitLine } from "./git-lines.ts";
import { globMatch } from "./glob.ts";

/** Whether git ignores an entry. */
export function gitIgnores(lines: readonly GitLine[]): (path: Bytes, isDirectory: boolean) => boolean {
  const lineFor = ignoringLine(lines);
  return (path, isDirectory) => lineFor(path, isDirectory) !== null;
}

/**
 * Returns the line by which git ignores an entry, or a directory above it; null if none does. The last line that
 * matches decides, and nothing is re-included from an ignored directory.
 */
export function ignoringLine(
  lines: readonly GitLine[],
): (path: Bytes, isDirectory: boolean) => GitLine | null {
  const directories = new Map<Bytes, GitLine | null>([["", null]]);
  const lastMatch = indexed(lines);
  const decide = (path: Bytes, isDirectory: boolean): GitLine | null => {
    const known = isDirectory ? directories.get(path) : undefined;
    if (known !== undefined) return known;
    const above = decide(path.slice(0, Math.max(0, path.lastIndexOf("/"))), true);
    const found = above ?? lastMatch(path, isDirectory);
    const line = found?.exception === true ? null : found;
    if (isDirectory) directories.set(path, line);
    return line;
  };
  return decide;
}

/** A line and its position among all of them. */
interface Ordered {
  readonly line: GitLine;
  readonly order: number;
}

/** The lines of one directory: most are a name, an extension or a path, and are looked up. */
interface Indexed {
  readonly names: Map<Bytes, Ordered[]>;
  readonly extensions: Map<Bytes, Ordered[]>;
  readonly paths: Map<Bytes, Ordered[]>;
  /** Wildcards below a first component that has none, by that component. */
  readonly below: Map<Bytes, Tried[]>;
  readonly others: Tried[];
}

interface Tried extends Ordered {
  readonly fits: (inside: Bytes) => boolean;
}

/** Returns the last line that matches an entry itself, regardless of what lies above. */
function indexed(lines: readonly GitLine[]): (path: Bytes, isDirectory: boolean) => GitLine | null {
  const byDirectory = new Map<Bytes, Indexed>();
  for (const [order, line] of lines.entries()) {
    const index = byDirectory.get(line.directory) ?? emptyIndex();
    byDirectory.set(line.directory, index);
    addTo(index, { line, order });
  }
  return (path, isDirectory) => {
    let best: Ordered | null = null;
    for (const from of placesIn(path)) {
      const index = byDirectory.get(path.slice(0, from));
      if (index !== undefined) best = lastOf(index, path.slice(from), isDirectory, best);
    }
    return best?.line ?? null;
  };
}

/** Returns the offsets where the path relative to the root, and to each directory on the way, begins. */
function placesIn(path: Bytes): number[] {
  const places = [0];
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) places.push(at + 1);
  return places;
}

const emptyIndex = (): Indexed => ({
  names: new Map(),
  extensions: new Map(),
  paths: new Map(),
  below: new Map(),
  others: [],
});

function addTo({ names, extensions, paths, below, others }: Indexed, ordered: Ordered): void {
  const { components } = ordered.line;
  const [first = "", second] = components;
  const name = first === "**" && components.length === 2 && second !== "**" ? second : undefined;
  const extension = name === undefined ? undefined : /^\*(\.[^.*?[\\]+)$/.exec(name)?.[1];
  if (extension !== undefined) appendTo(extensions, extension, ordered);
  else if (name !== undefined && !isWild(name)) appendTo(names, name, ordered);
  else if (name !== undefined) others.push({ ...ordered, fits: (inside) => isGlob(name, lastName(inside)) });
  else if (!components.some(isWild)) appendTo(paths, components.join("/"), ordered);
  else {
    const tried = { ...ordered, fits: (inside: Bytes) => matchFrom(components, inside.split("/")) };
    if (isWild(first)) others.push(tried);
    else appendTo(below, first, tried);
  }
}

/** Returns the later of `best` and the last line of the directory that matches. */
function lastOf(index: Indexed, inside: Bytes, isDirectory: boolean, best: Ordered | null): Ordered | null {
  const name = lastName(inside);
  const dot = name.lastIndexOf(".");
  let last = best;
  const see = (some: readonly Ordered[] | undefined) => {
    for (const one of some ?? [])
      if (one.order > (last?.order ?? -1) && (isDirectory || !one.line.directoryOnly)) last = one;
  };
  see(index.names.get(name));
  if (dot >= 0) see(index.extensions.get(name.slice(dot)));
  see(index.paths.get(inside));
  for (const some of [index.below.get(firstName(inside)), index.others])
    for (const one of some ?? []) if (one.order > (last?.order ?? -1) && one.fits(inside)) see([one]);
  return last;
}

const firstName = (path: Bytes): Bytes => path.slice(0, (path.indexOf("/") + 1 || path.length + 1) - 1);

const lastName = (path: Bytes): Bytes => path.slice(path.lastIndexOf("/") + 1);

const isWild = (component: Bytes): boolean => /[*?[\\]/.test(component);

/**
 * Each `**` matches any number of components: computes which prefixes of the path the prefixes of the pattern match.
 */
function matchFrom(components: readonly Bytes[], names: readonly Bytes[]): boolean {
  let reached = names.map(() => false).concat(false);
  reached[0] = true;
  for (const [at, component] of components.entries()) {
    const isLast = at === components.length - 1;
    const next = reached.map(() => false);
    for (let to = 0; to <= names.length; to++) {
      if (component === "**")
        next[to] = isLast ? reached.slice(0, to).includes(true) : reached.slice(0, to + 1).includes(true);
      else next[to] = to > 0 && reached[to - 1] === true && isGlob(component, names[to - 1] ?? "");
    }
    reached = next;
  }
  return reached[names.length] === true;
}

const isGlob = (pattern: Bytes, name: Bytes): boolean =>
  pattern === name || globMatch(pattern.replaceAll("[!", "[^"), name) === true;
