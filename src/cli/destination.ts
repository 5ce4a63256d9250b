import { lstatSync, readlinkSync, type Stats, statSync } from "node:fs";
import { resolve } from "node:path";
import { append } from "../append.ts";
import { type Bytes, fromText, toBuffer } from "../bytes.ts";
import { disk } from "../context/disk.ts";
import { repositoryOf } from "../context/git/directory.ts";
import { insideOf, parentOf } from "../context/links.ts";
import { CtxcheckError, type ErrorCode, wrongOption } from "../errors.ts";
import type { Io } from "./io.ts";
import { text, texts, type Values } from "./options.ts";

export interface Destination {
  /** Absolute, as named: links are not resolved. */
  readonly path: Bytes;
  readonly shown: string;
  /** Absolute, links resolved. Links inside these trees are not followed: they may be someone else's. */
  readonly trees: readonly Bytes[];
  /** Code of the error if it cannot be written, and the option that its message begins with. */
  readonly code: ErrorCode;
  readonly option?: string;
  /** What to do instead. */
  readonly hint?: string;
}

export interface Located {
  /** Links resolved. */
  readonly directory: Bytes;
  readonly path: Bytes;
  /** Stats of the existing file, if any. */
  readonly stats: Stats | null;
}

/** Returns the inspected trees, and the working directory, which is often one of them. */
export function treesOf(values: Values, { cwd }: Pick<Io, "cwd">): Bytes[] {
  const named = texts(values, "build-context").map((given) => given.slice(given.indexOf("=") + 1));
  const looked = [text(values, "context") ?? ".", ...named].flatMap((shown) => {
    const real = disk.realPath(fromText(resolve(cwd, shown)));
    return real === null ? [] : [repositoryOf(disk, real) ?? real];
  });
  return [...looked, disk.realPath(fromText(cwd)) ?? "/"].filter((tree) => tree !== "/");
}

/** As many as Linux follows. */
const mostLinks = 40;

/**
 * Resolves a path component by component. Throws CtxcheckError if a link of a tree is on the way, if it leads into
 * .git, and if nothing can be written.
 */
export function locate(destination: Destination): Located {
  const { path, trees } = destination;
  if (isDevice(path)) return { directory: parentOf(path), path, stats: followed(path) };
  const refuse = (why: string): never => {
    throw notWritten(destination, why);
  };
  const rest = components(path);
  let directory: Bytes = "/";
  for (let links = 0; ; ) {
    const name = rest.pop() ?? refuse("it is a directory");
    if (name === "..") {
      directory = parentOf(directory);
      continue;
    }
    const here = directory === "/" ? `/${name}` : `${directory}/${name}`;
    if (isGit(name)) refuse("it is in .git, where ctxcheck never writes");
    const stats = lstatSync(toBuffer(here), { throwIfNoEntry: false }) ?? null;
    const isLast = rest.length === 0;
    if (stats?.isSymbolicLink() === true) {
      if (trees.some((tree) => isIn(tree, directory))) refuse(linkWords(here, isLast));
      if (++links > mostLinks) refuse("too many links");
      const target = readlinkSync(toBuffer(here), { encoding: "latin1" });
      if (target.startsWith("/")) directory = "/";
      append(rest, components(target));
    } else if (isLast) {
      if (stats?.isDirectory() === true) refuse("it is a directory");
      if (stats?.isFile() === false && trees.some((tree) => isIn(tree, directory)))
        refuse("it is not a regular file");
      return { directory, path: here, stats };
    } else if (stats === null) refuse("there is no such directory");
    else if (!stats.isDirectory()) refuse("a part of its path is not a directory");
    else directory = here;
  }
}

/** What the caller's shell passes: /dev/stdout, /dev/null, /dev/fd/3. */
const isDevice = (path: Bytes) => /^\/(dev\/(?!shm\/)|proc\/self\/fd\/)/.test(path);

const followed = (path: Bytes) => statSync(toBuffer(path), { throwIfNoEntry: false }) ?? null;

/** Last component first. */
const components = (path: Bytes): Bytes[] =>
  path
    .split("/")
    .filter((name) => name !== "" && name !== ".")
    .reverse();

const isIn = (tree: Bytes, directory: Bytes) => directory === tree || insideOf(tree, directory) !== null;

/** Also in the spellings of file systems that fold case or drop trailing characters. */
const isGit = (name: Bytes) => /^(\.git|git~\d+)[ .]*([\\:]|$)/i.test(name);

const linkWords = (link: Bytes, isLast: boolean) =>
  isLast
    ? "it is a link in the tree, and ctxcheck does not write through one"
    : `"${link.slice(link.lastIndexOf("/") + 1)}" on its path is a link in the tree, and ctxcheck does not write through one`;

export function notWritten({ shown, code, option, hint }: Destination, why: string): CtxcheckError {
  const what = `cannot write "${shown}": ${why}`;
  const reported =
    hint ??
    "name another file: in an existing directory that you may write to, and not behind a link in the tree";
  return option === undefined
    ? new CtxcheckError(code, what, reported)
    : wrongOption(option, what, reported, code);
}
