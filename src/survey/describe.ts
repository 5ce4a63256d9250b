import { toText } from "../bytes.ts";
import { isDirectory, type Source } from "../context/source.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { findDockerfiles } from "../plan/discover.ts";
import { fromHere } from "../plan/dockerfile.ts";
import type { PlanOptions } from "../plan/options.ts";
import type { Report } from "../report-model.ts";

/** Which build it is. */
export function describeBuild(
  { builder, context, dockerfile, ignoreFile, patterns, unfiltered }: BuildPlan,
  { cwd, target }: PlanOptions,
) {
  return {
    builder: builder.name,
    os: builder.os ?? null,
    context: context.shown,
    commit: commitOf(context.source),
    given: givenOf(context.source, unfiltered),
    dockerfile: dockerfile?.shown ?? null,
    ignoreFile: ignoreFile?.shown ?? null,
    ignoreFileReason: ignoreFile?.why ?? null,
    patterns: patterns.length,
    target: target ?? null,
    fromHere: {
      context: fromHere(context.root, cwd, context),
      dockerfile: dockerfile?.fromHere ?? null,
      ignoreFile: ignoreFile?.fromHere ?? null,
    },
  };
}

const givenOf = ({ given }: Source, unfiltered: boolean): Report["given"] =>
  given === undefined ? null : { kind: given.kind, bytes: given.bytes, filtered: !unfiltered };

function commitOf({ origin }: Source): Report["commit"] {
  if (origin === undefined) return null;
  const { ref, commit, submodules, refused } = origin;
  return { ref, id: commit, submodules, refused: refused.map(toText) };
}

/** Those of editors and tools, of examples and of tests build something else. */
const notMeant = /(^|\/)(\.[^/]*|examples?|samples?|tests?|testdata|fixtures?|templates?|vendor)\//i;
const mostLookedAt = 500;
/** Enough to tell one from many. */
const mostNamed = 5;

/** Where the build has none: those that could be meant. They are looked for on the disk only. */
export function dockerfilesElsewhere({ dockerfile, context }: BuildPlan): string[] {
  const isLookedFor = dockerfile === null && isDirectory(context.source);
  if (!isLookedFor) return [];
  const found = findDockerfiles(context.source, context.root);
  return found
    .slice(0, mostLookedAt)
    .filter((path) => !notMeant.test(path))
    .slice(0, mostNamed);
}
