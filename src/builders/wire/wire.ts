import type { Bytes } from "../../bytes.ts";
import type { EntryType } from "../../model.ts";

export interface SentEntry {
  readonly path: Bytes;
  readonly type: EntryType;
  /** st_mode. */
  readonly mode: number;
  /** st_size; of a symbolic link the length of its target. */
  readonly size: number;
  readonly mtimeMs: number;
  /** Target of a symbolic link, else "". */
  readonly target: Bytes;
  /** The name under which the same file was already sent, else "". */
  readonly linkOf: Bytes;
  readonly device: { readonly major: number; readonly minor: number };
  readonly arrivesEmpty: boolean;
}

/** Formats in decimal units from 1000 on, as builders do. */
export function inUnits(bytes: number, digits: (value: number) => number | string): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let value = bytes;
  let unit = 0;
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000;
  return `${unit === 0 ? value : digits(value)}${units[unit]}`;
}

/** Counts the bytes that a builder transfers for a context on a first build. */
export interface WireCounter {
  add(entry: SentEntry): void;
  total(): number;
  /** The total as the builder prints it. */
  printed(): string;
}
