import { walkAhead } from "../ahead/ahead.ts";
import { append } from "../append.ts";
import { type Bytes, compareBytes } from "../bytes.ts";
import { nameOf } from "../context/links.ts";
import { Marks } from "../context/marks.ts";
import type { Tree } from "../context/tree.ts";
import { type Listener, type Walk, walkContext } from "../context/walk.ts";
import type { EntryType, Problem, SetName, Totals, WalkedEntry } from "../model.ts";
import type { Stopwatch } from "../timing.ts";
import type { BuildPlan } from "./build-plan.ts";
import { openRules } from "./plan.ts";

/** An entry that is allowed or sent. */
export interface DecidedEntry {
  /** Id in the tree: the same in every decision over one tree. */
  readonly id: number;
  /** Relative to the context. */
  readonly path: Bytes;
  readonly type: EntryType;
  /** Bytes of a regular file. */
  readonly size: number;
  readonly allowed: boolean;
  readonly sent: boolean;
  readonly arrivesEmpty: boolean;
}

/** What the rules of a build decide about its tree, and what could not be read on the way. */
export interface Decided {
  readonly plan: BuildPlan;
  readonly totals: Record<SetName, Totals>;
  readonly problems: readonly Problem[];
  readonly marks: Marks;
}

/** What to decide, and how. */
interface DecideOptions extends Pick<Walk, "passesBy"> {
  /** Also enter what is excluded, to measure it. */
  readonly measureExcluded?: boolean;
  /** Receives every entry, in the order of the builder. */
  readonly listener?: Partial<Listener>;
  /** Keep the decision about each entry, for readers in the meantime. */
  readonly marks?: Marks;
  readonly watch?: Stopwatch | undefined;
}

/** The decision about a whole context is reused as long as the tree is the same. */
const decisions = new WeakMap<BuildPlan, { readonly decided: Decided; readonly version: number }>();

/** Returns what the rules of a build decide about the whole context: computed once, whichever caller is first. */
export function decidedOf(plan: BuildPlan): Decided {
  const found = decisions.get(plan);
  return found?.version === plan.context.source.version ? found.decided : decide(plan);
}

/** Reuses a decision for another build that is sent the same over the same tree. */
export function decideSame(plan: BuildPlan, decided: Decided): void {
  decisions.set(plan, { decided: { ...decided, plan }, version: plan.context.source.version });
}

/**
 * Applies the rules of a build to its tree, in the order of the builder. Directories not yet read are read now;
 * everything else is in memory. Throws CtxcheckError if the builder refuses a pattern during its walk.
 */
export function decide(
  plan: BuildPlan,
  { listener, marks = new Marks(), ...options }: DecideOptions = {},
): Decided {
  const decided = { plan, marks, ...applyRules(plan, { marks, ...options }, listener) };
  decisions.set(plan, { decided, version: plan.context.source.version });
  return decided;
}

/** Applies the rules, and returns only totals and problems. */
export function applyRules(
  plan: BuildPlan,
  {
    watch,
    ...options
  }: Pick<Walk, "marks" | "passesBy" | "paths" | "untilSettled"> &
    Pick<DecideOptions, "measureExcluded" | "watch">,
  listener: Partial<Listener> = {},
): Pick<Decided, "totals" | "problems"> {
  const { source, root } = plan.context;
  const problems: Problem[] = [];
  const rules = { builder: plan.builder, folder: openRules(plan) };
  const walk = { measureExcluded: false, source, root, ...rules, ...options };
  const reported: Listener = {
    entry: () => {},
    ...listener,
    problem: (problem) => {
      problems.push(problem);
      listener.problem?.(problem);
    },
  };
  const { spec: build, threads } = plan;
  const totals = walkAhead({ ...walk, build, threads, watch }, () => walkContext(walk, reported));
  return { totals, problems };
}

/** What is sent and allowed, at and below some paths. */
export interface SizeAt {
  readonly files: number;
  readonly bytes: number;
  /** Files that arrive without their content. */
  readonly empty: number;
  /** Files that the ignore file allows. */
  readonly allowed: number;
}

