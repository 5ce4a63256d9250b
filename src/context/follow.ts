import { type FSWatcher, lstatSync, readFileSync, watch } from "node:fs";
import { type Bytes, fromBuffer } from "../bytes.ts";
import { disk, osPath } from "./disk.ts";
import { parentOf } from "./links.ts";
import type { Source } from "./source.ts";

/** Of each directory the names that changed, null if any may have; as `Tree.renew` takes it. */
export type Changes = ReadonlyMap<Bytes, ReadonlySet<Bytes> | null>;

/** Why changes are no longer reported one by one. */
export type Trouble =
  | { readonly kind: "no-watches"; readonly code: string }
  | { readonly kind: "overflow"; readonly events: number };

/** The disk, each directory of it watched from the moment in which it is first listed. */
export interface Followed {
  readonly source: Source;
  /** What changed since the last call; null if that is not known, and everything has to be read again. */
  take(): Changes | null;
  isChanged(): boolean;
  close(): void;
}

export interface FollowOptions {
  /** Something changed. */
  readonly onChange: () => void;
  readonly onTrouble: (trouble: Trouble) => void;
  /** False: the process may end while it is followed. */
  readonly persistent?: boolean;
}

/**
 * Watches what is read through it, and nothing else: what is pruned costs no watch. The watch is there before the listing,
 * so that nothing is missed between them.
 */
export function followDisk({ onChange, onTrouble, persistent = true }: FollowOptions): Followed {
  const watchers = new Map<Bytes, FSWatcher>();
  const changed = new Map<Bytes, Set<Bytes> | null>();
  const most = mostEvents();
  let events = 0;
  let isLost = false;
  const lose = (trouble: Trouble) => {
    if (isLost) return;
    isLost = true;
    closeAll();
    onTrouble(trouble);
    onChange();
  };
  const closeAll = () => {
    for (const watcher of watchers.values()) watcher.close();
    watchers.clear();
  };
  const heard = (directory: Bytes, name: Bytes | null) => {
    if (isLost) return;
    if (++events > most) return lose({ kind: "overflow", events });
    const names = changed.get(directory);
    if (name === null) changed.set(directory, null);
    else if (names !== null) changed.set(directory, (names ?? new Set()).add(name));
    onChange();
  };
  const add = (directory: Bytes) => {
    if (isLost || watchers.has(directory)) return;
    try {
      const watcher = watch(osPath(directory), { encoding: "buffer", persistent }, (_, name) =>
        heard(directory, name === null ? null : fromBuffer(name)),
      );
      watcher.on("error", () => {});
      watchers.set(directory, watcher);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      // What cannot be listed either is reported by the listing.
      if (code !== "ENOENT" && code !== "ENOTDIR" && code !== "EACCES" && code !== "EPERM")
        lose({ kind: "no-watches", code });
    }
  };
  return {
    source: {
      ...disk,
      list: (path) => {
        add(path);
        return disk.list(path);
      },
      stats: (path) => {
        add(parentOf(path));
        return disk.stats(path);
      },
    },
    take: () => {
      if (isLost) return null;
      const taken = new Map(changed);
      changed.clear();
      events = 0;
      forget(watchers, taken);
      return taken;
    },
    isChanged: () => isLost || changed.size > 0,
    close: () => {
      isLost = true;
      closeAll();
    },
  };
}

/** A directory that came in the place of another is watched anew when it is listed. */
function forget(watchers: Map<Bytes, FSWatcher>, changed: Changes): void {
  const gone = [...changed].flatMap(([directory, names]) =>
    [...(names ?? [])].map((name) => `${directory}/${name}`).filter((path) => watchers.has(path)),
  );
  if (gone.length === 0) return;
  for (const [path, watcher] of watchers) {
    if (!gone.some((one) => path === one || path.startsWith(`${one}/`))) continue;
    watcher.close();
    watchers.delete(path);
  }
}

/** The kernel drops what comes while its queue is full, and reports nothing: half of it is as far as events are trusted. */
function mostEvents(): number {
  try {
    return Number(readFileSync("/proc/sys/fs/inotify/max_queued_events", "utf8")) / 2 || 8_192;
  } catch {
    return 8_192;
  }
}

/** Tells a directory from another that came in its place; null if there is none. */
export function markOf(path: string): string | null {
  const stats = lstatSync(path, { throwIfNoEntry: false, bigint: true });
  return stats === undefined ? null : `${stats.dev}:${stats.ino}`;
}
