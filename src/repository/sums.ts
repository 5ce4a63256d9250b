import { toText } from "../bytes.ts";
import type { Amount } from "../model.ts";
import type { RepositoryReport } from "./model.ts";
import type { SentFile } from "./who-sends.ts";

type Sums = Pick<RepositoryReport, "union" | "sent" | "again" | "repeated" | "unsent">;

const most = 10;

/** What the files of a repository are together, each named once. */
export function sumFiles(files: readonly SentFile[]): Sums {
  const sent = files.filter(({ builds }) => builds.length > 0);
  const unsent = files.filter(({ builds }) => builds.length === 0);
  return {
    union: sumOf(sent),
    sent: {
      files: sent.reduce((sum, { builds }) => sum + builds.length, 0),
      bytes: sent.reduce((sum, { bytes, builds }) => sum + bytes * builds.length, 0),
    },
    again: byTimes(sent),
    repeated: byDirectory(sent.filter(({ builds }) => builds.length > 1))
      .filter(({ again }) => again > 0)
      .sort((a, b) => b.again - a.again || byPath(a, b))
      .slice(0, most),
    unsent: {
      ...sumOf(unsent),
      directories: byDirectory(unsent)
        .map(({ path, files, bytes }) => ({ path, files, bytes }))
        .sort((a, b) => b.bytes - a.bytes || byPath(a, b))
        .slice(0, most),
    },
  };
}

const sumOf = (files: readonly SentFile[]): Amount => ({
  files: files.length,
  bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
});

function byTimes(files: readonly SentFile[]): RepositoryReport["again"] {
  const found = new Map<number, { files: number; bytes: number }>();
  for (const { bytes, builds } of files) {
    const sum = found.get(builds.length) ?? { files: 0, bytes: 0 };
    found.set(builds.length, { files: sum.files + 1, bytes: sum.bytes + bytes });
  }
  return [...found].sort(([a], [b]) => a - b).map(([builds, sum]) => ({ builds, ...sum }));
}

/** By the directory that a file lies in, the root's own files one by one. */
function byDirectory(files: readonly SentFile[]): RepositoryReport["repeated"][number][] {
  const found = new Map<string, { files: number; bytes: number; again: number }>();
  for (const { path, bytes, builds } of files) {
    const slash = path.lastIndexOf("/");
    const key = slash < 0 ? path : `${path.slice(0, slash)}/`;
    const sum = found.get(key) ?? { files: 0, bytes: 0, again: 0 };
    found.set(key, {
      files: sum.files + 1,
      bytes: sum.bytes + bytes,
      again: sum.again + bytes * Math.max(builds.length - 1, 0),
    });
  }
  return [...found].map(([path, sum]) => ({ path: toText(path), ...sum }));
}

const byPath = (a: { readonly path: string }, b: { readonly path: string }) => (a.path < b.path ? -1 : 1);
