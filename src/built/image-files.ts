import { resolve } from "node:path";
import { type Bytes, fromText } from "../bytes.ts";
import { disk } from "../context/disk.ts";
import { openElsewhere } from "../context/elsewhere.ts";
import { resolveConfined } from "../context/links.ts";
import { contentsOf } from "../context/pieces.ts";
import { isFailure, type TreeRoot } from "../context/source.ts";
import { ArchiveError } from "../context/tar/limits.ts";
import { type CtxcheckError, wrongOption } from "../errors.ts";

/** The image as it was named, for messages. */
export type Shown = string;

/** A file of an image in a directory or an archive. */
export interface ImageFile {
  /** Bytes. */
  readonly size: number;
  /** A piece is valid until the next. */
  readonly pieces: () => Iterable<Buffer>;
}

/** The files of an image, by their names in it. */
export interface ImageFiles {
  readonly shown: Shown;
  /** Null if there is none; nothing outside the image is ever found. */
  find(name: string): ImageFile | null;
  /** Returns the value of a JSON file; null if there is none. Throws CtxcheckError. */
  json(name: string): unknown;
}

/** Bytes of a manifest or configuration: four times what registries accept. */
const mostJson = 16 * 1024 ** 2;

/** Opens an OCI layout or an image archive; "-" is stdin. Throws CtxcheckError "unreadable". */
export async function openImage(
  shown: Shown,
  cwd: string,
  stdin: () => AsyncIterable<Uint8Array>,
): Promise<ImageFiles> {
  const tree = await treeOf(shown, cwd, stdin);
  const find = (name: string) => fileAt(tree, fromText(name));
  return { shown, find, json: (name) => jsonIn(shown, name, find(name)) };
}

async function treeOf(shown: Shown, cwd: string, stdin: () => AsyncIterable<Uint8Array>): Promise<TreeRoot> {
  const place = fromText(resolve(cwd, shown));
  const root = shown === "-" ? place : disk.realPath(place);
  if (root === null) return refuseImage(shown, "does not exist", "name a file that docker save wrote");
  const stats = shown === "-" ? null : disk.stats(root);
  if (stats !== null && !isFailure(stats) && stats.isDirectory()) return { source: disk, root };
  try {
    const opened = await openElsewhere(shown, cwd, stdin);
    if (opened !== null && opened.dockerfile === undefined) return opened;
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    refuseImage(shown, `cannot be read: ${error.problem}`, "write it again");
  }
  return refuseImage(shown, "is neither a directory nor an archive", writeOne);
}

const writeOne =
  "write one: docker save -o image.tar NAME, or docker buildx build --output type=oci,dest=image.tar .";

export const imageError = (shown: Shown, problem: string, hint?: string): CtxcheckError =>
  wrongOption("against", `"${shown}" ${problem}`, hint, "unreadable");

/** Throws CtxcheckError "unreadable". */
export function refuseImage(shown: Shown, problem: string, hint?: string): never {
  throw imageError(shown, problem, hint);
}

/** Throws CtxcheckError "unreadable" for something that can be read and is not an image. */
export const refuseForeign = (shown: Shown): never =>
  refuseImage(
    shown,
    "is not an image: it has neither a manifest.json nor an index.json with a manifest",
    writeOne,
  );

function fileAt({ source, root }: TreeRoot, name: Bytes): ImageFile | null {
  const path = resolveConfined(source, root, name);
  const stats = path === null ? null : source.stats(path);
  if (path === null || stats === null || isFailure(stats) || !stats.isFile()) return null;
  return { size: stats.size, pieces: () => piecesOf({ source, root }, path) };
}

function* piecesOf({ source }: TreeRoot, path: Bytes): Generator<Buffer> {
  for (const { pieces } of contentsOf(source, [path])) yield* pieces;
}

function jsonIn(shown: Shown, name: string, file: ImageFile | null): unknown {
  if (file === null) return null;
  if (file.size > mostJson) return refuseImage(shown, `has ${file.size} bytes in ${JSON.stringify(name)}`);
  const text = Buffer.concat([...file.pieces()].map((piece) => Buffer.from(piece))).toString("utf8");
  try {
    return JSON.parse(text);
  } catch {
    return refuseImage(shown, `is broken: ${JSON.stringify(name)} is not JSON`, "write it again");
  }
}
