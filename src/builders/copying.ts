import { groupBy } from "../append.ts";
import type { Bytes } from "../bytes.ts";
import { unlessRefused } from "../errors.ts";
import type { Pattern } from "../ignore/pattern.ts";
import type { Scope } from "../ignore/scope.ts";
import type { Because, EntryType } from "../model.ts";
import type { Folder, Rules, Verdict } from "./builder.ts";
import type { CopiedPath, CopiedPaths } from "./copied-path.ts";

/** What a copy does with an entry on its walk. */
export interface Treatment {
  readonly taken: boolean;
  readonly by: Pattern | null;
  /** For a directory: whether the walk enters it. */
  readonly enters: boolean;
  readonly because?: Because;
  /** Set if the copy fails on it. */
  readonly refused?: true;
}

/** A list of patterns, as a builder applies it while copying. */
export interface CopyRules {
  /** The list at the root of the context. */
  readonly scope: Scope;
  /** `path`: of the entry itself; `scope`: the list in its directory. Throws CtxcheckError if the copy fails. */
  treat(scope: Scope, path: Bytes, name: Bytes, type: EntryType): Treatment;
}

/** A copy that is walking through the directory. */
export interface CopyWalk {
  readonly rules: CopyRules;
  readonly scope: Scope;
  /** The directory as the rules know it: "" or with a trailing slash. */
  readonly named: Bytes;
}

/** The rules inside a directory of the context. */
interface Place {
  /** "" or with a trailing slash. */
  readonly path: Bytes;
  /** A copy of the whole context, in this directory. */
  readonly whole: CopyWalk;
  /** Set if that copy does not get here: the pattern that excludes it. */
  readonly stopped: { readonly by: Pattern | null } | null;
  /** The copies that get here. */
  readonly walks: readonly CopyWalk[];
  /** Whether a mount shows the directory. */
  readonly mounted: boolean;
}

export type MakeRules = (patterns: readonly Pattern[]) => CopyRules;

/** What all places share. */
interface Build {
  readonly openRules: MakeRules;
  readonly copiedPaths: ReadonlyMap<Bytes, readonly CopiedPath[]>;
  /** The directories on the way to something that is taken. */
  readonly onTheWay: ReadonlySet<Bytes>;
  /** Nothing is copied, so that a broken pattern goes unnoticed (rule F15). */
  readonly lenient: boolean;
}

/**
 * Returns the rules of a builder that sees the whole context and filters while it copies: `allowed` is what `COPY .`
 * would take, `sent` what the instructions take. `makeRules` may throw CtxcheckError if it refuses the list.
 */
export function openCopying({ patterns, copiedPaths }: Rules, makeRules: MakeRules): Folder {
  const openRules = remember(makeRules);
  const lenient = copiedPaths !== undefined && !copies(copiedPaths);
  const rules = lenient ? (unlessRefused(() => openRules(patterns)) ?? openRules([])) : openRules(patterns);
  const build = { openRules, lenient, ...indexOf(copiedPaths?.copiedPaths ?? []) };
  const whole = openWalk(rules);
  const place: Place = { path: "", whole, stopped: null, walks: [], mounted: false };
  return folder(
    build,
    copiedPaths === undefined ? { ...place, walks: [whole] } : startHere(build, place, ""),
  );
}

/** Many copied paths share a list. */
function remember(makeRules: MakeRules): MakeRules {
  const made = new Map<readonly Pattern[], CopyRules>();
  return (patterns) => {
    const rules = made.get(patterns) ?? makeRules(patterns);
    made.set(patterns, rules);
    return rules;
  };
}

const copies = ({ copiedPaths }: CopiedPaths) => copiedPaths.some(({ kind }) => kind !== "mounted");

export const openWalk = (rules: CopyRules): CopyWalk => ({ rules, scope: rules.scope, named: "" });

/** Moves a walk into a directory of the current one. */
export function enterWalk({ rules, scope, named }: CopyWalk, name: Bytes): CopyWalk {
  return { rules, scope: scope.enter(name), named: `${named}${name}/` };
}

/** Moves a walk into a directory anywhere below the current one, which is "". */
export function walkTo(walk: CopyWalk, path: Bytes): CopyWalk {
  return path === "" ? walk : path.split("/").reduce(enterWalk, walk);
}

export function treatEntry({ rules, scope, named }: CopyWalk, name: Bytes, type: EntryType): Treatment {
  return rules.treat(scope, named + name, name, type);
}

