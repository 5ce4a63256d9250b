import { createHash } from "node:crypto";
import * as v from "valibot";
import { toText } from "../bytes.ts";
import { isFailure } from "../context/source.ts";
import { wrongOption } from "../errors.ts";
import { inspectBuild } from "../inspect.ts";
import { commitFindings } from "../repository/commit-findings.ts";
import { inspectBuilds } from "../repository/inspect.ts";
import type { Part, Placed } from "../repository/model.ts";
import { buildsOfShard, readShard, type Shard } from "../repository/shards.ts";
import { Shared } from "../survey/shared.ts";
import type { Settled } from "./command.ts";
import { deliverRepository, repositoryOutputs } from "./deliver-repository.ts";
import { type FoundBuilds, findBuilds } from "./found-builds.ts";
import { exitCodes, type Io } from "./io.ts";
import { mayBeRepository, namesBuilds } from "./names-builds.ts";
import { directorySource, text, texts, type Values } from "./options.ts";
import { inspecting, optionsOfBuild, placedBuilds, wholeOf } from "./options-of-build.ts";
import { progressLine } from "./progress.ts";
import { readText } from "./read-text.ts";
import { version } from "./version.ts";

export async function inspectAllCommand(settled: Settled, io: Io): Promise<number> {
  return report(settled, await buildsOf(settled, io), io);
}

/** Does the same if the directory defines any builds; returns null if it does not. */
export async function inspectFoundBuilds(settled: Settled, io: Io): Promise<number | null> {
  const found = await buildsIn(settled, io);
  return found === null ? null : report(settled, found, io);
}

/** Returns the builds to report on; null for a report on one context. */
export async function buildsIn(settled: Settled, io: Io): Promise<FoundBuilds | null> {
  const asked = namesBuilds(settled.values);
  if (!asked && !mayBeRepository(settled.values, io)) return null;
  const found = await buildsOf(settled, io);
  return asked || found.builds.length > 0 || found.refused ? found : null;
}

/** Finds builds, with the definitions of every `--file`. */
export async function buildsOf({ values, settings }: Settled, io: Io): Promise<FoundBuilds> {
  if (text(values, "context") === "-")
    throw wrongOption("all", "stdin is not a directory", "name the directory of the repository");
  const files = (settings.get("file") ?? []).map(({ value }) => String(value));
  return findBuilds(values, io, { source: await directorySource(values, io), files });
}

async function report(settled: Settled, found: FoundBuilds, io: Io): Promise<number> {
  const { values } = settled;
  const wanted = repositoryOutputs(values);
  const given = text(values, "shard");
  const shard = given === undefined ? null : readShard(given);
  const all = placedBuilds(found, values);
  const builds = shard === null ? all : await ofShard(all, shard, values, io);
  const part = await inspectPart(builds, all.length, found, settled, io);
  const key = wanted.some(({ format }) => format === "blob") ? keyOf(all, found, settled) : "";
  const code = await deliverRepository(wanted, [part], { values, io, blob: { shard, key } });
  // The command that merges the parts reports what is wrong.
  return wanted.every(({ format }) => format === "blob") ? exitCodes.clean : code;
}

async function ofShard(all: readonly Placed[], shard: Shard, values: Values, io: Io): Promise<Placed[]> {
  return buildsOfShard(all, shard, await weigher(texts(values, "balance"), io));
}

export async function inspectPart(
  builds: readonly Placed[],
  count: number,
  found: FoundBuilds,
  { values }: Pick<Settled, "values">,
  io: Io,
): Promise<Part> {
  const whole = await wholeOf(values, count, found, io);
  const progress = progressLine(io);
  const isRead = readBefore();
  const shared = new Shared();
  try {
    return await inspectBuilds(builds, whole, {
      ...inspecting(found, values),
      inspect: async (build, listeners) => {
        const options = await optionsOfBuild(build, found, whole, values, io);
        const threads = isRead(build.context) ? { threads: 0 } : {};
        const secrets = options.secrets ? { secrets: { ...options.secrets, earlier: shared.earlier } } : {};
        return inspectBuild({
          ...options,
          ...threads,
          ...secrets,
          shared,
          ...listeners,
          onProgress: progress.show,
        });
      },
      commitFindings: async (build) =>
        commitFindings(build, found.repository.exists, await optionsOfBuild(build, found, whole, values, io)),
    });
  } finally {
    progress.clear();
  }
}

