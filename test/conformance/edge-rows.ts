import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bytes, toBuffer } from "../../src/bytes.ts";

/** A directory (closing slash), a file, or something that the further fields say. A file without content holds "x". */
export interface EdgeEntry {
  readonly path: Bytes;
  readonly content?: Bytes;
  readonly link?: Bytes;
  readonly hardLink?: Bytes;
  readonly socket?: true;
  readonly fifo?: true;
  /** Set when all is written. */
  readonly mode?: number;
}

/** What one builder did. Paths are sorted by bytes, directories end in a slash (not in balena's lists). */
export interface EdgeAnswer {
  /** Classic: entries of the posted tar; BuildKit: paths announced; buildah: below /ctx; balena: not ignored. */
  readonly sent?: readonly Bytes[];
  /** buildah: every path of the image. */
  readonly image?: readonly Bytes[];
  /** BuildKit: where the Dockerfile asks for a part, what the ignore rules let through (derived by hand). */
  readonly allowed?: readonly Bytes[];
  /** One list for each of several transfers. */
  readonly transfers?: readonly (readonly Bytes[])[];
  /** kaniko: the files that it copies. */
  readonly files?: readonly Bytes[];
  /** Of those sent: files that arrive without content, symbolic links, FIFOs, hard links with their first name. */
  readonly empty?: readonly Bytes[];
  readonly links?: readonly Bytes[];
  readonly fifos?: readonly Bytes[];
  readonly hardLinks?: Readonly<Record<Bytes, Bytes>>;
  /** Entries of the stream that are no files of the context. */
  readonly generated?: readonly Bytes[];
  /** The stream ends early; a line is logged. */
  readonly truncated?: true;
  readonly logged?: true;
  /** BuildKit's build check. */
  readonly warning?: string;
  /** The builder's words, CTX for the context's path; beside `sent` where it failed after the transfer. */
  readonly error?: string;
}

export type EdgeColumn = "classic" | "buildkit" | "buildah" | "buildah@1.45" | "balena" | "kaniko" | "cdk";

/** A case of fixtures/conformance/edge.json. All its strings but `what` are byte strings. */
export interface EdgeRow {
  readonly id: number | string;
  readonly what: string;
  /** The text of .dockerignore; none where it is left out. */
  readonly ignore?: Bytes;
  readonly tree: readonly EdgeEntry[];
  /** Relative to the parent of the context. */
  readonly beside?: readonly EdgeEntry[];
  readonly dockerfile: Bytes;
  /** Where that text stands, relative to the context. */
  readonly dockerfilePath: Bytes;
  /** The value of -f, relative to the context. */
  readonly file?: Bytes;
  /** The values of --build-context by name, relative to the context. */
  readonly buildContexts?: Readonly<Record<Bytes, Bytes>>;
  readonly platforms?: readonly string[];
  /** The client must not be root. */
  readonly nonRoot?: true;
  /** The Dockerfile asks BuildKit for a part of the context. */
  readonly asksForPart?: true;
  /** Answers leave out `Dockerfile` and `.dockerignore`, except these. */
  readonly about?: readonly Bytes[];
  /** Null: not run. */
  readonly expect: Readonly<Partial<Record<EdgeColumn, EdgeAnswer | null>>>;
}

export function readEdgeRows(): EdgeRow[] {
  return JSON.parse(readFileSync(new URL("../../fixtures/conformance/edge.json", import.meta.url), "utf8"));
}

/** Runs `use` over a context that holds the row, and removes it with what lies beside. */
export async function withRow<T>(row: EdgeRow, use: (root: string) => Promise<T>): Promise<T> {
  const parent = mkdtempSync(join(tmpdir(), "ctxcheck-"));
  const root = join(parent, "ctx");
  try {
    await writeRow(row, parent, root);
    return await use(root);
  } finally {
    for (const { path, mode } of row.tree) if (mode !== undefined) reopen(inside(root, path));
    rmSync(parent, { recursive: true, force: true });
  }
}

async function writeRow(row: EdgeRow, parent: string, root: string): Promise<void> {
  mkdirSync(root);
  const ignore = row.ignore === undefined ? [] : [{ path: ".dockerignore", content: row.ignore }];
  const dockerfile = { path: row.dockerfilePath, content: row.dockerfile };
  for (const entry of row.beside ?? []) await writeEntry(parent, entry);
  for (const entry of [...ignore, dockerfile, ...row.tree]) await writeEntry(root, entry);
  for (const { path, mode } of row.tree) if (mode !== undefined) chmodSync(inside(root, path), mode);
}

async function writeEntry(root: string, entry: EdgeEntry): Promise<void> {
  const full = inside(root, entry.path);
  mkdirSync(full.subarray(0, full.subarray(0, -1).lastIndexOf("/")), { recursive: true });
  if (entry.path.endsWith("/")) mkdirSync(full, { recursive: true });
  else if (entry.link !== undefined) symlinkSync(toBuffer(entry.link), full);
  else if (entry.hardLink !== undefined) linkSync(inside(root, entry.hardLink), full);
  else if (entry.fifo) execFileSync("mkfifo", [join(root, entry.path)]);
  else if (entry.socket) await writeSocket(join(root, entry.path));
  else if (entry.content !== undefined || !existsSync(full)) {
    writeFileSync(full, toBuffer(entry.content ?? "x"));
  }
}

/** A server takes its socket away when it closes: by then it has another name. */
async function writeSocket(path: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(`${path}~`, resolve));
  renameSync(`${path}~`, path);
  await new Promise((resolve) => server.close(resolve));
}

function reopen(path: Buffer): void {
  if (existsSync(path)) chmodSync(path, 0o700);
}

function inside(root: string, path: Bytes): Buffer {
  return Buffer.concat([Buffer.from(`${root}/`), toBuffer(path)]);
}
