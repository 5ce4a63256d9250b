import type { EntryType, SetName, Totals, WalkedEntry } from "../model.ts";

type Sum = { -readonly [Key in keyof Totals]: Totals[Key] };

/** Running totals of the three sets. */
export type Sums = Readonly<Record<SetName, Sum>>;

export function emptySums(): Sums {
  return { allowed: emptySum(), sent: emptySum(), excluded: emptySum() };
}

const emptySum = (): Sum => ({ files: 0, directories: 0, bytes: 0 });

export const holdsAny = ({ files, directories }: Totals): boolean => files + directories > 0;

export function addEntry(
  sums: Sums,
  { type, allowed, sent, allowedBytes, sentBytes, excludedBytes }: WalkedEntry,
): void {
  if (allowed) add(sums.allowed, type, allowedBytes);
  else add(sums.excluded, type, excludedBytes);
  if (sent) add(sums.sent, type, sentBytes);
}

function add(sum: Sum, type: EntryType, bytes: number): void {
  if (type === "directory") sum.directories++;
  else sum.files++;
  sum.bytes += bytes;
}

/** Adds what is below a directory to the sums of its parent. */
export function addBelow(sums: Sums, below: Sums): void {
  for (const set of ["allowed", "sent", "excluded"] as const) {
    sums[set].files += below[set].files;
    sums[set].directories += below[set].directories;
    sums[set].bytes += below[set].bytes;
  }
}
