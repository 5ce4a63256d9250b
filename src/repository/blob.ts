import * as v from "valibot";
import { fromBuffer, fromText, isValidUtf8, toBuffer, toText } from "../bytes.ts";
import { CtxcheckError } from "../errors.ts";
import type { BuildReport } from "./model.ts";
import type { Part, Placed, Whole } from "./part.ts";
import type { Shard } from "./shards.ts";
import type { SentFile } from "./who-sends.ts";

/** What one machine found, for `ctxcheck merge`: `--format blob`. Its shape is that of one version of ctxcheck. */
export interface Blob {
  readonly part: Part;
  readonly shard: Shard;
  /** The same on every machine that looks at the same builds of the same commit, with the same options and version. */
  readonly key: string;
}

const kind = "ctxcheck-blob";

type Row = readonly [path: string, bytes: number, set: number, pathBytes?: string];

/** A set of builds stands once, however many files it sends. */
export function blobText({ part, shard, key }: Blob): string {
  const sets = new Map<string, number>();
  const files = part.files.map(({ path, bytes, builds }): Row => {
    const set = JSON.stringify(builds);
    const at = sets.get(set) ?? sets.size;
    sets.set(set, at);
    const row = [toText(path), bytes, at] as const;
    return isValidUtf8(path) ? row : [...row, toBuffer(path).toString("base64")];
  });
  // Not by the name "key": what that is given is masked as a secret.
  const head = { version: 1, kind, report: key, shard, whole: part.whole, builds: part.builds };
  return `${JSON.stringify({ ...head, sets: [...sets.keys()].map((set) => JSON.parse(set)), files })}\n`;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const isObject = (data: unknown) => typeof data === "object" && data !== null;

/** As much as tells a part from anything else: what it holds was written by this program. */
const shape = v.object({
  version: v.literal(1),
  kind: v.literal(kind),
  report: v.string(),
  shard: v.object({ index: count, count }),
  whole: v.custom<Whole>((data) => isObject(data)),
  builds: v.array(v.custom<Placed<BuildReport>>((data) => v.is(placed, data))),
  sets: v.array(v.array(count)),
  files: v.array(v.tupleWithRest([v.string(), count, count], v.string())),
});

const sum = v.object({ files: count, bytes: count });
const placed = v.object({
  at: count,
  build: v.object({
    name: v.string(),
    context: v.string(),
    report: v.nullable(
      v.object({ sent: sum, allowed: sum, findings: v.array(v.object({ rule: v.string() })) }),
    ),
  }),
});

/** Throws CtxcheckError "usage" where it is none. */
export function readBlob(text: string, shown: string): Blob {
  const read = v.safeParse(shape, parseJson(text, shown));
  if (!read.success) throw noPart(shown, "it has another shape");
  const { report: key, shard, whole, builds, sets, files } = read.output;
  const rows = files.map(
    ([path, bytes, set, pathBytes]): SentFile => ({
      path: pathBytes === undefined ? fromText(path) : fromBuffer(Buffer.from(pathBytes, "base64")),
      bytes,
      builds: sets[set] ?? [],
    }),
  );
  return { key, shard, part: { whole, builds, files: rows } };
}

function parseJson(text: string, shown: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw noPart(shown, "it is not JSON");
  }
}

const noPart = (shown: string, why: string) =>
  new CtxcheckError(
    "usage",
    `"${shown}" is not a part of a report: ${why}`,
    "write it with ctxcheck --all --shard 1/2 --format blob=part-1.json, and merge it with the same version",
  );
