import { Refusal } from "../refusal.ts";
import { canonical, eachService } from "./canonical.ts";
import { checkKinds } from "./check.ts";
import { type Decoded, decodeDocuments } from "./decode.ts";
import { applyExtends } from "./extends.ts";
import { importResources, inclusions } from "./include.ts";
import { interpolate } from "./interpolate.ts";
import { forget, type Loading, notePlaces, readFile } from "./loading.ts";
import { enforceUnique, merge } from "./merge.ts";
import { resolvePaths } from "./resolve-paths.ts";
import { isMapping, type Mapping } from "./value.ts";

/**
 * Builds a project like compose-go's loader: each document of each file is interpolated, resolves its includes and
 * extends, and is merged onto the previous ones; then paths are relative to `folder`.
 */

/** Loads the model of a project. Throws Refusal. */
export function loadModel(
  files: readonly string[],
  folder: string,
  loading: Loading,
  included: readonly string[] = [],
): Mapping {
  let model: Mapping = new Map();
  for (const file of files)
    model = inFile(file, () => {
      const loaded = loadFile(file, model, folder, loading, included).model;
      checkKinds(loaded);
      return loaded;
    });
  eachService(model, (service) => {
    const build = service.get("build");
    if (isMapping(build) && !build.has("context")) build.set("context", ".");
  });
  resolvePaths(model, folder, loading);
  return model;
}

interface Loaded {
  readonly model: Mapping;
  readonly resets: Decoded["resets"];
}

function loadFile(
  file: string,
  before: Mapping,
  folder: string,
  loading: Loading,
  included: readonly string[],
): Loaded {
  let loaded: Loaded = { model: before, resets: [] };
  for (const document of decodeDocuments(readFile(loading, file))) {
    const { resets } = document;
    const model = readDocument(document, loading);
    notePlaces(loading, file, model.get("services"), document.lines);
    for (const inclusion of inclusions(model, folder, loading, [...included, file])) {
      const { files, loading: inner } = inclusion;
      importResources(loadModel(files, inclusion.folder, inner, [...included, file]), model, resets);
    }
    model.delete("include");
    forget(loaded.model, resets);
    applyExtends(model, file, resets, loading, (base) => inFile(base, () => loadBase(base, loading)));
    loaded = { model: layOver(loaded.model, model), resets };
  }
  return loaded;
}

/** Loads a file without its includes and extends. */
function loadBase(file: string, loading: Loading): Loaded {
  let loaded: Loaded = { model: new Map(), resets: [] };
  for (const document of decodeDocuments(readFile(loading, file))) {
    forget(loaded.model, document.resets);
    const model = layOver(loaded.model, readDocument(document, loading));
    loaded = { model, resets: document.resets };
  }
  return loaded;
}

function readDocument({ value }: Decoded, { env }: Loading): Mapping {
  if (!isMapping(value)) throw new Refusal("top-level object must be a mapping");
  const model = interpolate(value, (name) => env.get(name));
  return isMapping(model) ? model : new Map();
}

function layOver(base: Mapping, over: Mapping): Mapping {
  const merged = enforceUnique(merge(base, over, []));
  if (!isMapping(merged)) throw new Refusal("top-level object must be a mapping");
  canonical(merged);
  enforceUnique(merged);
  return merged;
}

/** Adds the file to an error that has none. */
function inFile<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal && error.file === null) throw error.in(file);
    throw error;
  }
}
