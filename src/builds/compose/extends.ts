import { spend } from "../effort.ts";
import { Refusal } from "../refusal.ts";
import type { Path } from "./decode.ts";
import { directoryOf } from "./include.ts";
import { forget, type Loading, located, mappingAt } from "./loading.ts";
import { copyMapping, extendService } from "./merge.ts";
import { resolvePaths } from "./resolve-paths.ts";
import { isMapping, type Mapping, type Value } from "./value.ts";

/** A file with its services; `resets`: what its `!reset` and `!override` remove from what they extend. */
interface Scope {
  readonly file: string;
  readonly services: Mapping;
  readonly resets: readonly Path[];
}

/** Reads a file without its includes and extends. */
export type ReadBase = (file: string) => { readonly model: Mapping; readonly resets: readonly Path[] };

/** Merges each service onto the one that it extends. Throws Refusal. */
export function applyExtends(
  model: Mapping,
  file: string,
  resets: readonly Path[],
  loading: Loading,
  readBase: ReadBase,
): void {
  for (const section of ["services", "jobs"]) {
    const services = model.get(section);
    if (services === undefined) continue;
    if (!isMapping(services)) throw new Refusal(`${section} must be a mapping`);
    const extension = new Extension(loading, readBase);
    for (const name of [...services.keys()])
      services.set(name, extension.apply(name, { file, services, resets }, []));
  }
}

/** Longest chain of extended services. */
const longest = 200;

class Extension {
  readonly #loading: Loading;
  readonly #readBase: ReadBase;
  readonly #bases = new Map<string, Scope>();

  constructor(loading: Loading, readBase: ReadBase) {
    this.#loading = loading;
    this.#readBase = readBase;
  }

  apply(name: string, scope: Scope, chain: readonly string[]): Value {
    const service = scope.services.get(name) ?? null;
    if (service === null) return null;
    if (!isMapping(service)) throw new Refusal(`services.${name} must be a mapping`);
    const extension = service.get("extends");
    if (extension === undefined) return service;
    const { of, file } = reference(extension, name);
    const from = file === null ? scope : this.#open(file);
    if (!from.services.has(of))
      throw new Refusal(`cannot extend service "${name}": service "${of}" not found in ${from.file}`);
    const link = JSON.stringify([file ?? scope.file, name]);
    if (chain.includes(link) || chain.length > longest)
      throw new Refusal(`circular reference: ${name} extends ${of}`);
    const base = this.apply(of, from, [...chain, link]);
    if (!isMapping(base)) return service;
    return this.#merge(name, base, service, from.services, scope.resets);
  }

  #merge(name: string, base: Mapping, service: Mapping, services: Mapping, resets: readonly Path[]): Mapping {
    const source = copyMapping(base);
    forget(new Map([["services", new Map<string, Value>([[name, source]])]]), resets);
    const merged = extendService(source, service);
    merged.delete("extends");
    services.set(name, merged);
    return merged;
  }

  #open(file: string): Scope {
    const path = located(this.#loading, file);
    const known = this.#bases.get(path);
    const base = known ?? this.#read(file, path);
    spend(10 * base.services.size);
    this.#bases.set(path, base);
    return { ...base, services: copyMapping(base.services) };
  }

  #read(file: string, path: string): Scope {
    const { model, resets } = this.#readBase(path);
    const services = mappingAt(model, "services");
    if (services === null) throw new Refusal(`cannot extend a service of ${file}: it has no services`);
    resolvePaths(model, directoryOf(this.#loading, file), this.#loading);
    return { file, services, resets };
  }
}

function reference(extension: Value, name: string): { of: string; file: string | null } {
  if (!isMapping(extension)) return { of: typeof extension === "string" ? extension : "", file: null };
  const of = extension.get("service");
  const file = extension.get("file") ?? null;
  if (typeof of !== "string") throw new Refusal(`extends.${name}.service is required`);
  if (file !== null && typeof file !== "string") throw new Refusal(`extends.${name}.file is not a string`);
  return { of, file };
}
