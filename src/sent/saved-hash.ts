import * as v from "valibot";
import { wrongOption } from "../errors.ts";
import { hash } from "../shapes.ts";
import type { BuildHash } from "./build-hash.ts";

/** Reads what `hash --json` printed. Throws CtxcheckError "usage". */
export function readSavedHash(text: string, shown: string): BuildHash {
  const read = v.safeParse(hash, parsed(text));
  if (read.success) return read.output;
  throw wrongOption("explain", `"${shown}" holds no hash`, "write one with ctxcheck hash --json");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
