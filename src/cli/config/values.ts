import { isSettings, list, pairsOf } from "../../gate/pairs.ts";
import type { ConfigOption } from "./option.ts";

/**
 * A value of a configuration file as the words that the command line would take. A map within a map names what it is
 * about: `{ stage: { build: "2MB" } }` is `stage:build=2MB`. The value is of the option's shape.
 */
export function wordsOf({ kind }: ConfigOption, value: unknown): (string | boolean)[] {
  if (kind === "flag") return [value === true];
  return kind === "pairs" && isSettings(value) ? pairsOf(value) : list(value);
}
