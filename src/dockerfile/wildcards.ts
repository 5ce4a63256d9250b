import type { Bytes } from "../bytes.ts";

/** Go's containsWildcards (fsutil, convert_copy.go): an unescaped `*`, `?` or `[`. */
export function containsWildcards(text: Bytes): boolean {
  return /[*?[]/.test(text) && /[*?[]/.test(text.replace(/\\[\s\S]/g, ""));
}

/** fsutil splitWildcards: the components before the first one with a wildcard, and the rest. */
export function splitWildcards(path: Bytes): { base: Bytes; pattern: Bytes } {
  const parts = path.split("/");
  const first = parts.findIndex(containsWildcards);
  if (first < 0) return { base: path, pattern: "" };
  return { base: parts.slice(0, first).join("/") || "/", pattern: parts.slice(first).join("/") };
}
