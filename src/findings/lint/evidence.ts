import type { Folder } from "../../builders/builder.ts";
import type { Bytes } from "../../bytes.ts";
import type { Pattern } from "../../ignore/pattern.ts";
import { rootScope, type Scope } from "../../ignore/scope.ts";
import type { WalkedEntry } from "../../model.ts";
import { openSubject, type Subject, written } from "./subject.ts";

/** What a walk found out about one pattern. */
export interface Evidence {
  /** Number of entries that the pattern itself matches, whatever the verdict. */
  touched: number;
  /** Number of entries whose verdict it determines. */
  decided: number;
  /** A matched entry that is not a directory. */
  file: Bytes | null;
  /** A later line that excludes one of them. */
  excludedBy: Pattern | null;
  /** A path that it would match if case were ignored. */
  folded: Bytes | null;
}

export interface Gathered {
  entry(entry: WalkedEntry): void;
  /** Keyed by line of the ignore file. */
  readonly evidence: ReadonlyMap<number, Evidence>;
  /** Whether a directory was skipped as a whole. */
  pruned(): boolean;
}

interface Place {
  readonly folder: Folder;
  readonly folded: Scope;
}

/**
 * Follows a walk and determines for every entry which patterns match it: twice the work of the walk itself, so only on
 * request.
 */
export function gather(subject: Subject): Gathered {
  const evidence = new Map(written(subject).map(({ source }) => [source.line, nothing()]));
  const folded = foldable(subject);
  const places = new Map<Bytes, Place>([["", { folder: openSubject(subject), folded: rootScope(folded) }]]);
  let pruned = false;
  return {
    evidence,
    pruned: () => pruned,
    entry: (entry) => {
      const { path, because, below, entered } = entry;
      places.delete(path);
      if (because === "parent-not-entered") return;
      pruned ||= below !== undefined && !entered;
      const slash = path.lastIndexOf("/");
      const { folder, folded: lower } = placeAt(places, path.slice(0, Math.max(0, slash)));
      const name = path.slice(slash + 1);
      for (const pattern of folder.touching(name)) note(evidence.get(pattern.source.line), pattern, entry);
      const decides = entry.by === null ? undefined : evidence.get(entry.by.source.line);
      if (decides !== undefined) decides.decided++;
      for (const { source } of lower.touching(lowerCase(name))) {
        const found = evidence.get(source.line);
        if (found !== undefined) found.folded ??= path;
      }
    },
  };
}

const nothing = (): Evidence => ({ touched: 0, decided: 0, file: null, excludedBy: null, folded: null });

function note(
  evidence: Evidence | undefined,
  pattern: Pattern,
  { path, below, allowed, by }: WalkedEntry,
): void {
  if (evidence === undefined) return;
  evidence.touched++;
  if (below === undefined) evidence.file ??= path;
  if (!allowed && by !== null && by.source.line > pattern.source.line) evidence.excludedBy ??= by;
}

/** Rules of a directory are created at its first entry and dropped when the walk leaves it. */
function placeAt(places: Map<Bytes, Place>, directory: Bytes): Place {
  const known = places.get(directory);
  if (known !== undefined) return known;
  const slash = directory.lastIndexOf("/");
  const parent = placeAt(places, directory.slice(0, Math.max(0, slash)));
  const name = directory.slice(slash + 1);
  const place = {
    folder: parent.folder.enter(name, parent.folder.decide(name, "directory")),
    folded: parent.folded.enter(lowerCase(name)),
  };
  places.set(directory, place);
  return place;
}

/** ASCII only: no editor turns É into é by accident. */
const lowerCase = (text: Bytes): Bytes => text.replace(/[A-Z]+/g, (found) => found.toLowerCase());

/** In a class or an escape, a letter has another meaning. */
function foldable(subject: Subject): Pattern[] {
  return written(subject)
    .filter(({ text }) => /[A-Za-z]/.test(text) && !/[[\]\\]/.test(text))
    .map((pattern) => ({ ...pattern, text: lowerCase(pattern.text) }));
}
