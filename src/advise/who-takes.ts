import type { Bytes } from "../bytes.ts";
import { globMatch } from "../ignore/glob.ts";
import { consumes } from "../plan/consumers.ts";
import type { KnownBuild, Source } from "./builds.ts";

/** An instruction, for people. */
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

/** An instruction whose source is one of the paths or lies below one: it would lose what it names. */
export function whoNames(builds: readonly KnownBuild[], paths: readonly Bytes[]): BuildConsumer | null {
  for (const build of builds) {
    for (const source of build.sources) {
      if (source.paths.some((named) => paths.some((path) => leadsInto(named, path))))
        return consumerOf(build, source);
    }
  }
  return null;
}

const wildcard = /[*?[\\]/;

/** Whether a line for a name anywhere reaches what an instruction names, which another build alone may send. */
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

/** A name that a pattern matches, where its wildcards are plain ones. */
const exampleOf = (pattern: Bytes): Bytes => pattern.replace(/\*/g, "x").replace(/\?/g, "y");

/** Whether a source is the path, or goes through it. `**` matches any depth and names nothing. */
export function leadsInto(source: Bytes, path: Bytes): boolean {
  // Asked of every exception about every path: most differ in their first byte.
  if (source[0] !== path[0] && !wildcard.test(source[0] ?? "")) return false;
  const names = source.split("/");
  const components = path.split("/");
  if (source === "" || names.length < components.length) return false;
  return components.every((component, at) => {
    const name = names[at] ?? "";
    return name !== "**" && (name === component || globMatch(name, component) === true);
  });
}

/** The directories around some paths that a source stands for: it would be odd to copy one of which nothing is left. */
export function sourcesAround(builds: readonly KnownBuild[], paths: readonly Bytes[]): Bytes[] {
  const around = new Set<Bytes>();
  for (const named of new Set(builds.flatMap(({ sources }) => sources.flatMap((source) => source.paths)))) {
    const depth = named.split("/").length;
    for (const path of named === "" ? [] : paths) {
      const directory = path.split("/").slice(0, depth).join("/");
      if (directory !== path && leadsInto(named, directory)) around.add(directory);
    }
  }
  return [...around];
}

/** The instructions that take a path on account of a directory above it. */
export function whoTakes(
  builds: readonly KnownBuild[],
  path: Bytes,
): { build: KnownBuild; consumer: BuildConsumer }[] {
  return builds.flatMap((build) =>
    build.sources
      .filter(({ consumer }) => consumes(consumer, path))
      .map((source) => ({ build, consumer: consumerOf(build, source) })),
  );
}
