import { resolve } from "node:path";
import { type Bytes, fromText, toText } from "../bytes.ts";
import { insideOf, parentOf } from "../context/links.ts";
import { type Failure, isFailure, type TreeRoot, typeOf } from "../context/source.ts";
import { wrongUse } from "../errors.ts";
import { cleanPath } from "../ignore/clean.ts";
import type { EntryType } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";

/** A path of the context and what is there. */
export interface Located {
  readonly path: Bytes;
  /** Type used for the decision. */
  readonly type: EntryType;
  /** Null if nothing is there: it is then decided as a file (as a directory if given with a trailing slash). */
  readonly found: EntryType | null;
  /** Why it is unknown whether something is there; null if it is known. */
  readonly unknown: Failure | null;
  /** Bytes of a file, else 0. */
  readonly size: number;
  /** Number of hard links to the file. */
  readonly names: number;
  /** The nearest parent that is not a directory: no walk goes past it, not even through a link. */
  readonly blockedBy: { readonly path: Bytes; readonly type: EntryType } | null;
}

/** Locates a path of the context. Throws CtxcheckError "usage" for a path outside it. */
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

/** A name that is too long for any file does not exist. */
const isAbsent: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "ENAMETOOLONG"]);

type Blocked = Located["blockedBy"];

/** Cached by plan and directory: many paths may lie below one deep directory. */
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

/** Returns the path relative to the context; one that exists only in the working directory is resolved there. */
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

/** A path that goes through links may lead into the context, too. */
function viaLinks({ source, root }: TreeRoot, path: Bytes): Bytes | null {
  const parent = source.realPath(parentOf(path));
  return parent === null ? null : insideOf(root, `${parent}/${path.slice(path.lastIndexOf("/") + 1)}`);
}
