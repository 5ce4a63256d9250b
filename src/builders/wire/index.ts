import { buildkitWire } from "./buildkit.ts";
import { classicWire } from "./classic.ts";
import type { WireCounter } from "./wire.ts";

/** By builder: how it counts what it transfers. The others transfer nothing that they count. */
const counters: ReadonlyMap<string, { readonly start: () => WireCounter; readonly words: string }> = new Map([
  ["buildkit", { start: buildkitWire, words: "transferring context:" }],
  ["classic", { start: classicWire, words: "Sending build context to Docker daemon" }],
]);

/** Null for a builder that prints no number. `words`: the text before the number. */
export function wireCounter(builder: string): (WireCounter & { readonly words: string }) | null {
  const counter = counters.get(builder);
  return counter === undefined ? null : { ...counter.start(), words: counter.words };
}
