import type { Bytes } from "../bytes.ts";
import { globMatch } from "../ignore/glob.ts";
import type { GitLine } from "./gitignore.ts";

/** Whether git ignores an entry: the last line that matches decides, and nothing comes back out of an ignored directory. */
export function gitIgnores(lines: readonly GitLine[]): (path: Bytes, isDirectory: boolean) => boolean {
  const directories = new Map<Bytes, boolean>([["", false]]);
  const decide = (path: Bytes, isDirectory: boolean): boolean => {
    const known = isDirectory ? directories.get(path) : undefined;
    if (known !== undefined) return known;
    const ignored =
      decide(path.slice(0, Math.max(0, path.lastIndexOf("/"))), true) || isMatched(path, isDirectory);
    if (isDirectory) directories.set(path, ignored);
    return ignored;
  };
  const isMatched = (path: Bytes, isDirectory: boolean): boolean =>
    lines.findLast((line) => matches(line, path, isDirectory))?.exception === false;
  return decide;
}

function matches(
  { directory, directoryOnly, components }: GitLine,
  path: Bytes,
  isDirectory: boolean,
): boolean {
  if ((directoryOnly && !isDirectory) || !path.startsWith(directory)) return false;
  return matchFrom(components, path.slice(directory.length).split("/"));
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
