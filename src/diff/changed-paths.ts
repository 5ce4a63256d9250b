import { compareBytes, fromText } from "../bytes.ts";
import type { ReportedFile } from "../report-model.ts";
import type { ChangedDirectory, ChangedPaths, ResizedFile } from "./model.ts";

/** Which files two lists do not share, and which of them have another size. */
export function changedPaths(from: readonly ReportedFile[], to: readonly ReportedFile[]): ChangedPaths {
  const before = new Map(from.map((file) => [keyOf(file), file]));
  const after = new Map(to.map((file) => [keyOf(file), file]));
  const added = to.filter((file) => !before.has(keyOf(file)));
  const removed = from.filter((file) => !after.has(keyOf(file)));
  const resized = to.flatMap((file): ResizedFile[] => {
    const { bytes } = before.get(keyOf(file)) ?? file;
    const { path, pathBytes } = file;
    return bytes === file.bytes
      ? []
      : [{ path, ...(pathBytes === undefined ? {} : { pathBytes }), from: bytes, to: file.bytes }];
  });
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

/** A text that stands for one path alone. */
const keyOf = ({ path, pathBytes }: ReportedFile): string => pathBytes ?? `/${path}`;

/** A file's change, or that of a directory; `path` is the directory that all of it lies in. */
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
