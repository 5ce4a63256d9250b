/** Data of a configuration file, or a mapping in it. */
export type Settings = Readonly<Record<string, unknown>>;

export const isSettings = (data: unknown): data is Settings =>
  typeof data === "object" && data !== null && !Array.isArray(data);

export const list = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map(String);

/** Flattens `{ a: ["b", "c"], d: { e: "f" } }` to `a=b`, `a=c`, `d:e=f`. */
export function pairsOf(map: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(map).flatMap(([name, value]) =>
    isSettings(value)
      ? pairsOf(value).map((pair) => `${name}:${pair}`)
      : list(value).map((word) => `${name}=${word}`),
  );
}
