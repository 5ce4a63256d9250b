import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { type Bytes, fromText } from "../../src/bytes.ts";
import type { DockerfileQuestion } from "./kinds.ts";

/**
 * One entry of a tree: a directory (`a/`), a file of `size` bytes, a symbolic link, a FIFO, or a further name
 * of a file that stands earlier in the list.
 */
export interface TreeEntry {
  readonly path: Bytes;
  readonly size?: number;
  readonly link?: Bytes;
  readonly hardLink?: Bytes;
  readonly fifo?: true;
  readonly mode?: number;
  /** Seconds since 1970; to the millisecond. */
  readonly mtime?: number;
}

/** A tree and an ignore file, built with `FROM scratch` / `COPY . /`. All strings are byte strings. */
export interface IgnoreCase {
  readonly id: string;
  /** The Dockerfile's path in the context; `Dockerfile` where it is left out. */
  readonly file?: Bytes;
  readonly ignore: Bytes;
  readonly tree: readonly TreeEntry[];
}

/** A tree and a Dockerfile. All strings are byte strings. `file` is the Dockerfile's path in the context. */
export interface DockerfileCase extends DockerfileQuestion {
  readonly id: string;
  readonly tree: readonly TreeEntry[];
}

/** What a builder was recorded to send. */
export interface RecordedAnswer {
  readonly sent?: readonly Bytes[];
  readonly empty?: readonly Bytes[];
  readonly error?: Bytes;
}

export interface RecordedIgnoreCase extends IgnoreCase {
  readonly buildkit: RecordedAnswer;
  /** Only where it differs from buildkit. */
  readonly classic?: RecordedAnswer;
  readonly buildah?: RecordedAnswer;
}

export interface RecordedDockerfileCase extends DockerfileCase {
  readonly buildkit: RecordedAnswer & {
    readonly requested: boolean;
    readonly followPaths: readonly Bytes[];
    readonly buildError?: Bytes;
    /** Paths of the final image. */
    readonly image?: readonly Bytes[];
  };
}

/** The recorded cases of a file in fixtures/conformance, which holds text: here as byte strings. */
export function readRecorded<Case>(file: string): Case[] {
  const packed = readFileSync(new URL(`../../fixtures/conformance/${file}`, import.meta.url));
  const lines = gunzipSync(packed).toString("utf8").trimEnd().split("\n");
  return lines.map((line) =>
    JSON.parse(line, (_, value) => (typeof value === "string" ? fromText(value) : value)),
  );
}
