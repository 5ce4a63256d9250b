import type { ConfigOption } from "./option.ts";

/** The data of a configuration file, or a map in it. */
export type Settings = Readonly<Record<string, unknown>>;

export const isSettings = (data: unknown): data is Settings =>
  typeof data === "object" && data !== null && !Array.isArray(data);

/**
 * A value of a configuration file as the words that the command line would take. A map within a map names what it is
 * about: `{ stage: { build: "2MB" } }` is `stage:build=2MB`. The value is of the option's shape.
 */
export function wordsOf({ kind }: ConfigOption, value: unknown): (string | boolean)[] {
  if (kind === "flag") return [value === true];
  return kind === "pairs" && isSettings(value) ? pairsOf(value) : list(value);
}

const list = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map(String);

/** `{ a: ["b", "c"], d: { e: "f" } }` is `a=b`, `a=c`, `d:e=f`. */
export function pairsOf(map: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(map).flatMap(([name, value]) =>
    isSettings(value)
      ? pairsOf(value).map((pair) => `${name}:${pair}`)
      : list(value).map((word) => `${name}=${word}`),
  );
}
