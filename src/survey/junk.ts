import type { Bytes } from "../bytes.ts";
import type { Ecosystem, Junk } from "../ecosystems/ecosystem.ts";
import { byName, ecosystems } from "../ecosystems/index.ts";
import { insideDependencies } from "../findings/kinds.ts";
import type { Amount, WalkedEntry } from "../model.ts";
import { remembered } from "../once.ts";
import { isVersionManifest } from "./version-manifest.ts";

/** A row of the tables that matches something in the tree. */
export interface Row {
  readonly junk: Junk;
  readonly ecosystem: Ecosystem;
}

/** Where something that matches a row lies among what is sent. */
export interface Found extends Row {
  /** None below another one. */
  readonly paths: readonly Bytes[];
  /** What is sent at and below them; undefined if not counted. */
  readonly sent: Amount | undefined;
  /** Whether everything of that name that is sent matches, so that a line for the name excludes nothing else. */
  readonly isEvery: boolean;
  /** Paths that hold a file by which a project is recognized. */
  readonly projects: ReadonlySet<Bytes>;
}

export interface JunkRows {
  readonly found: readonly Found[];
  /** Kinds of project in the root of the context, and anywhere. */
  readonly atRoot: ReadonlySet<Ecosystem>;
  readonly anywhere: ReadonlySet<Ecosystem>;
  /** The first files that may say how a version is found. */
  readonly manifests: readonly Bytes[];
}

const rows: readonly Row[] = ecosystems.flatMap((ecosystem) =>
  ecosystem.junk.map((junk) => ({ junk, ecosystem })),
);

const rowsOf = byName(rows.map((row) => [row.junk.name, row] as const));
const ecosystemsOf = byName(
  ecosystems.flatMap((ecosystem) => ecosystem.marks.map((mark) => [mark, ecosystem] as const)),
);
const holders = new Set(rows.flatMap(({ junk }) => junk.holds ?? []));

/** Looks a name up in the tables, which do not contain most names. */
const knownOf = remembered((name) => {
  const known = {
    rows: rowsOf(name),
    ecosystems: ecosystemsOf(name),
    holds: holders.has(name),
    isManifest: isVersionManifest(name),
  };
  const isAny = known.rows.length + known.ecosystems.length > 0 || known.holds || known.isManifest;
  return isAny ? known : unknown;
});
const unknown = { rows: [], ecosystems: [], holds: false, isManifest: false };

/** Whether it can be excluded anywhere, even inside what other tools filled. */
export const isEverywhere = ({ kind, certain }: Junk): boolean =>
  certain === true && !["vcs", "ci", "container"].includes(kind);

interface Waiting {
  readonly row: Row;
  readonly path: Bytes;
  readonly size: Amount;
  /** By itself: what is beside it is considered later. */
  readonly isFit: boolean;
  readonly isProject: boolean;
}

/** Arrays hold few items: a set takes longer to create than they take to search. */
interface Inside {
  readonly directory: Bytes;
  readonly marks: Ecosystem[];
  readonly holds: Bytes[];
  readonly waiting: Waiting[];
}

interface Count {
  readonly row: Row;
  readonly sizes: Map<Bytes, Amount>;
  readonly projects: Set<Bytes>;
  met: number;
}

const mostManifests = 100;

/** Finds what the tables recognize among what is sent, while a context is walked. */
export function findJunk(): { entry(entry: WalkedEntry): void; result(): JunkRows } {
  /** Entries come depth-first, so that open directories are nested. */
  const open: Inside[] = [];
  const counts = new Map<Junk, Count>();
  const anywhere = new Set<Ecosystem>();
  const manifests: Bytes[] = [];
  const inside = (directory: Bytes): Inside => {
    const last = open.at(-1);
    if (last?.directory === directory) return last;
    const made: Inside = { directory, marks: [], holds: [], waiting: [] };
    open.push(made);
    return made;
  };
  const leave = (directory: Bytes): Inside | undefined => {
    if (open.at(-1)?.directory !== directory) return undefined;
    const left = open.pop();
    for (const waiting of left?.waiting ?? []) count(counts, waiting, left?.marks ?? []);
    return left;
  };
  return {
    entry: ({ path, name, type, sent, below, sentBytes }) => {
      const isDirectory = type === "directory";
      const held = isDirectory ? leave(path) : undefined;
      if (!(sent || (below?.sent.files ?? 0) > 0)) return;
      const known = knownOf(name);
      if (known === unknown) return;
      const around = inside(path.slice(0, Math.max(0, path.length - name.length - 1)));
      if (known.holds) around.holds.push(name);
      for (const ecosystem of isDirectory ? [] : known.ecosystems) {
        if (!around.marks.includes(ecosystem)) around.marks.push(ecosystem);
        if (!anywhere.has(ecosystem) && !insideDependencies(path)) anywhere.add(ecosystem);
      }
      if (known.isManifest && manifests.length < mostManifests && !insideDependencies(path))
        manifests.push(path);
      const size = below?.sent ?? { files: 1, bytes: sentBytes };
      for (const row of isDirectory && size.files === 0 ? [] : known.rows) {
        const isFit = fits(row, isDirectory, held) && (isEverywhere(row.junk) || !insideDependencies(path));
        around.waiting.push({ row, path, size, isFit, isProject: (held?.marks.length ?? 0) > 0 });
      }
    },
    result: () => {
      const atRoot = new Set(leave("")?.marks);
      return { found: [...counts.values()].flatMap(foundOf), atRoot, anywhere, manifests };
    },
  };
}

function fits({ junk }: Row, isDirectory: boolean, held: Inside | undefined): boolean {
  if ((junk.type === "directory") !== isDirectory) return false;
  return junk.holds === undefined || junk.holds.some((name) => held?.holds.includes(name));
}

/** What matches only next to a mark is decided once everything next to it is known. */
function count(
  counts: Map<Junk, Count>,
  { row, path, size, isFit, isProject }: Waiting,
  marks: readonly Ecosystem[],
): void {
  const counted = counts.get(row.junk) ?? { row, sizes: new Map(), projects: new Set(), met: 0 };
  counts.set(row.junk, counted);
  counted.met++;
  if (!isFit || (row.junk.certain !== true && !marks.includes(row.ecosystem))) return;
  counted.sizes.set(path, size);
  if (isProject) counted.projects.add(path);
}

function foundOf({ row: { junk, ecosystem }, sizes, projects, met }: Count): Found[] {
  if (sizes.size === 0) return [];
  const paths = topmost([...sizes.keys()]);
  const sent = { files: 0, bytes: 0 };
  for (const path of paths) {
    sent.files += sizes.get(path)?.files ?? 0;
    sent.bytes += sizes.get(path)?.bytes ?? 0;
  }
  return [{ junk, ecosystem, paths, sent, isEvery: met === sizes.size, projects }];
}

/** Detects whether several names of one file are sent. */
export function hardLinks(): { entry(entry: WalkedEntry): void; met(): boolean } {
  let met = false;
  return {
    entry: ({ linkOf }) => {
      if (linkOf !== "") met = true;
    },
    met: () => met,
  };
}

/** Removes paths that lie below another one. */
export function topmost(paths: readonly Bytes[]): Bytes[] {
  const all = new Set(paths);
  return paths.filter((path) => !isBelowOne(path, all));
}

export function isBelowOne(path: Bytes, directories: ReadonlySet<Bytes>): boolean {
  if (directories.size === 0) return false;
  for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
    if (directories.has(path.slice(0, at))) return true;
  }
  return false;
}
