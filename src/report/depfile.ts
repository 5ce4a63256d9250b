import type { Bytes } from "../bytes.ts";

/** Who reads a depfile: each escapes in another way, and neither can name everything (tried with make 4.3, Ninja 1.11). */
export type DepfileReader = "make" | "ninja";

const unfit: Readonly<Record<DepfileReader, RegExp>> = {
  make: /[\n\r\0;]|[ \t]$/,
  ninja: /[\x00-\x1f\x7f"&'*;<>?^`|]|[:\\]$/,
};

/** A name that a depfile can hold. */
export const fitsDepfile = (name: Bytes, reader: DepfileReader): boolean => !unfit[reader].test(name);

/** In front of what is escaped backslashes stand for themselves only twice. */
const escapes: Readonly<Record<DepfileReader, (name: Bytes) => Bytes>> = {
  make: (name) =>
    name
      .replace(/(\\*)([ \t#:|*?[])/g, "$1$1\\$2")
      .replace(/\\+$/, "$&$&")
      .replace(/^=/, "\\=")
      .replaceAll("$", "$$$$"),
  ninja: (name) => name.replace(/(\\*)([ #])/g, "$1$1\\$2").replaceAll("$", "$$$$"),
};

/** `target: name name …`, a name a line. Byte strings in, a byte string out. */
export function renderDepfile(target: Bytes, names: readonly Bytes[], reader: DepfileReader): Bytes {
  const escaped = escapes[reader];
  // Behind a colon make takes a word with "=" for a variable of the target.
  const first = reader === "make" && names[0]?.includes("=") === true ? ["$()"] : [];
  return `${[`${escaped(target)}:`, ...first, ...names.map(escaped)].join(" \\\n  ")}\n`;
}
