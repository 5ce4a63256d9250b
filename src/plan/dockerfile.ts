import { dirname, join, relative, resolve } from "node:path";
import type { Builder } from "../builders/builder.ts";
import { type Bytes, fromText, toText } from "../bytes.ts";
import { insideOf, isNamedOtherwise, parentOf, resolveNamed } from "../context/links.ts";
import { isFailure, type TreeRoot, typeOf } from "../context/source.ts";
import { closest } from "../dockerfile/suggest.ts";
import { CtxcheckError } from "../errors.ts";
import { cleanPath } from "../ignore/clean.ts";
import { beyondLimit, limits } from "../limits.ts";
import type { ContextDirectory } from "./context.ts";
import { leadsOut, leadsOutWords } from "./leads-out.ts";
import type { PlanOptions } from "./options.ts";

export interface DockerfilePlace {
  /** Relative to the context if inside it, else to the working directory; "-" for stdin. */
  readonly shown: string;
  /** Relative to the working directory; null for stdin. */
  readonly fromHere: string | null;
  /** The directory that the builder reads it from: absolute. Null for stdin. */
  readonly directory: Bytes | null;
  /** Base name, of the link if it is one (rule A7). */
  readonly name: Bytes;
  /** Relative to the context, links resolved (rule C1); null if it is outside. */
  readonly inContext: Bytes | null;
  readonly content: Bytes;
}

/** Null if none is named and the context has none. Throws CtxcheckError "dockerfile" if it cannot be read. */
export function locateDockerfile(
  options: PlanOptions,
  builder: Builder,
  context: ContextDirectory,
): DockerfilePlace | null {
  if (options.file === "-") return fromStdin(options.stdinDockerfile ?? "");
  if (options.file === undefined && context.source.given?.kind === "dockerfile")
    return fromStdin(options.stdinDockerfile ?? "");
  const path =
    options.file === undefined
      ? defaultDockerfile(builder, context)
      : namedDockerfile(options.file, options, context);
  return path === null ? null : readDockerfile(path, options, builder, context);
}

/** In a context that is not a directory of the client, `-f` names a path in it (rule I2). */
function namedDockerfile(file: string, { cwd }: PlanOptions, { source, root }: ContextDirectory): Bytes {
  return source.given === undefined
    ? fromText(resolve(cwd, file))
    : `${root}${cleanPath(`/${fromText(file)}`)}`;
}

/** Rule A6: stored under this name in a directory of its own. */
function fromStdin(content: Bytes): DockerfilePlace {
  return { shown: "-", fromHere: null, directory: null, name: "Dockerfile", inContext: null, content };
}

/** Rules A8, A27, C1, F2. A builder that follows links skips one that leads nowhere. */
function defaultDockerfile(builder: Builder, { source, root }: ContextDirectory): Bytes | null {
  const exists = (path: Bytes) =>
    builder.dockerfileLinks === "followed" ? source.realPath(path) !== null : !isFailure(source.stats(path));
  const isThere = (name: Bytes) =>
    exists(`${root}/${name}`) &&
    (builder.dockerfileLinks !== "confined" || !isNamedOtherwise(source, root, name));
  const name = builder.dockerfileNames.find(isThere);
  return name === undefined ? null : `${root}/${name}`;
}

function readDockerfile(
  path: Bytes,
  options: PlanOptions,
  builder: Builder,
  context: ContextDirectory,
): DockerfilePlace {
  const { source, root } = context;
  const shown = showPath(path, options.cwd, context);
  const directory = parentOf(path);
  const name = path.slice(path.lastIndexOf("/") + 1);
  const target =
    builder.dockerfileLinks === "confined" ? resolveNamed(source, directory, name) : source.realPath(path);
  if (target !== null && leadsOut(context, path, target))
    throw new CtxcheckError(
      "dockerfile",
      `Dockerfile "${shown}": ${leadsOutWords}`,
      "name its target with -f",
    );
  const read = target === null ? { failed: "ENOENT" } : source.read(target);
  if (isFailure(read) && read.failed === "EFBIG")
    beyondLimit(`Dockerfile "${shown}" is larger than ${limits.wholeFile} bytes`);
  if (isFailure(read) || target === null)
    throw unreadable(shown, isFailure(read) ? read.failed : "ENOENT", options, () =>
      nearFile(path, source, options),
    );
  if (builder.listsBesideDockerfile === true && directory !== root)
    refuseUnlisted(shown, directory, builder, source);
  const inContext = insideOf(root, source.realPath(path) ?? path);
  if (builder.dockerfileLinks === "into-context" && options.file === undefined && inContext === null)
    throw leavesContext(shown);
  const here = fromHere(path, options.cwd, context);
  return { shown, fromHere: here, directory, name, inContext, content: read.content };
}

