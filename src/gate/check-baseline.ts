import * as v from "valibot";
import type { Baseline } from "./baseline.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const figures = v.object({ bytes: count, files: count });
const shape = v.object({
  version: v.literal(1),
  salt: v.pipe(v.string(), v.nonEmpty()),
  measured: v.record(v.string(), figures),
  largest: v.array(v.object({ path: v.string(), bytes: count })),
  findings: v.array(
    v.object({
      rule: v.pipe(v.string(), v.regex(/^[a-z][a-z\d-]{0,63}$/)),
      path: v.nullable(v.string()),
      fingerprint: v.pipe(v.string(), v.regex(/^[\da-f]{0,64}$/)),
    }),
  ),
});

/** The baseline, or what is wrong with the data. */
export function checkBaseline(data: unknown): Baseline | string {
  const { success, output, issues } = v.safeParse(shape, data);
  if (success) return output;
  const [{ path = [] }] = issues;
  return `${
    path
      .map(({ key }) => String(key))
      .slice(0, 3)
      .join(".") || "it"
  } is not what a baseline of version 1 holds`;
}
