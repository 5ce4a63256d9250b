/** A source of chance. The same seed and index always give the same draws. */
export interface Random {
  /** A whole number from 0 up to and not including `below`. */
  int(below: number): number;
  /** True in the given share of draws, 0 to 1. */
  chance(share: number): boolean;
  pick<T>(list: readonly [T, ...T[]] | readonly T[]): T;
  /** One of the makers, each as often as its weight says, run. */
  weighted<T>(makers: readonly (readonly [weight: number, make: () => T])[]): T;
}

/** The chance of case `index` of a run with `seed`: no case depends on another, so that one can be made alone. */
export function randomFor(seed: number, index: number, stream = ""): Random {
  let state = mix(mix(seed) ^ mix(index + 0x9e3779b9));
  for (const char of stream) state = mix(state ^ char.charCodeAt(0));
  return fromState(state);
}

/** murmur3's finaliser: near seeds give far states. */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function fromState(start: number): Random {
  let state = start;
  const next = (): number => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (below: number) => Math.floor(next() * below);
  return {
    int,
    chance: (share) => next() < share,
    pick: (list) => at(list, int(list.length)),
    weighted: (makers) => {
      let rest = next() * makers.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, make] of makers) {
        rest -= weight;
        if (rest < 0) return make();
      }
      return at(makers, makers.length - 1)[1]();
    },
  };
}

function at<T>(list: readonly T[], index: number): T {
  const [item] = list.slice(index, index + 1);
  if (item === undefined) throw new RangeError("nothing to choose from");
  return item;
}
