import { append, appendTo } from "../append.ts";
import type { Bytes } from "../bytes.ts";
import { containsWildcards } from "../dockerfile/wildcards.ts";
import { baseName, isFilled } from "../findings/kinds.ts";
import { cleanPath } from "../ignore/clean.ts";
import { sentFiles } from "../plan/decide.ts";
import { leadsInto } from "./consumers-of-path.ts";
import { readFile } from "./manifest.ts";
import type { Measured } from "./trial.ts";

/** A file that names another one, which must exist when it is compiled, imported or packaged. */
export interface Reference {
  readonly from: Bytes;
  /** Relative to the context; may be a pattern. */
  readonly path: Bytes;
  /** Whether this is the preceding reference with an ending: it lies in the same directories. */
  readonly hasEnding?: boolean;
}

const mostFiles = 2_000;
/** Bytes in total. */
const mostRead = 16 * 1024 * 1024;

const known = new WeakMap<Measured["marks"], Referring>();

/** Returns a lookup of what names a path in the Dockerfile, or in the sources and manifests that are sent. */
export function referencesOf(decided: Pick<Measured, "plan" | "marks">): Referring {
  const { plan, marks } = decided;
  const { content, inContext } = plan.dockerfile ?? { content: "", inContext: null };
  const inDockerfile = referring(settings(content, inContext ?? "Dockerfile"));
  const inSent = known.get(marks) ?? referring(referencesIn(decided));
  known.set(marks, inSent);
  return (path) => inDockerfile(path) ?? inSent(path);
}

/** Unknown formats are skipped. */
function referencesIn(decided: Pick<Measured, "plan" | "marks">): readonly Reference[] {
  const references: Reference[] = [];
  let [files, room] = [0, mostRead];
  for (const { path, name, type, size } of sentFiles(decided, "", isFilled)) {
    const read = languageOf(name);
    if (type !== "file" || read === null || size > room) continue;
    room -= size;
    append(references, read(readFile(decided.plan.context, path), path));
    if (++files === mostFiles) break;
  }
  return references;
}

type Language = (content: Bytes, from: Bytes) => Reference[];

/**
 * Paths in quotes, or bare after a word that takes one, relative to the file; with a leading slash, also to any
 * directory above it.
 */
const language =
  (pattern: RegExp, endings: readonly Bytes[] = [""], start: Bytes = ""): Language =>
  (content, from) => {
    const all = [...content.matchAll(pattern)];
    const written = new Set(all.map((found) => found.slice(1).find((group) => group !== undefined) ?? ""));
    return [...written].flatMap((one) =>
      resolved(`${start}${one}`, from).flatMap(({ path }) =>
        endings.map((ending) => ({ from, path: `${path}${ending}`, hasEnding: ending !== "" })),
      ),
    );
  };

/** A leading slash means some directory above the file; which one is not known. */
function resolved(text: Bytes, from: Bytes): Reference[] {
  const written = text.replaceAll("\\", "/");
  const names = from.split("/").slice(0, -1);
  const places = written.startsWith("/") ? names.map((_, at) => names.slice(0, at)).concat([names]) : [names];
  return places.flatMap((directory) => {
    const path = cleanPath([...directory, written].join("/").replace(/^\/+/, ""));
    return path === "." || path === ".." || path.startsWith("../") || path === "" ? [] : [{ from, path }];
  });
}

/** Combines languages that are read one after the other. */
const each =
  (...languages: readonly Language[]): Language =>
  (content, from) =>
    languages.flatMap((read) => read(content, from));

/** `mod x` in a file `a.rs` names `a/x.rs`; in `main.rs`, `lib.rs` and `mod.rs`, `x.rs` next to it. */
const modules: Language = (content, from) => {
  const stem = /\/?(main|lib|mod)\.rs$/.test(from) ? "" : `${baseName(from).replace(/\.rs$/, "")}/`;
  return [...content.matchAll(/^[ \t]*(?:pub(?:\([\w ]{1,20}\))?[ \t]+)?mod[ \t]+(\w{1,100});/gm)].flatMap(
    ([, name = ""]) => [`${name}.rs`, `${name}/mod.rs`].flatMap((path) => resolved(`./${stem}${path}`, from)),
  );
};

