import { type Bytes, compareBytes, fromBuffer, fromText } from "../bytes.ts";
import type { ReportedFile } from "../report-model.ts";
import type { ChangedDirectory, ChangedPaths, FilesInOrder, ResizedFile } from "./model.ts";

type Files = readonly ReportedFile[] | FilesInOrder;

/** Returns the files that only one of two lists has, and those of another size. */
export function changedPaths(from: Files, to: Files): ChangedPaths {
  const [added, removed, resized]: [ReportedFile[], ReportedFile[], ResizedFile[]] = [[], [], []];
  for (const [before, after] of side(inOrder(from), inOrder(to))) {
    if (before === null && after !== null) added.push(after);
    else if (after === null && before !== null) removed.push(before);
    else if (before !== null && after !== null && before.bytes !== after.bytes) {
      const { bytes, ...place } = after;
      resized.push({ ...place, from: before.bytes, to: bytes });
    }
  }
  return {
    added,
    removed,
    grown: resized.filter((file) => file.to > file.from),
    shrunk: resized.filter((file) => file.to < file.from),
    directories: changedDirectories([
      ...added.map(({ path, bytes }) => ({ path, files: 1, bytes })),
      ...removed.map(({ path, bytes }) => ({ path, files: -1, bytes: -bytes })),
      ...resized.map((file) => ({ path: file.path, files: 0, bytes: file.to - file.from })),
    ]),
  };
}

/** Pairs the files of two lists; null if one has none of that path. */
function* side(from: FilesInOrder, to: FilesInOrder): Generator<[ReportedFile | null, ReportedFile | null]> {
  let [before, after] = [nextOf(from), nextOf(to)];
  while (before !== null || after !== null) {
    const order = before === null ? 1 : after === null ? -1 : compareBytes(pathOf(before), pathOf(after));
    yield [order <= 0 ? before : null, order >= 0 ? after : null];
    if (order <= 0) before = nextOf(from);
    if (order >= 0) after = nextOf(to);
  }
}

function nextOf(files: FilesInOrder): ReportedFile | null {
  const next = files.next();
  return next.done === true ? null : next.value;
}

/** A saved report may have been edited. */
const inOrder = (files: Files): FilesInOrder =>
  "next" in files ? files : [...files].sort((a, b) => compareBytes(pathOf(a), pathOf(b))).values();

export const pathOf = ({ path, pathBytes }: Pick<ReportedFile, "path" | "pathBytes">): Bytes =>
  pathBytes === undefined ? fromText(path) : fromBuffer(Buffer.from(pathBytes, "base64"));

/** Change of a file, or of a directory; `path` is the directory that contains all of it. */
interface Sum {
  path: readonly string[];
  files: number;
  bytes: number;
}

function changedDirectories(changes: readonly ChangedDirectory[]): ChangedDirectory[] {
  const sums = new Map<string, Sum>();
  for (const { path, files, bytes } of changes) {
    const directory = path.split("/").slice(0, -1);
    const top = directory[0] ?? "";
    const sum = sums.get(top);
    if (sum === undefined) sums.set(top, { path: directory, files, bytes });
    else {
      sum.path = shared(sum.path, directory);
      sum.files += files;
      sum.bytes += bytes;
    }
  }
  return [...sums.values()]
    .map(({ path, files, bytes }) => ({ path: path.join("/"), files, bytes }))
    .sort(
      (a, b) => Math.abs(b.bytes) - Math.abs(a.bytes) || compareBytes(fromText(a.path), fromText(b.path)),
    );
}

function shared(a: readonly string[], b: readonly string[]): readonly string[] {
  const length = a.findIndex((name, at) => name !== b[at]);
  return length < 0 ? a : a.slice(0, length);
}
