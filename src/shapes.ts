import * as v from "valibot";

/**
 * Shapes of the output of `--format json`. Data that is read back is checked with them, or with a part of them, and
 * report.schema.json is generated from them. Fields are added, never renamed: later ones may be missing.
 */
const { array, boolean, literal, nullable, nullish, object, optional, picklist, record, string } = v;

export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const line = v.pipe(v.number(), v.integer(), v.minValue(1));
const text = nullable(string());
const texts = array(string());
const sum = object({ files: count, bytes: count });
const totals = object({ files: count, directories: count, bytes: count });
const sized = object({ path: string(), bytes: count });
const named = array(object({ name: string(), digest: string() }));
const failures = array(object({ line: count, message: string() }));
const fileProblems = array(object({ file: string(), line: nullable(count), message: string() }));
const ruleName = v.pipe(string(), v.regex(/^[a-z][a-z\d-]{0,63}$/));

export const finding = object({
  rule: ruleName,
  severity: picklist(["error", "warning", "info"]),
  path: text,
  line: nullable(line),
  message: string(),
  fix: text,
  accepted: optional(boolean()),
  fingerprint: optional(string()),
  failsBuild: optional(boolean()),
  command: nullish(texts),
  stays: nullish(string()),
  alsoRemoves: optional(texts),
  bytes: nullish(count),
  reach: nullish(picklist(["image", "maybe-image", "stage", "builder"])),
  detail: nullish(string()),
  secret: nullish(object({ masked: optional(string()), fingerprint: text })),
});

const budget = object({
  maxBytes: nullable(count),
  maxFiles: nullable(count),
  maxFileSize: nullish(count),
  passed: boolean(),
  exceeded: optional(texts),
  checks: optional(
    array(
      object({
        label: string(),
        subject: picklist(["total", "path", "instruction", "stage", "build", "builds"]),
        name: text,
        set: picklist(["sent", "allowed"]),
        measure: picklist(["bytes", "files", "file-bytes"]),
        growth: text,
        limit: nullable(count),
        actual: count,
        base: nullish(count),
        share: nullish(v.number()),
        passed: boolean(),
      }),
    ),
  ),
});

const baseline = object({
  file: string(),
  accepted: count,
  fresh: count,
  vanished: array(object({ rule: string(), path: text, fingerprint: string() })),
});

export const report = object({
  version: literal(1),
  builder: string(),
  context: string(),
  dockerfile: text,
  ignoreFile: text,
  target: text,
  commit: nullish(object({ ref: string(), id: string() })),
  allowed: totals,
  sent: object({ ...totals.entries, wireBytes: nullable(count) }),
  excluded: nullable(totals),
  keptOut: optional(
    object({
      files: count,
      directories: count,
      notEntered: count,
      by: array(
        object({
          pattern: string(),
          file: string(),
          line: count,
          files: count,
          directories: count,
          bytes: count,
        }),
      ),
    }),
  ),
  instructions: optional(
    array(object({ line, text: string(), stage: string(), files: count, bytes: count })),
  ),
  largest: array(sized),
  directories: array(object({ path: string(), ...sum.entries })),
  findings: array(finding),
  steps: array(
    object({
      lines: texts,
      replaces: nullable(object({ line, text: string() })),
      what: string(),
      confidence: picklist(["high", "medium", "low"]),
      reason: string(),
      files: count,
      bytes: v.number(),
      after: sum,
    }),
  ),
  files: nullish(array(object({ path: string(), pathBytes: optional(string()), bytes: count }))),
  budget: nullable(budget),
  baseline: nullish(baseline),
  problems: array(
    object({ code: string(), path: string(), reason: optional(string()), refusal: optional(boolean()) }),
  ),
});

export const build = object({
  name: string(),
  kind: picklist(["compose", "bake", "dockerfile", "workflow", "command"]),
  source: object({ file: string(), line: count }),
  context: string(),
  git: optional(boolean()),
  dockerfile: text,
  inline: text,
  target: text,
  args: record(string(), text),
  contexts: record(string(), string()),
  platforms: texts,
  groups: texts,
  problem: text,
});

/** `ctxcheck builds --json`. */
export const builds = object({ version: literal(1), builds: array(build), problems: fileProblems });

/** `ctxcheck --all --format json`. */
export const repository = object({
  version: literal(1),
  builds: array(object({ ...build.entries, report: nullable(report) })),
  shared: array(object({ context: string(), ignoreFile: text, builds: texts })),
  union: sum,
  findings: array(object({ ...finding.entries, builds: texts })),
  budget: nullable(budget),
  baseline: nullish(baseline),
  problems: fileProblems,
});

/** `ctxcheck hash --json`. */
export const hash = object({
  version: literal(1),
  hash: string(),
  modes: picklist(["git", "exact"]),
  inputs: object({ dockerfile: text, target: text, platform: text, arguments: named, contexts: named }),
  entries: array(object({ path: string(), type: string(), mode: string(), digest: string() })),
  instructions: array(object({ line: count, text: string(), stage: string(), hash: string() })),
});

const unknown = array(
  object({ kind: picklist(["base", "run", "from", "add"]), line: count, name: string() }),
);
const imagePath = object({
  path: string(),
  type: string(),
  size: count,
  source: string(),
  context: text,
  certain: boolean(),
});

/** `ctxcheck image --json`. */
export const image = object({
  stage: string(),
  final: boolean(),
  dockerfile: string(),
  paths: array(imagePath),
  hidden: array(object({ ...imagePath.entries, hiddenBy: count, again: boolean() })),
  archives: array(imagePath),
  totals: sum,
  hiddenTotals: sum,
  unknown,
  failures,
});

const wasted = object({ bytes: count, again: count, hidden: count, removed: count });

/** `ctxcheck image --against F --json`. */
export const comparison = object({
  version: literal(1),
  image: string(),
  platform: text,
  dockerfile: string(),
  builder: string(),
  layers: array(
    object({
      layer: line,
      digest: text,
      packing: nullable(picklist(["gzip", "zstd", "bzip2", "xz"])),
      storedBytes: count,
      files: count,
      bytes: count,
      context: sum,
      wasted,
      lines: array(count),
      createdBy: string(),
    }),
  ),
  totals: object({ ...sum.entries, storedBytes: count }),
  counts: object({ found: count, changed: count, hidden: count, removed: count, missing: count }),
  paths: array(
    object({
      ...imagePath.entries,
      state: picklist(["found", "changed", "hidden", "removed", "missing"]),
      what: nullable(picklist(["type", "content", "target"])),
      layer: nullable(line),
      by: nullable(line),
      line: count,
      hiddenBy: nullable(count),
    }),
  ),
  wasted: object({ ...wasted.entries, largest: array(object({ ...sized.entries, layer: line, by: line })) }),
  efficiency: object({ score: v.number(), wastedBytes: count, userBytes: count, wastedShare: v.number() }),
  unused: object({
    ...sum.entries,
    paths: array(object({ ...sized.entries, inLayer: boolean(), namedBy: nullable(count) })),
    candidates: array(object({ path: string(), ...sum.entries })),
    proven: boolean(),
  }),
  unknown,
  failures,
  limits: array(
    object({
      option: string(),
      unit: picklist(["bytes", "share"]),
      limit: v.number(),
      actual: v.number(),
      passed: boolean(),
    }),
  ),
});