/** Refuses an unreadable directory next to the Dockerfile; the walk reports those of the context itself. */
function refuseUnlisted(
  shown: string,
  directory: Bytes,
  { title }: Builder,
  source: TreeRoot["source"],
): void {
  const beside = source.list(directory);
  for (const { name } of isFailure(beside) ? [] : beside) {
    const path = `${directory}/${name}`;
    const stats = source.stats(path);
    if (isFailure(stats) || typeOf(stats) !== "directory" || source.denied(path, "directory") === null)
      continue;
    throw new CtxcheckError(
      "dockerfile",
      `Dockerfile "${shown}": the directory "${toText(name)}" beside it cannot be read, and ${title} reads it; ${nothingSent}`,
      "give yourself permission to read it, or move the Dockerfile",
    );
  }
}

/** Returns a path relative to the working directory, for lookups from there; "" for that directory itself. */
export function fromHere(path: Bytes, cwd: string, { source }: Pick<TreeRoot, "source">): string {
  const here = source.realPath(fromText(cwd)) ?? fromText(cwd);
  const parent = source.realPath(parentOf(path)) ?? parentOf(path);
  return relative(toText(here), toText(`${parent}/${path.slice(path.lastIndexOf("/") + 1)}`));
}

/** Returns a path for people: relative to the context if inside it, else to the working directory. */
export function showPath(path: Bytes, cwd: string, { source, root }: ContextDirectory): string {
  const parent = source.realPath(parentOf(path));
  const inside =
    parent === null ? null : insideOf(root, `${parent}/${path.slice(path.lastIndexOf("/") + 1)}`);
  return toText(inside ?? "") || relative(cwd, toText(path)) || ".";
}

/** The effect of a refused Dockerfile on the two sets. */
const nothingSent = "the build stops here, and nothing is sent";

/** Returns the file that may be meant: in the context, or with nearly the same name. */
function nearFile(
  path: Bytes,
  source: TreeRoot["source"],
  { context, file = "", cwd }: PlanOptions,
): string | null {
  const inside = fromText(resolve(cwd, context, file));
  if (inside !== path && !isFailure(source.stats(inside)))
    return context === "." ? file : join(context, file);
  const listed = source.list(parentOf(path));
  const names = isFailure(listed) ? [] : listed.map(({ name }) => toText(name));
  const name = toText(path.slice(path.lastIndexOf("/") + 1));
  const near = names.find((one) => one.toLowerCase() === name.toLowerCase()) ?? closest(name, names);
  return near === undefined ? null : join(dirname(file), near);
}

function unreadable(
  shown: string,
  reason: string,
  { file, context, root }: PlanOptions,
  nearest: () => string | null,
): CtxcheckError {
  const why = reason === "ENOENT" ? "there is no such file" : `it cannot be read (${reason})`;
  const near = reason === "ENOENT" && file !== undefined ? nearest() : null;
  const hint =
    near !== null
      ? `did you mean -f ${near}? (-f is relative to the working directory, not to the context)`
      : file === undefined
        ? "make it a regular file, or a link that stays inside its directory"
        : root !== undefined
          ? "-f names a file of the context here, from its root"
          : `-f is relative to the working directory, not to the context: -f ${context === "." ? "" : `${context}/`}<path>`;
  return new CtxcheckError("dockerfile", `Dockerfile "${shown}": ${why}; ${nothingSent}`, hint);
}

function leavesContext(shown: string): CtxcheckError {
  return new CtxcheckError(
    "dockerfile",
    `Dockerfile "${shown}" is a link that leaves the context; the classic builder cannot open it`,
    `name it: -f ${shown}`,
  );
}

/** Prefixes BuildKit's refusals with file and line: in its own message the line comes last. */
export function readIn<T>(dockerfile: DockerfilePlace | null, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CtxcheckError) || dockerfile === null) throw error;
    if (error.code !== "dockerfile" && error.code !== "limit") throw error;
    const { what = error.message, line } = error.about;
    const file = dockerfile.shown === "-" ? "Dockerfile on stdin" : dockerfile.shown;
    const place = `${file}${line === undefined ? "" : `:${line}`}`;
    const end = error.code === "limit" ? "" : `; ${nothingSent}`;
    throw new CtxcheckError(error.code, `${place}: ${what}${end}`, error.hint, error.about);
  }
}
