import { parseSize } from "../../sizes.ts";
import type { ConfigOption, Setting } from "./option.ts";

/** What a setting of a file does to the check of a caller who said nothing: less is found or fails, or another build is looked at. */
export type Effect = "loosens" | "chooses-build";

export function effectOf(option: ConfigOption, value: Setting["value"]): Effect | null {
  if (buildOptions.has(option.name)) return "chooses-build";
  return loosening[option.name]?.(String(value), String(option.defaultValue ?? "")) === true
    ? "loosens"
    : null;
}

const buildOptions = new Set([
  ...["context", "file", "target", "build-arg", "build-context", "platform", "git", "ref", "builder"],
]);

const always = () => true;
const larger = (value: string, usual: string) => size(value) > size(usual);
const ranks = (...order: readonly string[]) => {
  return (value: string, usual: string) => order.indexOf(value) > order.indexOf(usual);
};

/** "inline-allow" is not here: off is stricter, and on is the default. */
const loosening: Readonly<Record<string, (value: string, usual: string) => boolean>> = {
  "ignore-file": always,
  add: always,
  baseline: (value) => value !== "none",
  rule: (value) => !value.endsWith("=error"),
  "fail-on": ranks("info", "warning", "error", "never"),
  "large-file": larger,
  "large-directory": larger,
  "secret-content": (value) => value !== "true",
  "secret-rules": always,
  "secret-min-confidence": ranks("low", "medium", "high"),
  "secret-max-size": (value, usual) => larger(usual, value),
  "secret-allow-path": always,
  "secret-allow-rule": always,
  "secret-allow-fingerprint": always,
};

/** What is not a size is refused elsewhere. */
function size(text: string): number {
  try {
    return parseSize(text, "");
  } catch {
    return 0;
  }
}
