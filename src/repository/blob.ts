import * as v from "valibot";
import { fromBuffer, fromText, isValidUtf8, toBuffer, toText } from "../bytes.ts";
import { wrongUse } from "../errors.ts";
import { type Baseline, checkBaseline } from "../gate/baseline.ts";
import { build, count, finding, report, repository } from "../shapes.ts";
import type { BuildReport, Part, Placed, Whole } from "./model.ts";
import type { SentFile } from "./senders-by-file.ts";
import type { Shard } from "./shards.ts";

/** What one machine found, for `ctxcheck merge`: `--format blob`. Its shape is specific to one version of ctxcheck. */
export interface Blob {
  readonly part: Part;
  readonly shard: Shard;
  /** The same on every machine that checks the same builds of the same commit, with the same options and version. */
  readonly key: string;
}

const kind = "ctxcheck-blob";

type Row = readonly [path: string, bytes: number, set: number, pathBytes?: string];

/** Writes each set of builds once, however many files it sends. */
export function blobText({ part, shard, key }: Blob): string {
  const sets = new Map<string, number>();
  const files = part.files.map(({ path, bytes, builds }): Row => {
    const set = JSON.stringify(builds);
    const at = sets.get(set) ?? sets.size;
    sets.set(set, at);
    const row = [toText(path), bytes, at] as const;
    return isValidUtf8(path) ? row : [...row, toBuffer(path).toString("base64")];
  });
  // Not named "key": a value under that name is masked as a secret.
  const head = { version: 1, kind, report: key, shard, whole: part.whole, builds: part.builds };
  return `${JSON.stringify({ ...head, sets: [...sets.keys()].map((set) => JSON.parse(set)), files })}\n`;
}

const growth = v.object({ percent: v.number(), amount: v.number(), text: v.string() });
const budget = v.object({
  subject: v.object({ kind: v.string(), name: v.nullable(v.string()), set: v.picklist(["sent", "allowed"]) }),
  measure: v.picklist(["bytes", "files", "file-bytes"]),
  limit: v.nullable(v.number()),
  growth: v.nullable(growth),
  label: v.string(),
});
const whole = v.object({
  count,
  budgets: v.array(budget),
  baseline: v.nullable(
    v.object({
      file: v.string(),
      baseline: v.custom<Baseline>((data) => typeof checkBaseline(data) !== "string"),
    }),
  ),
  failing: v.array(finding.entries.severity),
  problems: repository.entries.problems,
  refused: v.boolean(),
});
const placed = v.object({
  at: count,
  build: v.object({
    ...build.entries,
    report: v.nullable(report),
    findings: v.array(finding),
    refused: v.boolean(),
  }),
});

/** Validates what is printed; the rest of a report was written by this program. */
const shape = v.object({
  version: v.literal(1),
  kind: v.literal(kind),
  report: v.string(),
  shard: v.object({ index: count, count }),
  whole: v.custom<Whole>((data) => v.is(whole, data)),
  builds: v.array(v.custom<Placed<BuildReport>>((data) => v.is(placed, data))),
  sets: v.array(v.array(count)),
  files: v.array(v.tupleWithRest([v.string(), count, count], v.string())),
});

/** Parses a blob. Throws CtxcheckError "usage" if it is none. */
export function readBlob(text: string, shown: string): Blob {
  const read = v.safeParse(shape, parseJson(text, shown));
  if (!read.success) throw noPart(shown, "it has another shape");
  const { report: key, shard, sets, files, ...found } = read.output;
  const rows = files.map(
    ([path, bytes, set, pathBytes]): SentFile => ({
      path: pathBytes === undefined ? fromText(path) : fromBuffer(Buffer.from(pathBytes, "base64")),
      bytes,
      builds: sets[set] ?? [],
    }),
  );
  return { key, shard, part: { whole: found.whole, builds: found.builds, files: rows } };
}

function parseJson(text: string, shown: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw noPart(shown, "it is not JSON");
  }
}

export const noPart = (shown: string, why: string) =>
  wrongUse(
    `"${shown}" is not a part of a report: ${why}`,
    "write it with ctxcheck --all --shard 1/2 --format blob=part-1.json, and merge it with the same version",
  );
