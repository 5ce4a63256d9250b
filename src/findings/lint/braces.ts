import type { Bytes } from "../../bytes.ts";

/** More lines than this are no repair. */
const mostLines = 20;

/**
 * What a shell would make of `{a,b}`, one pattern each; null where the text holds no such braces, or nested ones. No
 * builder knows them (rule B8).
 */
export function braceAlternatives(text: Bytes): Bytes[] | null {
  let lines = [text];
  for (;;) {
    const expanded = lines.flatMap((line) => expandFirst(line) ?? []);
    if (expanded.length === 0) return lines.length > 1 ? lines : null;
    if (expanded.length > mostLines) return null;
    lines = expanded;
  }
}

function expandFirst(text: Bytes): Bytes[] | null {
  const close = text.indexOf("}");
  const open = text.lastIndexOf("{", close);
  if (open < 0 || close < open || text[open - 1] === "\\") return null;
  const inside = text.slice(open + 1, close);
  if (!inside.includes(",") || /^\d*,\d*$/.test(inside) || inside.includes("\\")) return null;
  return inside.split(",").map((one) => text.slice(0, open) + one + text.slice(close + 1));
}
