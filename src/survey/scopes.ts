import { appendTo } from "../append.ts";
import type { Bytes } from "../bytes.ts";
import type { Scope } from "../ignore/scope.ts";

/** One of the lists, by its place among them. */
interface Listed {
  readonly at: number;
  readonly scope: Scope;
}

/** The lists inside a directory. */
interface Inside {
  /** They match everything in it. */
  readonly all: readonly number[];
  /** By the only names that they have to do with. */
  readonly named: ReadonlyMap<Bytes, readonly Listed[]>;
  readonly others: readonly Listed[];
}

/** Path lists as they apply inside the directories of the walk; null is a list that matches everything. */
export interface Scopes {
  /** Called when the walk leaves a directory. */
  leave(directory: Bytes): void;
  /** The lists that match the path, by their places, in no order. */
  matching(path: Bytes): readonly number[];
  /** Whether one of them may match something in the directory. */
  reach(directory: Bytes): boolean;
}

export function scopesByDirectory(lists: readonly (Scope | null)[]): Scopes {
  const all = lists.flatMap((scope, at) => (scope === null ? [at] : []));
  const root = insideOf(
    all,
    lists.flatMap((scope, at) => (scope === null ? [] : [{ at, scope }])),
  );
  const entered = new Map<Bytes, Inside>();
  const inside = (directory: Bytes): Inside => {
    const known = directory === "" ? root : entered.get(directory);
    if (known !== undefined) return known;
    const slash = directory.lastIndexOf("/");
    const made = enter(inside(directory.slice(0, Math.max(slash, 0))), directory.slice(slash + 1));
    entered.set(directory, made);
    return made;
  };
  return {
    leave: (directory) => {
      entered.delete(directory);
    },
    matching: (path) => {
      const slash = path.lastIndexOf("/");
      const name = path.slice(slash + 1);
      const here = inside(path.slice(0, Math.max(slash, 0)));
      const found = about(here, name).filter(({ scope }) => scope.decide(name).matched);
      return found.length === 0 ? here.all : [...here.all, ...found.map(({ at }) => at)];
    },
    reach: (directory) => {
      const { all, named, others } = inside(directory);
      return all.length + named.size + others.length > 0;
    },
  };
}

const noLists: readonly Listed[] = [];

function about({ named, others }: Inside, name: Bytes): readonly Listed[] {
  const own = named.get(name);
  if (own === undefined) return others;
  return others.length === 0 ? own : [...own, ...others];
}

function enter(around: Inside, name: Bytes): Inside {
  const all = [...around.all];
  const inner: Listed[] = [];
  for (const list of about(around, name)) {
    const scope = list.scope.enter(name);
    if (scope.isSettled?.() === true) all.push(list.at);
    else if (scope.isOver?.() !== true) inner.push({ at: list.at, scope });
  }
  return all.length === around.all.length && inner.length === 0 ? endOf(around) : insideOf(all, inner);
}

/** The same one for all directories below. */
const endOf = (around: Inside): Inside =>
  around.named.size === 0 && around.others.length === 0 ? around : insideOf(around.all, []);

function insideOf(all: readonly number[], lists: readonly Listed[]): Inside {
  const named = new Map<Bytes, Listed[]>();
  const others: Listed[] = [];
  for (const list of lists) {
    const names = list.scope.names?.() ?? null;
    if (names === null) others.push(list);
    for (const name of names ?? []) appendTo(named, name, list);
  }
  return { all, named, others: others.length === 0 ? noLists : others };
}
