import { createHash } from "node:crypto";
import { type Bytes, compareBytes, toText } from "../bytes.ts";
import { type Failure, isFailure } from "../context/source.ts";
import { readDockerfile } from "../dockerfile/read.ts";
import { CtxcheckError, unlessRefused } from "../errors.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { consumersOf, consumes } from "../plan/consumers.ts";
import type { PlanOptions } from "../plan/options.ts";
import { readDigests } from "./read-files.ts";
import { namedItems, type SentItem, sentItems } from "./sent-items.ts";

/** "git": only the executable bit counts, as in git. "exact": all bits count. */
export type Modes = "git" | "exact";

/** What `hash --json` prints: version 1. Digests are sha256 in hex. */
export interface BuildHash {
  readonly version: 1;
  readonly hash: string;
  readonly modes: Modes;
  /** What the hash covers besides the entries; null if the build has none. */
  readonly inputs: {
    readonly dockerfile: string | null;
    readonly target: string | null;
    readonly platform: string | null;
    /** Build arguments that the Dockerfile declares or BuildKit itself reads, with digests in place of their values. */
    readonly arguments: readonly { readonly name: string; readonly digest: string }[];
    /** Named contexts that are not directories, digested as written. */
    readonly contexts: readonly { readonly name: string; readonly digest: string }[];
  };
  /** In byte order; `name://path` in a named context. */
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
  /** Octal; "" if it does not count. */
  readonly mode: string;
  /** Digest of the content, or of the target of a symbolic link; "" for other types. */
  readonly digest: string;
}

/**
 * Returns a key that changes if and only if an input of the build does: times, owners and the order of files do not
 * count. The whole text of the Dockerfile counts: a changed comment costs a build, but a missed change would give a
 * stale image. Throws CtxcheckError if the build would be refused.
 */
export function hashBuild(plan: BuildPlan, options: PlanOptions, modes: Modes): BuildHash {
  const rows = rowsOf(plan, modes);
  const inputs = inputsOf(plan, options);
  return {
    version: 1,
    hash: sha256(["ctxcheck hash 1", modes, JSON.stringify(inputs)], rows),
    modes,
    inputs,
    // Computed on demand: long for a large context, and rarely needed.
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

/**
 * An entry as one string, because a context may have millions: path, NUL, type, mode and digest. Sorts as paths do. The
 * digest has 32 bytes or none, depending on the type, so that concatenated rows are unambiguous.
 */
type Row = Bytes;

/** The paths of a named context are prefixed by `name://`. */
function rowsOf(plan: BuildPlan, modes: Modes): Row[] {
  const rows: Row[] = [];
  const add = (items: Iterable<SentItem>, before: Bytes) =>
    readDigests(
      {
        source: plan.context.source,
        items,
        fileOf: ({ place, entry }) => (isRead(entry) ? { place, size: entry.size } : null),
        threads: plan.threads,
      },
      ({ entry: { path, type, mode, target } }, read) => {
        if (isFailure(read)) throw unreadable(before + path, read);
        const digest = type === "symlink" ? digestOf(`${target}\0`) : type === "file" ? emptyDigest : "";
        rows.push(inOnePiece(`${before}${path}\0${type} ${modeOf(type, mode, modes)} ${read ?? digest}`));
      },
    );
  const own = sentItems(plan);
  const named = namedItems(plan);
  add(own, "");
  for (const { name, items } of named) add(items, `${name}://`);
  return rows.sort();
}

/** Parses a row; the path stays in bytes. */
function entryOf(row: Row): HashedEntry {
  const end = row.indexOf("\0");
  const [type = "", mode = ""] = row.slice(end + 1, end + 20).split(" ", 2);
  const digest = Buffer.from(row.slice(end + type.length + mode.length + 3), "latin1").toString("hex");
  return { path: row.slice(0, end), type, mode, digest };
}

/** A concatenated string keeps its parts alive, which takes three times the memory. */
const inOnePiece = (row: Row): Row => Buffer.from(row, "latin1").toString("latin1");

const unreadable = (path: Bytes, { failed }: Failure) =>
  new CtxcheckError(
    "unreadable",
    `"${toText(path)}" cannot be read (${failed})`,
    "it may have changed meanwhile: run it again",
  );

const isRead = ({ type, arrivesEmpty }: SentItem["entry"]): boolean => type === "file" && !arrivesEmpty;

const digestOf = (content: Bytes): Bytes => createHash("sha256").update(content, "latin1").digest("binary");
const emptyDigest = digestOf("");

function modeOf(type: string, mode: number, modes: Modes): string {
  if (type === "symlink") return "";
  if (modes === "exact") return (mode & 0o7777).toString(8);
  return type === "file" ? ((mode & 0o100) === 0 ? "644" : "755") : "";
}

/** Bytes to collect before a call. */
const worthCall = 1 << 14;

/** Hashes byte strings, each terminated by a NUL. */
function sha256(parts: readonly Bytes[], rows: readonly Row[] = []): string {
  const hash = createHash("sha256");
  let waiting = parts.map((part) => `${part}\0`).join("");
  for (const row of rows) {
    waiting += `${row}\0`;
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

/** Build arguments that BuildKit itself reads. */
const ofBuildKit = /^(BUILDKIT_|SOURCE_DATE_EPOCH$)/;

/** Returns the names of every ARG, including those of stages that are not built. */
function declared(content: Bytes): Set<Bytes> {
  const read = unlessRefused(() => readDockerfile(content));
  const args = [
    ...(read?.globalArgs ?? []),
    ...(read?.stages ?? []).flatMap(({ instructions }) => instructions),
  ];
  return new Set(args.flatMap((one) => (one.kind === "ARG" ? one.args.map(({ key }) => key) : [])));
}
