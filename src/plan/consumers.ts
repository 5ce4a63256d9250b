import { groupBy } from "../append.ts";
import { type Bytes, toText } from "../bytes.ts";
import { linkTree } from "../context/link-tree.ts";
import { followLinks } from "../dockerfile/follow-links.ts";
import type { RequestedPath } from "../dockerfile/stage-run.ts";
import { stageName } from "../dockerfile/stages.ts";
import { unlessReported } from "../errors.ts";
import { isBroken } from "../ignore/cursor.ts";
import type { IgnoreEntry } from "../ignore/parse.ts";
import { type Pattern, readPatterns, refuseBadSyntax } from "../ignore/pattern.ts";
import { rootScope, type Scope } from "../ignore/scope.ts";
import { beyondLimit, limits } from "../limits.ts";
import type { BuildPlan } from "./build-plan.ts";

/** An instruction that requests something from the context. */
export interface Consumer {
  readonly line: number;
  readonly text: string;
  /** Name of its stage; `stage-<index>` if it has none, "" for the only stage. */
  readonly stage: string;
  readonly stageIndex: number;
  /** What it requests, as patterns; null if it requests everything. */
  readonly scope: Scope | null;
}

const known = new WeakMap<BuildPlan, { readonly version: number; readonly consumers: readonly Consumer[] }>();

/** Returns the instructions of reachable stages that request something, in line order. */
export function consumersOf(plan: BuildPlan): readonly Consumer[] {
  const { version } = plan.context.source;
  const found = known.get(plan);
  if (found?.version === version) return found.consumers;
  const consumers = findConsumers(plan);
  known.set(plan, { version, consumers });
  return consumers;
}

function findConsumers(plan: BuildPlan): Consumer[] {
  if (plan.requested === null || !plan.requested.request.requested) return [];
  const byInstruction = groupBy(
    plan.requested.request.paths,
    ({ instruction, stage }) => `${instruction.line}:${stage.label}`,
  );
  const scopeOf = makeScopes(plan);
  return [...byInstruction.values()]
    .flatMap((paths) => consumer(plan, paths, scopeOf))
    .sort((a, b) => a.line - b.line);
}

type ScopeOf = (paths: readonly RequestedPath[]) => Scope | null;

function consumer(plan: BuildPlan, paths: readonly RequestedPath[], scopeOf: ScopeOf): Consumer[] {
  const [first] = paths;
  if (first === undefined) return [];
  const { instruction, stage } = first;
  return [
    {
      line: instruction.line,
      text: toText(instruction.text),
      stage: stageName(stage),
      stageIndex: plan.requested?.request.stages.indexOf(stage) ?? -1,
      scope: scopeOf(paths),
    },
  ];
}

/**
 * Rules D4, D7, D8, for each instruction alone: a chain of links is followed from each of its links to its end. What
 * requests the same has the same list.
 */
function makeScopes({ context, dockerfile }: BuildPlan): ScopeOf {
  const links = linkTree(context);
  const file = dockerfile?.shown ?? "Dockerfile";
  const patterns = new Map<Bytes, readonly Pattern[]>();
  const patternsOf = (text: Bytes) => {
    const read = patterns.get(text) ?? soundPatterns({ text, raw: text, file, line: 1, column: 1 });
    patterns.set(text, read);
    return read;
  };
  let left: number = limits.followed;
  const scopeOf = (requestedPaths: readonly Bytes[]) => {
    const followed = followLinks(links, requestedPaths);
    if (followed === null) return null;
    left -= Math.max(0, followed.length - requestedPaths.length);
    if (left < 0) beyondLimit(`the links of the instructions lead to more than ${limits.followed} paths`);
    return rootScope(followed.flatMap(patternsOf));
  };
  const known = new Map<Bytes, Scope | null>();
  return (paths) => {
    if (paths.some(({ path }) => path === "/")) return null;
    const requestedPaths = paths.map(({ path }) => path.slice(1));
    const key = requestedPaths.join("\0");
    const scope = known.get(key) ?? scopeOf(requestedPaths);
    known.set(key, scope);
    return scope;
  };
}

/** Next to an instruction that requests everything, these are not read as patterns: a broken one requests nothing. */
function soundPatterns(entry: IgnoreEntry): readonly Pattern[] {
  const isSound = (pattern: Pattern) => {
    refuseBadSyntax(pattern);
    return !isBroken(pattern);
  };
  return readPatterns([entry]).filter((pattern) => unlessReported(() => isSound(pattern)) === true);
}

export function consumes({ scope }: Consumer, path: Bytes): boolean {
  if (scope === null) return true;
  const names = path.split("/");
  const name = names.pop() ?? "";
  const inside = names.reduce((entered, component) => entered.enter(component), scope);
  return inside.decide(name).matched;
}
