import { posix } from "node:path";

/**
 * Go's path/filepath on "/"-separated text. The current folder is deep below a root that no file name can contain
 * (NUL), so that paths that lead out of it stay distinct from absolute paths.
 */

const depth = 64;
const root = `/\0${"/\0".repeat(depth - 1)}`;

/** The folder in which the command runs. */
export const here = root;

export const isAbsolute = (path: string): boolean => path.startsWith("/");

/** Like filepath.Join: empty parts are ignored. */
export function join(...parts: readonly string[]): string {
  const filled = parts.filter((part) => part !== "");
  return filled.length === 0 ? "" : clean(filled.join("/"));
}

/** Like filepath.Clean: no trailing slash, "." for nothing. */
export function clean(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith("/") ? normal.slice(0, -1) : normal;
}

export const dirname = (path: string): string => {
  const at = path.lastIndexOf("/");
  return at < 0 ? "." : clean(path.slice(0, at + 1));
};

/** Like filepath.Rel; null if one is absolute and the other is not. */
export function relative(base: string, path: string): string | null {
  const [from, to] = [clean(base === "" ? "." : base), clean(path === "" ? "." : path)];
  if (isAbsolute(from) !== isAbsolute(to)) return null;
  const anchor = isAbsolute(from) ? "" : here;
  const rest = posix.relative(`${anchor}/${from}`, `${anchor}/${to}`);
  return rest === "" ? "." : rest;
}

/** A path below `here`, or out of it by "..", becomes relative, "" for the folder itself. Others stay as they are. */
export function fromHere(path: string): string {
  if (!isAbsolute(path)) return cut(clean(path === "" ? "." : path));
  const cleaned = clean(path);
  return cleaned.startsWith("/\0") ? posix.relative(here, cleaned) : cleaned;
}

/** Returns a path as a build names it: "" for the folder itself; an absolute path stays absolute. */
export const local = (path: string): string => cut(clean(path === "" ? "." : path));

const cut = (path: string): string => (path === "." ? "" : path);

const remotePrefixes = ["https://", "http://", "git://", "ssh://", "github.com/", "git@"];

/** Whether it is a Git or URL reference, which the builder fetches itself. */
export const isRemote = (context: string): boolean =>
  remotePrefixes.some((prefix) => context.startsWith(prefix));

/** Splits NAME=value; the value is null if there is no "=". */
export function pairOf(text: string): [name: string, value: string | null] {
  const at = text.indexOf("=");
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}
