import { type Bytes, compareBytes } from "../../src/bytes.ts";
import type { EdgeAnswer, EdgeRow } from "../conformance/edge-rows.ts";
import type { TarEntry } from "./tar.ts";

/** Entries in the terms of the table, less what its lists leave out. */
export function edgeList(
  row: EdgeRow,
  entries: readonly TarEntry[],
): Required<Pick<EdgeAnswer, "sent">> & EdgeAnswer {
  const kept = entries.filter(({ path }) => isListed(row, path));
  const hardLinks = kept.filter(({ type }) => type === "hardlink").map(({ path, link }) => [path, link]);
  return {
    sent: kept.map(({ path, type }) => (type === "directory" ? `${path}/` : path)).sort(compareBytes),
    ...named("links", ofType(kept, "symlink")),
    ...named("fifos", ofType(kept, "fifo")),
    ...(hardLinks.length > 0 ? { hardLinks: Object.fromEntries(hardLinks) } : {}),
  };
}

const ofType = (entries: readonly TarEntry[], wanted: TarEntry["type"]) =>
  entries.filter(({ type }) => type === wanted).map(({ path }) => path);

const named = (key: "links" | "fifos", paths: Bytes[]) =>
  paths.length > 0 ? { [key]: paths.sort(compareBytes) } : {};

function isListed({ about = [] }: EdgeRow, path: Bytes): boolean {
  return about.includes(path) || !/^(Dockerfile|\.dockerignore|\.dockerfile\.[0-9a-f]{20})$/.test(path);
}
