/** Entries of a list that an answer holds at most. */
export const mostEntries = 50;

/** Characters of a text that an answer holds at most. */
const mostCharacters = 2_000;

/**
 * Data with its long lists and texts cut; `cut` names each list by its path, with how many entries it had. An agent reads what
 * it is given whole: a report of 10,000 files would fill its memory.
 */
export function bounded(value: unknown): {
  readonly value: unknown;
  readonly cut: Readonly<Record<string, number>>;
} {
  const cut: Record<string, number> = {};
  const visit = (data: unknown, path: string): unknown => {
    if (typeof data === "string")
      return data.length > mostCharacters ? `${data.slice(0, mostCharacters)}…` : data;
    if (Array.isArray(data)) {
      if (data.length > mostEntries) cut[path] = data.length;
      return data.slice(0, mostEntries).map((entry) => visit(entry, path));
    }
    if (typeof data !== "object" || data === null) return data;
    return Object.fromEntries(
      Object.entries(data).map(([key, entry]) => [key, visit(entry, path === "" ? key : `${path}.${key}`)]),
    );
  };
  return { value: visit(value, ""), cut };
}