/** Returns the sizes of a decision; no path may be below another. The bytes of a file with two names count once. */
export function sizeAt({ plan, marks }: Pick<Decided, "plan" | "marks">, paths: readonly Bytes[]): SizeAt {
  const { source: tree, root } = plan.context;
  const sum = { files: 0, bytes: 0, empty: 0, allowed: 0 };
  const links = new Set<number>();
  const open = paths.flatMap((path) => tree.idOf(path === "" ? root : `${root}/${path}`) ?? []);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (tree.typeAt(id) === "directory") {
      const { first, end } = tree.rangeOf(id);
      for (let inside = end - 1; inside >= first; inside--) open.push(inside);
      continue;
    }
    if (marks.allowed(id)) sum.allowed++;
    if (!marks.sent(id)) continue;
    sum.files++;
    const link = tree.fileAt(id);
    if (marks.arrivesEmpty(id)) {
      if (tree.typeAt(id) === "file") sum.empty++;
    } else if (link === 0 || !links.has(link)) sum.bytes += tree.sizeAt(id);
    if (link !== 0) links.add(link);
  }
  return sum;
}

/** Yields every entry that is allowed or sent, in no particular order. */
export function* entriesOf({ plan, marks }: Decided): Generator<DecidedEntry> {
  const { source: tree, root } = plan.context;
  const top = tree.open(root);
  for (let id = 0; id < tree.count; id++) {
    if (marks.allowed(id) || marks.sent(id)) yield entryAt(id, top, { plan, marks });
  }
}

/** A sent file, link or the like; `sentBytes` only for one name of a hard link. */
type SentFile = Pick<DecidedEntry, "path" | "type" | "size"> & Pick<WalkedEntry, "name" | "sentBytes">;

/**
 * Yields what is sent at and below a path, except directories, in byte order of the paths; directories that `passes`
 * accepts are skipped.
 */
export function* sentFiles(
  { plan, marks }: Pick<Decided, "plan" | "marks">,
  path: Bytes,
  passes: (name: Bytes) => boolean = () => false,
): Generator<SentFile> {
  const { source: tree, root } = plan.context;
  const id = tree.idOf(path === "" ? root : `${root}/${path}`);
  const open = id === null ? [] : [{ id, path, name: nameOf(path) }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const type = tree.typeAt(at.id);
    if (type !== "directory" && marks.sent(at.id)) {
      const size = tree.sizeAt(at.id);
      yield { path: at.path, name: at.name, type, size, sentBytes: marks.sendsContent(at.id) ? size : 0 };
    }
    if (type !== "directory" || passes(at.name) || (at.id !== id && !marks.holdsSent(at.id))) continue;
    const { first, names } = tree.listed(at.id);
    const below = at.path === "" ? "" : `${at.path}/`;
    const inside = names.map((name, index) => ({ id: first + index, path: below + name, name }));
    append(open, inPathOrder(inside, tree).reverse());
  }
}

/** Names sort as `a`, `a.js`; paths as `a.js`, `a/x`. */
function inPathOrder<T extends Pick<SentFile, "name"> & { readonly id: number }>(
  inside: T[],
  tree: Tree,
): T[] {
  const keyOf = ({ id, name }: T) => (tree.typeAt(id) === "directory" ? `${name}/` : name);
  const isLate = (one: T, at: number) => at > 0 && keyOf(one) < keyOf(inside[at - 1] ?? one);
  return inside.some(isLate) ? inside.sort((a, b) => compareBytes(keyOf(a), keyOf(b))) : inside;
}

/** Yields the entries that two decisions over one tree treat differently, as the second has them. */
export function* changed(one: Decided, other: Decided): Generator<DecidedEntry> {
  const { source: tree, root } = other.plan.context;
  const top = tree.open(root);
  for (const id of other.marks.differing(one.marks, tree.count)) yield entryAt(id, top, other);
}

/** Whether the same is allowed and sent, with the same content. */
export const isSame = (one: Decided, other: Decided): boolean => changed(one, other).next().done === true;

function entryAt(id: number, top: number, { plan, marks }: Pick<Decided, "plan" | "marks">): DecidedEntry {
  const { source: tree } = plan.context;
  return {
    id,
    path: tree.pathAt(id, top),
    type: tree.typeAt(id),
    size: tree.sizeAt(id),
    allowed: marks.allowed(id),
    sent: marks.sent(id),
    arrivesEmpty: marks.arrivesEmpty(id),
  };
}
