import { resolve } from "node:path";
import { type Bytes, fromText } from "../bytes.ts";
import { realPath } from "../context/links.ts";
import { isFailure, readStats } from "../context/read.ts";
import { CtxcheckError } from "../errors.ts";

export interface ContextDirectory {
  /** As the user named it. */
  readonly shown: string;
  /** Absolute, links resolved. */
  readonly root: Bytes;
}

/** Throws CtxcheckError "context" where there is no such directory. */
export function locateContext(shown: string, cwd: string): ContextDirectory {
  if (/^(-$|https?:\/\/|git(hub\.com)?[:@/]|ssh:\/\/)/.test(shown)) throw remoteContext(shown);
  const path = fromText(resolve(cwd, shown));
  const root = realPath(path);
  if (root === null)
    throw refused(
      `the context "${shown}" does not exist`,
      "name the directory that you give to docker build",
    );
  const stats = readStats(root);
  if (isFailure(stats))
    throw refused(`the context "${shown}" cannot be read (${stats.failed})`, "check its permissions");
  if (!stats.isDirectory()) {
    throw refused(
      `the context "${shown}" is not a directory`,
      `name its directory; a Dockerfile is given with -f ${shown}`,
    );
  }
  return { shown, root };
}

const refused = (message: string, hint: string) => new CtxcheckError("context", message, hint);

function remoteContext(shown: string): CtxcheckError {
  return refused(
    `"${shown}" is not a local directory: a builder takes such a context whole, without reading an ignore file`,
    "fetch it into a directory and name that",
  );
}
