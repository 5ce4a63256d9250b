import { isAbsolute, resolve } from "node:path";
import type { Builder, IgnoreFilePlace, NamedDockerfile } from "../builders/builder.ts";
import { type Bytes, fromText, toText } from "../bytes.ts";
import { disk } from "../context/disk.ts";
import { resolveNamed } from "../context/links.ts";
import { type Failure, isFailure, type Source } from "../context/source.ts";
import { CtxcheckError } from "../errors.ts";
import { beyondLimit, limits } from "../limits.ts";
import { type ContextDirectory, isUnfiltered } from "./context.ts";
import { type DockerfilePlace, fromHere, showPath } from "./dockerfile.ts";
import { leadsOut, leadsOutWords } from "./leads-out.ts";
import type { PlanOptions } from "./options.ts";

export interface IgnoreFile {
  /** Relative to the context if inside it, else to the working directory. */
  readonly shown: string;
  /** Relative to the working directory. */
  readonly fromHere: string;
  /** Absolute, links resolved. */
  readonly path: Bytes;
  /** Absolute, as it was named or looked up: possibly a link. */
  readonly place: Bytes;
  readonly content: Bytes;
  readonly why: "named" | "beside-dockerfile" | "context-root";
  /** Whether the builder cannot read it and treats it as empty (rule A14). */
  readonly unreadable: boolean;
}

/** Rules A1-A8, A14, F1-F3. Null if the builder finds none. Throws CtxcheckError "ignore-file". */
export function findIgnoreFile(
  options: PlanOptions,
  builder: Builder,
  context: ContextDirectory,
  dockerfile: DockerfilePlace | null,
): IgnoreFile | null {
  const own = () =>
    isUnfiltered(builder, context.source) ? null : ownIgnoreFile(options, builder, context, dockerfile);
  const named =
    options.ignoreFile === undefined ? null : namedIgnoreFile(options.ignoreFile, options.cwd, context);
  const found = named === null || builder.named?.isNone(named.content) ? own() : named;
  const { added = [] } = options;
  return added.length === 0
    ? found
    : withLines(found ?? newIgnoreFile(options, builder, context, dockerfile), added);
}

function ownIgnoreFile(
  options: PlanOptions,
  builder: Builder,
  context: ContextDirectory,
  dockerfile: DockerfilePlace | null,
): IgnoreFile | null {
  for (const place of builder.ignoreFilePlaces(namedDockerfile(options, builder, dockerfile))) {
    const directory = place.directory === "context" ? context.root : dockerfileDirectory(context, dockerfile);
    const found = directory === null ? null : readPlace(place, directory, options.cwd, context);
    if (found !== null) return found;
  }
  return null;
}

function withLines(file: IgnoreFile, lines: readonly Bytes[]): IgnoreFile {
  const content = /[^\n]$/.test(file.content) ? `${file.content}\n` : file.content;
  return { ...file, content: `${content}${lines.join("\n")}\n`, unreadable: false };
}

/** Returns the file that would have to be written: at the root of the context, if the builder reads one there. */
function newIgnoreFile(
  options: PlanOptions,
  builder: Builder,
  context: ContextDirectory,
  dockerfile: DockerfilePlace | null,
): IgnoreFile {
  const places = builder.ignoreFilePlaces(namedDockerfile(options, builder, dockerfile));
  const place = places.findLast(({ directory }) => directory === "context") ?? places.at(-1);
  const why = place?.why ?? "context-root";
  const name = place?.name ?? ".dockerignore";
  const path = `${context.root}/${name}`;
  const here = fromHere(path, options.cwd, context);
  return { shown: toText(name), fromHere: here, path, place: path, content: "", why, unreadable: false };
}

function namedDockerfile(
  { file }: PlanOptions,
  builder: Builder,
  dockerfile: DockerfilePlace | null,
): NamedDockerfile {
  const relative = file === undefined || file === "-" || isAbsolute(file) ? null : fromText(file);
  return { name: dockerfile?.name ?? builder.dockerfileNames[0], relative };
}

function dockerfileDirectory(context: ContextDirectory, dockerfile: DockerfilePlace | null): Bytes | null {
  return dockerfile === null ? context.root : dockerfile.directory;
}

/** Read from disk, wherever the context comes from: it may be a draft. */
function namedIgnoreFile(named: string, cwd: string, context: ContextDirectory): IgnoreFile {
  const path = fromText(resolve(cwd, named));
  const target = disk.realPath(path) ?? path;
  refuseOutside(named, path, target, context);
  const read = target === "/dev/null" ? { content: "" } : disk.read(target);
  if (isFailure(read)) throw unreadable(named, read);
  const shown = showPath(path, cwd, context);
  const here = fromHere(path, cwd, { source: disk });
  const { content } = read;
  return { shown, fromHere: here, path: target, place: path, content, why: "named", unreadable: false };
}

function readPlace(
  place: IgnoreFilePlace,
  directory: Bytes,
  cwd: string,
  context: ContextDirectory,
): IgnoreFile | null {
  const path = `${directory}/${place.name}`;
  const shown = showPath(path, cwd, context);
  const { source } = context;
  const target =
    place.links === "followed" ? source.realPath(path) : resolveNamed(source, directory, place.name);
  const here = { shown, fromHere: fromHere(path, cwd, context), path: target ?? path, place: path };
  const found = { ...here, why: place.why };
  if (target !== null) refuseOutside(shown, path, target, context);
  const read = target === null ? { failed: whyNone(place, path, source) } : source.read(target);
  if (!isFailure(read)) return { ...found, content: read.content, unreadable: false };
  if (read.failed === "ENOENT") return null;
  if (read.failed === "EFBIG") beyondLimit(`${shown} is larger than ${limits.wholeFile} bytes`);
  if (place.unreadable === "refused") throw unreadable(shown, read);
  // The client sends a file that it may not read as an empty one; anything other than a file counts as absent.
  return read.failed === "EACCES" ? { ...found, content: "", unreadable: true } : null;
}

/**
 * A builder that refuses what it cannot read also fails on a cycle of links: only the system distinguishes it from a
 * dangling link.
 */
function whyNone({ unreadable: kind }: IgnoreFilePlace, path: Bytes, source: Source): string {
  const failure = kind === "refused" ? source.denied(path, "file") : null;
  return failure?.failed ?? "ENOENT";
}

function refuseOutside(shown: string, path: Bytes, target: Bytes, context: ContextDirectory): void {
  if (target === "/dev/null" || !leadsOut(context, path, target)) return;
  throw new CtxcheckError(
    "ignore-file",
    `ignore file "${shown}": ${leadsOutWords}`,
    "name its target with --ignore-file",
  );
}

function unreadable(shown: string, { failed }: Failure): CtxcheckError {
  const what =
    { ENOENT: "there is no such file", EISDIR: "it is a directory" }[failed] ??
    `it cannot be read (${failed})`;
  return new CtxcheckError(
    "ignore-file",
    `ignore file "${shown}": ${what}; the build would fail`,
    "make it a readable regular file, or delete it",
  );
}
