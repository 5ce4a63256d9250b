import type { Bytes } from "../bytes.ts";
import type { WalkedEntry } from "../model.ts";

/**
 * The line that keeps a directory out, `line` being the one that matches it. A directory that is itself excluded and
 * only sent for what is re-included below it is not excluded once more by its name (rule B15): all below it is.
 */
export function directoryFix({ by }: Pick<WalkedEntry, "by">, line: Bytes): Bytes {
  return by !== null && !by.exception ? `${line}/**` : line;
}
