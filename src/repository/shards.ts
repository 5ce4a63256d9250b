import { wrongOption } from "../errors.ts";
import type { Placed } from "./model.ts";

/** One of several machines, 1-based. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

const most = 1_000;

/** Parses "2/8". Throws CtxcheckError "usage". */
export function readShard(given: string): Shard {
  const [, index = "0", count = "0"] = /^(\d{1,5})\/(\d{1,5})$/.exec(given) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index >= 1 && shard.index <= shard.count && shard.count <= most) return shard;
  throw wrongOption(
    "shard",
    `"${given}" is not a shard`,
    "write the number of this machine and how many there are: --shard 2/8",
  );
}

/**
 * Returns the builds of one machine. Every machine computes the same assignment: the heaviest build first, each to the
 * machine with the least weight so far. If nothing was measured, all builds weigh the same.
 */
export function buildsOfShard(
  builds: readonly Placed[],
  { index, count }: Shard,
  weightOf: (build: Placed) => number,
): Placed[] {
  const machines = Array.from({ length: count }, () => ({ weight: 0, builds: [] as Placed[] }));
  const heaviestFirst = builds
    .map((build) => ({ build, weight: weightOf(build) }))
    .sort((a, b) => b.weight - a.weight || a.build.at - b.build.at);
  for (const { build, weight } of heaviestFirst) {
    const lightest = machines.reduce((least, one) => (isLighter(one, least) ? one : least));
    lightest.weight += weight;
    lightest.builds.push(build);
  }
  return (machines[index - 1]?.builds ?? []).sort((a, b) => a.at - b.at);
}

interface Machine {
  readonly weight: number;
  readonly builds: readonly Placed[];
}

const isLighter = (one: Machine, other: Machine): boolean =>
  one.weight < other.weight || (one.weight === other.weight && one.builds.length < other.builds.length);
