import type { Bytes } from "../../bytes.ts";
import { inDirectory, insideOf, parentOf } from "../links.ts";
import { isFailure, type Source } from "../source.ts";

/** The nearest directory, from this one up, that holds `.git`, whatever that is; null if none does. */
export function repositoryOf(source: Source, directory: Bytes): Bytes | null {
  if (!isFailure(source.stats(inDirectory(directory, ".git")))) return directory;
  return directory === "/" || directory === "" ? null : repositoryOf(source, parentOf(directory));
}

/**
 * Where git keeps what it knows of a directory that holds `.git`. Null if that is not its own: a stranger's `.git` may be
 * a link, or name the repository of somebody else (gitrepository-layout: `gitdir:`, `commondir`).
 */
export function gitDirectory(source: Source, top: Bytes): Bytes | null {
  const place = inDirectory(top, ".git");
  const stats = source.stats(place);
  if (isFailure(stats)) return null;
  if (stats.isDirectory()) return isWhole(source, place) ? place : null;
  const named = stats.isFile() && stats.size <= longest ? textOf(source, place) : null;
  const target = /^gitdir: (.+)$/s.exec(named ?? "")?.[1];
  const directory = target === undefined ? null : source.realPath(from(top, target));
  if (directory === null) return null;
  return isWorktree(source, directory, place) || isModule(source, directory, top) ? directory : null;
}

/** Whether a `.git` at or above a directory is not its own: git would read there. */
export function leadsAway(source: Source, directory: Bytes): boolean {
  const top = repositoryOf(source, source.realPath(directory) ?? directory);
  if (top === null) return false;
  return gitDirectory(source, top) === null || (top !== "/" && leadsAway(source, parentOf(top)));
}

const longest = 8_192;
const parts = "HEAD config config.worktree index packed-refs objects refs refs/heads info info/exclude".split(
  " ",
);

/** None of what git opens by its name is elsewhere. */
const isWhole = (source: Source, directory: Bytes): boolean =>
  isFailure(source.stats(`${directory}/commondir`)) &&
  parts.every((name) => {
    const real = source.realPath(`${directory}/${name}`);
    return real === null || insideOf(directory, real) !== null;
  });

/** The repository that has the worktree lies around its directory, and names the `.git` that leads to it. */
function isWorktree(source: Source, directory: Bytes, place: Bytes): boolean {
  const [common, back] = ["commondir", "gitdir"].map((name) => textOf(source, `${directory}/${name}`));
  if (common == null || back == null) return false;
  const around = source.realPath(from(directory, common));
  return (
    around !== null &&
    insideOf(around, directory) !== null &&
    source.realPath(from(directory, back)) === source.realPath(place)
  );
}

/** Git keeps a submodule below the directory of what it is a part of. */
function isModule(source: Source, directory: Bytes, top: Bytes): boolean {
  const above = top === "/" ? null : repositoryOf(source, parentOf(top));
  const around = above === null ? null : gitDirectory(source, above);
  return around !== null && insideOf(around, directory) !== null && isWhole(source, directory);
}

const from = (directory: Bytes, path: Bytes): Bytes =>
  path.startsWith("/") ? path : inDirectory(directory, path);

function textOf(source: Source, path: Bytes): Bytes | null {
  const read = source.read(path);
  return isFailure(read) ? null : read.content.replace(/\n+$/, "");
}
