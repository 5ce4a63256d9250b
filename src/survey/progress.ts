import type { Bytes } from "../bytes.ts";
import type { OnProgress, WalkedEntry } from "../model.ts";
import { mark, type SentContent } from "./sent-files.ts";

const every = 1_000;

/** Reports from time to time how far a walk is; the total is not known in advance. */
export function reportReading(onProgress: OnProgress | undefined): (entry: WalkedEntry) => void {
  const done = { files: 0, bytes: 0 };
  let met = 0;
  return ({ path, below, size }) => {
    if (below === undefined) done.files++;
    done.bytes += size;
    if (++met % every === 0) onProgress?.({ doing: "reading the tree", done, of: null, at: path });
  };
}

/** Yields the paths to search and reports from time to time how far the search is. */
export function* reportSearching(content: SentContent, onProgress: OnProgress | undefined): Generator<Bytes> {
  let files = 0;
  for (const path of content.paths()) {
    if (files % mark === 0) {
      const done = { files, bytes: content.before(files) };
      onProgress?.({ doing: "searching for secrets", done, of: content.all(), at: path });
    }
    files++;
    yield path;
  }
}
