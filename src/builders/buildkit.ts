import { type Bytes, fromText, isAscii, toText } from "../bytes.ts";
import { CtxcheckError } from "../errors.ts";
import { type IgnoreEntry, parseIgnoreFile } from "../ignore/parse.ts";
import { compilePatterns, type Pattern } from "../ignore/pattern.ts";
import { rootScope, type Scope } from "../ignore/scope.ts";
import type { EntryType } from "../model.ts";
import type { Builder, Folder, Rules, Verdict } from "./builder.ts";

/** BuildKit as in current Docker Engine, Docker Desktop and buildx (semantics: sections A, B, D). */
export const buildkit: Builder = {
  name: "buildkit",
  title: "BuildKit",
  ignoreFilePlaces: (dockerfile) => [
    { directory: "dockerfile", name: `${dockerfile}.dockerignore`, links: "confined", unreadable: "empty" },
    { directory: "context", name: ".dockerignore", links: "confined", unreadable: "empty" },
  ],
  readPatterns: (content, file) => {
    const entries = parseIgnoreFile(content, file);
    refuseHeaders(entries);
    return compilePatterns(entries.map(throughJson));
  },
  open,
  sendsParents: true,
  unreadableFile: "arrives-empty",
};

/** Patterns travel as JSON, which has no invalid UTF-8 (rule B22). */
function throughJson(entry: IgnoreEntry): IgnoreEntry {
  return isAscii(entry.text) ? entry : { ...entry, text: fromText(toText(entry.text)) };
}

/** gRPC's limit for all header values of a request: name + value + 32 each (rule A25.3). */
const headerLimit = 1_048_896;
const headerName = "exclude-patterns";

/** Patterns travel to the client as gRPC headers (rule A25; buildkit session/filesync: encodeStringForHeader). */
function refuseHeaders(entries: readonly IgnoreEntry[]): void {
  const encoded = entries.some(({ text }) => !isAscii(text));
  const unprintable = encoded ? undefined : entries.find(({ text }) => /[^\x20-\x7e]/.test(text));
  if (unprintable !== undefined) throw unprintablePattern(unprintable);
  const size = entries.reduce((sum, { text }) => sum + headerSize(text, encoded), 0);
  if (size > headerLimit) throw tooManyPatterns(entries, size);
}

/** Once one value of the list is not ASCII, all are escaped as in a URL query: three bytes for most punctuation. */
function headerSize(text: Bytes, encoded: boolean): number {
  const escapes = encoded ? text.replace(/[\w.~ -]/g, "").length : 0;
  return headerName.length + 32 + text.length + 2 * escapes;
}

function unprintablePattern({ file, line, column, text }: IgnoreEntry): CtxcheckError {
  return new CtxcheckError(
    "unprintable-pattern",
    `${file}:${line}:${column}: the pattern ${JSON.stringify(text)} holds a control character; BuildKit refuses it (header key "${headerName}" contains value with non-printable ASCII characters)`,
    "write ? for the control character",
  );
}

function tooManyPatterns(entries: readonly IgnoreEntry[], size: number): CtxcheckError {
  return new CtxcheckError(
    "too-many-patterns",
    `${entries[0]?.file}: ${entries.length} patterns take ${size} bytes as request headers; BuildKit refuses more than ${headerLimit} (header list size to send violates the maximum size)`,
    "replace long lists of paths by a few patterns",
  );
}

function open({ patterns, requested }: Rules): Folder {
  const excludes = prunable(patterns.filter((pattern) => pattern.exception));
  const includes = requested && prunable(requested.filter((pattern) => !pattern.exception));
  return folder("", { excludes, includes }, rootScope(patterns), requested && rootScope(requested));
}

/** fsutil: filterFS.Walk, which directories are left unread (rule D10). */
interface Pruning {
  /** True where the list cannot turn the verdict of anything below the directory. */
  skips(directory: Bytes): boolean;
}

interface Prunings {
  readonly excludes: Pruning;
  readonly includes: Pruning | null;
}

function prunable(turning: readonly Pattern[]): Pruning {
  const prefixes = turning.map(({ text }) => withoutTrailingGlob(text));
  const anyWildcard = prefixes.some((prefix) => /[*[\]?^\\]/.test(prefix));
  return {
    skips: (directory) =>
      !anyWildcard && !prefixes.some((prefix) => `${prefix}/`.startsWith(`${directory}/`)),
  };
}

/** fsutil: patternWithoutTrailingGlob. */
function withoutTrailingGlob(text: Bytes): Bytes {
  return text.replace(/\/\*\*$/, "").replace(/\/\*$/, "");
}

function folder(path: Bytes, prunings: Prunings, excludes: Scope, includes: Scope | null): Folder {
  return {
    judge: (name, type) => judge(path + name, name, type, prunings, excludes, includes),
    arrivesEmpty: (name, type) => arrivesEmpty(name, type, excludes, includes),
    enter: (name) => folder(`${path}${name}/`, prunings, excludes.enter(name), includes?.enter(name) ?? null),
    touching: (name) => excludes.touching(name),
  };
}

function judge(
  path: Bytes,
  name: Bytes,
  type: EntryType,
  prunings: Prunings,
  excludes: Scope,
  includes: Scope | null,
): Verdict {
  const requested = includes === null || includes.decide(name).matched;
  const { matched, by } = excludes.decide(name);
  const unreached = type === "directory" && !requested && prunings.includes?.skips(path) === true;
  const enter = type === "directory" && !(matched && prunings.excludes.skips(path));
  return {
    allowed: !matched,
    sent: !matched && requested,
    by,
    ...(!matched && !requested ? { because: "not-requested" as const } : {}),
    enter,
    reads: type === "directory" ? enter && !unreached : !matched && requested,
  };
}

/** The content is asked for by another evaluation than the name (rule D11: filterFS.Open); sockets cannot be opened. */
function arrivesEmpty(name: Bytes, type: EntryType, excludes: Scope, includes: Scope | null): boolean {
  if (type === "socket") return true;
  if (type !== "file") return false;
  return excludes.decideAlone(name).matched || (includes !== null && !includes.decideAlone(name).matched);
}
