import { append } from "../../append.ts";
import type { Bytes } from "../../bytes.ts";
import type { EntryType } from "../../model.ts";

/** Linux follows no more links. */
const mostLinks = 40;

/** Total components of link targets to follow: a stranger's links may go round in circles. */
const mostSteps = 20_000_000;

export interface Steps {
  taken: number;
}

/** The parts of a tree node that are used. */
export interface LinkedNode {
  readonly type: EntryType;
  readonly target: Bytes;
  readonly children: ReadonlyMap<Bytes, LinkedNode>;
}

export type Resolved = { readonly components: readonly Bytes[] } | { readonly failed: string };

/**
 * Resolves a directory of the tree with all links followed, as for a process whose root is that of the tree: nothing
 * leads out. A missing component is named nevertheless, unless a link names it.
 */
export function resolveDirectory(root: LinkedNode, path: Bytes, steps: Steps): Resolved {
  const rest = path.split("/").reverse();
  const names: Bytes[] = [];
  const nodes: (LinkedNode | undefined)[] = [root];
  let own = rest.length;
  for (let links = 0; rest.length > 0; ) {
    const component = rest.pop();
    const isOwn = rest.length < own;
    own = Math.min(own, rest.length);
    if (component === undefined || component === "" || component === ".") continue;
    if (component === "..") {
      if (names.length > 0) [names.pop(), nodes.pop()];
      continue;
    }
    const node = nodes.at(-1)?.children.get(component);
    if (node?.type === "symlink") {
      if (++links > mostLinks) return { failed: "there are too many links on its way" };
      if (node.target.startsWith("/")) {
        names.length = 0;
        nodes.length = 1;
      }
      const components = node.target.split("/").reverse();
      steps.taken += components.length;
      if (steps.taken > mostSteps) return { failed: "the links of the archive never end" };
      append(rest, components);
    } else if (node === undefined && !isOwn) return { failed: "a link on its way leads to nothing" };
    else if (node !== undefined && node.type !== "directory")
      return { failed: "it is below something that is not a directory" };
    else {
      names.push(component);
      nodes.push(node);
    }
  }
  return { components: names };
}
