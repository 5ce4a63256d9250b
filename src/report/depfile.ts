import type { Bytes } from "../bytes.ts";

/** A name that a depfile can hold: a line break ends a rule, whatever stands before it. */
export const fitsDepfile = (name: Bytes): boolean => !/[\n\r\0]/.test(name);

/** As GNU make and Ninja read it: blanks, `#`, and `$`; of backslashes those in front of a blank or `#`. */
const escaped = (name: Bytes): Bytes => name.replace(/(\\*)([ \t#])/g, "$1$1\\$2").replaceAll("$", "$$$$");

/** `target: name name …`, a name a line. Byte strings in, a byte string out. */
export function renderDepfile(target: Bytes, names: readonly Bytes[]): Bytes {
  return `${[`${escaped(target)}:`, ...names.map(escaped)].join(" \\\n  ")}\n`;
}
