import { appendTo, groupBy } from "../append.ts";
import type { Bytes } from "../bytes.ts";
import type { Pattern } from "../ignore/pattern.ts";
import type { Amount, EntryType, OnProgress, Problem, SetName, WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { type Consumer, consumersOf } from "../plan/consumers.ts";
import { decide } from "../plan/decide.ts";
import { reportReading } from "../survey/progress.ts";
import { scopesByDirectory } from "../survey/scopes.ts";

/** An entry of the context and everything below it. */
export interface UsageNode {
  /** "" for the context itself. */
  readonly name: Bytes;
  readonly type: EntryType;
  /** At and below it; further names of a hard link add no bytes. */
  readonly sizes: Readonly<Record<SetName, Amount>>;
  readonly allowed: boolean;
  readonly sent: boolean;
  readonly arrivesEmpty: boolean;
  /** The pattern that decided; null if none did. */
  readonly by: Pattern | null;
  /** Positions in `Usage.instructions` of those that copy it, or would if it were allowed; empty for a directory. */
  readonly copiedBy: readonly number[];
  /** False for a directory that was not read: what it holds is unknown. */
  readonly scanned: boolean;
  /** In walk order. */
  readonly children: readonly UsageNode[];
}

export type Instruction = Pick<Consumer, "line" | "text" | "stage">;

/** What a context holds, and why it is sent or not. */
export interface Usage {
  readonly root: UsageNode;
  readonly instructions: readonly Instruction[];
  readonly problems: readonly Problem[];
  /** Whether two names of one file were met: what one adds depends on the other. */
  readonly hasHardLinks: boolean;
}

export interface UsageOptions {
  /** Also read what is excluded, to measure its size. */
  readonly measureExcluded: boolean;
  readonly onProgress?: OnProgress;
}

/** Walks a context once. Throws CtxcheckError if the builder refuses a pattern. */
export function readUsage(plan: BuildPlan, { measureExcluded, onProgress }: UsageOptions): Usage {
  const consumers = consumersOf(plan);
  const copiedBy = copying(consumers);
  const open = new Map<Bytes, UsageNode[]>();
  const reported = reportReading(onProgress);
  let hasHardLinks = false;
  const entry = (walked: WalkedEntry) => {
    const { path, name } = walked;
    const parent = path.slice(0, Math.max(0, path.length - name.length - 1));
    const children = open.get(path) ?? none;
    open.delete(path);
    appendTo(open, parent, nodeOf(walked, children, copiedBy(walked)));
    if (walked.linkOf !== "") hasHardLinks = true;
    reported(walked);
  };
  const { totals: sizes, problems } = decide(plan, { measureExcluded, listener: { entry } });
  const children = open.get("") ?? none;
  return { root: { ...rootNode, sizes, children }, instructions: consumers, problems, hasHardLinks };
}

const none: readonly UsageNode[] = [];
const nobody: readonly number[] = [];

const rootNode = {
  name: "",
  type: "directory",
  allowed: true,
  sent: true,
  arrivesEmpty: false,
  by: null,
  copiedBy: nobody,
  scanned: true,
} as const;

function nodeOf(walked: WalkedEntry, children: readonly UsageNode[], copiedBy: readonly number[]): UsageNode {
  const { name, type, below, allowed, sent, arrivesEmpty, by, entered } = walked;
  const scanned = below === undefined || entered;
  return {
    name,
    type,
    sizes: below ?? ownSizes(walked),
    allowed,
    sent,
    arrivesEmpty,
    by,
    copiedBy,
    scanned,
    children,
  };
}

const nothing: Amount = { files: 0, bytes: 0 };

function ownSizes({
  allowed,
  sent,
  allowedBytes,
  sentBytes,
  excludedBytes,
}: WalkedEntry): UsageNode["sizes"] {
  return {
    sent: sent ? { files: 1, bytes: sentBytes } : nothing,
    allowed: allowed ? { files: 1, bytes: allowedBytes } : nothing,
    excluded: allowed ? nothing : { files: 1, bytes: excludedBytes },
  };
}

/** Equal answers share one array: there are few of them, and very many files. */
function copying(consumers: readonly Consumer[]): (walked: WalkedEntry) => readonly number[] {
  const lists = [...new Set(consumers.map(({ scope }) => scope))];
  const scopes = scopesByDirectory(lists);
  const known = new Map<string, readonly number[]>();
  const byList = groupBy([...consumers.keys()], (at) => consumers[at]?.scope ?? null);
  const withLists = (matching: readonly number[]) =>
    matching.flatMap((list) => byList.get(lists[list] ?? null) ?? []).sort((a, b) => a - b);
  return ({ path, below }) => {
    if (below !== undefined) scopes.leave(path);
    if (below !== undefined || consumers.length === 0) return nobody;
    const matching = [...scopes.matching(path)].sort((a, b) => a - b);
    const key = matching.join();
    const found = known.get(key) ?? withLists(matching);
    known.set(key, found);
    return found;
  };
}

/** Yields every entry below a node with its path, a directory before its contents. */
export function* walkUsage(
  node: UsageNode,
  prefix: Bytes = "",
): Generator<{ readonly path: Bytes; readonly node: UsageNode }> {
  const open = [{ prefix, children: node.children, next: 0 }];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const child = top.children[top.next++];
    if (child === undefined) {
      open.pop();
      continue;
    }
    const path = top.prefix + child.name;
    yield { path, node: child };
    if (child.children.length > 0) open.push({ prefix: `${path}/`, children: child.children, next: 0 });
  }
}
