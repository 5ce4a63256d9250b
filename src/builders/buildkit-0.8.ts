import { type Bytes, toText } from "../bytes.ts";
import { dialectOf2020 } from "../dockerfile/dialect.ts";
import type { LinkTree } from "../dockerfile/follow-links.ts";
import { CtxcheckError, unlessReported } from "../errors.ts";
import { olderCursor } from "../ignore/cursor.ts";
import { globMatch } from "../ignore/glob.ts";
import { translateForDocker20 } from "../ignore/older-translation.ts";
import { parseIgnoreFile } from "../ignore/parse.ts";
import { readPatterns, refuseBadSyntax } from "../ignore/pattern.ts";
import type { Scope } from "../ignore/scope.ts";
import { type Matcher, statelessScope } from "../ignore/stateless.ts";
import type { EntryType } from "../model.ts";
import type { Builder, Folder, Rules, Verdict } from "./builder.ts";
import { buildkit, decideUnreached, throughJson } from "./buildkit.ts";
import { headersOf2020, refuseHeaders } from "./headers.ts";

/** BuildKit 0.8 with its client, as in Docker Engine 20.10 (semantics: rule D.6). */
export const buildkit08: Builder = {
  ...buildkit,
  name: "buildkit@0.8",
  title: "BuildKit 0.8 (Docker 20.10)",
  engine: "buildkit@0.8",
  dialect: dialectOf2020,
  listsBesideDockerfile: true,
  // Bad syntax is found only when the context is transferred.
  readPatterns: (content, file) => readPatterns(parseIgnoreFile(content, file).map(throughJson)),
  carry: (ignoreFile, paths) => {
    const excludes = ignoreFile === null ? [] : parseIgnoreFile(ignoreFile.content, ignoreFile.shown);
    const carried = paths.map(throughJson);
    const lists = [
      { name: "exclude-patterns", entries: excludes.map(throughJson) },
      { name: "followpaths", entries: carried },
    ] as const;
    refuseHeaders(lists, headersOf2020);
    return carried;
  },
  followIn: failOnFiles,
  // fsutil matches them by component, with filepath.Match.
  readRequested: (paths) => paths.map((source) => ({ text: source.text, exception: false, source })),
  open,
  // Every directory that is walked is sent before its contents.
  sendsParents: false,
};

/** docker pkg/fileutils of 20.10: PatternMatcher.Matches. */
const matcher: Matcher = {
  cursor: (pattern) => olderCursor(pattern, { translate: translateForDocker20, below: false }),
  testsOneAncestor: true,
  comparesAll: true,
};

/** fsutil of 2020: FollowLinks. A path "below" a file is not merely missing: the transfer fails. */
function failOnFiles(tree: LinkTree): LinkTree {
  const listed = new Map<Bytes, ReturnType<LinkTree["list"]>>();
  const list = (path: Bytes) => {
    const names = listed.has(path) ? (listed.get(path) ?? null) : tree.list(path);
    listed.set(path, names);
    return names;
  };
  const listDirectory = (path: Bytes) => {
    const names = list(path);
    const slash = path.lastIndexOf("/");
    const around = names === null ? list(path.slice(0, Math.max(slash, 0))) : null;
    if (around?.includes(path.slice(slash + 1))) throw notADirectory(path);
    return names;
  };
  return {
    list: listDirectory,
    readlink: (path) => {
      listDirectory(path.slice(0, Math.max(path.lastIndexOf("/"), 0)));
      return tree.readlink(path);
    },
  };
}

function notADirectory(path: Bytes): CtxcheckError {
  return new CtxcheckError(
    "copy-failed",
    `a COPY seeks something in "${toText(path)}"; the build would fail (error from sender: not a directory)`,
    "a link to a file that a wildcard takes for a directory does it: name the directories",
  );
}

function open({ patterns, requested, transferred }: Rules): Folder {
  const sound = unlessReported(() => patterns.forEach(refuseBadSyntax)) !== null;
  if (transferred) patterns.forEach(refuseBadSyntax);
  const exceptions = patterns.filter(({ exception }) => exception).map(({ text }) => text);
  const includes = requested?.map(({ text }) => text) ?? null;
  const excludes = statelessScope(sound ? patterns : [], matcher);
  return folder(
    { exceptions, includes },
    { path: "", excludes, whole: includes === null, reached: transferred },
  );
}

interface WalkRules {
  readonly exceptions: readonly Bytes[];
  /** The requested paths, links followed; null for everything. */
  readonly includes: readonly Bytes[] | null;
}

interface Place {
  /** "" or with a trailing slash. */
  readonly path: Bytes;
  readonly excludes: Scope;
  /** Whether it is requested as a whole. */
  readonly whole: boolean;
  /** Whether the builder's walk gets here. */
  readonly reached: boolean;
}

function folder(rules: WalkRules, place: Place): Folder {
  return {
    decide: (name, type) => verdictOn(rules, place, name, type),
    arrivesEmpty: (_, type) => type === "socket",
    enter: (name, { sent }) =>
      folder(rules, {
        path: `${place.path}${name}/`,
        excludes: place.excludes.enter(name),
        whole: place.whole || isIncluded(rules, place.path + name) === "whole",
        reached: sent,
      }),
    touching: (name) => place.excludes.touching(name),
  };
}

/** fsutil of 2020: Walk. */
function verdictOn(rules: WalkRules, place: Place, name: Bytes, type: EntryType): Verdict {
  const path = place.path + name;
  const isDirectory = type === "directory";
  const requested = place.reached && (place.whole || isIncluded(rules, path) !== "no");
  const { matched, by } = requested ? place.excludes.decide(name) : decideUnreached(place.excludes, name);
  // A directory that may hold an exception is walked, and whatever is walked is sent.
  const passes = !matched || (isDirectory && holdsException(rules, path));
  const sent = requested && passes;
  const unasked = passes && !requested ? { because: "not-requested" as const } : {};
  // filepath.Walk lists a directory before it decides whether to skip it; the Dockerfile and the ignore file are found
  // that way, too.
  const reads = sent || (isDirectory && (place.reached || place.path === ""));
  return { allowed: passes, sent, by, ...unasked, enter: isDirectory && passes, reads };
}

function holdsException({ exceptions }: WalkRules, directory: Bytes): boolean {
  return exceptions.some((text) => `${text}/`.startsWith(`${directory}/`));
}

/** fsutil of 2020: matchPrefix. "part": requested paths may be below. */
function isIncluded({ includes }: WalkRules, path: Bytes): "no" | "part" | "whole" {
  const depth = path.split("/").length;
  let found: "no" | "part" = "no";
  for (const include of includes ?? []) {
    const components = include.split("/");
    if (globMatch(components.slice(0, depth).join("/"), path) !== true) continue;
    if (components.length <= depth) return "whole";
    found = "part";
  }
  return found;
}
