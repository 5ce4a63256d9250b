import type { Bytes } from "../../src/bytes.ts";
import type { DockerfileCase, IgnoreCase } from "./cases.ts";
import { source } from "./generate-copy.ts";
import { argumentNames, makeDockerfile, type Scope } from "./generate-dockerfile.ts";
import { makeIgnore } from "./generate-ignore.ts";
import { makeTree } from "./generate-tree.ts";
import { type Random, randomFor } from "./random.ts";

/**
 * Case `index` of the run with `seed`: a tree and an ignore file, weighted to where builders differ. The same two
 * numbers always give the same case; no other case has to be made for it.
 */
export function generateIgnoreCase(seed: number, index: number): IgnoreCase {
  const random = randomFor(seed, index, "ignore");
  const tree = makeTree(random, {
    depth: 4,
    entries: random.pick([6, 14, 36]),
    oddNames: random.pick([0.05, 0.35, 0.8]),
  });
  return { id: `i${seed}-${index}`, ignore: makeIgnore(random, tree), tree };
}

/** Case `index` of the run with `seed`: a tree, a Dockerfile, and what a build may be told beside it. */
export function generateDockerfileCase(seed: number, index: number): DockerfileCase {
  const random = randomFor(seed, index, "dockerfile");
  const tree = makeTree(random, { depth: 3, entries: 16, oddNames: random.pick([0, 0.1, 0.4]) });
  const contexts = random.chance(0.25)
    ? random.pick([["lib"], ["lib", "other"], ["context"], ["alpine"]])
    : [];
  const scope: Scope = { random, tree, stages: [], contexts, escapeToken: random.chance(0.06) ? "`" : "\\" };
  const dockerfile = makeDockerfile(scope);
  return {
    id: `d${seed}-${index}`,
    dockerfile,
    ...maybe(random, 0.1, { file: random.pick(["build/Dockerfile.prod", "build.Dockerfile", "build/f"]) }),
    ...maybe(random, 0.4, { ignore: makeIgnore(random, tree) }),
    ...maybe(random, 0.08, { dockerfileIgnore: makeIgnore(random, tree) }),
    ...maybe(random, scope.stages.some(Boolean) ? 0.3 : 0.01, { target: target(random, scope.stages) }),
    ...maybe(random, 0.35, { buildArgs: buildArgs(scope) }),
    ...maybe(random, 0.08, {
      platforms: random.pick([["linux/arm64"], ["linux/amd64", "linux/386"], ["linux/arm/v7"]]),
    }),
    ...(contexts.length > 0
      ? { contexts: Object.fromEntries(contexts.map((name) => [name, contextIgnore(random)])) }
      : {}),
    tree,
  };
}

function maybe<T extends object>(random: Random, share: number, fields: T): T | Record<never, never> {
  return random.chance(share) ? fields : {};
}

function target(random: Random, stages: readonly Bytes[]): Bytes {
  const named = stages.filter((name) => name !== "");
  return random.weighted<Bytes>([
    [named.length > 0 ? 6 : 0, () => random.pick(named)],
    [0.2, () => `stage-${random.int(stages.length)}`],
    [0.1, () => `${random.int(stages.length)}`],
    [0.3, () => random.pick(["nope", "S0", "scratch"])],
  ]);
}

function buildArgs(scope: Scope): Record<Bytes, Bytes> {
  const { random } = scope;
  const names = argumentNames.filter(() => random.chance(0.35));
  return Object.fromEntries(names.map((name) => [name, random.chance(0.1) ? "" : source(scope)]));
}

const contextIgnore = (random: Random) => random.pick(["", "*.md\n", "*\n!a\n"]);
