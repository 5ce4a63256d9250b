import { append } from "../append.ts";
import type { Bytes } from "../bytes.ts";
import { globMatch, matchSource } from "../ignore/glob.ts";
import type { ContextTree } from "./context-tree.ts";

/** copier: extendedGlob. Returns the paths that a source names, sorted; none if it is not a valid pattern. */
export function globExtended(tree: ContextTree, source: Bytes): Bytes[] {
  try {
    return expandStars(tree, source)
      .flatMap((pattern) => [...glob(tree, pattern)])
      .sort();
  } catch (error) {
    if (error === badGlob) return [];
    throw error;
  }
}

/** copier: containsWildcards. A backslash before a wildcard makes no difference. */
export const hasWildcards = (source: Bytes): boolean => /[*?[]/.test(source);

/** add.go: globbedToGlobbable. A backslash in a name is not escaped, and so escapes what follows it. */
export function globFor(path: Bytes): Bytes {
  return path.replaceAll("[", "[[]").replaceAll("?", "\\?").replaceAll("*", "\\*");
}

const badGlob = Symbol("syntax error in pattern");

/** Expands each component `**` to all directories below; their names are patterns, too. */
function expandStars(tree: ContextTree, source: Bytes): Bytes[] {
  let patterns: Bytes[] = [""];
  for (const component of source.split("/").filter((part) => part !== "")) {
    const next = patterns.flatMap((parent) =>
      component === "**" ? directoriesBelow(tree, parent) : [join(parent, component)],
    );
    patterns = [...new Set(next)];
  }
  return patterns;
}

/** Returns the directory itself and all below it, without following links. */
function directoriesBelow(tree: ContextTree, path: Bytes): Bytes[] {
  if (path !== "" && tree.typeOf(path) !== "directory") return [];
  const found: Bytes[] = [];
  const open = [path];
  for (let directory = open.pop(); directory !== undefined; directory = open.pop()) {
    found.push(directory);
    const below = (tree.list(directory) ?? []).map((name) => join(directory ?? "", name));
    append(open, below.filter((child) => tree.typeOf(child) === "directory").reverse());
  }
  return found;
}

/** Go: filepath.Glob, one path at a time: circular links can give very many paths before none matches. */
function* glob(tree: ContextTree, pattern: Bytes): Generator<Bytes> {
  if (!hasMeta(pattern)) {
    if (pattern === "" || tree.typeOf(pattern) !== null) yield pattern;
    return;
  }
  if (globMatch(`/${pattern}`, "") === "bad") throw badGlob;
  const slash = pattern.lastIndexOf("/");
  const directory = pattern.slice(0, Math.max(slash, 0));
  const directories = hasMeta(directory) ? glob(tree, directory) : [directory];
  for (const found of directories) yield* globNames(tree, found, pattern.slice(slash + 1));
}

/** As in Go, a backslash counts, too. */
const hasMeta = (pattern: Bytes): boolean => /[*?[\\]/.test(pattern);

function globNames(tree: ContextTree, directory: Bytes, pattern: Bytes): Bytes[] {
  return (tree.list(directory) ?? [])
    .filter((name) => {
      const matches = matchSource(pattern, name, tree);
      if (matches === "bad") throw badGlob;
      return matches;
    })
    .map((name) => join(directory, name));
}

export const join = (directory: Bytes, name: Bytes): Bytes =>
  directory === "" ? name : `${directory}/${name}`;
