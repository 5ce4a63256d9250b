import { resolve } from "node:path";
import type { Builder } from "../builders/builder.ts";
import { fromText } from "../bytes.ts";
import { insideOf } from "../context/links.ts";
import { type Failure, isFailure, type Source, type TreeRoot } from "../context/source.ts";
import type { Tree } from "../context/tree.ts";
import { CtxcheckError } from "../errors.ts";
import type { PlanOptions } from "./options.ts";
import { remoteContext } from "./remote-context.ts";

export interface ContextDirectory extends TreeRoot {
  readonly source: Tree;
  /** As the user named it. */
  readonly shown: string;
}

/** Throws CtxcheckError "context" if there is no such directory, or the builder takes no such context. */
export function locateContext(
  { context: shown, cwd, root: given }: Pick<PlanOptions, "context" | "cwd" | "root">,
  source: Tree,
  builder: Builder,
): ContextDirectory {
  refuseGiven(shown, source, builder);
  const root =
    shown === "-" && given === undefined ? null : source.realPath(given ?? fromText(resolve(cwd, shown)));
  if (root === null)
    throw (
      (kindOf(source) === null ? remoteContext(shown, builder.name) : null) ??
      missing(shown, source.origin?.ref)
    );
  const stats = source.stats(root);
  if (isFailure(stats)) throw unreadable(shown, stats);
  if (!stats.isDirectory()) {
    throw refused(`the context "${shown}" is not a directory`, notDirectoryHint(shown));
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

/** A context that is only a Dockerfile counts as an empty directory. */
const kindOf = ({ given }: Source): "archive" | "git" | null =>
  given === undefined || given.kind === "dockerfile" ? null : given.kind;

/** Whether a builder receives the whole context, whatever an ignore file in it says. */
export function isUnfiltered({ given }: Builder, source: Source): boolean {
  const kind = kindOf(source);
  return kind !== null && given[kind] === "unfiltered";
}

function refuseGiven(shown: string, source: Source, { name, given }: Builder): void {
  const kind = kindOf(source);
  if (source.given?.mistaken === true && given.archive === "unfiltered")
    throw refused(
      `the archive "${shown}" is mistaken for a Dockerfile by ${name}: its first entry is not within the first 1,024 bytes`,
      "make it without pax headers: tar --format=gnu",
    );
  if (kind === null || given[kind] !== "refused") return;
  throw refused(
    `the context "${shown}" is ${kind === "git" ? "a Git URL" : "an archive"}, and ${name} takes a directory`,
    "name a directory, or another builder",
  );
}

const refused = (message: string, hint: string) => new CtxcheckError("context", message, hint);

const buildFile = /^(?:.*[.-])?(?:compose|bake)(?:[.-].*)?\.(?:ya?ml|hcl|json)$|\.hcl$/i;

function notDirectoryHint(shown: string): string {
  const [, directory = "", name = shown] = /^(.*\/)?([^/]*)$/.exec(shown) ?? [];
  if (!buildFile.test(name)) return `name its directory; a Dockerfile is given with -f ${shown}`;
  const of = directory === "" ? "" : ` ${directory.replace(/(.)\/$/, "$1")}`;
  return `it defines builds: ctxcheck builds --file ${shown} lists them, ctxcheck --all${of} reports on each`;
}

const missing = (shown: string, ref?: string) =>
  new CtxcheckError(
    "context",
    `the context "${shown}" does not exist${ref === undefined ? "" : ` in "${ref}"`}`,
    "name the directory that you give to docker build",
    { noContext: true },
  );

const unreadable = (shown: string, { failed }: Failure) =>
  refused(`the context "${shown}" cannot be read (${failed})`, "check its permissions");
