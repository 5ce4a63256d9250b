import type { Bytes } from "../bytes.ts";
import { compareBytes } from "../bytes.ts";
import { readTracked, type Tracked } from "../context/git/index-file.ts";
import { isDirectory } from "../context/source.ts";
import type { WalkedEntry } from "../model.ts";
import type { Finding } from "./finding.ts";
import { insideDependencies, parentPath } from "./kinds.ts";
import type { Rule, RuleRun } from "./rule.ts";

export const untrackedIncluded: Rule = {
  id: "untracked-included",
  severity: "info",
  summary: "Files are sent that git does not track: a clean checkout does not have them.",
  start: ({ plan }) => {
    if (!isDirectory(plan.context.source)) return {};
    const tracked = readTracked(plan.context);
    // If nothing is tracked, the context is generated, not written: an output, or a new repository.
    return tracked === null || tracked.files.size === 0 ? {} : collecting(tracked);
  },
};

/** Untracked files in one place. */
interface Place {
  readonly first: Bytes;
  readonly isDirectory: boolean;
  files: number;
  bytes: number;
}

function collecting(tracked: Tracked): RuleRun {
  const places = new Map<Bytes, Place>();
  return {
    entry: ({ path, name, type, sent, sentBytes }: WalkedEntry) => {
      if (!sent || type === "directory" || tracked.files.has(path) || insideDependencies(path)) return [];
      if (name === ".git") return [];
      const top = topUntracked(tracked, path);
      if (top === null) return [];
      const key = top === path ? parentPath(path) : top;
      const place = places.get(key) ?? { first: path, isDirectory: top !== path, files: 0, bytes: 0 };
      place.files++;
      place.bytes += sentBytes;
      places.set(key, place);
      return [];
    },
    end: () => [...places].sort(([a], [b]) => compareBytes(a, b)).map(([path, place]) => found(path, place)),
  };
}

/** Returns the file, or the topmost directory above it of which nothing is tracked; null if all of one is tracked. */
function topUntracked({ directories, whole }: Tracked, path: Bytes): Bytes | null {
  for (let slash = path.indexOf("/"); slash > 0; slash = path.indexOf("/", slash + 1)) {
    const directory = path.slice(0, slash);
    if (whole.has(directory)) return null;
    if (!directories.has(directory)) return directory;
  }
  return path;
}

function found(path: Bytes, { first, isDirectory, files, bytes }: Place): Finding {
  const rest = { rule: "untracked-included", severity: "info", files, bytes } as const;
  if (isDirectory) return { ...rest, path, first: null };
  return files === 1 ? { ...rest, path: first, first: null } : { ...rest, path: path || null, first };
}
