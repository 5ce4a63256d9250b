import type { Bytes } from "../../bytes.ts";
import type { Pattern } from "../../ignore/pattern.ts";
import { spellPath } from "../../ignore/spell.ts";
import type { WalkedEntry } from "../../model.ts";
import type { Remark } from "./remark.ts";
import { placeOf, type Subject, written } from "./subject.ts";

/** Fewer entries have no noticeable cost; with more of them it is a matter of seconds. */
const fewest = 100;
const many = 10_000;

/**
 * Measures what BuildKit reads needlessly: one exception with a wildcard makes it enter every excluded directory (rule
 * D10). Counts excluded directories that are read and hold nothing that is allowed, and the entries in them.
 */
export function walkCost(subject: Subject): { entry(entry: WalkedEntry): void; remarks(): Remark[] } {
  const blamed = subject.builder.name === "buildkit" ? written(subject).filter(opensEverything) : [];
  const [first] = blamed;
  if (first === undefined) return { entry: () => {}, remarks: () => [] };
  const sum = { directories: 0, entries: 0 };
  const opened = new Map(blamed.map((pattern) => [pattern, noPaths()]));
  const inside = countInside();
  return {
    entry: ({ path, name, allowed, below, read, by }) => {
      if (allowed && by !== null) opened.get(by)?.add(path);
      const own = below === undefined ? 0 : inside.leave(path);
      inside.meet(path.length - name.length);
      if (below !== undefined && read && !allowed && below.allowed.files + below.allowed.directories === 0) {
        sum.directories++;
        sum.entries += own;
      }
    },
    remarks: () =>
      sum.entries < fewest
        ? []
        : blamed.map((pattern) => remark(pattern, sum, opened.get(pattern)?.paths() ?? null)),
  };
}

/**
 * Counts the entries of the open directories. Entries come depth-first, a directory after its contents: open
 * directories are nested, so that the length of the path identifies each.
 */
function countInside(): { meet(length: number): void; leave(directory: Bytes): number } {
  const lengths: number[] = [];
  const counts: number[] = [];
  return {
    meet: (length) => {
      const last = lengths.length - 1;
      if (lengths[last] === length) counts[last] = (counts[last] ?? 0) + 1;
      else {
        lengths.push(length);
        counts.push(1);
      }
    },
    leave: ({ length }) => {
      if (lengths.at(-1) !== length + 1) return 0;
      lengths.pop();
      return counts.pop() ?? 0;
    },
  };
}

const mostPaths = 10;
const mostKept = 1_000;

/** Collects the topmost of the added paths, a directory after its contents; null if there are too many to spell. */
function noPaths(): { add(path: Bytes): void; paths(): readonly Bytes[] | null } {
  const kept: Bytes[] = [];
  let lost = false;
  return {
    add: (path) => {
      while (kept.at(-1)?.startsWith(`${path}/`)) kept.pop();
      if (kept.length < mostKept) kept.push(path);
      else lost = true;
    },
    paths: () => (lost || kept.length > mostPaths ? null : kept),
  };
}

/**
 * Without a wildcard, an exception opens only the directories that it names. BuildKit then sends the same; a builder
 * that follows exceptions as far as they spell a path may find what it did not look for before (rule C6).
 */
function remark(
  pattern: Pattern,
  sum: { directories: number; entries: number },
  paths: readonly Bytes[] | null,
): Remark {
  const severity = sum.entries < many ? "info" : "warning";
  const edit =
    paths === null
      ? {}
      : { edit: { become: paths.map((path) => `!${spellPath(path)}`), keeps: false, asked: true } };
  return { rule: "walk-cost", severity, ...placeOf(pattern), ...sum, ...edit };
}

/** fsutil: patternWithoutTrailingGlob, and the characters that it treats as wildcards. */
export function opensEverything({ exception, text }: Pattern): boolean {
  return exception && /[*[\]?^\\]/.test(text.replace(/\/\*\*$/, "").replace(/\/\*$/, ""));
}
