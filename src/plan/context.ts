import { resolve } from "node:path";
import type { BuilderName } from "../builders/builder.ts";
import { fromText } from "../bytes.ts";
import { insideOf } from "../context/links.ts";
import { type Failure, isFailure, type TreeRoot } from "../context/source.ts";
import type { Tree } from "../context/tree.ts";
import { CtxcheckError } from "../errors.ts";
import { remoteContext } from "./remote-context.ts";

export interface ContextDirectory extends TreeRoot {
  readonly source: Tree;
  /** As the user named it. */
  readonly shown: string;
}

/** Throws CtxcheckError "context" where there is no such directory. */
export function locateContext(
  shown: string,
  cwd: string,
  source: Tree,
  builder: BuilderName,
): ContextDirectory {
  const root = shown === "-" ? null : source.realPath(fromText(resolve(cwd, shown)));
  if (root === null) throw remoteContext(shown, builder) ?? missing(shown, source.origin?.ref);
  const stats = source.stats(root);
  if (isFailure(stats)) throw unreadable(shown, stats);
  if (!stats.isDirectory()) {
    throw refused(
      `the context "${shown}" is not a directory`,
      `name its directory; a Dockerfile is given with -f ${shown}`,
    );
  }
  const failure = source.denied(root, "directory");
  if (failure !== null) throw unreadable(shown, failure);
  if (source.origin !== undefined && insideOf(source.origin.top, `${root}/`) === null) {
    throw refused(
      `the context "${shown}" does not lie in the repository of "${source.origin.ref}"`,
      "name a directory of its commit",
    );
  }
  return { shown, source, root };
}

const refused = (message: string, hint: string) => new CtxcheckError("context", message, hint);

const missing = (shown: string, ref?: string) =>
  refused(
    `the context "${shown}" does not exist${ref === undefined ? "" : ` in "${ref}"`}`,
    "name the directory that you give to docker build",
  );

const unreadable = (shown: string, { failed }: Failure) =>
  refused(`the context "${shown}" cannot be read (${failed})`, "check its permissions");
