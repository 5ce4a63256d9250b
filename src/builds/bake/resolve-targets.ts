import { spend } from "../effort.ts";
import { Refusal } from "../refusal.ts";
import { mergeTargets, type Target } from "./targets.ts";

export interface Group {
  readonly name: string;
  readonly targets: readonly string[];
}

/** A definition with every value known. */
export interface Config {
  readonly groups: readonly Group[];
  readonly targets: ReadonlyMap<string, Target>;
}

/** Returns a target with everything that it inherits. Throws Refusal. */
export function inherit({ targets }: Config, name: string): Target {
  const done = new Map<string, Target | null>();
  const resolve = (one: string, depth: number): Target | null => {
    const known = done.get(one);
    if (known !== undefined) return known;
    const own = targets.get(one);
    if (own === undefined) throw new Refusal(`failed to find target ${one}`);
    if (depth > 500) throw new Refusal("targets inherit too deeply");
    // A target that inherits from itself gets nothing by that.
    done.set(one, null);
    let base: Target = { ...own, inherits: [], args: new Map(), contexts: new Map() };
    base = bare(base);
    for (const parent of own.inherits) {
      const inherited = resolve(parent, depth + 1);
      spend(1 + (inherited?.args.size ?? 0));
      if (inherited !== null) base = mergeTargets(base, { ...inherited, inherits: [], place: own.place });
    }
    const merged = mergeTargets(base, own);
    const contexts = new Map([...merged.contexts].filter(([, context]) => context !== ""));
    const resolved = { ...merged, place: own.place, contexts };
    done.set(one, resolved);
    return resolved;
  };
  const found = resolve(name, 0);
  if (found === null) throw new Refusal(`failed to find target ${name}`);
  return found;
}

const bare = ({ name, place, isBake }: Target): Target => ({
  name,
  place,
  isBake,
  inherits: [],
  args: new Map(),
  contexts: new Map(),
});

/**
 * Returns the targets of a group, including those of its groups. A name that is not a group, or one that leads back, is
 * a target.
 */
export function expandGroup({ groups }: Config, name: string): ReadonlySet<string> {
  const byName = new Map(groups.toReversed().map((group) => [group.name, group]));
  const visited = new Map<string, readonly string[]>();
  const expand = (one: string, depth: number): readonly string[] => {
    const known = visited.get(one);
    if (known !== undefined) return known;
    const group = byName.get(one);
    if (group === undefined) return [one];
    if (depth > 500) throw new Refusal("groups are nested too deeply");
    visited.set(one, []);
    const found = new Set<string>();
    for (const target of group.targets) {
      const below = expand(target, depth + 1);
      for (const each of below.length > 0 ? below : [target]) found.add(each);
    }
    visited.set(one, [...found]);
    return [...found];
  };
  return new Set(expand(name, 0));
}

/** Checks that what contexts of the form `target:x` refer to exists and does not lead back. Throws Refusal. */
export function checkLinks(config: Config, target: Target, visited: readonly string[] = []): void {
  const path = [...visited, target.name];
  for (const context of target.contexts.values()) {
    if (!context.startsWith("target:")) continue;
    const name = context.slice("target:".length);
    if (name === target.name) throw new Refusal(`target ${name} cannot link to itself`);
    if (path.includes(name)) throw new Refusal(`infinite loop from ${target.name} to ${name}`);
    spend(100);
    const linked = inherit(config, name);
    checkLinks(config, linked, path);
    checkPlatforms(target, linked);
  }
}

function checkPlatforms(target: Target, linked: Target): void {
  const [mine, theirs] = [target.platforms ?? [], linked.platforms ?? []];
  if (mine.length > 1 && theirs.length > 1 && !mine.every((platform) => theirs.includes(platform)))
    throw new Refusal(
      `target ${linked.name} can't be used by ${target.name}: its platforms are not a subset`,
    );
}

/** A target used as a context is built with its user. */
export function linkedTo(config: Config, name: string): string[] {
  if (!config.targets.has(name)) return [];
  try {
    return [...inherit(config, name).contexts.values()].flatMap((context) =>
      context.startsWith("target:") ? [context.slice("target:".length)] : [],
    );
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}
