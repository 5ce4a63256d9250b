import { builders } from "../../src/builders/index.ts";
import { type Bytes, fromText } from "../../src/bytes.ts";
import { CtxcheckError, type Entry, listContext } from "../../src/index.ts";
import type { TarEntry } from "./tar.ts";

/** What became of a context: one line an entry (path, type, bytes) in byte order, or the code of a refusal. */
export type Answer = { readonly entries: readonly string[] } | { readonly code: string };

/** Why ctxcheck cannot be asked; null where it knows the builder. */
export function unknown(builder: string): string | null {
  return Object.hasOwn(builders, builder) ? null : `ctxcheck does not know ${builder}`;
}

/** What ctxcheck says that a builder sends. */
export async function listed(context: string, builder: string): Promise<Answer> {
  try {
    const entries = await listContext({ context, builder });
    return { entries: entries.map((entry) => line(rawPath(entry), entry.type, entry.size)).sort() };
  } catch (error) {
    if (error instanceof CtxcheckError) return { code: error.code };
    throw error;
  }
}

/** A hard link holds no bytes of its own, on both sides. */
export function tarLine({ path, type, size }: TarEntry): string {
  return line(path, type === "hardlink" ? "file" : type, size);
}

export function line(path: Bytes, type: string, size: number): string {
  return `${path} ${type} ${size}`;
}

/** A builder's complaint in the terms of ctxcheck. */
export function refused(complaint: string): Answer {
  if (complaint.includes("illegal exclusion pattern")) return { code: "illegal-exclusion" };
  if (/syntax error in pattern|bulk transfer for copier/.test(complaint)) return { code: "bad-pattern" };
  throw new Error(`the builder failed: ${complaint}`);
}

function rawPath({ path, pathBytes }: Entry): Bytes {
  return pathBytes === undefined ? fromText(path) : Buffer.from(pathBytes, "base64").toString("latin1");
}
