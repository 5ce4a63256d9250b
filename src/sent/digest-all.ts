import { setImmediate as nextTurn } from "node:timers/promises";
import type { Bytes } from "../bytes.ts";
import { contentsOf } from "../context/pieces.ts";
import { isDirectory, type Source } from "../context/source.ts";
import { digestFiles, digestOf } from "./digest.ts";
import type { Lane } from "./thread.ts";

const batchLength = 128;
/** Below this, starting a thread takes longer than to read. */
const filesBeforeThreads = 2_000;

/** Digests of files in their order, on all processors where there are many on the disk; see `digestFiles`. */
export async function digestAll(
  source: Source,
  paths: readonly Bytes[],
  threads?: number,
): Promise<readonly string[]> {
  if (!isDirectory(source)) return digestHere(source, paths);
  const digests: string[] = new Array(paths.length);
  let next = 0;
  const take = () => {
    const start = next;
    next += batchLength;
    return { start, batch: paths.slice(start, next) };
  };
  const keep = (start: number, found: readonly string[]) => {
    for (const [at, digest] of found.entries()) digests[start + at] = digest;
  };
  const runHere = async () => {
    for (let { start, batch } = take(); batch.length > 0; { start, batch } = take()) {
      keep(start, digestFiles(batch));
      await nextTurn();
    }
  };
  const runThere = async (lane: Lane) => {
    for (let { start, batch } = take(); batch.length > 0; { start, batch } = take())
      keep(start, (await lane.digest(batch)) ?? digestFiles(batch));
  };
  const lanes = paths.length < filesBeforeThreads ? [] : (await import("./thread.ts")).startLanes(threads);
  try {
    await Promise.all([runHere(), ...lanes.flatMap((lane) => [runThere(lane), runThere(lane)])]);
  } finally {
    await Promise.all(lanes.map((lane) => lane.stop()));
  }
  return digests;
}

/** An archive, a commit: nobody else can read it. */
function digestHere(source: Source, paths: readonly Bytes[]): string[] {
  const found = new Map<Bytes, string>();
  for (const { path, pieces } of contentsOf(source, paths)) found.set(path, digestOf(pieces));
  return paths.map((path) => found.get(path) ?? "!ENOENT");
}
