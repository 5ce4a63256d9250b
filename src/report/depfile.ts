import type { Bytes } from "../bytes.ts";

/**
 * Readers of a depfile: each escapes differently, and neither can name everything (tested with make 4.3, Ninja 1.11).
 */
export type DepfileReader = "make" | "ninja";

const unfit: Readonly<Record<DepfileReader, RegExp>> = {
  make: /[\n\r\0;]|[ \t]$/,
  ninja: /[\x00-\x1f\x7f"&'*;<>?^`|]|[:\\]$/,
};

/** Whether a depfile can contain a name. */
export const fitsDepfile = (name: Bytes, reader: DepfileReader): boolean => !unfit[reader].test(name);

/** Backslashes before something escaped have to be doubled. */
const escapes: Readonly<Record<DepfileReader, (name: Bytes) => Bytes>> = {
  make: (name) =>
    name
      .replace(/(\\*)([ \t#:|*?[])/g, "$1$1\\$2")
      .replace(/\\+$/, "$&$&")
      .replace(/^=/, "\\=")
      .replaceAll("$", "$$$$"),
  ninja: (name) => name.replace(/(\\*)([ #])/g, "$1$1\\$2").replaceAll("$", "$$$$"),
};

/** Renders `target: name name …`, one name per line. Takes and returns byte strings. */
export function renderDepfile(target: Bytes, names: readonly Bytes[], reader: DepfileReader): Bytes {
  const escaped = escapes[reader];
  // After a colon, make takes a word with "=" for a variable of the target.
  const first = reader === "make" && names[0]?.includes("=") === true ? ["$()"] : [];
  return `${[`${escaped(target)}:`, ...first, ...names.map(escaped)].join(" \\\n  ")}\n`;
}