function indexOf(copiedPaths: readonly CopiedPath[]): Pick<Build, "copiedPaths" | "onTheWay"> {
  const onTheWay = new Set<Bytes>();
  for (const copied of copiedPaths) {
    for (let at = copied.path.lastIndexOf("/"); at > 0; at = copied.path.lastIndexOf("/", at - 1)) {
      onTheWay.add(copied.path.slice(0, at));
    }
  }
  return { copiedPaths: groupBy(copiedPaths, ({ path }) => path), onTheWay };
}

/** Adds the copies and mounts that start in the directory `path`. */
function startHere(build: Build, place: Place, path: Bytes): Place {
  const copiedPaths = build.copiedPaths.get(path) ?? [];
  const walks = [...place.walks];
  for (const copied of copiedPaths) {
    if (copied.kind !== "content") continue;
    const walk = walkInto(build, copied);
    const known = [...walks, ...(place.stopped === null ? [place.whole] : [])].find((one) =>
      isSame(one, walk),
    );
    if (known === undefined || !walks.includes(known)) walks.push(known ?? walk);
  }
  return { ...place, walks, mounted: place.mounted || copiedPaths.some(({ kind }) => kind === "mounted") };
}

function walkInto({ openRules }: Build, { patterns, named }: CopiedPath): CopyWalk {
  return walkTo(openWalk(openRules(patterns)), named);
}

const isSame = (a: CopyWalk, b: CopyWalk) => a.rules === b.rules && a.named === b.named;

function folder(build: Build, place: Place): Folder {
  return {
    decide: (name, type) => verdictOn(build, place, name, type),
    arrivesEmpty: () => false,
    enter: (name) => folder(build, enter(build, place, name)),
    touching: (name) => place.whole.scope.touching(name),
  };
}

function enter(build: Build, place: Place, name: Bytes): Place {
  const path = place.path + name;
  const whole = treatWhole(build, place, name, "directory");
  const inside = enterWalk(place.whole, name);
  const walks = place.walks
    .filter((walk) => (walk === place.whole ? whole : treatEntry(walk, name, "directory")).enters)
    .map((walk) => (walk === place.whole ? inside : enterWalk(walk, name)));
  const stopped = place.stopped ?? (whole.enters ? null : { by: whole.by });
  return startHere(build, { ...place, path: `${path}/`, whole: inside, stopped, walks }, path);
}

/** Returns what a copy of the whole context does with the entry. */
function treatWhole({ lenient }: Build, { whole, stopped }: Place, name: Bytes, type: EntryType): Treatment {
  if (stopped !== null) return { taken: false, by: stopped.by, enters: false, because: "parent-not-entered" };
  if (!lenient) return treatEntry(whole, name, type);
  return (
    unlessRefused(() => treatEntry(whole, name, type)) ?? {
      taken: true,
      by: null,
      enters: type === "directory",
    }
  );
}

function verdictOn(build: Build, place: Place, name: Bytes, type: EntryType): Verdict {
  const path = place.path + name;
  const whole = treatWhole(build, place, name, type);
  const walked = place.walks.map((walk) => (walk === place.whole ? whole : treatEntry(walk, name, type)));
  const here = build.copiedPaths.get(path) ?? [];
  const isDirectory = type === "directory";
  const shown = place.mounted || (!isDirectory && here.some(({ kind }) => kind === "mounted"));
  const named = here.some(({ kind }) => kind === "entry" || kind === "link");
  const sent = shown || named || walked.some(({ taken }) => taken);
  const continues = walked.some(({ enters }) => enters);
  const starts = isDirectory && here.some(({ kind }) => kind === "content" || kind === "mounted");
  return {
    allowed: whole.taken,
    sent,
    by: whole.by,
    ...because(whole, sent, shown),
    enter: isDirectory && (whole.enters || continues || starts || place.mounted || build.onTheWay.has(path)),
    reads: isDirectory ? continues || here.some(({ kind }) => kind === "content") : sent && !shown,
    ...(continues || place.mounted ? {} : { onlyPassed: true }),
    ...(walked.some(({ refused }) => refused) ? { refused: true } : {}),
  };
}

function because(whole: Treatment, sent: boolean, shown: boolean): { because?: Because } {
  if (sent && !whole.taken) return { because: shown ? "mounted" : "named-by-copy" };
  if (whole.because !== undefined) return { because: whole.because };
  return whole.taken && !sent ? { because: "not-requested" } : {};
}
