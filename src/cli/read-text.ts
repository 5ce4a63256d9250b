import { resolve } from "node:path";
import { fromText, toBuffer } from "../bytes.ts";
import { disk } from "../context/disk.ts";
import { isFailure } from "../context/source.ts";
import { wrongUse } from "../errors.ts";
import type { Io } from "./io.ts";

/** Reads a file that the caller names. Throws CtxcheckError "usage"; `who` begins the message. */
export function readText(shown: string, who: string, { cwd }: Pick<Io, "cwd">): string {
  const path = fromText(resolve(cwd, shown));
  const read = disk.read(disk.realPath(path) ?? path);
  if (!isFailure(read)) return toBuffer(read.content).toString();
  throw wrongUse(`${who}: "${shown}" cannot be read (${read.failed})`, "name an existing file");
}
