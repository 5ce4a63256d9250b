import { openSync } from "node:fs";
import { devNull } from "node:os";
import { resolve } from "node:path";
import { type Bytes, fromBuffer, fromText } from "../bytes.ts";
import { CtxcheckError } from "../errors.ts";
import { disk } from "./disk.ts";
import { isFailure, type Source } from "./source.ts";
import type { OpenedTar } from "./tar/spool.ts";

/** A context that is not a directory: its files, and their root. */
export interface Elsewhere {
  readonly source: Source;
  /** Absolute. */
  readonly root: Bytes;
  /** The Dockerfile, if stdin holds one and no archive. */
  readonly dockerfile?: Bytes;
}

/**
 * Opens a tar on stdin ("-") or in a file, or a Git URL, in place of a directory. Null for a directory, and for
 * anything else. Rarely needed modules are loaded here. Throws CtxcheckError "context".
 */
export async function openElsewhere(
  shown: string,
  cwd: string,
  stdin: () => AsyncIterable<Uint8Array>,
): Promise<Elsewhere | null> {
  const place = fromText(resolve(cwd, shown));
  if (shown === "-") return fromStdin(place, stdin());
  const stats = disk.stats(disk.realPath(place) ?? place);
  if (!isFailure(stats)) return stats.isFile() ? fromFile(shown, place) : null;
  const { parseGitUrl, openGitUrl } = await import("./git/remote.ts");
  const url = parseGitUrl(shown);
  return url === null ? null : openGitUrl(url, cwd, place);
}

async function fromFile(shown: string, place: Bytes): Promise<Elsewhere | null> {
  const { openTarFile } = await import("./tar/spool.ts");
  try {
    const opened = await openTarFile(place);
    return opened && (await unpacked(place, opened));
  } catch (error) {
    if (error instanceof CtxcheckError || !(error instanceof Error && "code" in error)) throw error;
    const hint = "check its permissions";
    throw new CtxcheckError("context", `the archive "${shown}" cannot be read (${String(error.code)})`, hint);
  }
}

async function fromStdin(place: Bytes, stdin: AsyncIterable<Uint8Array>): Promise<Elsewhere> {
  const { openTarStream } = await import("./tar/spool.ts");
  const opened = await openTarStream(stdin);
  if ("file" in opened) return unpacked(place, opened);
  const { TarFile } = await import("./tar/file.ts");
  const nothing = { file: new TarFile(openSync(devNull, "r")), bytes: 0, mistaken: false };
  const { source, root } = await unpacked(place, nothing);
  return {
    source: { ...source, given: { kind: "dockerfile", bytes: 0 } },
    root,
    dockerfile: fromBuffer(opened.text),
  };
}

async function unpacked(root: Bytes, { file, bytes, mistaken }: OpenedTar): Promise<Elsewhere> {
  const { unpackTree } = await import("./tar/unpack.ts");
  const { tarSource } = await import("./tar/source.ts");
  return {
    source: {
      ...tarSource(root, file, unpackTree(file)),
      given: { kind: "archive", bytes, ...(mistaken ? { mistaken: true as const } : {}) },
    },
    root,
  };
}