/** Whether an earlier build needed the whole context: then nothing has to be read ahead of the walk. */
function readBefore(): (context: string) => boolean {
  const read = new Set<string>();
  return (context) => {
    const parts = context === "" ? [] : context.split("/");
    const known = ["", ...parts.map((_, at) => parts.slice(0, at + 1).join("/"))].some((one) =>
      read.has(one),
    );
    read.add(context);
    return known;
  };
}

/** Options that do not affect what is found. */
const howToShow = new Set([
  "context",
  "format",
  "shard",
  "balance",
  "color",
  "quiet",
  "verbose",
  "threads",
  "open",
  "all",
]);

/** Returns what all machines of one report have in common: version, commit, builds, options. */
function keyOf(all: readonly Placed[], found: FoundBuilds, { settings }: Settled): string {
  const options = [...settings]
    .filter(([name]) => !howToShow.has(name))
    .map(([name, given]) => [name, given.map(({ value }) => value)])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  const builds = all.map(({ build }) => found.secrets.maskBuild(build));
  const what = [version, headOf(found), builds, found.problems, options];
  return createHash("sha256").update(JSON.stringify(what)).digest("hex");
}

/** Returns the checked-out commit according to git's files; null if there is none. No program is run. */
function headOf({ repository: { tree, root } }: FoundBuilds): string | null {
  const lineOf = (name: string): string | null => {
    const read = tree.read(`${root}/.git/${name}`);
    return isFailure(read) ? null : toText(read.content).trim();
  };
  const head = lineOf("HEAD");
  const ref = /^ref: (refs\/[\w./-]+)$/.exec(head ?? "")?.[1];
  if (ref === undefined) return head;
  const packed = lineOf("packed-refs")
    ?.split("\n")
    .find((line) => line.endsWith(` ${ref}`));
  return lineOf(ref) ?? packed?.split(" ")[0] ?? null;
}

const savedReport = v.nullable(v.object({ sent: v.object({ bytes: v.number() }) }));
const savedBuild = v.object({ kind: v.string(), name: v.string(), report: savedReport });
/** A part, or the output of `--all --format json`. */
const measured = v.union([
  v.pipe(
    v.object({ kind: v.literal("ctxcheck-blob"), builds: v.array(v.object({ build: savedBuild })) }),
    v.transform(({ builds }) => builds.map((one) => one.build)),
  ),
  v.pipe(
    v.object({ version: v.literal(1), builds: v.array(savedBuild) }),
    v.transform(({ builds }) => builds),
  ),
]);

/**
 * Returns the weight of a build: what it sent in an earlier run, or the average for a new build. Without an earlier
 * run, all weigh the same.
 */
async function weigher(files: readonly string[], io: Io): Promise<(build: Placed) => number> {
  const known = new Map<string, number>();
  for (const file of files)
    for (const { kind, name, report: found } of read(readText(file, "--balance", io), file))
      if (found !== null) known.set(`${kind} ${name}`, found.sent.bytes + 1);
  const sizes = [...known.values()];
  const usual = sizes.length === 0 ? 1 : sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  return ({ build: { kind, name } }) => known.get(`${kind} ${name}`) ?? usual;
}

function read(text: string, shown: string) {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), measured), text);
  if (parsed.success) return parsed.output;
  throw wrongOption(
    "balance",
    `"${shown}" is neither a part nor a JSON report of all builds`,
    "name what ctxcheck --all --format blob=FILE or --format json=FILE wrote",
  );
}
