import type { Bytes } from "../bytes.ts";
import { parentPath } from "../findings/kinds.ts";
import { globMatch } from "../ignore/glob.ts";
import { consumes } from "../plan/consumers.ts";
import type { KnownBuild, Source } from "./builds.ts";

export interface BuildConsumer {
  readonly dockerfile: string;
  readonly line: number;
  readonly text: string;
}

const consumerOf = ({ shown }: KnownBuild, { consumer }: Source): BuildConsumer => ({
  dockerfile: shown,
  line: consumer.line,
  text: consumer.text,
});

interface Sources {
  readonly all: readonly { readonly build: KnownBuild; readonly source: Source }[];
  readonly plain: ReadonlySet<Bytes>;
  /** Plain sources and their parent directories, with the index of the first in `all`. */
  readonly through: ReadonlyMap<Bytes, number>;
  /** Sources with wildcards, each once, with the index of the first in `all`. */
  readonly wild: ReadonlyMap<Bytes, number>;
}

const sources = new WeakMap<readonly KnownBuild[], Sources>();

/** Cached: a Dockerfile may name thousands of sources, and each is compared with every candidate. */
function sourcesOf(builds: readonly KnownBuild[]): Sources {
  const known = sources.get(builds);
  if (known !== undefined) return known;
  const all = builds.flatMap((build) => build.sources.map((source) => ({ build, source })));
  const [through, wild, plain] = [new Map<Bytes, number>(), new Map<Bytes, number>(), new Set<Bytes>()];
  for (const [at, { source }] of all.entries())
    for (const named of source.paths) {
      if (wildcard.test(named)) wild.set(named, wild.get(named) ?? at);
      else if (!plain.has(named)) {
        plain.add(named);
        for (let top = named; top !== ""; top = parentPath(top)) if (!through.has(top)) through.set(top, at);
      }
    }
  const made = { all, plain, through, wild };
  sources.set(builds, made);
  return made;
}

/** Returns the first instruction whose source is one of the paths or lies below one: it would lose what it names. */
export function consumerNaming(builds: readonly KnownBuild[], paths: readonly Bytes[]): BuildConsumer | null {
  const { all, through, wild } = sourcesOf(builds);
  let first = all.length;
  for (const path of paths) first = Math.min(first, through.get(path) ?? first);
  for (const [named, at] of wild) if (at < first && paths.some((path) => leadsInto(named, path))) first = at;
  const found = all[first];
  return found === undefined ? null : consumerOf(found.build, found.source);
}

const wildcard = /[*?[\\]/;

/** Whether a line for a name anywhere matches what an instruction names, which only another build may send. */
export function takesByName(line: Bytes, builds: readonly KnownBuild[]): boolean {
  const [, name] = /^\*\*\/([^/]+)$/.exec(line) ?? [];
  const isTaken = (component: Bytes) =>
    !/^\*+$/.test(component) &&
    (globMatch(component, exampleOf(name ?? "")) === true ||
      globMatch(name ?? "", exampleOf(component)) === true);
  return (
    name !== undefined &&
    builds.some(({ sources }) =>
      sources.some(({ paths }) => paths.some((path) => path.split("/").some(isTaken))),
    )
  );
}

/** Returns a name that a pattern matches, if its wildcards are plain ones. */
const exampleOf = (pattern: Bytes): Bytes => pattern.replace(/\*/g, "x").replace(/\?/g, "y");

/** Whether a source is the path or leads through it. `**` matches any depth and names nothing. */
export function leadsInto(source: Bytes, path: Bytes): boolean {
  // Called for every exception and every path: most differ in their first byte.
  if (source[0] !== path[0] && !wildcard.test(source[0] ?? "")) return false;
  const names = source.split("/");
  const components = path.split("/");
  if (source === "" || names.length < components.length) return false;
  return components.every((component, at) => {
    const name = names[at] ?? "";
    return name !== "**" && (name === component || globMatch(name, component) === true);
  });
}

/** Returns the directories around some paths that a source stands for: such a directory should not become empty. */
export function sourcesAround(builds: readonly KnownBuild[], paths: readonly Bytes[]): Bytes[] {
  const { plain, wild } = sourcesOf(builds);
  const around = new Set<Bytes>();
  for (const path of paths)
    for (let top = parentPath(path); top !== ""; top = parentPath(top)) if (plain.has(top)) around.add(top);
  for (const named of wild.keys()) {
    const depth = named.split("/").length;
    for (const path of paths) {
      const directory = path.split("/").slice(0, depth).join("/");
      if (directory !== path && leadsInto(named, directory)) around.add(directory);
    }
  }
  return [...around];
}

/** Returns the instructions that include a path through a directory above it. */
export function consumersOfPath(
  builds: readonly KnownBuild[],
  path: Bytes,
): { build: KnownBuild; consumer: BuildConsumer }[] {
  return builds.flatMap((build) =>
    build.sources
      .filter(({ consumer }) => consumes(consumer, path))
      .map((source) => ({ build, consumer: consumerOf(build, source) })),
  );
}
