import * as v from "valibot";
import { CtxcheckError } from "../errors.ts";
import type { Side } from "./model.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const ruleName = v.pipe(v.string(), v.regex(/^[a-z][a-z\d-]{0,63}$/));

/** As much of `--format json` as is compared; the rest may be there. */
const saved = v.object({
  version: v.literal(1),
  builder: v.string(),
  ignoreFile: v.nullable(v.string()),
  commit: v.nullish(v.object({ ref: v.string(), id: v.string() })),
  sent: v.object({ files: count, bytes: count, wireBytes: v.nullish(count) }),
  files: v.nullish(v.array(v.object({ path: v.string(), pathBytes: v.optional(v.string()), bytes: count }))),
  instructions: v.optional(
    v.array(v.object({ line: count, text: v.string(), stage: v.string(), files: count, bytes: count })),
  ),
  findings: v.array(
    v.object({
      rule: ruleName,
      severity: v.picklist(["error", "warning", "info"]),
      path: v.nullable(v.string()),
      line: v.nullable(count),
      message: v.string(),
      failsBuild: v.optional(v.boolean()),
      secret: v.nullish(v.object({ masked: v.optional(v.string()), fingerprint: v.nullable(v.string()) })),
    }),
  ),
});

/** The same of `--all --format json`. */
const savedBuilds = v.object({
  version: v.literal(1),
  builds: v.array(
    v.object({
      kind: v.string(),
      name: v.string(),
      problem: v.nullable(v.string()),
      report: v.nullable(saved),
    }),
  ),
});

/** One build of a repository, as it is compared. */
export type SideBuild = v.InferOutput<typeof savedBuilds>["builds"][number];

/** Reads what `--format json` printed. Throws CtxcheckError "usage". */
export function readSavedReport(text: string, shown: string): Side {
  const json = parseJson(text, shown, oneBuild);
  refuseOther(
    savedBuilds,
    json,
    `"${shown}" is a report of all builds`,
    "compare it with ctxcheck diff --all",
  );
  return parsed(saved, json, shown, oneBuild);
}

/** Reads what `--all --format json` printed. Throws CtxcheckError "usage". */
export function readSavedBuilds(text: string, shown: string): readonly SideBuild[] {
  const json = parseJson(text, shown, allBuilds);
  refuseOther(
    saved,
    json,
    `"${shown}" is a report of one build`,
    "compare it with ctxcheck diff, without --all",
  );
  return parsed(savedBuilds, json, shown, allBuilds).builds;
}

function refuseOther(shape: v.GenericSchema, json: unknown, problem: string, hint: string): void {
  if (v.is(shape, json)) throw new CtxcheckError("usage", problem, hint);
}

function parsed<T>(shape: v.GenericSchema<unknown, T>, json: unknown, shown: string, hint: string): T {
  const read = v.safeParse(shape, json);
  if (read.success) return read.output;
  const [issue] = read.issues;
  const place = v.getDotPath(issue);
  const why = place === null ? "it has another shape" : `${place} is not what such a report holds`;
  throw noReport(shown, why, hint);
}

const oneBuild = "write one with ctxcheck --files --format json=<file>";
const allBuilds = "write one with ctxcheck --all --files --format json=<file>";

function parseJson(text: string, shown: string, hint: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw noReport(shown, "it is not JSON", hint);
  }
}

const noReport = (shown: string, why: string, hint: string) =>
  new CtxcheckError("usage", `"${shown}" is no report of ctxcheck: ${why}`, hint);
