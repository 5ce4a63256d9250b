import type { Builder, Verdict } from "../builders/builder.ts";
import { type Bytes, isValidUtf8, toBuffer, toText } from "../bytes.ts";
import { type Listed, PathOrder } from "../context/path-order.ts";
import { CtxcheckError, wrongUse } from "../errors.ts";
import type { EntryType, Problem, SetName, WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { consumersOf, consumes } from "../plan/consumers.ts";
import { decide } from "../plan/decide.ts";

/** One entry of a listing, as the library and `ls --json` return it. */
export interface Entry {
  /** Relative to the context, "/"-separated, without leading "./" or trailing slash. Invalid UTF-8 becomes U+FFFD. */
  readonly path: string;
  /** The bytes of the path in base64, only where `path` could not hold them. */
  readonly pathBytes?: string;
  readonly type: EntryType;
  /** Bytes of a regular file (0 for a further hard link to it), else 0. */
  readonly size: number;
  /** The builder sends the name but no content. */
  readonly arrivesEmpty?: true;
}

export function toEntry({ path, type, size, arrivesEmpty }: ListedPath): Entry {
  return {
    path: toText(path),
    ...(isValidUtf8(path) ? {} : { pathBytes: toBuffer(path).toString("base64") }),
    type,
    size,
    ...(arrivesEmpty ? { arrivesEmpty: true as const } : {}),
  };
}

/** One entry of a set, with its path as bytes. */
export interface ListedPath {
  readonly path: Bytes;
  readonly type: EntryType;
  /** Bytes of a regular file; 0 for a further hard link to it. */
  readonly size: number;
  readonly arrivesEmpty: boolean;
}

export interface Listing {
  /** In byte order of their paths. */
  readonly entries: readonly ListedPath[];
  readonly problems: readonly Problem[];
}

/** Limits a listing to what certain instructions request. */
export interface CopiedBy {
  /** Line of an instruction in the Dockerfile. */
  readonly line?: number;
  /** Name or index of a stage. */
  readonly stage?: string;
}

/**
 * Returns what the instructions request of a listing, with parent directories. Throws CtxcheckError "usage" if no such
 * instruction requests anything.
 */
export function listCopied(plan: BuildPlan, listing: Listing, by: CopiedBy): Listing {
  const consumers = consumersOf(plan).filter(
    ({ line, stage, stageIndex }) =>
      (by.line ?? line) === line && [undefined, stage, String(stageIndex)].includes(by.stage),
  );
  if (consumers.length === 0) throw copiesNothing(plan, by);
  const isCopied = ({ path }: ListedPath) => consumers.some((consumer) => consumes(consumer, path));
  const parents = new Set(listing.entries.filter(isCopied).flatMap(({ path }) => ancestors(path)));
  const entries = listing.entries.filter((entry) => isCopied(entry) || parents.has(entry.path));
  return { ...listing, entries };
}

function ancestors(path: Bytes): Bytes[] {
  const names = path.split("/");
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join("/"));
}

function copiesNothing(plan: BuildPlan, { line, stage }: CopiedBy): CtxcheckError {
  const file = plan.dockerfile?.shown ?? "no Dockerfile";
  const where = [
    line === undefined ? "" : ` on line ${line}`,
    stage === undefined ? "" : ` of stage "${stage}"`,
  ];
  const copying = consumersOf(plan).map((consumer) => `${consumer.line} (${consumer.stage})`);
  return wrongUse(
    `${file}: no instruction${where.join("")} copies or mounts anything of the context`,
    copying.length === 0 ? "none does" : `these lines do: ${[...new Set(copying)].join(", ")}`,
  );
}

/** Lists every entry of a set. Throws like `streamSet`. */
export function listSet(plan: BuildPlan, set: SetName): Listing {
  const entries: ListedPath[] = [];
  const problems = streamSet(plan, set, (entry) => entries.push(entry));
  return { entries, problems };
}

/**
 * Streams every entry of a set, in byte order of their paths, while the context is walked. Throws CtxcheckError if the
 * builder rejects a pattern during the walk, and "copy-failed" if what is sent depends on an instruction that fails.
 */
export function streamSet(
  plan: BuildPlan,
  set: SetName,
  take: (entry: ListedPath) => void,
): readonly Problem[] {
  if (set === "sent") refuseFailedCopies(plan);
  const order = new PathOrder(take, listedDirectory);
  const { problems } = decide(plan, {
    measureExcluded: set === "excluded",
    listener: {
      enters: (path, verdict, next) => order.enter(path, next, isListed(plan.builder, verdict, set)),
      entry: (entry) => order.take(entry, isIn(entry, set) ? listed(entry, set) : null),
    },
  });
  order.end();
  return problems;
}

/** A directory may be listed only because of what lies below it (rules C7, D9). */
function isListed({ sendsParents }: Builder, verdict: Verdict, set: SetName): Listed {
  const { allowed, sent, enter, onlyPassed = false } = verdict;
  if (set === "excluded") return allowed ? "no" : sendsParents && enter ? "known-when-left" : "yes";
  if (set === "sent" ? sent : allowed) return "yes";
  return sendsParents && !(set === "sent" && onlyPassed) ? "if-it-holds-any" : "no";
}

const listedDirectory = (path: Bytes): ListedPath => ({
  path,
  type: "directory",
  size: 0,
  arrivesEmpty: false,
});

/** Rule F10. */
function refuseFailedCopies({ requested, dockerfile }: BuildPlan): void {
  const [failed] = requested?.copiedPaths?.failed ?? [];
  if (failed === undefined) return;
  throw new CtxcheckError(
    "copy-failed",
    `${dockerfile?.shown}:${failed.line}: "${toText(failed.source) || "."}" cannot be copied (${failed.reason}); the build would fail`,
    "--set allowed lists what the ignore rules allow",
  );
}

function isIn(entry: WalkedEntry, set: SetName): boolean {
  return set === "sent" ? entry.sent : set === "allowed" ? entry.allowed : !entry.allowed;
}

function listed(
  { path, type, size, allowedBytes, sentBytes, excludedBytes, arrivesEmpty }: WalkedEntry,
  set: SetName,
): ListedPath {
  const added = { sent: sentBytes, allowed: allowedBytes, excluded: excludedBytes };
  return { path, type, size: arrivesEmpty ? size : added[set], arrivesEmpty };
}
