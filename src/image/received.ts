import type { IgnoreText } from "../builders/builder.ts";
import { buildkit, readNamedPatterns } from "../builders/buildkit.ts";
import type { SentEntry } from "../builders/wire/wire.ts";
import type { Bytes } from "../bytes.ts";
import { compareBytes } from "../bytes.ts";
import { resolveNamed } from "../context/links.ts";
import { readDeciding, type TreeRoot } from "../context/source.ts";
import type { Tree } from "../context/tree.ts";
import { walkContext } from "../context/walk.ts";
import type { ContextRequest } from "../dockerfile/request.ts";
import type { NamedContext } from "../dockerfile/steps.ts";
import type { Problem } from "../model.ts";
import type { BuildPlan, Requested } from "../plan/build-plan.ts";
import { openRules } from "../plan/plan.ts";
import { requestedPatterns } from "../plan/request.ts";
import { namedPath } from "./named-path.ts";

/** What BuildKit received of a context, and what could not be read of it, which makes the numbers too small. */
export interface ReceivedContext {
  readonly entries: readonly SentEntry[];
  /** For a named context, with paths as shown to people (`namedPath`). */
  readonly problems: readonly Problem[];
}

/** What was received of the build context and of the named ones. */
export interface ReceivedContexts {
  /** In walk order. */
  readonly context: readonly SentEntry[];
  readonly named: ReadonlyMap<NamedContext, readonly SentEntry[]>;
  readonly problems: readonly Problem[];
}

/** Walks every context that the build needs. */
export function receiveAll(plan: BuildPlan, requested: Requested): ReceivedContexts {
  const { entries, problems } = requested.request.requested
    ? walkSent(plan.context, openRules(plan))
    : { entries: [], problems: [] };
  const named = receiveNamed(requested, plan.context.source);
  return { context: entries, ...entriesAndProblems(named, problems) };
}

/** Returns what was received of named contexts, with the problems of all contexts. */
export function entriesAndProblems(
  named: ReadonlyMap<NamedContext, ReceivedContext>,
  others: readonly Problem[] = [],
): Pick<ReceivedContexts, "named" | "problems"> {
  return {
    named: new Map([...named].map(([context, { entries }]) => [context, entries])),
    problems: [...others, ...[...named.values()].flatMap(({ problems }) => problems)],
  };
}

/** Cached for every reader of a report; the ignore file of the build does not change it. */
const known = new WeakMap<Requested, ReadonlyMap<NamedContext, ReceivedContext>>();

/** Rule A11: a named context has its own ignore file, and errors reading it are ignored. */
export function receiveNamed(requested: Requested, source: Tree): ReadonlyMap<NamedContext, ReceivedContext> {
  const found = known.get(requested);
  if (found !== undefined) return found;
  const received = new Map<NamedContext, ReceivedContext>();
  for (const requestOfNamed of requested.request.named) {
    const root = source.realPath(requested.directories.get(requestOfNamed.context) ?? "");
    if (root === null) continue;
    const before = received.get(requestOfNamed.context);
    received.set(requestOfNamed.context, both(before, receiveOne(requestOfNamed, { source, root })));
  }
  known.set(requested, received);
  return received;
}

function receiveOne(
  requestOfNamed: ContextRequest["named"][number],
  tree: TreeRoot & { readonly source: Tree },
): ReceivedContext {
  const { name } = requestOfNamed.context;
  const ignoreFile = ownIgnoreFile(tree, requestOfNamed.context);
  // In this order: both lists travel before the client reads either.
  const requested = requestedPatterns(requestOfNamed, {
    builder: buildkit,
    context: tree,
    ignoreFile,
    file: name,
  });
  const patterns = ignoreFile === null ? [] : readNamedPatterns(ignoreFile);
  const { entries, problems } = walkSent(tree, buildkit.open({ patterns, requested, transferred: true }));
  return { entries, problems: problems.map((found) => ({ ...found, path: namedPath(name, found.path) })) };
}

/** Combines what two instructions receive of one context. */
function both(one: ReceivedContext | undefined, other: ReceivedContext): ReceivedContext {
  const byPath = <T extends { readonly path: Bytes }>(all: readonly T[]): T[] =>
    [...new Map(all.map((each) => [each.path, each])).values()].sort((a, b) => compareBytes(a.path, b.path));
  return {
    entries: byPath([...(one?.entries ?? []), ...other.entries]),
    problems: byPath([...(one?.problems ?? []), ...other.problems]),
  };
}

/** Returns the named contexts of a build, if its builder is sent any. */
export function namedContexts({
  builder,
  requested,
  context,
}: BuildPlan): ReadonlyMap<NamedContext, ReceivedContext> {
  return requested === null || builder.name !== "buildkit"
    ? new Map()
    : receiveNamed(requested, context.source);
}

/** Counts what is sent of each named context. */
export function countNamed(plan: BuildPlan): { name: string; files: number; bytes: number }[] {
  return [...namedContexts(plan)].map(([{ name }, { entries }]) => {
    const files = entries.filter(({ type }) => type !== "directory");
    const sized = files.filter(
      ({ type, linkOf, arrivesEmpty }) => type === "file" && linkOf === "" && !arrivesEmpty,
    );
    return { name, files: files.length, bytes: sized.reduce((bytes, { size }) => bytes + size, 0) };
  });
}

/** Yields the files of named contexts whose content is sent, with the name for people and the absolute path. */
export function* namedFiles(plan: BuildPlan): Generator<{ path: Bytes; absolute: Bytes }> {
  const { source } = plan.context;
  for (const [context, { entries }] of namedContexts(plan)) {
    const root = source.realPath(plan.requested?.directories.get(context) ?? "");
    for (const { path, type, linkOf, arrivesEmpty, size } of entries) {
      if (root === null || type !== "file" || linkOf !== "" || arrivesEmpty || size === 0) continue;
      yield { path: namedPath(context.name, path), absolute: `${root}/${path}` };
    }
  }
}

function ownIgnoreFile({ source, root }: TreeRoot, { name }: NamedContext): IgnoreText | null {
  const path = resolveNamed(source, root, ".dockerignore");
  const shown = `${name}:.dockerignore`;
  const content = path === null ? null : readDeciding(source, path, shown);
  return content === null ? null : { content, shown };
}

function walkSent(
  { source, root }: TreeRoot & { readonly source: Tree },
  folder: ReturnType<typeof openRules>,
): ReceivedContext {
  const entries: SentEntry[] = [];
  const problems: Problem[] = [];
  walkContext(
    { source, root, builder: buildkit, folder, measureExcluded: false },
    {
      entry: () => {},
      problem: (problem) => problems.push(problem),
      sent: (entry) => entries.push(entry),
    },
  );
  return { entries, problems };
}
