import { spend } from "../effort.ts";
import type { Files } from "../model.ts";
import { fromHere, here, isAbsolute, join } from "../paths.ts";
import { Refusal } from "../refusal.ts";
import type { Decoded } from "./decode.ts";
import { matches } from "./tree-path.ts";
import { isList, isMapping, type Mapping, type Value } from "./value.ts";

/** What one load of a project shares. */
export interface Loading {
  readonly files: Files;
  readonly env: ReadonlyMap<string, string>;
  /** Base of the paths of `extends` and `include`. */
  readonly root: string;
  /** Place of each service. */
  readonly places: Map<string, Place>;
  readonly onVariable: (name: string, value: string) => void;
}

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly hasBuild: boolean;
}

/** A relative path is relative to the folder of the process. */
const onDisk = (path: string): string => fromHere(isAbsolute(path) ? path : join(here, path));

/** Steps that the YAML parser takes for the shortest file. */
const fileSteps = 200;

/** Reads a file. Throws Refusal if that fails. */
export function readFile({ files }: Loading, path: string): string {
  const text = files.read(onDisk(path));
  spend(fileSteps + (text?.length ?? 0) / 8);
  if (text !== null) return text;
  throw new Refusal(`open ${fromHere(path)}: no such file or directory`);
}

export const fileText = ({ files }: Loading, path: string): string | null => files.read(onDisk(path));

export const isDirectory = ({ files }: Loading, path: string): boolean => files.isDirectory(onDisk(path));

/** Resolves a path from the root of the project. */
export const located = ({ root }: Loading, path: string): string =>
  isAbsolute(path) ? path : join(root, path);

/** Drops what earlier files define where this one has `!reset` or `!override`. */
export function forget(value: Value, resets: Decoded["resets"], path: readonly string[] = []): void {
  if (resets.length === 0) return;
  if (isList(value))
    for (const [index, item] of value.entries()) forget(item, resets, [...path, `[${index}]`]);
  if (!isMapping(value)) return;
  for (const [key, item] of [...value]) {
    const next = [...path, key];
    if (resets.some((reset) => matches(next, reset))) value.delete(key);
    else forget(item, resets, next);
  }
}

/** Prefers the first place that says how it is built. */
export function notePlaces(
  { places }: Loading,
  file: string,
  services: Value | undefined,
  lines: Decoded["lines"],
): void {
  if (!isMapping(services)) return;
  for (const [name, service] of services) {
    const hasBuild = isMapping(service) && service.has("build");
    const known = places.get(name);
    const line = lines.get(name);
    if (line !== undefined && (known === undefined || (hasBuild && !known.hasBuild)))
      places.set(name, { file: fromHere(file), line, hasBuild });
  }
}

export const mappingAt = (value: Mapping, key: string): Mapping | null => {
  const found = value.get(key);
  return isMapping(found) ? found : null;
};
