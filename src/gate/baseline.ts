import * as v from "valibot";

/** Contents of a baseline file: the state when it was written. Sorted, so that diffs are easy to read. */
export interface Baseline {
  readonly version: 1;
  /** Salt of the fingerprints. Random, so that no precomputed table maps a fingerprint back to a value. */
  readonly salt: string;
  /** Keyed by the subject of a budget ("total", "total (allowed)", "src/**", "stage:build"). */
  readonly measured: Readonly<Record<string, { readonly bytes: number; readonly files: number }>>;
  /** Largest files sent, sorted by path. */
  readonly largest: readonly { readonly path: string; readonly bytes: number }[];
  /** Accepted findings, sorted by rule and path. */
  readonly findings: readonly AcceptedFinding[];
}

export interface AcceptedFinding {
  readonly rule: string;
  readonly path: string | null;
  readonly fingerprint: string;
}

/** What the baseline accepts, and which of its entries are no longer found. */
export interface BaselineReport {
  /** The file as the user named it. */
  readonly file: string;
  /** Number of findings that it accepts. */
  readonly accepted: number;
  /** Number of findings that it does not accept. */
  readonly fresh: number;
  /** Accepted findings that no longer occur; `ctxcheck baseline --update` drops them. */
  readonly vanished: readonly {
    readonly rule: string;
    readonly path: string | null;
    readonly fingerprint: string;
  }[];
  /** What was sent when the baseline was written. */
  readonly sent: { readonly files: number; readonly bytes: number } | null;
}

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

/** Returns the baseline, or what is wrong with the data. */
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
