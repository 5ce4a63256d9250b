import type { IgnoreText } from "../builders/builder.ts";
import { buildkit, readNamedPatterns } from "../builders/buildkit.ts";
import type { SentEntry } from "../builders/wire/wire.ts";
import type { Bytes } from "../bytes.ts";
import { compareBytes } from "../bytes.ts";
import { resolveConfined } from "../context/links.ts";
import { isFailure, type Source, type TreeRoot } from "../context/source.ts";
import { walkContext } from "../context/walk.ts";
import type { NamedContext } from "../dockerfile/stages.ts";
import type { Problem } from "../model.ts";
import { type BuildPlan, openRules } from "../plan/plan.ts";
import { type Requested, requestedPatterns } from "../plan/request.ts";
import { namedPath } from "./named-path.ts";

/** What BuildKit received of the build context and of the named ones; entries in the order of the walk. */
export interface ReceivedContexts {
  readonly context: readonly SentEntry[];
  readonly named: ReadonlyMap<NamedContext, readonly SentEntry[]>;
  readonly problems: readonly Problem[];
}

/** Walks every context that the build needs. */
export function receiveAll(plan: BuildPlan, requested: Requested): ReceivedContexts {
  const problems: Problem[] = [];
  const context = requested.request.requested
    ? walkSent(plan.context, openRules(plan), (problem) => problems.push(problem))
    : [];
  return { context, named: receiveNamed(requested, plan.context.source), problems };
}

/** Rule A11: a named context has its own ignore file; errors of reading that one are swallowed. */
export function receiveNamed(
  { request, directories }: Requested,
  source: Source,
): Map<NamedContext, SentEntry[]> {
  const received = new Map<NamedContext, Map<Bytes, SentEntry>>();
  for (const asked of request.named) {
    const root = source.realPath(directories.get(asked.context) ?? "");
    if (root === null) continue;
    const tree = { source, root };
    const ignoreFile = ownIgnoreFile(tree, asked.context);
    // In this order: both lists travel before the client reads either.
    const requested = requestedPatterns(asked, {
      builder: buildkit,
      context: tree,
      ignoreFile,
      file: asked.context.name,
    });
    const patterns = ignoreFile === null ? [] : readNamedPatterns(ignoreFile);
    const rules = { patterns, requested, transferred: true };
    const entries = received.get(asked.context) ?? new Map<Bytes, SentEntry>();
    for (const entry of walkSent(tree, buildkit.open(rules), () => {})) entries.set(entry.path, entry);
    received.set(asked.context, entries);
  }
  return new Map([...received].map(([context, entries]) => [context, inOrder(entries)]));
}

/** What is sent of each named context. */
export function countNamed({
  builder,
  requested,
  context,
}: BuildPlan): { name: string; files: number; bytes: number }[] {
  if (requested === null || builder.name !== "buildkit") return [];
  return [...receiveNamed(requested, context.source)].map(([{ name }, entries]) => {
    const files = entries.filter(({ type }) => type !== "directory");
    const sized = files.filter(
      ({ type, linkOf, arrivesEmpty }) => type === "file" && linkOf === "" && !arrivesEmpty,
    );
    return { name, files: files.length, bytes: sized.reduce((bytes, { size }) => bytes + size, 0) };
  });
}

/** The files of the named contexts whose content is sent: by their name for people, and where each lies. */
export function* namedFiles({
  builder,
  requested,
  context: { source },
}: BuildPlan): Generator<{ path: Bytes; absolute: Bytes }> {
  if (requested === null || builder.name !== "buildkit") return;
  for (const [context, entries] of receiveNamed(requested, source)) {
    const root = source.realPath(requested.directories.get(context) ?? "");
    for (const { path, type, linkOf, arrivesEmpty, size } of entries) {
      if (root === null || type !== "file" || linkOf !== "" || arrivesEmpty || size === 0) continue;
      yield { path: namedPath(context.name, path), absolute: `${root}/${path}` };
    }
  }
}

const inOrder = (entries: ReadonlyMap<Bytes, SentEntry>): SentEntry[] =>
  [...entries.values()].sort((a, b) => compareBytes(a.path, b.path));

function ownIgnoreFile({ source, root }: TreeRoot, { name }: NamedContext): IgnoreText | null {
  const path = resolveConfined(source, root, ".dockerignore");
  const read = path === null ? { failed: "ENOENT" } : source.read(path);
  return isFailure(read) ? null : { content: read.content, shown: `${name}:.dockerignore` };
}

function walkSent(
  { source, root }: TreeRoot,
  folder: ReturnType<typeof openRules>,
  problem: (problem: Problem) => void,
): SentEntry[] {
  const entries: SentEntry[] = [];
  const sent = (entry: SentEntry) => entries.push(entry);
  walkContext(
    { source, root, builder: buildkit, folder, measureExcluded: false },
    { entry: () => {}, problem, sent },
  );
  return entries;
}
