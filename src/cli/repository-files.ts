import { posix } from "node:path";
import type { Files } from "../builds/model.ts";
import { type Bytes, fromText, toText } from "../bytes.ts";
import { disk } from "../context/disk.ts";
import { inDirectory, insideOf } from "../context/links.ts";
import { isFailure, type Source } from "../context/source.ts";
import { openTree, type Tree } from "../context/tree.ts";
import { CtxcheckError } from "../errors.ts";

/** A directory whose builds are read: nothing outside it is read, and no link that leads out is followed. */
export interface Repository {
  readonly root: Bytes;
  readonly tree: Tree;
  readonly files: Files;
  /** Paths outside it that a definition names, in the order of their discovery. */
  readonly outside: ReadonlySet<string>;
  /** Files larger than any that defines a build. */
  readonly tooLong: ReadonlySet<string>;
  /** Whether a path is outside it, or leads there through a link. */
  readonly leadsOut: (path: string) => boolean;
  readonly exists: (path: string) => boolean;
}

/** Maximum bytes of a file that defines builds: the readers of YAML and HCL need many times as much memory. */
export const longest = 4 << 20;

/** Opens a directory. Throws CtxcheckError "context". */
export function openRepository(directory: string, shown: string, source: Source = disk): Repository {
  const root = source.realPath(fromText(directory));
  const stats = root === null ? null : source.stats(root);
  if (root === null || stats === null || isFailure(stats) || !stats.isDirectory())
    throw new CtxcheckError(
      "context",
      `"${shown}" is not a directory`,
      "name the directory of the repository",
    );
  const tree = openTree(source);
  const [outside, tooLong] = [new Set<string>(), new Set<string>()];
  const isOutside = (at: Bytes) => at !== root && insideOf(root, at) === null;
  const placeOf = (path: string): Bytes =>
    fromText(path.startsWith("/") ? posix.normalize(path) : posix.normalize(`${toText(root)}/${path}`));
  const leadsOut = (path: string): boolean => {
    const at = placeOf(path).replace(/(?<=.)\/$/, "");
    const real = tree.realPath(at);
    return isOutside(at) || (real !== null && isOutside(real));
  };
  const locate = (path: string): Bytes | null => {
    if (!leadsOut(path)) return tree.realPath(placeOf(path));
    outside.add(path);
    return null;
  };
  const files: Files = {
    read: (path) => readText(tree, locate(path), () => tooLong.add(path)),
    isDirectory: (path) => {
      const at = locate(path);
      const found = at === null ? null : tree.stats(at);
      return found !== null && !isFailure(found) && found.isDirectory();
    },
  };
  const exists = (path: string) => !leadsOut(path) && !isFailure(tree.stats(placeOf(path)));
  return { root, tree, files, outside, tooLong, leadsOut, exists };
}

function readText(tree: Tree, path: Bytes | null, onTooLong: () => void): string | null {
  if (path === null) return null;
  const stats = tree.stats(path);
  if (isFailure(stats) || !stats.isFile()) return null;
  if (stats.size > longest) {
    onTooLong();
    return null;
  }
  const read = tree.content(path);
  return isFailure(read) ? null : toText(read.content);
}

/** Directories whose contents come from elsewhere. */
const skipped = new Set([
  "node_modules",
  ".git",
  "vendor",
  ".venv",
  "venv",
  "__pycache__",
  ".terraform",
  "bower_components",
]);
const deepest = 12;

/** What could define a build; most files of a large repository could not, and only their names are read. */
const defining =
  /\.(ya?ml|hcl|json|mk|sh|bash)$|^(docker|container)file|\.(docker|container)file$|^(GNUm|m|M)akefile$/i;
const plain = /^(?!package(-lock)?\.json$|tsconfig).*/;

/** Lists paths relative to the directory, nearest first, in byte order. */
export function listRepository({ root, tree }: Repository): string[] {
  const found: string[] = [];
  const queue: { path: Bytes; shown: Bytes; depth: number }[] = [{ path: root, shown: "", depth: 0 }];
  for (let at = 0; at < queue.length; at++) {
    const { path, shown, depth } = queue[at] ?? { path: root, shown: "", depth: deepest };
    const listed = tree.list(path);
    if (isFailure(listed)) continue;
    for (const { name, type } of listed) {
      const below = shown === "" ? name : `${shown}/${name}`;
      if (type === "directory" && depth < deepest && !skipped.has(name))
        queue.push({ path: inDirectory(path, name), shown: below, depth: depth + 1 });
      else if ((type === "file" || type === "symlink") && defining.test(name) && plain.test(name))
        found.push(toText(below));
    }
  }
  return found;
}
