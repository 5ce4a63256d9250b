import type { Bytes } from "../bytes.ts";
import { diskPieces } from "./disk-pieces.ts";
import { isFailure, type Source } from "./source.ts";

/**
 * Yields the content of each file of a source, in the order of the paths: files of a commit are read many at a time.
 */
export function* contentsOf(
  source: Source,
  paths: Iterable<Bytes>,
): Generator<{ readonly path: Bytes; readonly pieces: Iterable<Buffer> }> {
  const { pieces, heads } = source;
  if (pieces !== undefined) {
    for (const path of paths) {
      const content = pieces(path);
      yield { path, pieces: isFailure(content) ? diskPieces(path) : content };
    }
  } else if (heads !== undefined) {
    for (const { path, content } of heads(paths, mostOfCommit)) yield { path, pieces: [content] };
  } else for (const path of paths) yield { path, pieces: diskPieces(path) };
}

/** Bytes: git gives larger files in no way that fits into memory. */
const mostOfCommit = 2 ** 31 - 1;
