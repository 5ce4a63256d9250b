import { type Bytes, fromText, isValidUtf8, toText } from "../../bytes.ts";
import { disk } from "../../context/disk.ts";
import { repositoryOf } from "../../context/git/directory.ts";
import { insideOf, parentOf } from "../../context/links.ts";
import { isFailure } from "../../context/source.ts";
import { CtxcheckError } from "../../errors.ts";

export interface ConfigFile {
  /** Absolute, links of its folder resolved. */
  readonly path: Bytes;
  /** Its folder: its paths are relative to it. */
  readonly folder: Bytes;
  /** The repository that contains it, or its folder: it must not name anything outside. */
  readonly root: Bytes;
  readonly text: string;
  /** Whether it is a package.json: the configuration is its key "ctxcheck". */
  readonly isPackage: boolean;
  /** Whether the caller named it; else it was found, and may be someone else's. */
  readonly isNamed: boolean;
}

const names = ["ctxcheck.config", ".ctxcheck"].flatMap((stem) =>
  ["json", "yaml", "yml"].map((ending) => `${stem}.${ending}`),
);
const packageName = "package.json";
/** The YAML reader takes quadratic time on hostile text; nobody writes that much by hand. */
const largest = 64 << 10;
const largestPackage = 4 << 20;

/**
 * Finds the configuration nearest to a context (absolute), up to the folder that holds .git; without one, only its own
 * folder counts. `shown`: formats a path for display. Throws CtxcheckError "config".
 */
export function findConfig(context: Bytes, shown: (path: Bytes) => string): ConfigFile | null {
  const root = repositoryOf(disk, context) ?? context;
  for (let folder = context; ; folder = parentOf(folder)) {
    const found = configIn(folder, root, shown);
    if (found !== null || folder === root) return found;
  }
}

function configIn(folder: Bytes, root: Bytes, shown: (path: Bytes) => string): ConfigFile | null {
  const here = names.map((name) => `${folder}/${name}`).filter((path) => !isFailure(disk.stats(path)));
  const found = [...here.map((path) => readConfig(path, root, shown)), ...packageIn(folder, root, shown)];
  const [first = null, second] = found;
  if (first === null || second === undefined) return first;
  throw new CtxcheckError(
    "config",
    `two configurations in one folder: ${shown(first.path)} and ${shown(second.path)}`,
    "keep one of them, or name one with --config",
  );
}

/** A package.json without the key "ctxcheck" does not count. */
function packageIn(folder: Bytes, root: Bytes, shown: (path: Bytes) => string): ConfigFile[] {
  const path = `${folder}/${packageName}`;
  const stats = disk.stats(path);
  if (isFailure(stats) || !stats.isFile()) return [];
  const read = disk.read(path);
  if (isFailure(read)) throw refused(shown(path), `it cannot be read (${read.failed})`);
  if (!read.content.includes('"ctxcheck"')) return [];
  if (stats.size > largestPackage)
    throw refused(shown(path), `it is larger than ${largestPackage} bytes, and mentions ctxcheck`);
  if (!hasOwnKey(read.content)) return [];
  return [toConfig(path, folder, root, read.content, shown)];
}

/** Invalid JSON that has the key is reported when it is parsed. */
function hasOwnKey(content: Bytes): boolean {
  try {
    const data: unknown = JSON.parse(content);
    return typeof data === "object" && data !== null && Object.hasOwn(data, "ctxcheck");
  } catch {
    return /^[ \t]*"ctxcheck"\s*:\s*\{/m.test(content);
  }
}

/** Reads the file that `--config` names, which may lie anywhere. Throws CtxcheckError "config". */
export function namedConfig(path: string, shown: (path: Bytes) => string): ConfigFile {
  const real = disk.realPath(fromText(path));
  if (real === null) throw refused(shown(fromText(path)), "there is no such file");
  const folder = disk.realPath(parentOf(fromText(path))) ?? parentOf(real);
  const content = contentOf(real, fromText(path), shown);
  const file = toConfig(fromText(path), folder, repositoryOf(disk, folder) ?? folder, content, shown);
  return { ...file, isNamed: true };
}

function readConfig(path: Bytes, root: Bytes, shown: (path: Bytes) => string): ConfigFile {
  const real = disk.realPath(path);
  if (real === null) throw refused(shown(path), "it is a link that leads nowhere");
  if (insideOf(root, real) === null)
    throw refused(
      shown(path),
      "it is a link that leaves the repository",
      "name its target with --config where that is meant, or leave it out with --no-config",
    );
  return toConfig(path, parentOf(path), root, contentOf(real, path, shown), shown);
}

function contentOf(real: Bytes, path: Bytes, shown: (path: Bytes) => string): Bytes {
  const stats = disk.stats(real);
  if (!isFailure(stats) && stats.isFile() && stats.size > (isPackage(path) ? largestPackage : largest))
    throw refused(shown(path), `it is larger than ${largest} bytes`);
  const read = disk.read(real);
  if (!isFailure(read)) return read.content;
  const why = {
    EISDIR: "it is a directory",
    EINVAL: "it is not a regular file",
    EACCES: "you may not read it",
  };
  throw refused(shown(path), Object.entries(why).find(([code]) => code === read.failed)?.[1] ?? read.failed);
}

const isPackage = (path: Bytes) => path.endsWith(`/${packageName}`);

function toConfig(
  path: Bytes,
  folder: Bytes,
  root: Bytes,
  content: Bytes,
  shown: (path: Bytes) => string,
): ConfigFile {
  if (!isValidUtf8(content)) throw refused(shown(path), "it is not UTF-8", "save it as UTF-8");
  const text = toText(content).replace(/^\ufeff/, "");
  return { path, folder, root, text, isPackage: isPackage(path), isNamed: false };
}

function refused(shown: string, why: string, hint = "make it a readable file, or run with --no-config") {
  return new CtxcheckError("config", `configuration "${shown}": ${why}`, hint);
}
