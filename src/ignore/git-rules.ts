import type { Bytes } from "../bytes.ts";
import type { GitLine } from "./git-lines.ts";
import { globMatch } from "./glob.ts";

/** Whether git ignores an entry. */
export function gitIgnores(lines: readonly GitLine[]): (path: Bytes, isDirectory: boolean) => boolean {
  const lineFor = ignoringLine(lines);
  return (path, isDirectory) => lineFor(path, isDirectory) !== null;
}

/**
 * The line by which git ignores an entry, or a directory above it; null where none does. The last line that matches
 * decides, and nothing comes back out of an ignored directory.
 */
export function ignoringLine(
  lines: readonly GitLine[],
): (path: Bytes, isDirectory: boolean) => GitLine | null {
  const directories = new Map<Bytes, GitLine | null>([["", null]]);
  const last = lines.map((line) => ({ line, fits: matcher(line) })).reverse();
  const decide = (path: Bytes, isDirectory: boolean): GitLine | null => {
    const known = isDirectory ? directories.get(path) : undefined;
    if (known !== undefined) return known;
    const above = decide(path.slice(0, Math.max(0, path.lastIndexOf("/"))), true);
    const line = above ?? lastMatch(path, isDirectory);
    if (isDirectory) directories.set(path, line);
    return line;
  };
  const lastMatch = (path: Bytes, isDirectory: boolean): GitLine | null => {
    const found = last.find(({ fits }) => fits(path, isDirectory));
    return found === undefined || found.line.exception ? null : found.line;
  };
  return decide;
}

type Fits = (path: Bytes, isDirectory: boolean) => boolean;

/** Most lines are a name at any depth, or a path without wildcards: neither needs the components of what is asked. */
function matcher({ directory, directoryOnly, components }: GitLine): Fits {
  const inside = insideMatcher(components);
  return (path, isDirectory) =>
    (isDirectory || !directoryOnly) && path.startsWith(directory) && inside(path, directory.length);
}

function insideMatcher(components: readonly Bytes[]): (path: Bytes, from: number) => boolean {
  const [first, second] = components;
  if (first === "**" && components.length === 2 && second !== undefined && second !== "**") {
    const fits = nameMatcher(second);
    return (path, from) => fits(path.slice(Math.max(from, path.lastIndexOf("/") + 1)));
  }
  if (components.every((component) => !isWild(component))) {
    const whole = components.join("/");
    return (path, from) => path.length - from === whole.length && path.startsWith(whole, from);
  }
  return (path, from) => matchFrom(components, path.slice(from).split("/"));
}

const isWild = (component: Bytes): boolean => /[*?[\\]/.test(component);

function nameMatcher(component: Bytes): (name: Bytes) => boolean {
  if (!isWild(component)) return (name) => name === component;
  const ending = /^\*([^*?[\\]+)$/.exec(component)?.[1];
  return ending === undefined ? (name) => isGlob(component, name) : (name) => name.endsWith(ending);
}

/** Each `**` stands for any count of components: which prefixes of the path the prefixes of the pattern match. */
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
