import { type FSWatcher, lstatSync, readFileSync, watch } from "node:fs";
import { type Bytes, fromBuffer } from "../bytes.ts";
import { disk, osPath } from "./disk.ts";
import { parentOf } from "./links.ts";
import type { Source } from "./source.ts";

/** By directory, the names that changed, null if any may have; as taken by `Tree.renew`. */
export type Changes = ReadonlyMap<Bytes, ReadonlySet<Bytes> | null>;

/** Why changes are no longer reported individually. */
export type Trouble =
  | { readonly kind: "no-watches"; readonly code: string }
  | { readonly kind: "overflow"; readonly events: number };

/** The disk, with each directory watched from the moment it is first listed. */
export interface Followed {
  readonly source: Source;
  /** What changed since the last call; null if that is not known, and everything has to be read again. */
  take(): Changes | null;
  isChanged(): boolean;
  close(): void;
}

export interface FollowOptions {
  /** Called when something changed. */
  readonly onChange: () => void;
  readonly onTrouble: (trouble: Trouble) => void;
  /** False if the process may end while it watches. */
  readonly persistent?: boolean;
}

/**
 * Watches what is read through it, and nothing else: pruned directories cost no watch. The watch exists before the
 * listing, so that nothing between them is missed.
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
  const onEvent = (directory: Bytes, name: Bytes | null) => {
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
        onEvent(directory, name === null ? null : fromBuffer(name)),
      );
      watcher.on("error", () => {});
      watchers.set(directory, watcher);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      // A directory that cannot be listed either is reported by the listing.
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

/** Drops the watches of replaced directories, which are watched again when listed. */
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

/** The kernel drops events while its queue is full, without a report: events are trusted up to half its length. */
function mostEvents(): number {
  try {
    return Number(readFileSync("/proc/sys/fs/inotify/max_queued_events", "utf8")) / 2 || 8_192;
  } catch {
    return 8_192;
  }
}

/** Returns a mark that distinguishes a directory from one that replaced it; null if there is none. */
export function markOf(path: string): string | null {
  const stats = lstatSync(path, { throwIfNoEntry: false, bigint: true });
  return stats === undefined ? null : `${stats.dev}:${stats.ino}`;
}
