import type { BuilderName } from "../builders/builder.ts";
import { type Bytes, compareBytes } from "../bytes.ts";
import { containsWildcards } from "../dockerfile/wildcards.ts";
import type { Amount } from "../model.ts";
import { changed, type DecidedEntry, entriesOf } from "../plan/decide.ts";
import type { Outcome } from "./readers.ts";

/** What another text of the ignore file changes for one builder. */
export interface Change {
  readonly builder: BuilderName;
  /** Paths that are no longer sent, and paths that are newly sent, in byte order. */
  readonly out: readonly Bytes[];
  readonly in: readonly Bytes[];
  /** Files among them, and their bytes. */
  readonly outSize: Amount;
  readonly inSize: Amount;
  /** Whether the builder rejected the build before, so that everything is new. */
  readonly wasRefused: boolean;
}

export function changeBetween(builder: BuilderName, before: Outcome | null, after: Outcome): Change {
  const out: DecidedEntry[] = [];
  const then: DecidedEntry[] = [];
  for (const entry of before === null ? entriesOf(after) : changed(before, after)) {
    const was = before?.marks.sent(entry.id) === true && !before.marks.arrivesEmpty(entry.id);
    const is = entry.sent && !entry.arrivesEmpty;
    if (was && !is) out.push(entry);
    if (is && !was) then.push(entry);
  }
  return {
    builder,
    out: pathsOf(out),
    in: pathsOf(then),
    outSize: sizeOf(out),
    inSize: sizeOf(then),
    wasRefused: before === null,
  };
}

const pathsOf = (entries: readonly DecidedEntry[]): Bytes[] =>
  entries.map(({ path }) => path).sort(compareBytes);

function sizeOf(entries: readonly DecidedEntry[]): Amount {
  const files = entries.filter(({ type }) => type !== "directory");
  return { files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) };
}

/** Returns the line of an instruction that names something no longer sent; null if none does. */
export function lostBy({ plan }: Outcome, { out }: Change, after: Outcome): number | null {
  const failed = after.plan.requested?.copiedPaths?.failed[0];
  if (failed !== undefined && (plan.requested?.copiedPaths?.failed.length ?? 0) === 0) return failed.line;
  const lost = new Set(out);
  const asked = plan.requested?.request.paths ?? [];
  const named = asked.find(({ path }) => path !== "/" && isLost(path.slice(1), lost, after));
  return named?.instruction.line ?? null;
}

/** A file is lost if it is no longer sent, a directory if nothing of it is left. */
function isLost(path: Bytes, lost: ReadonlySet<Bytes>, after: Outcome): boolean {
  if (containsWildcards(path)) return false;
  const inside = (one: Bytes) => one === path || one.startsWith(`${path}/`);
  return lost.has(path) || ([...lost].some(inside) && !isSentIn(after, inside));
}

function isSentIn(after: Outcome, inside: (path: Bytes) => boolean): boolean {
  for (const { path, sent, arrivesEmpty } of entriesOf(after))
    if (sent && !arrivesEmpty && inside(path)) return true;
  return false;
}
