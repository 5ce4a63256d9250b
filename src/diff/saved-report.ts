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

/** Reads what `--format json` printed. Throws CtxcheckError "usage". */
export function readSavedReport(text: string, shown: string): Side {
  const read = v.safeParse(saved, parseJson(text, shown));
  if (read.success) return read.output;
  const [issue] = read.issues;
  const place = v.getDotPath(issue);
  throw noReport(shown, place === null ? "it has another shape" : `${place} is not what such a report holds`);
}

function parseJson(text: string, shown: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw noReport(shown, "it is not JSON");
  }
}

const noReport = (shown: string, why: string) =>
  new CtxcheckError(
    "usage",
    `"${shown}" is no report of ctxcheck: ${why}`,
    "write one with ctxcheck --files --format json=<file>",
  );
