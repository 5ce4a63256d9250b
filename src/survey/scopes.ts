import type { Bytes } from "../bytes.ts";
import type { Scope } from "../ignore/scope.ts";

/** Path lists inside the directories that the walk is in; null is a list that matches everything. */
export function scopesByDirectory(root: readonly (Scope | null)[]): {
  /** When the walk leaves a directory. */
  leave(directory: Bytes): void;
  /** By list, whether it matches the path. */
  asking(path: Bytes): boolean[];
} {
  const entered = new Map<Bytes, readonly (Scope | null)[]>();
  const inside = (directory: Bytes): readonly (Scope | null)[] => {
    const known = directory === "" ? root : entered.get(directory);
    if (known !== undefined) return known;
    const slash = directory.lastIndexOf("/");
    const parent = inside(directory.slice(0, Math.max(slash, 0)));
    const scopes = parent.map((scope) => scope?.enter(directory.slice(slash + 1)) ?? null);
    entered.set(directory, scopes);
    return scopes;
  };
  return {
    leave: (directory) => {
      entered.delete(directory);
    },
    asking: (path) => {
      const slash = path.lastIndexOf("/");
      const name = path.slice(slash + 1);
      return inside(path.slice(0, Math.max(slash, 0))).map((scope) => scope?.decide(name).matched ?? true);
    },
  };
}
