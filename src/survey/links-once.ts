import type { Bytes } from "../bytes.ts";
import type { WalkedEntry } from "../model.ts";

/** Counts a file with several hard links once in each subject, whichever of its names the subject requests. */
export function linksOnce(matching: (path: Bytes) => readonly number[]): {
  /** By subject: false if it already has the content under an earlier name. */
  isNew(entry: Pick<WalkedEntry, "linkOf">, subject: number): boolean;
} {
  const counted = new Map<Bytes, Set<number>>();
  const subjectsOf = (first: Bytes): Set<number> => {
    const known = counted.get(first);
    if (known !== undefined) return known;
    const made = new Set(matching(first));
    counted.set(first, made);
    return made;
  };
  return {
    isNew: ({ linkOf }, subject) => {
      if (linkOf === "") return true;
      const subjects = subjectsOf(linkOf);
      if (subjects.has(subject)) return false;
      subjects.add(subject);
      return true;
    },
  };
}
