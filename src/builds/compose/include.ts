import { dirname, isAbsolute, join, relative } from "../paths.ts";
import { Refusal } from "../refusal.ts";
import type { Path } from "./decode.ts";
import { parseDotenv } from "./dotenv.ts";
import { fileText, forget, isDirectory, type Loading, located, readFile } from "./loading.ts";
import { merge } from "./merge.ts";
import { copyOf, isList, isMapping, type Mapping, type Value } from "./value.ts";

/** What to load as a project of its own, whose resources then belong to the including one. */
export interface Inclusion {
  readonly folder: string;
  readonly files: readonly string[];
  readonly loading: Loading;
}

interface Declared {
  readonly paths: readonly string[];
  readonly projectDirectory: string;
  readonly envFiles: readonly string[];
}

/** Returns what `include` names, ready to load. Throws Refusal. */
export function inclusions(
  model: Mapping,
  folder: string,
  loading: Loading,
  included: readonly string[],
): Inclusion[] {
  const declared = model.get("include") ?? null;
  if (declared === null) return [];
  if (!isList(declared)) throw new Refusal("`include` must be a list");
  return declared.map((item) => prepare(readDeclared(item), folder, loading, included));
}

function readDeclared(item: Value): Declared {
  if (typeof item === "string") return { paths: [item], projectDirectory: "", envFiles: [] };
  if (!isMapping(item)) throw new Refusal("an item of `include` is neither text nor a mapping");
  const directory = item.get("project_directory") ?? "";
  if (typeof directory !== "string") throw new Refusal("include: project_directory is not a string");
  return { paths: texts(item, "path"), projectDirectory: directory, envFiles: texts(item, "env_file") };
}

function texts(item: Mapping, key: string): string[] {
  const value = item.get(key) ?? [];
  return (isList(value) ? value : [value]).map((one) => {
    if (typeof one !== "string") throw new Refusal(`include: ${key} is not a string`);
    return one;
  });
}

/** Returns the folder of a file like compose-go: the path itself if it is a directory, else its parent. */
export function directoryOf(loading: Loading, file: string): string {
  const path = located(loading, file);
  const folder = isDirectory(loading, path) ? path : located(loading, dirname(file));
  return relative(loading.root, folder) ?? folder;
}

function prepare(
  declared: Declared,
  folder: string,
  loading: Loading,
  included: readonly string[],
): Inclusion {
  const files = declared.paths.map((path) => located(loading, path));
  const [main] = files;
  if (main === undefined) throw new Refusal("include: it names no file");
  if (included.includes(main)) throw new Refusal(`include cycle detected: ${declared.paths[0]}`);
  const named = declared.projectDirectory;
  const directory = named === "" ? dirname(main) : isAbsolute(named) ? named : join(folder, named);
  const counted =
    named === "" ? directoryOf(loading, main) : isAbsolute(named) ? named : directoryOf(loading, named);
  const env = environmentOf(declared.envFiles, directory, folder, loading);
  return { folder: counted, files, loading: { ...loading, root: directory, env } };
}

/** Values that are already set win. */
function environmentOf(
  named: readonly string[],
  directory: string,
  folder: string,
  loading: Loading,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const read = (text: string) => parseDotenv(text, found, (name) => loading.env.get(name));
  if (named.length === 0) {
    const text = fileText(loading, join(directory, ".env"));
    if (text !== null) read(text);
  }
  for (const file of named)
    if (file !== "/dev/null") read(readFile(loading, isAbsolute(file) ? file : join(folder, file)));
  for (const [name, value] of found) loading.onVariable(name, value);
  return new Map([...found, ...loading.env]);
}

const sections = ["services", "jobs", "volumes", "networks", "secrets", "configs", "models"];

/** Merges the including file onto what it includes. Throws Refusal. */
export function importResources(from: Mapping, into: Mapping, resets: readonly Path[]): void {
  for (const section of sections) {
    const source = from.get(section);
    if (!isMapping(source)) continue;
    const target = into.get(section) ?? new Map<string, Value>();
    if (!isMapping(target)) throw new Refusal(`${section} must be a mapping`);
    for (const [name, value] of source) importOne(section, name, value, target, resets);
    into.set(section, target);
  }
}

function importOne(
  section: string,
  name: string,
  value: Value,
  target: Mapping,
  resets: readonly Path[],
): void {
  const mine = target.get(name);
  if (mine === undefined) {
    target.set(name, value);
    return;
  }
  if (equal(mine, value)) return;
  const base = new Map<string, Value>([[name, copyOf(value)]]);
  forget(new Map([[section, base]]), resets);
  target.set(name, merge(base.get(name) ?? null, mine, [section, name]));
}

function equal(a: Value, b: Value): boolean {
  if (isMapping(a) && isMapping(b))
    return (
      a.size === b.size && [...a].every(([key, value]) => b.has(key) && equal(value, b.get(key) ?? null))
    );
  if (isList(a) && isList(b))
    return a.length === b.length && a.every((item, at) => equal(item, b[at] ?? null));
  return a === b;
}
