import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { fromText } from "../bytes.ts";
import { disk } from "../context/disk.ts";
import { insideOf } from "../context/links.ts";
import { isFailure } from "../context/source.ts";
import { wrongUse } from "../errors.ts";
import { explain } from "../explain/explain.ts";
import { readBaseline } from "../gate/baseline-file.ts";
import type { NamedBaseline } from "../gate/compare-baseline.ts";
import { baselineOf, baselineText } from "../gate/write-baseline.ts";
import type { PlanOptions } from "../plan/options.ts";
import { planBuild } from "../plan/plan.ts";
import { isRemoteContext } from "../plan/remote-context.ts";
import { renderBaseline } from "../report/baseline.ts";
import { safe } from "../report/escape.ts";
import { jsonText } from "../report/json.ts";
import type { Report } from "../report-model.ts";
import type { Settled } from "./command.ts";
import { treesOf } from "./destination.ts";
import { baselinePlace, inspectOptions } from "./gate.ts";
import { inspectWithProgress } from "./inspect.ts";
import { buildsIn } from "./inspect-all.ts";
import { exitCodes, type Io } from "./io.ts";
import { isOn, planOptions, text, type Values, viewOf } from "./options.ts";
import { requireOwnPlaces } from "./own-places.ts";
import { reportProblems } from "./problems.ts";
import { writeFile } from "./write-file.ts";

/** Accepts what is found now. An existing baseline is overwritten only if an option says so. */
export async function baselineCommand(settled: Settled, io: Io): Promise<number> {
  const { values } = settled;
  requireOwnPlaces(settled, ["context", "baseline"]);
  const place = baselinePlace(values, io);
  if (place === null)
    throw wrongUse("baseline: --no-baseline leaves nothing to write", "name a file with --baseline");
  const { path, shown: file } = place;
  if (!place.isNamed) requireDirectory(text(values, "context") ?? ".", io);
  const before = await readBaseline(path, file, place.within);
  if (before !== null && !isOn(values, "update"))
    throw wrongUse(`baseline: "${file}" already exists`, "--update rewrites it");
  const salt = text(values, "secret-salt") ?? before?.baseline.salt ?? randomBytes(16).toString("hex");
  const found = await buildsIn(settled, io);
  const accepted =
    found === null
      ? await baselineForOne(values, before, salt, io)
      : await (await import("./baseline-all.ts")).baselineForAll(settled, found, before, salt, io);
  const { text: content, left, unread, plans, ...changes } = accepted;
  const destination = {
    path: fromText(path),
    shown: file,
    trees: treesOf(values, io),
    code: "baseline",
  } as const;
  writeFile(destination, content, io);
  for (const build of left) io.stderr.write(`ctxcheck: no finding of ${safe(build)} is accepted\n`);
  const written = { file, ...changes, isSent: plans.some((plan) => isSent(path, plan, io)) };
  io.stdout.write(isOn(values, "json") ? jsonText(written) : renderBaseline(written, viewOf(values, io)));
  return reportProblems(unread, io) ? exitCodes.refused : exitCodes.clean;
}

/** A missing one is refused when it is read. */
function requireDirectory(context: string, { cwd }: Io): void {
  const at = fromText(resolve(cwd, context));
  const stats = disk.stats(disk.realPath(at) ?? at);
  if (isFailure(stats) ? context !== "-" && !isRemoteContext(context) : stats.isDirectory()) return;
  throw wrongUse(
    `baseline: "${context}" is not a directory that could hold the baseline`,
    "name a directory, or a file for the baseline with --baseline <file>",
  );
}

async function baselineForOne(values: Values, before: NamedBaseline | null, salt: string, io: Io) {
  const { report } = await inspectWithProgress(io, async (onFiles) => ({
    ...(await inspectOptions({ ...values, baseline: "none" }, io, onFiles)),
    baseline: before?.baseline.salt === salt ? before : null,
    salt,
  }));
  const none: readonly string[] = [];
  const unread = report.problems.filter(({ refusal }) => refusal);
  const plans = [await planOptions({ ...values, file: fileOnDisk(values) }, io)];
  return { text: baselineText(baselineOf(report, salt)), ...changesOf(report), left: none, unread, plans };
}

function changesOf({ findings, baseline, sent }: Report) {
  return {
    accepted: findings.length,
    added: findings.filter(({ accepted }) => !accepted).length,
    dropped: baseline?.vanished ?? [],
    sent: { files: sent.files, bytes: sent.bytes },
  };
}

/** Whether a builder is sent the file itself, which would change what the next run measures. */
function isSent(path: string, options: PlanOptions, { cwd }: Io): boolean {
  const plan = planBuild(options);
  const inside = insideOf(plan.context.root, fromText(path));
  return inside !== null && explain(plan, inside, cwd).sent;
}

/** Stdin has already been read. */
const fileOnDisk = (values: Values) => (text(values, "file") === "-" ? undefined : values.file);
