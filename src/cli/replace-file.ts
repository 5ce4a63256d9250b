import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { pid } from "node:process";
import { type Bytes, fromBuffer, toBuffer } from "../bytes.ts";
import { CtxcheckError } from "../errors.ts";
import type { Fixed } from "../fix/fix.ts";

/**
 * Puts the new text in the place of the old in one step: whoever reads the file finds one of the two, whole. Mode and,
 * where that is allowed, owner stay. Throws CtxcheckError "ignore-file" where the file is no longer what was read, or
 * cannot be written; then it is as it was.
 */
export function replaceFile({ path, fromHere, before, after }: Fixed): void {
  const temporary: Bytes = `${path}.ctxcheck-${pid}`;
  try {
    const stats = statSync(toBuffer(path));
    refuseChanged(path, before, fromHere);
    writeNew(temporary, after, stats);
    // What was checked is the text that was read; what came in between is not overwritten.
    refuseChanged(path, before, fromHere);
    renameSync(toBuffer(temporary), toBuffer(path));
  } catch (error) {
    rmSync(toBuffer(temporary), { force: true });
    if (error instanceof CtxcheckError) throw error;
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new CtxcheckError(
      "ignore-file",
      `"${fromHere}" cannot be written (${reason})`,
      "check the permissions of the file and of its directory, or apply the diff that is printed without --write",
    );
  }
}

function refuseChanged(path: Bytes, before: Bytes, shown: string): void {
  if (fromBuffer(readFileSync(toBuffer(path))) === before) return;
  throw new CtxcheckError(
    "ignore-file",
    `"${shown}" was changed while its fixes were tried; nothing is written`,
    "run it again",
  );
}

function writeNew(
  path: Bytes,
  content: Bytes,
  { mode, uid, gid }: { mode: number; uid: number; gid: number },
): void {
  const file = openSync(toBuffer(path), "wx", mode & 0o777);
  try {
    writeFileSync(file, toBuffer(content));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    chownSync(toBuffer(path), uid, gid);
  } catch {
    // Only root may give a file away; then it is the writer's, as with any editor.
  }
  chmodSync(toBuffer(path), mode & 0o7777);
}
