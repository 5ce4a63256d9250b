import { type Bytes, isValidUtf8, toBuffer, toText } from "../bytes.ts";
import { placeOfPattern } from "../explain/explain.ts";
import type { UsageRow } from "../usage/rows.ts";
import { jsonText } from "./json.ts";
import type { TreePicture } from "./tree.ts";

/** `ctxcheck tree --json`: version 1. Sizes are bytes; a share is of the total, from 0 to 1. */
export function renderTreeJson({ set, by, total, dockerfile, rows, contents, again }: TreePicture): string {
  return jsonText({
    version: 1,
    set,
    by,
    dockerfile,
    total,
    rows: rows.map((row) => ({
      path: by === "directory" && row.others === 0 ? toText(row.label) : null,
      ...rowOf(row, total.bytes),
    })),
    contents: contents && {
      ...contents,
      identical: contents.identical.map(({ paths, bytes }) => ({ bytes, paths: paths.map(toText) })),
    },
    sentAgain: again,
  });
}

function rowOf({ label, depth, type, files, bytes, lines, by, scanned, others }: UsageRow, total: number) {
  return {
    ...named(label),
    type,
    depth,
    files,
    bytes,
    share: total === 0 ? 0 : bytes / total,
    lines,
    pattern: by && placeOfPattern(by),
    scanned,
    others,
  };
}

const named = (label: Bytes) => ({
  label: toText(label),
  ...(isValidUtf8(label) ? {} : { labelBytes: toBuffer(label).toString("base64") }),
});
