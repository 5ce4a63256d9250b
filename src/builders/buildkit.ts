import { type Bytes, fromText, isAscii, toText } from "../bytes.ts";
import { CtxcheckError, unlessReported } from "../errors.ts";
import { type IgnoreEntry, parseIgnoreFile } from "../ignore/parse.ts";
import { compilePatterns, type Pattern } from "../ignore/pattern.ts";
import { type Decision, rootScope, type Scope } from "../ignore/scope.ts";
import type { EntryType } from "../model.ts";
import type {
  Builder,
  Folder,
  IgnoreFilePlace,
  IgnoreText,
  NamedDockerfile,
  Rules,
  Verdict,
} from "./builder.ts";
import { refuseHeaders } from "./headers.ts";

/** BuildKit as in current Docker Engine, Docker Desktop and buildx (semantics: sections A, B, D). */
export const buildkit: Builder = {
  name: "buildkit",
  title: "BuildKit",
  sends: "requested-paths",
  dockerfileNames: ["Dockerfile", "dockerfile"],
  dockerfileLinks: "confined",
  ignoreFilePlaces: dockerPlaces,
  engine: "buildkit",
  readPatterns: (content, file) => {
    refuseLargeFile(content, file);
    const entries = parseIgnoreFile(content, file);
    // The frontend checks the patterns as read (dockerfile2llb: dispatchStages), the client as they arrive.
    compilePatterns(entries);
    return asArrived(entries);
  },
  readsByLine: true,
  carry: (ignoreFile, paths) => {
    const excludes = ignoreFile === null ? [] : parseIgnoreFile(ignoreFile.content, ignoreFile.shown);
    const carried = paths.map(throughJson);
    refuseHeaders([
      { name: "exclude-patterns", entries: excludes.map(throughJson) },
      { name: "followpaths", entries: carried },
    ]);
    return carried;
  },
  open,
  sendsParents: true,
  given: { archive: "unfiltered", git: "unfiltered" },
  unreadableFile: "arrives-empty",
};

/** Rules A2-A6, A14. */
export function dockerPlaces({ name }: NamedDockerfile): IgnoreFilePlace[] {
  const beside = { why: "beside-dockerfile", directory: "dockerfile", name: `${name}.dockerignore` } as const;
  const root = { why: "context-root", directory: "context", name: ".dockerignore" } as const;
  return [beside, root].map((place) => ({ ...place, links: "confined", unreadable: "empty" }));
}

const asArrived = (entries: readonly IgnoreEntry[]) => compilePatterns(entries.map(throughJson));

/** Returns the patterns of a named context, which the frontend does not check. Throws CtxcheckError. */
export function readNamedPatterns({ content, shown }: IgnoreText): Pattern[] {
  refuseLargeFile(content, shown);
  return asArrived(parseIgnoreFile(content, shown));
}

/** Bytes (rule A25.4; buildkit: dockerui/readfile.go). */
const largestFile = 16 * 1024 * 1024;

function refuseLargeFile({ length }: Bytes, file: string): void {
  if (length <= largestFile) return;
  throw new CtxcheckError(
    "ignore-file-too-long",
    `${file}: the ignore file has ${length} bytes; BuildKit refuses more than ${largestFile} (exceeds maximum allowed size)`,
    "write fewer, shorter patterns",
  );
}

/** Patterns travel as JSON, which has no invalid UTF-8 (rule B22). */
export function throughJson(entry: IgnoreEntry): IgnoreEntry {
  return isAscii(entry.text) ? entry : { ...entry, text: jsonText(entry.text) };
}

/** Go's encoding/json: each invalid byte becomes U+FFFD. */
export const jsonText = (text: Bytes): Bytes => fromText(toText(text));

function open({ patterns, requested, transferred }: Rules): Folder {
  const rules: WalkRules = {
    skipsExcluded: skips(patterns.filter(({ exception }) => exception)),
    skipsUnrequested:
      requested === null ? () => false : skips(requested.filter(({ exception }) => !exception)),
  };
  return folder(rules, {
    path: "",
    excludes: rootScope(patterns),
    includes: requested === null ? null : rootScope(requested),
    reached: transferred,
  });
}

/** fsutil: filterFS.Walk, which directories are not read (rule D10). Arguments are their paths. */
interface WalkRules {
  /** Whether no exception can re-include anything below the excluded directory. */
  readonly skipsExcluded: (directory: Bytes) => boolean;
  /** Whether no requested path can be below the directory. */
  readonly skipsUnrequested: (directory: Bytes) => boolean;
}

/** Whether no pattern of the list can change the verdict below a directory; a single wildcard prevents any skipping. */
function skips(turning: readonly Pattern[]): (directory: Bytes) => boolean {
  const prefixes = turning.map(({ text }) => withoutTrailingGlob(text));
  if (prefixes.some((prefix) => /[*[\]?^\\]/.test(prefix))) return () => false;
  return (directory) => !prefixes.some((prefix) => `${prefix}/`.startsWith(`${directory}/`));
}

/** fsutil: patternWithoutTrailingGlob. */
function withoutTrailingGlob(text: Bytes): Bytes {
  return text.replace(/\/\*\*$/, "").replace(/\/\*$/, "");
}

interface Place {
  /** "" or with a trailing slash. */
  readonly path: Bytes;
  readonly excludes: Scope;
  /** Null if everything is requested. */
  readonly includes: Scope | null;
  /** Whether the builder's walk gets here; elsewhere only what is allowed matters. */
  readonly reached: boolean;
}

function folder(rules: WalkRules, place: Place): Folder {
  return {
    decide: (name, type) => verdictOn(rules, place, name, type),
    arrivesEmpty: (name, type) => arrivesEmpty(place, name, type),
    enter: (name, verdict) =>
      folder(rules, {
        path: `${place.path}${name}/`,
        excludes: place.excludes.enter(name),
        includes: place.includes?.enter(name) ?? null,
        reached: verdict.reads,
      }),
    isUnrequested: () => !place.reached || place.includes?.isOver?.() === true,
    isSettled: () => place.excludes.isSettled?.() === true,
    touching: (name) => place.excludes.touching(name),
  };
}

function verdictOn(rules: WalkRules, place: Place, name: Bytes, type: EntryType): Verdict {
  const isDirectory = type === "directory";
  const path = place.path + name;
  const requested = place.reached && (place.includes === null || place.includes.decide(name).matched);
  const reached = place.reached && (requested || !isDirectory || !rules.skipsUnrequested(path));
  const { matched, by } = reached ? place.excludes.decide(name) : decideUnreached(place.excludes, name);
  const enter = isDirectory && !(matched && rules.skipsExcluded(path));
  const sent = requested && !matched;
  const verdict = { allowed: !matched, sent, by, enter, reads: isDirectory ? enter && reached : sent };
  return matched || requested ? verdict : { ...verdict, because: "not-requested" };
}

/** Outside the builder's walk, a broken pattern does not fail the build (rule B11). */
export const decideUnreached = (excludes: Scope, name: Bytes): Decision =>
  unlessReported(() => excludes.decide(name)) ?? { matched: false, by: null };

/**
 * The content is selected by a different evaluation than the name (rule D11: filterFS.Open); sockets cannot be opened.
 */
function arrivesEmpty({ excludes, includes }: Place, name: Bytes, type: EntryType): boolean {
  if (type === "socket") return true;
  if (type !== "file") return false;
  return excludes.decideAlone(name).matched || (includes !== null && !includes.decideAlone(name).matched);
}
