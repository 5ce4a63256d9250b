import { resolve } from "node:path";
import { type Bytes, fromText, toText } from "../bytes.ts";
import { insideOf, parentOf } from "../context/links.ts";
import { type Failure, isFailure, type TreeRoot, typeOf } from "../context/source.ts";
import { wrongUse } from "../errors.ts";
import { cleanPath } from "../ignore/clean.ts";
import type { EntryType } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";

/** A path of the context, and what is there. */
export interface Located {
  readonly path: Bytes;
  /** As what it is decided. */
  readonly type: EntryType;
  /** Null if nothing is there; it is then decided as a file (as a directory where it was given with a slash). */
  readonly found: EntryType | null;
  /** Whether something is there cannot be reported, and why not. */
  readonly unknown: Failure | null;
  /** Bytes of a file, else 0. */
  readonly size: number;
  /** How many names the file has. */
  readonly names: number;
  /** The nearest thing on the way that is not a directory: no walk goes through it, not even through a link. */
  readonly blockedBy: { readonly path: Bytes; readonly type: EntryType } | null;
}

/** Throws CtxcheckError "usage" for a path outside the context. */
export function locate(plan: BuildPlan, given: Bytes, cwd: string): Located {
  const { source, root } = plan.context;
  const path = locatePath(plan, given, fromText(resolve(cwd)));
  const blockedBy = blocking(plan, path);
  const stats = blockedBy === null ? source.stats(`${root}/${path}`) : null;
  const found = stats === null || isFailure(stats) ? null : typeOf(stats);
  const unknown = stats !== null && isFailure(stats) && !isAbsent.has(stats.failed) ? stats : null;
  const size = stats !== null && !isFailure(stats) && found === "file" ? stats.size : 0;
  const names = stats !== null && !isFailure(stats) && found === "file" ? stats.nlink : 1;
  const type = found ?? (given.endsWith("/") ? "directory" : "file");
  return { path, type, found, unknown, size, names, blockedBy };
}

/** Names too long for any file are those of none. */
const isAbsent: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "ENAMETOOLONG"]);

type Blocked = Located["blockedBy"];

/** By plan and directory: many paths may be in one deep directory. */
const known = new WeakMap<BuildPlan, Map<Bytes, Blocked>>();

function blocking(plan: BuildPlan, path: Bytes): Blocked {
  const directory = path.slice(0, Math.max(path.lastIndexOf("/"), 0));
  const here = known.get(plan) ?? new Map<Bytes, Blocked>();
  known.set(plan, here);
  const blocked = here.has(directory) ? (here.get(directory) ?? null) : findBlocking(plan.context, path);
  here.set(directory, blocked);
  return blocked;
}

function findBlocking({ source, root }: TreeRoot, path: Bytes): Blocked {
  for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1)) {
    const stats = source.stats(`${root}/${path.slice(0, slash)}`);
    if (isFailure(stats)) return null;
    if (!stats.isDirectory()) return { path: path.slice(0, slash), type: typeOf(stats) };
  }
  return null;
}

/** Relative to the context; what is not there but in the working directory is taken from there. */
function locatePath(plan: BuildPlan, given: Bytes, cwd: Bytes): Bytes {
  const { source, root, shown } = plan.context;
  const inContext = absolute(root, given);
  const places = [...new Set([inContext, absolute(cwd, given)])].map(
    (path) => insideOf(root, path) ?? viaLinks(plan.context, path),
  );
  const isThere = (inside: Bytes | null) => inside !== null && !isFailure(source.stats(`${root}/${inside}`));
  const located = (places.length > 1 ? places.find(isThere) : null) ?? places[0] ?? null;
  if (located !== null && located !== "") return located;
  throw wrongUse(
    inContext === root
      ? `"${toText(given)}" is the context itself`
      : `"${toText(given)}" is outside the context "${shown}"; it is never sent`,
    "name a path inside the context, relative to it",
  );
}

function absolute(directory: Bytes, path: Bytes): Bytes {
  return cleanPath(path.startsWith("/") ? path : `${directory}/${path}`);
}

/** A name of the context that goes through links leads into it too. */
function viaLinks({ source, root }: TreeRoot, path: Bytes): Bytes | null {
  const parent = source.realPath(parentOf(path));
  return parent === null ? null : insideOf(root, `${parent}/${path.slice(path.lastIndexOf("/") + 1)}`);
}
