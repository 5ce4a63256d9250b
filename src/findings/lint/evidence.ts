import type { Folder } from "../../builders/builder.ts";
import type { Bytes } from "../../bytes.ts";
import type { Pattern } from "../../ignore/pattern.ts";
import { rootScope, type Scope } from "../../ignore/scope.ts";
import type { WalkedEntry } from "../../model.ts";
import { openSubject, type Subject, written } from "./subject.ts";

/** What a walk met of one pattern. */
export interface Evidence {
  /** Entries that the pattern itself matches, whatever becomes of them. */
  touched: number;
  /** Entries whose verdict it makes. */
  decided: number;
  /** One of the former that is not a directory. */
  file: Bytes | null;
  /** What excludes one of them, where that is a later line. */
  excludedBy: Pattern | null;
  /** A path that it would match if upper and lower case were the same. */
  folded: Bytes | null;
}

export interface Gathered {
  entry(entry: WalkedEntry): void;
  /** By line of the ignore file. */
  readonly evidence: ReadonlyMap<number, Evidence>;
  /** A directory was left out whole. */
  pruned(): boolean;
}

interface Place {
  readonly folder: Folder;
  readonly folded: Scope;
}

/**
 * Goes along with a walk and asks of every entry which patterns match it: twice the work of the walk itself, so only for
 * those who request it.
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

/** Rules in a directory are made when the first entry in it is met, and dropped when the walk leaves it. */
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

/** ASCII only: no one turns É into é by accident. */
const lowerCase = (text: Bytes): Bytes => text.replace(/[A-Z]+/g, (found) => found.toLowerCase());

/** In a class or an escape a letter means something else. */
function foldable(subject: Subject): Pattern[] {
  return written(subject)
    .filter(({ text }) => /[A-Za-z]/.test(text) && !/[[\]\\]/.test(text))
    .map((pattern) => ({ ...pattern, text: lowerCase(pattern.text) }));
}