/** Settings that a variable names, and that a program loads from the directory of the file or one above. */
const settings: Language = (content, from) => {
  const named = (pattern: RegExp, toPath: (name: Bytes) => Bytes) =>
    [...content.matchAll(pattern)].flatMap(([, name = ""]) => resolved(`/${toPath(name)}`, from));
  return [
    ...named(
      /\bDJANGO_SETTINGS_MODULE["', \t=:]{1,8}([\w.]{1,200})/g,
      (name) => `${name.replaceAll(".", "/")}.py`,
    ),
    ...named(
      /\b(?:ASPNETCORE|DOTNET)_ENVIRONMENT["', \t=:]{1,8}(\w{1,100})/g,
      (name) => `appsettings.${name}.json`,
    ),
  ];
};

const embedded = each(
  language(
    /\binclude(?:_str|_bytes)?!\s*\(\s*(?:concat!\(env!\("CARGO_MANIFEST_DIR"\),\s*)?"([^"\n]{1,300})"|#\[\s*path\s*=\s*"([^"\n]{1,300})"\s*\]/g,
  ),
  language(
    /(?:\binclude_dir!\s*\(\s*|#\[\s*folder\s*=\s*)"(?:\$CARGO_MANIFEST_DIR\/)?([^"\n]{1,300})"/g,
    [""],
    "/",
  ),
);
const go: Language = (content, from) =>
  [...content.matchAll(/^\/\/go:embed[ \t]+([^\n]{1,500})$/gm)].flatMap(([, list = ""]) =>
    list
      .trim()
      .split(/[ \t]+/)
      .flatMap((one) => resolved(one.replace(/^["`]|["`]$/g, "").replace(/^all:/, ""), from)),
  );
const scriptEndings = ["", ".ts", ".tsx", ".js", ".jsx", ".mjs", ".json"];
const script = language(
  /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)["'](\.{1,2}\/[^"'\n]{1,300})["']/g,
  scriptEndings,
);
const php = language(
  /\b(?:require|include)(?:_once)?\b\s*\(?\s*(?:__DIR__\s*\.\s*)?["']\/?([^"'\n]{1,300})["']/g,
  [""],
  "/",
);
const dotnet = language(
  /<(?:EmbeddedResource|Content|None|Compile|ProjectReference|Import)\b[^>]{0,200}?\b(?:Include|Project)\s*=\s*"([^"$\n]{1,300})"/g,
);
/** Package tools refuse to build without the files that these name. */
const manifest = language(
  /^[ \t]*(?:readme|license-file|license_file|long_description|build|path)\s*=\s*(?:\{\s*file\s*=\s*)?(?:file:\s*)?["']?([\w./-]{1,200})["']?/gm,
);
const setup = language(/\b(?:open|read_text|read|Path)\s*\(\s*["']([\w./-]{1,200}\.[\w]{1,8})["']/g);

const byExtension: Readonly<Record<string, Language>> = {
  rs: each(embedded, modules),
  py: settings,
  go,
  ...Object.fromEntries(
    ["js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "vue", "svelte"].map((one) => [one, script]),
  ),
  php,
  ...Object.fromEntries(["csproj", "fsproj", "vbproj", "props", "targets"].map((one) => [one, dotnet])),
};
const byName: Readonly<Record<string, Language>> = {
  "pyproject.toml": manifest,
  "setup.cfg": manifest,
  "Cargo.toml": manifest,
  "setup.py": setup,
};

function languageOf(name: Bytes): Language | null {
  const dot = name.lastIndexOf(".");
  const own = (table: Readonly<Record<string, Language>>, key: Bytes) =>
    Object.hasOwn(table, key) ? table[key] : undefined;
  return own(byName, name) ?? (dot < 0 ? undefined : own(byExtension, name.slice(dot + 1))) ?? null;
}

/** Finds the first file outside a path that names it or something in it; null if none does. */
export type Referring = (path: Bytes) => Reference | null;

function referring(references: readonly Reference[]): Referring {
  const wild = references.filter(({ path }) => containsWildcards(path));
  const named = new Map<Bytes, Reference[]>();
  for (const reference of references) {
    const { path, hasEnding = false } = reference;
    const least = hasEnding ? path.length - 1 : 0;
    for (let end = path.length; end > least; end = path.lastIndexOf("/", end - 1))
      appendTo(named, path.slice(0, end), reference);
  }
  return (path) => {
    const isOutside = ({ from }: Reference) => from !== path && !from.startsWith(`${path}/`);
    const mayMatch = (one: Reference) => isOutside(one) && leadsInto(one.path, path);
    return named.get(path)?.find(isOutside) ?? wild.find(mayMatch) ?? null;
  };
}
