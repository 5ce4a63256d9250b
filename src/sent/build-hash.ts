import { createHash } from "node:crypto";
import { type Bytes, compareBytes, toText } from "../bytes.ts";
import { type Failure, isFailure } from "../context/source.ts";
import { readDockerfile } from "../dockerfile/read.ts";
import { CtxcheckError, unlessRefused } from "../errors.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { consumersOf, consumes } from "../plan/consumers.ts";
import type { PlanOptions } from "../plan/options.ts";
import { digestsOf, type FileToRead } from "./read-files.ts";
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
export function hashBuild(plan: BuildPlan, options: PlanOptions, modes: Modes): BuildHash {
  const rows = rowsOf(plan, modes);
  const inputs = inputsOf(plan, options);
  return {
    version: 1,
    hash: sha256(["ctxcheck hash 1", modes, JSON.stringify(inputs)], rows),
    modes,
    inputs,
    // Of a large context they are long, and few want them.
    get entries() {
      return rows.map(entryOf).map((entry) => ({ ...entry, path: toText(entry.path) }));
    },
    get instructions() {
      return consumersOf(plan).map((consumer) => ({
        line: consumer.line,
        text: consumer.text,
        stage: consumer.stage,
        hash: sha256(
          [consumer.text],
          rows.filter((row) => consumes(consumer, row.slice(0, row.indexOf("\0")))),
        ),
      }));
    },
  };
}

/** An entry as one string, of which a context may have millions: its path, NUL, its type, mode and digest. Sorts as paths do. */
type Row = Bytes;

/** Of a named context its paths stand behind `name://`. */
function rowsOf(plan: BuildPlan, modes: Modes): Row[] {
  const own = sentItems(plan);
  const named = namedItems(plan);
  const all = [own, ...named.map(({ items }) => items)];
  const digests = digestsOf(plan.context.source, filesOf(all), plan.threads);
  const rowOf = (item: SentItem, path: Bytes): Row => {
    const { type, mode, target } = item.entry;
    const digest = type === "symlink" ? digestOf(`${target}\0`) : type === "file" ? emptyDigest : "";
    return `${path}\0${type} ${modeOf(type, mode, modes)} ${isRead(item) ? nextOf(digests, path) : digest}`;
  };
  const rows: Row[] = [];
  for (const item of own) rows.push(rowOf(item, item.entry.path));
  for (const { name, items } of named)
    for (const item of items) rows.push(rowOf(item, `${name}://${item.entry.path}`));
  return rows.sort();
}

/** Its path in bytes. */
function entryOf(row: Row): HashedEntry {
  const end = row.indexOf("\0");
  const [type = "", mode = ""] = row.slice(end + 1, end + 20).split(" ", 2);
  const digest = Buffer.from(row.slice(end + type.length + mode.length + 3), "latin1").toString("hex");
  return { path: row.slice(0, end), type, mode, digest };
}

function* filesOf(all: readonly Iterable<SentItem>[]): Generator<FileToRead> {
  for (const items of all)
    for (const item of items) if (isRead(item)) yield { place: item.place, size: item.entry.size };
}

function nextOf(digests: Iterator<Bytes | Failure>, path: Bytes): Bytes {
  const next = digests.next();
  const found = next.done === true ? { failed: "ENOENT" } : next.value;
  if (!isFailure(found)) return found;
  throw new CtxcheckError(
    "unreadable",
    `"${toText(path)}" cannot be read (${found.failed})`,
    "it may have changed meanwhile: run it again",
  );
}

const isRead = ({ entry }: SentItem): boolean => entry.type === "file" && !entry.arrivesEmpty;

const digestOf = (content: Bytes): Bytes => createHash("sha256").update(content, "latin1").digest("binary");
const emptyDigest = digestOf("");

function modeOf(type: string, mode: number, modes: Modes): string {
  if (type === "symlink") return "";
  if (modes === "exact") return (mode & 0o7777).toString(8);
  return type === "file" ? ((mode & 0o100) === 0 ? "644" : "755") : "";
}

/** Bytes that are worth to be handed over. */
const worthCall = 1 << 14;

/** Of byte strings, each ended by a NUL. */
function sha256(parts: readonly Bytes[], rows: readonly Row[] = []): string {
  const hash = createHash("sha256");
  let waiting = parts.map((part) => `${part}\0`).join("");
  for (const row of rows) {
    const { path, type, mode, digest } = entryOf(row);
    waiting += `${type} ${mode} ${digest} ${path}\0`;
    if (waiting.length < worthCall) continue;
    hash.update(waiting, "latin1");
    waiting = "";
  }
  return hash.update(waiting, "latin1").digest("hex");
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
