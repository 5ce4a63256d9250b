import type { Bytes } from "../bytes.ts";
import { characters, runeClass } from "../regexp/factor.ts";
import { parseRegexp } from "../regexp/parse.ts";
import type { Node } from "../regexp/syntax.ts";

/** Returns an integer from 0 to below `limit`. */
export type Draw = (limit: number) => number;

/**
 * Returns a text that `source` matches: its first alternatives, the fewest repetitions, letters drawn. Lookaheads are
 * skipped.
 */
export function sampleOf(source: string, draw: Draw): Bytes {
  const consuming = source.replaceAll(/\(\?[!=](?:\[[^\]]*\]|[^)])*\)/g, "");
  const shortest = consuming.replaceAll(/\{(\d+),\d*\}/g, "{$1}");
  return sampleNode(parseRegexp([...shortest].map((char) => char.charCodeAt(0))), draw);
}

function sampleNode(node: Node, draw: Draw): Bytes {
  switch (node.op) {
    case "literal":
      return node.runes.map((_, index) => drawFrom(runeClass(node, index), draw)).join("");
    case "class":
      return drawFrom(characters(node), draw);
    case "concat":
      return node.subs.map((sub) => sampleNode(sub, draw)).join("");
    case "alternate":
      return node.subs
        .slice(0, 1)
        .map((sub) => sampleNode(sub, draw))
        .join("");
    case "capture":
    case "plus":
      return node.subs.map((sub) => sampleNode(sub, draw)).join("");
    case "repeat":
      return Array.from({ length: node.min }, () =>
        node.subs.map((sub) => sampleNode(sub, draw)).join(""),
      ).join("");
    default:
      return "";
  }
}

/** Draws one character of a class: ranges of code points, first and last. */
function drawFrom(ranges: readonly number[], draw: Draw): string {
  const all: number[] = [];
  for (let at = 0; at + 1 < ranges.length; at += 2) {
    for (let code = ranges[at] ?? 0; code <= Math.min(ranges[at + 1] ?? 0, 0x7e); code++) all.push(code);
  }
  return String.fromCharCode(all[draw(all.length)] ?? 0);
}

/** Draws the same numbers every time, so that output does not change from run to run. */
export function steadyDraw(seed: number): Draw {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * limit);
  };
}
