import type { Bytes } from "../../bytes.ts";
import type { TarNode } from "./node.ts";

/** go-archive: fsRootPath. */
const mostLinks = 255;

/** Components of link targets that are followed in all: a stranger's links may lead round and round. */
const mostSteps = 20_000_000;

export interface Steps {
  taken: number;
}

export type Resolved = { readonly components: readonly Bytes[] } | { readonly failed: string };

/**
 * A directory of the tree with all links followed: an absolute one begins at the root, a relative one may not climb out
 * of it. What is missing is named all the same. Go's os.Root, and what go-archive adds for absolute links.
 */
export function resolveDirectory(root: TarNode, path: Bytes, steps: Steps): Resolved {
  const rest = path.split("/").reverse();
  const names: Bytes[] = [];
  const nodes: (TarNode | undefined)[] = [root];
  let isAbsolute = false;
  for (let links = 0; rest.length > 0; ) {
    const component = rest.pop();
    if (component === undefined || component === "" || component === ".") continue;
    if (component === "..") {
      if (names.length === 0 && !isAbsolute) return { failed: "a link on its way leads out of the context" };
      if (names.length > 0) [names.pop(), nodes.pop()];
      continue;
    }
    const node = nodes.at(-1)?.children.get(component);
    if (node?.type === "symlink") {
      if (++links > mostLinks) return { failed: "too many links on its way" };
      if (node.target.startsWith("/")) {
        isAbsolute = true;
        names.length = 0;
        nodes.length = 1;
      }
      const components = node.target.split("/").reverse();
      steps.taken += components.length;
      if (steps.taken > mostSteps) return { failed: "the links of the archive lead on and on" };
      rest.push(...components);
    } else if (node !== undefined && node.type !== "directory")
      return { failed: "it lies in what is no directory" };
    else {
      names.push(component);
      nodes.push(node);
    }
  }
  return { components: names };
}
