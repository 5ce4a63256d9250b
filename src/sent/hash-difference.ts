import * as v from "valibot";
import { wrongOption } from "../errors.ts";
import { hash } from "../shapes.ts";
import type { BuildHash, HashedEntry } from "./build-hash.ts";

export interface HashDifference {
  readonly same: boolean;
  /** "dockerfile", "target", "platform", "modes", "argument NAME", "context NAME". */
  readonly inputs: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly {
    readonly path: string;
    readonly what: readonly ("type" | "mode" | "content")[];
  }[];
}

export function differenceOfHashes(from: BuildHash, to: BuildHash): HashDifference {
  const before = new Map(from.entries.map((entry) => [entry.path, entry]));
  const after = new Map(to.entries.map((entry) => [entry.path, entry]));
  return {
    same: from.hash === to.hash,
    inputs: changedInputs(from, to),
    added: to.entries.filter(({ path }) => !before.has(path)).map(({ path }) => path),
    removed: from.entries.filter(({ path }) => !after.has(path)).map(({ path }) => path),
    changed: to.entries.flatMap((entry) => {
      const what = changesOf(before.get(entry.path) ?? entry, entry);
      return what.length === 0 ? [] : [{ path: entry.path, what }];
    }),
  };
}

function changesOf(a: HashedEntry, b: HashedEntry): ("type" | "mode" | "content")[] {
  if (a.type !== b.type) return ["type"];
  return [
    ...(a.mode === b.mode ? [] : ["mode" as const]),
    ...(a.digest === b.digest ? [] : ["content" as const]),
  ];
}

function changedInputs(from: BuildHash, to: BuildHash): string[] {
  const plain = (["dockerfile", "target", "platform"] as const).filter(
    (key) => from.inputs[key] !== to.inputs[key],
  );
  return [
    ...(from.modes === to.modes ? [] : ["modes"]),
    ...plain,
    ...changedNames("argument", from.inputs.arguments, to.inputs.arguments),
    ...changedNames("context", from.inputs.contexts, to.inputs.contexts),
  ];
}

type Named = readonly { readonly name: string; readonly digest: string }[];

function changedNames(kind: string, from: Named, to: Named): string[] {
  const names = [...new Set([...from, ...to].map(({ name }) => name))].sort();
  const digest = (list: Named, wanted: string) => list.find(({ name }) => name === wanted)?.digest;
  return names.filter((name) => digest(from, name) !== digest(to, name)).map((name) => `${kind} ${name}`);
}

/** Parses the output of `hash --json`. Throws CtxcheckError "usage". */
export function readSavedHash(text: string, shown: string): BuildHash {
  const read = v.safeParse(hash, parsed(text));
  if (read.success) return read.output;
  throw wrongOption("explain", `"${shown}" is not a saved hash`, "write one with ctxcheck hash --json");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
