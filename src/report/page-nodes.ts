import { type Bytes, toText } from "../bytes.ts";
import type { Reach } from "../image/reach.ts";
import { type Usage, type UsageNode, walkUsage } from "../usage/usage.ts";
import { safe } from "./escape.ts";
import type { PageData } from "./page-data.ts";

/** What is known about each path besides its size. */
export interface PageInput {
  readonly usage: Usage;
  readonly touches: ReadonlyMap<UsageNode, readonly number[]>;
  readonly positions: ReadonlyMap<object, number>;
  readonly reaches: ReadonlyMap<Bytes, Reach>;
}

type Columns = Pick<
  PageData,
  | "names"
  | "parents"
  | "sizes"
  | "states"
  | "reaches"
  | "touches"
  | "copies"
  | "by"
  | "touchSets"
  | "copySets"
>;

const letters = { image: "i", stage: "s", builder: "b" } as const;

/** Returns the columns of the page, and the node of each path. */
export function pageColumns(input: PageInput, title: string): { columns: Columns; at: Map<string, number> } {
  const { usage, touches, positions, reaches } = input;
  const [touchSets, copySets] = [setsOf(), setsOf()];
  const at = new Map<string, number>([["", 0]]);
  const names = [safe(title)];
  const parents = [0];
  const sizes = [0];
  const states = ["d"];
  const far = ["-"];
  const [touched, copied, by] = [[touchSets.add([])], [copySets.add([])], [-1]];
  for (const { path, node } of walkUsage(usage.root)) {
    const text = toText(path);
    const parent = at.get(text.slice(0, Math.max(0, text.lastIndexOf("/")))) ?? 0;
    parents.push(names.length - parent);
    if (node.type === "directory") at.set(text, names.length);
    else if (!at.has(text)) at.set(text, names.length);
    names.push(safe(toText(node.name)));
    sizes.push(sizeOf(node));
    states.push(node.type === "directory" ? "d" : node.sent ? "s" : node.allowed ? "a" : "x");
    const reach = reaches.get(path);
    far.push(reach === undefined ? "-" : letters[reach.where]);
    touched.push(touchSets.add(touches.get(node) ?? []));
    copied.push(copySets.add(node.copiedBy));
    by.push(node.by === null ? -1 : (positions.get(node.by) ?? -1));
  }
  const columns = {
    names,
    parents,
    sizes,
    states: states.join(""),
    reaches: far.join(""),
    touches: touched,
    copies: copied,
    by,
    touchSets: touchSets.all,
    copySets: copySets.all,
  };
  return { columns, at };
}

/** Only one of the three sets holds it, or two with the same size. */
function sizeOf({ type, sizes }: UsageNode): number {
  return type === "directory" ? 0 : Math.max(sizes.sent.bytes, sizes.allowed.bytes, sizes.excluded.bytes);
}

/** Numbers arrays by their contents: equal lists are one array. */
function setsOf() {
  const all: (readonly number[])[] = [];
  const known = new Map<string, number>();
  return {
    all,
    add: (set: readonly number[]): number => {
      const key = set.join();
      const found = known.get(key);
      if (found !== undefined) return found;
      known.set(key, all.length);
      all.push(set);
      return all.length - 1;
    },
  };
}
