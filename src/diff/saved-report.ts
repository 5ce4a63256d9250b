import * as v from "valibot";
import { wrongUse } from "../errors.ts";
import { build, count, finding, report } from "../shapes.ts";
import type { Side } from "./model.ts";

/** The part of `--format json` that is compared; more may be there. */
const saved = v.object({
  ...v.pick(report, ["version", "builder", "ignoreFile", "commit", "files", "instructions"]).entries,
  sent: v.object({ files: count, bytes: count, wireBytes: v.nullish(count) }),
  findings: v.array(v.pick(finding, ["rule", "severity", "path", "line", "message", "failsBuild", "secret"])),
});

/** The same of `--all --format json`. */
const savedBuilds = v.object({
  version: v.literal(1),
  builds: v.array(
    v.object({ ...v.pick(build, ["kind", "name", "problem"]).entries, report: v.nullable(saved) }),
  ),
});

/** One build of a repository, as compared. */
export type SideBuild = v.InferOutput<typeof savedBuilds>["builds"][number];

/** Reads the output of `--format json`. Throws CtxcheckError "usage". */
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

/** Reads the output of `--all --format json`. Throws CtxcheckError "usage". */
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
  if (v.is(shape, json)) throw wrongUse(problem, hint);
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
  wrongUse(`"${shown}" is not a report of ctxcheck: ${why}`, hint);
