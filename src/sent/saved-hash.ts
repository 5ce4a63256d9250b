import * as v from "valibot";
import { wrongOption } from "../errors.ts";
import type { BuildHash } from "./build-hash.ts";

const named = v.array(v.object({ name: v.string(), digest: v.string() }));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const saved = v.object({
  version: v.literal(1),
  hash: v.string(),
  modes: v.picklist(["git", "exact"]),
  inputs: v.object({
    dockerfile: v.nullable(v.string()),
    target: v.nullable(v.string()),
    platform: v.nullable(v.string()),
    arguments: named,
    contexts: named,
  }),
  entries: v.array(v.object({ path: v.string(), type: v.string(), mode: v.string(), digest: v.string() })),
  instructions: v.array(v.object({ line: count, text: v.string(), stage: v.string(), hash: v.string() })),
});

/** Reads what `hash --json` printed. Throws CtxcheckError "usage". */
export function readSavedHash(text: string, shown: string): BuildHash {
  const read = v.safeParse(saved, parsed(text));
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
