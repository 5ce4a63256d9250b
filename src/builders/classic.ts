import type { Bytes } from "../bytes.ts";
import { dialectOf2020 } from "../dockerfile/dialect.ts";
import { unlessReported } from "../errors.ts";
import { cleanPath } from "../ignore/clean.ts";
import { isBroken } from "../ignore/cursor.ts";
import { legacyMatches } from "../ignore/legacy.ts";
import { type IgnoreEntry, parseIgnoreFile } from "../ignore/parse.ts";
import { compilePatterns, type Pattern } from "../ignore/pattern.ts";
import { type Decision, rootScope, type Scope } from "../ignore/scope.ts";
import type { Because, EntryType } from "../model.ts";
import type { Builder, Folder, IgnoreFilePlace, Verdict } from "./builder.ts";

/** The classic builder of the docker CLI, DOCKER_BUILDKIT=0 (semantics: sections A, B, C). */
export const classic: Builder = {
  name: "classic",
  title: "the classic builder",
  sends: "everything",
  dockerfileNames: ["Dockerfile", "dockerfile"],
  dockerfileLinks: "into-context",
  engine: "classic",
  dialect: dialectOf2020,
  ignoreFilePlaces: () => [rootIgnoreFile],
  readPatterns: (content, file, dockerfilePath) => {
    const entries = parseIgnoreFile(content, file);
    return compilePatterns([...entries, ...forcedExceptions(entries, file, dockerfilePath)]);
  },
  open: ({ patterns }) => {
    const walk: Walk = { patterns, endedBy: null };
    return folder("", walk, rootScope(patterns), { walked: true, checked: true, by: null });
  },
  sendsParents: false,
  given: { archive: "unfiltered", git: "filtered" },
  unreadableFile: "refused",
};

/** Rules A1, A14. */
export const rootIgnoreFile: IgnoreFilePlace = {
  why: "context-root",
  directory: "context",
  name: ".dockerignore",
  links: "followed",
  unreadable: "refused",
};

/** docker/cli: TrimBuildFilesFromExcludes (rule C3): ordinary patterns after those of the file. */
function forcedExceptions(entries: readonly IgnoreEntry[], file: string, dockerfilePath: Bytes | null) {
  const forced: IgnoreEntry[] = [];
  for (const path of dockerfilePath === null ? [".dockerignore"] : [".dockerignore", dockerfilePath]) {
    if (!isExcluded([...entries, ...forced], cleanPath(path))) continue;
    forced.push({ text: `!${path}`, raw: `!${path}`, file, line: 0, column: 0 });
  }
  return forced;
}

/** Here the builder treats an error as "not excluded". */
function isExcluded(entries: readonly IgnoreEntry[], path: Bytes): boolean {
  return unlessReported(() => legacyMatches(compilePatterns(entries), path)) ?? false;
}

interface Walk {
  readonly patterns: readonly Pattern[];
  /** A broken pattern does not fail the tar walk, but ends it: later entries are not sent. */
  endedBy: Pattern | null;
}

/** Which of the builder's two passes are inside the directory. */
interface Passes {
  /** The tar walk (rules C4-C7). */
  readonly walked: boolean;
  /** The permission check before it (rule C2), which evaluates every path on its own. */
  readonly checked: boolean;
  /** What excluded the directory where the tar walk turned back. */
  readonly by: Pattern | null;
}

const neither: Passes = { walked: false, checked: false, by: null };

function folder(path: Bytes, walk: Walk, scope: Scope, passes: Passes): Folder {
  const decide = (name: Bytes): Decision => decideWalked(scope, name, walk, passes);
  // Throws if the builder refuses the build.
  const isChecked = (name: Bytes) => passes.checked && !scope.decideAlone(name).matched;
  const below = (name: Bytes): Passes => {
    const { matched, by } = decide(name);
    const walked = passes.walked && walk.endedBy === null && (!matched || holdsException(walk, path + name));
    return { walked, checked: isChecked(name), by };
  };
  return {
    decide: (name, type) => {
      const checked = isChecked(name);
      const decision = decide(name);
      const inside = type === "directory" ? below(name) : neither;
      return verdict(type, decision, inside, {
        walked: passes.walked && walk.endedBy === null,
        reads: passes.checked && (type === "directory" || (checked && isOpened(type))),
      });
    },
    arrivesEmpty: () => false,
    enter: (name) => folder(`${path}${name}/`, walk, scope.enter(name), below(name)),
    touching: (name) => scope.touching(name),
  };
}

function decideWalked(scope: Scope, name: Bytes, walk: Walk, passes: Passes): Decision {
  if (walk.endedBy !== null || !passes.walked) return { matched: true, by: walk.endedBy ?? passes.by };
  // A broken pattern ends the walk, not the build (rule B11).
  const decision = unlessReported(() => scope.decide(name));
  if (decision !== null) return decision;
  walk.endedBy = walk.patterns.find((pattern) => isBroken(pattern)) ?? null;
  return { matched: true, by: walk.endedBy };
}

/** An excluded directory is entered only for an exception whose text begins with its path (rule C6). */
function holdsException({ patterns }: Walk, directory: Bytes): boolean {
  return patterns.some(({ exception, text }) => exception && `${text}/`.startsWith(`${directory}/`));
}

function verdict(
  type: EntryType,
  { matched, by }: Decision,
  inside: Passes,
  { walked, reads }: { walked: boolean; reads: boolean },
): Verdict {
  const sent = walked && !matched && type !== "socket";
  const because = reasonFor(type, matched, walked);
  return {
    allowed: sent,
    sent,
    by,
    ...(because === null ? {} : { because }),
    enter: inside.walked || inside.checked,
    reads,
  };
}

/** A tar stream cannot hold a socket (rule C9). */
function reasonFor(type: EntryType, matched: boolean, walked: boolean): Because | null {
  if (!walked) return "parent-not-entered";
  return type === "socket" && !matched ? "socket-skipped" : null;
}

const isOpened = (type: EntryType) => type === "file" || type === "socket" || type === "device";
