import { createHash } from "node:crypto";
import { type Bytes, compareBytes, toText } from "../bytes.ts";
import { readDockerfile } from "../dockerfile/read.ts";
import { CtxcheckError, unlessRefused } from "../errors.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { consumersOf, consumes } from "../plan/consumers.ts";
import type { PlanOptions } from "../plan/options.ts";
import { digestAll } from "./digest-all.ts";
import type { SentItem } from "./sent-items.ts";
import { namedItems, sentItems } from "./sent-set.ts";

/** "git": only whether a file is executable counts, as git keeps it. "exact": all bits. */
export type Modes = "git" | "exact";

/** What `hash --json` prints: version 1. Digests are sha256 in hex. */
export interface BuildHash {
  readonly version: 1;
  readonly hash: string;
  readonly modes: Modes;
  /** What the hash is made of, besides entries; null where the build has none. */
  readonly inputs: {
    readonly dockerfile: string | null;
    readonly target: string | null;
    readonly platform: string | null;
    /** Build arguments that the Dockerfile declares; never their values. */
    readonly arguments: readonly { readonly name: string; readonly digest: string }[];
    /** Named contexts that are no directory, as written. */
    readonly contexts: readonly { readonly name: string; readonly digest: string }[];
  };
  /** Sorted by bytes; `name://path` in a named context. */
  readonly entries: readonly HashedEntry[];
  readonly instructions: readonly {
    readonly line: number;
    readonly text: string;
    readonly stage: string;
    readonly hash: string;
  }[];
}

export interface HashedEntry {
  readonly path: string;
  readonly type: string;
  /** Octal, "" where it does not count. */
  readonly mode: string;
  /** Of the content, or of the target of a link; "" for anything else. */
  readonly digest: string;
}

/**
 * A key that changes when an input of the build does, and with nothing else: times, owners and the order of files do not
 * count. Of the Dockerfile the whole text counts: a comment that changes costs a build, a change that is missed would give a
 * stale image. Throws CtxcheckError where the build would be refused.
 */
export async function hashBuild(
  plan: BuildPlan,
  options: PlanOptions,
  modes: Modes,
  threads?: number,
): Promise<BuildHash> {
  const own = Array.from(sentItems(plan), (item) => ({ item, path: item.entry.path }));
  const others = namedItems(plan).flatMap(({ name, items }) =>
    items.map((item) => ({ item, path: `${name}://${item.entry.path}` })),
  );
  const all = [...own, ...others].sort((a, b) => compareBytes(a.path, b.path));
  const read = all.filter(({ item }) => isRead(item));
  const digests = await digestAll(
    plan.context.source,
    read.map(({ item }) => item.place),
    threads,
  );
  let next = 0;
  const rows = all.map(({ item, path }) => {
    const content = isRead(item) ? (digests[next++] ?? "") : undefined;
    return { path, line: lineOf(item, modes, content, path) };
  });
  const inputs = inputsOf(plan, options);
  return {
    version: 1,
    hash: sha256(["ctxcheck hash 1", modes, JSON.stringify(inputs), ...rows.map(({ line }) => joined(line))]),
    modes,
    inputs,
    entries: rows.map(({ line }) => ({ ...line, path: toText(line.path) })),
    instructions: consumersOf(plan).map((consumer) => ({
      line: consumer.line,
      text: consumer.text,
      stage: consumer.stage,
      hash: sha256([
        consumer.text,
        ...rows.filter(({ path }) => consumes(consumer, path)).map(({ line }) => joined(line)),
      ]),
    })),
  };
}

const isRead = ({ entry }: SentItem): boolean => entry.type === "file" && !entry.arrivesEmpty;

const emptyDigest = createHash("sha256").digest("hex");

function lineOf({ entry }: SentItem, modes: Modes, content: string | undefined, path: Bytes): HashedEntry {
  const { type, mode, target } = entry;
  if (content?.startsWith("!") === true)
    throw new CtxcheckError(
      "unreadable",
      `"${toText(path)}" cannot be read (${content.slice(1)})`,
      "it may have changed meanwhile: run it again",
    );
  const digest = type === "file" ? (content ?? emptyDigest) : type === "symlink" ? sha256([target]) : "";
  return { path, type, mode: modeOf(type, mode, modes), digest };
}

function modeOf(type: string, mode: number, modes: Modes): string {
  if (type === "symlink") return "";
  if (modes === "exact") return (mode & 0o7777).toString(8);
  return type === "file" ? ((mode & 0o100) === 0 ? "644" : "755") : "";
}

const joined = ({ path, type, mode, digest }: HashedEntry): string => [type, mode, digest, path].join(" ");

/** Of byte strings, each ended by a NUL. */
function sha256(parts: Iterable<Bytes>): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(Buffer.from(`${part}\0`, "latin1"));
  return hash.digest("hex");
}

function inputsOf({ dockerfile }: BuildPlan, options: PlanOptions): BuildHash["inputs"] {
  const used = dockerfile === null ? new Set<Bytes>() : declared(dockerfile.content);
  const given = [...options.buildArgs].filter(([name]) => used.has(name) || ofBuildKit.test(name));
  return {
    dockerfile: dockerfile === null ? null : sha256([dockerfile.content]),
    target: options.target ?? null,
    platform: options.platform ?? null,
    arguments: given
      .sort(([a], [b]) => compareBytes(a, b))
      .map(([name, value]) => ({ name: toText(name), digest: sha256([value]) })),
    contexts: options.buildContexts
      .filter(({ value }) => /^[a-z-]+:\/\/|^git@|^github\.com\//.test(value))
      .map(({ name, value }) => ({ name, digest: sha256([Buffer.from(value).toString("latin1")]) }))
      .sort((a, b) => compareBytes(a.name, b.name)),
  };
}

/** What BuildKit itself looks at. */
const ofBuildKit = /^(BUILDKIT_|SOURCE_DATE_EPOCH$)/;

/** The names of every ARG: those of stages that are not built among them. */
function declared(content: Bytes): Set<Bytes> {
  const read = unlessRefused(() => readDockerfile(content));
  const args = [
    ...(read?.globalArgs ?? []),
    ...(read?.stages ?? []).flatMap(({ instructions }) => instructions),
  ];
  return new Set(args.flatMap((one) => (one.kind === "ARG" ? one.args.map(({ key }) => key) : [])));
}
