import { type Bytes, toText } from "../../src/bytes.ts";
import { disk } from "../../src/context/disk.ts";
import { isFailure, type Source } from "../../src/context/source.ts";

const folded = (name: Bytes): string => toText(name).normalize("NFD").toLowerCase();

/** The name under which an entry lies there. */
function nameIn(directory: Bytes, name: Bytes): Bytes {
  const listed = disk.list(directory || "/");
  const names = isFailure(listed) ? [] : listed.map((entry) => entry.name);
  return names.includes(name) ? name : (names.find((other) => folded(other) === folded(name)) ?? name);
}

const stored = (path: Bytes): Bytes =>
  path
    .split("/")
    .slice(1)
    .reduce((directory, name) => `${directory}/${nameIn(directory, name)}`, "");

/**
 * The disk as macOS and Windows show it: entries are found whatever the case of their names and however their accents are
 * composed, and listed as they were written. Like Node's realpath, a path is given back as it was asked for.
 */
export const foldingDisk: Source = {
  list: (path) => disk.list(stored(path)),
  stats: (path) => disk.stats(stored(path)),
  readlink: (path) => disk.readlink(stored(path)),
  read: (path) => disk.read(stored(path)),
  content: (path) => disk.content(stored(path)),
  realPath: (path) => disk.realPath(path) ?? (isFailure(disk.stats(stored(path))) ? null : path),
  denied: (path, type) => disk.denied(stored(path), type),
};
