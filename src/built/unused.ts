import { type Bytes, compareBytes } from "../bytes.ts";
import type { Stage } from "../dockerfile/steps.ts";
import { containsWildcards } from "../dockerfile/wildcards.ts";
import { unlessRefused } from "../errors.ts";
import { globMatch } from "../ignore/glob.ts";
import { spellPath } from "../ignore/spell.ts";
import { type Sight, seenByRuns } from "../image/seen-by-run.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { digestsOf } from "./compare-paths.ts";
import { filesOf, type LayerTree } from "./layer-tree.ts";
import { type Prediction, predict, type SentFile } from "./predicted.ts";
import type { Tally } from "./tally.ts";

/** A file that is sent but that the final image does not show. */
export interface UnusedFile {
  readonly file: SentFile;
  /** Whether a layer still holds it. */
  readonly inLayer: boolean;
  /** Line of a COPY, ADD or mount that names it: without the file, the build would fail. */
  readonly namedBy: number | null;
  /** A RUN that can see it, and may need it. */
  readonly seenBy: Sight | null;
}

/** What could be excluded: a file, or a directory from which nothing reaches the image. */
export interface Candidate {
  readonly path: Bytes;
  readonly files: number;
  readonly bytes: number;
}

export interface Unused {
  readonly files: readonly UnusedFile[];
  readonly candidates: readonly Candidate[];
  /** Whether the build was tried without all of them, and no further instruction failed. */
  readonly proven: boolean;
}

/** Lines of an ignore file to try at most. */
const mostLines = 1_000;

/**
 * Returns what is sent but not in the final image; `tryWithout`: plans the build with more lines in its ignore file.
 */
export function findUnused(
  plan: BuildPlan,
  prediction: Prediction,
  tally: Tally,
  tree: LayerTree,
  tryWithout: (lines: readonly Bytes[]) => BuildPlan,
): Unused {
  const left: SentFile[] = [];
  for (const file of prediction.sent) if (!tally.shown.has(file.path)) left.push(file);
  if (left.length === 0) return { files: [], candidates: [], proven: false };
  const moved = movedIn(plan, left, tree);
  const named = namedSources(prediction);
  const seen = seenByRuns(prediction.landing, new Set(left.map(({ path }) => path)));
  const files = left
    .filter(({ place }) => !moved.has(place))
    .map((file) => ({
      file,
      inLayer: tally.covered.has(file.path),
      namedBy: file.isOwn ? lineThatNames(named, file.path) : null,
      seenBy: seen.get(file.path) ?? null,
    }))
    .sort((a, b) => b.file.size - a.file.size || compareBytes(a.file.path, b.file.path));
  const candidates = candidatesOf(prediction, files, named);
  return { files, candidates, proven: candidates.length > 0 && isProven(candidates, tryWithout) };
}

/** Returns the places of files whose content is at another path of the image, because a RUN moved it. */
function movedIn(plan: BuildPlan, files: readonly SentFile[], tree: LayerTree): ReadonlySet<Bytes> {
  const bySize = new Map(files.map(({ size }) => [size, new Set<Bytes>()]));
  for (const [, { content }] of filesOf("", tree.root))
    if (content !== null && content.size > 0) bySize.get(content.size)?.add(content.digest);
  const alike = files.filter(({ size }) => (bySize.get(size)?.size ?? 0) > 0);
  const digests = digestsOf(plan, alike);
  return new Set(
    alike
      .filter(({ place, size }) => bySize.get(size)?.has(digests.get(place) ?? ""))
      .map(({ place }) => place),
  );
}

/** A source in the build context that the built stages name: a path, or a pattern for one. */
interface NamedSource {
  readonly path: Bytes;
  readonly line: number;
}

function namedSources({ landing }: Prediction): NamedSource[] {
  return [...landing.stages.keys()].flatMap(({ steps }: Stage) =>
    steps.flatMap((step) => {
      const { line } = step.instruction;
      if (step.kind === "WORKDIR") return [];
      if (step.kind === "RUN")
        return step.mounts
          .filter(({ type, fromStage }) => type === "bind" && fromStage === null)
          .map(({ source }) => ({ path: source.replace(/^\/+/, ""), line }));
      if (step.from !== null) return [];
      return step.sources.map(({ path, required }) => ({
        path: (required ?? path).replace(/^\/+/, ""),
        line,
      }));
    }),
  );
}

function lineThatNames(named: readonly NamedSource[], path: Bytes): number | null {
  const found = named.find((one) =>
    containsWildcards(one.path) ? globMatch(one.path, path) === true : one.path === path,
  );
  return found?.line ?? null;
}

/**
 * Returns the files, or whole directories if nothing in them is in the image and no instruction names them or something
 * in them.
 */
function candidatesOf(
  { sent }: Prediction,
  files: readonly UnusedFile[],
  named: readonly NamedSource[],
): Candidate[] {
  const unused = files.filter(({ file, namedBy }) => file.isOwn && namedBy === null).map(({ file }) => file);
  const kept = new Set<Bytes>();
  const isUnused = new Set(unused.map(({ path }) => path));
  for (const { path, isOwn } of sent) {
    if (!isOwn || isUnused.has(path)) continue;
    for (const at of above(path)) {
      if (kept.has(at)) break;
      kept.add(at);
    }
  }
  for (const { path } of named) for (const at of [path, ...above(path)]) kept.add(at);
  const found = new Map<Bytes, Candidate>();
  for (const { path, size } of unused) {
    const at =
      [...above(path)].findLast((one) => !kept.has(one) && lineThatNames(named, one) === null) ?? path;
    const before = found.get(at) ?? { path: at, files: 0, bytes: 0 };
    found.set(at, { path: at, files: before.files + 1, bytes: before.bytes + size });
  }
  return [...found.values()].sort((a, b) => b.bytes - a.bytes || compareBytes(a.path, b.path));
}

/** Returns the directories around a path, nearest first. */
function* above(path: Bytes): Generator<Bytes> {
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1))
    yield path.slice(0, end);
}

function isProven(
  candidates: readonly Candidate[],
  tryWithout: (lines: readonly Bytes[]) => BuildPlan,
): boolean {
  if (candidates.length > mostLines) return false;
  const then = unlessRefused(() => predict(tryWithout(candidates.map(({ path }) => spellPath(path)))));
  return then?.landing.problems.length === 0;
}
