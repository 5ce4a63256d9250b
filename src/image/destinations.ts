import type { Bytes } from "../bytes.ts";
import { contextTree as filesOf } from "../context/context-tree.ts";
import { linkTree } from "../context/link-tree.ts";
import type { Marks } from "../context/marks.ts";
import { isFailure } from "../context/source.ts";
import type { LinkTree } from "../dockerfile/follow-links.ts";
import type { ContextRequest } from "../dockerfile/request.ts";
import { containsWildcards } from "../dockerfile/wildcards.ts";
import { once } from "../once.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { decidedOf } from "../plan/decide.ts";
import { removedByDaemon } from "../plan/removed-by-daemon.ts";
import { classicEngine } from "./classic.ts";
import { containersEngine } from "./containers.ts";
import { type CopyFinding, checkCopies } from "./copy-checks.ts";
import type { Engine } from "./engine.ts";
import { ignoredOnTheWay } from "./from-ignored.ts";
import type { ImageTree } from "./image-tree.ts";
import {
  buildkitEngine,
  buildkitEngineOf2020,
  type Landing,
  type LandingProblem,
  landFiles,
} from "./landing.ts";
import { fileBelow } from "./link-paths.ts";
import { hasOnward, type Onward, onwardOf } from "./onward.ts";
import type { ReadContent } from "./passwd.ts";
import { entriesAndProblems, receiveNamed } from "./received.ts";
import { sentTree } from "./sent-tree.ts";

/** What the Dockerfile does with what was sent. Computed on demand, and only after the walk. */
export interface Destinations {
  readonly request: ContextRequest;
  readonly links: LinkTree;
  /** Sources of COPY, ADD and bind mounts that do not provide what they name. */
  copies(): CopyFinding[];
  /** Sources of COPY --from that stages lack, because they are excluded from the context. */
  onTheWay(): CopyFinding[];
  /** Where everything ends up. */
  landing(): Landing;
  /** Failures that stop the build, in stage order. */
  failures(): readonly BuildFailure[];
  /** What becomes of files copied into intermediate stages, by `onwardKey`. */
  onward(): ReadonlyMap<string, Onward>;
}

const trees = new WeakMap<Marks, ImageTree>();

/** Null for a build without a Dockerfile, and for builders whose treatment of one is unknown. */
export function destinationsOf(plan: BuildPlan): Destinations | null {
  const { builder, requested, context, recipe } = plan;
  if (recipe === null || recipe.request === null) return null;
  const { request } = recipe;
  const { sendsParents } = builder;
  const sent = once(() => {
    const { marks } = decidedOf(plan);
    const removed = removedByDaemon(plan);
    // Builds that are sent the same share their marks.
    const known = trees.get(marks) ?? sentTree({ context, marks, removed, sendsParents });
    trees.set(marks, known);
    return known;
  });
  const links = linkTree(context);
  const landing = once(() => {
    const { named } = entriesAndProblems(
      requested === null ? new Map() : receiveNamed(requested, context.source),
    );
    return landFiles(request, { context: sent(), named, read: contentReader(plan) }, engineOf(plan));
  });
  const failures: () => readonly BuildFailure[] = once(() =>
    builder.engine === undefined ? copies().map(missingSource) : landing().problems.map(describeFailure),
  );
  const copies: () => CopyFinding[] = once(() => {
    const stages = request.stages.filter((stage) => request.built.has(stage));
    const isRequesting = builder.sends === "requested-paths";
    const found = [
      ...checkCopies(stages, sent(), links),
      ...(sent().root.children.size > 0 ? [] : emptyCopies(request, links)),
    ];
    if (builder.engine === undefined) return found.filter(isSure);
    return isRequesting ? found : failing(found, failures());
  });
  const failingLines = once(() => new Set(failures().map(({ line }) => line)));
  return {
    request,
    links,
    copies,
    onTheWay: once(() =>
      builder.engine === undefined ? [] : ignoredOnTheWay(request, landing(), links, failingLines()),
    ),
    landing,
    failures,
    onward: once(() => (hasOnward(request) ? onwardOf(landing(), request) : new Map())),
  };
}

function engineOf({ builder, context, patterns }: BuildPlan): Engine {
  if (builder.engine === "classic") return classicEngine;
  if (builder.engine === "buildah") return containersEngine(filesOf(context), patterns);
  return builder.engine === "buildkit@0.8" ? buildkitEngineOf2020 : buildkitEngine;
}

/** BuildKit and the classic builder agree on these. */
const isSure = ({ rule, fails, kind, source }: CopyFinding): boolean =>
  fails &&
  kind !== "bind" &&
  (rule === "copy-missing" || rule === "copy-ignored") &&
  !containsWildcards(source);

const missingSource = ({ instruction: { line, text }, source }: CopyFinding): BuildFailure => ({
  line,
  text,
  message: `"${source}": not found`,
});

/** Returns what BuildKit finds wrong with sources, for instructions on which another builder stops, too. */
function failing(found: readonly CopyFinding[], failures: readonly BuildFailure[]): CopyFinding[] {
  const lines = new Set(failures.map(({ line }) => line));
  return found.flatMap((copy) =>
    lines.has(copy.instruction.line) && copy.rule !== "copy-outside" ? [{ ...copy, fails: true }] : [],
  );
}

function contentReader({ context: { source, root } }: BuildPlan): ReadContent {
  return ({ context, path }) => {
    const read = context === null ? source.read(`${root}/${path}`) : { failed: "" };
    return isFailure(read) ? null : read.content;
  };
}

/** A failure that stops the build. */
export interface BuildFailure {
  /** Line in the Dockerfile; null if the file as a whole is to blame. */
  readonly line: number | null;
  /** The instruction as written. */
  readonly text: Bytes;
  /** In the builder's words. */
  readonly message: string;
}

const describeFailure = ({ instruction, message }: LandingProblem): BuildFailure => ({
  line: instruction.line,
  text: instruction.text,
  message,
});

/** Finds each `COPY .` of a context from which nothing is sent. */
function emptyCopies({ paths, built }: ContextRequest, links: LinkTree): CopyFinding[] {
  const left = fileBelow(links, "");
  return paths.flatMap(({ path, kind, instruction, stage, source }) =>
    path === "/" && (kind === "COPY" || kind === "ADD") && left !== null && built.has(stage)
      ? [
          {
            rule: "copy-ignored",
            kind,
            instruction,
            stage,
            source,
            path: left,
            fails: false,
            similar: undefined,
            unset: [],
            from: null,
          },
        ]
      : [],
  );
}
