import type { Build } from "../model.ts";
import { fromHere, isAbsolute, isRemote, join } from "../paths.ts";
import { Refusal } from "../refusal.ts";
import type { Place } from "./loading.ts";
import { isList, isMapping, type Mapping, print, type Value } from "./value.ts";

/** Returns the builds of a checked model as docker compose passes them to bake. Throws Refusal. */
export function composeBuilds(
  model: Mapping,
  env: ReadonlyMap<string, string>,
  places: ReadonlyMap<string, Place>,
): Build[] {
  const services = model.get("services");
  if (!isMapping(services)) return [];
  const names = targetNames([...services.keys()]);
  return [...services].flatMap(([service, value]) => {
    const build = isMapping(value) ? value.get("build") : null;
    if (!isMapping(value) || !isMapping(build)) return [];
    const name = names.get(service) ?? service;
    const place = places.get(service) ?? { file: "", line: 1 };
    return [{ ...readBuild(value, build, names, env), name, source: { file: place.file, line: place.line } }];
  });
}

/** bake allows no dots in names; two names that become equal are made distinct. */
function targetNames(services: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  const used = new Set<string>();
  for (const service of services.toSorted(byBytes)) {
    let name = service.replaceAll(".", "_");
    while (used.has(name)) name += "_";
    used.add(name);
    names.set(service, name);
  }
  return names;
}

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

function readBuild(
  service: Mapping,
  build: Mapping,
  names: ReadonlyMap<string, string>,
  env: ReadonlyMap<string, string>,
): Omit<Build, "name" | "source"> {
  const context = textOf(build, "context");
  const inline = textOf(build, "dockerfile_inline");
  const dockerfile = textOf(build, "dockerfile") || "Dockerfile";
  const remote = isRemote(context) || context.includes("://");
  return {
    kind: "compose",
    context: remote ? context : fromHere(context),
    dockerfile: inline !== "" ? null : placeDockerfile(context, dockerfile, remote),
    inline: inline === "" ? null : inline,
    target: textOf(build, "target") || null,
    args: readArgs(build.get("args") ?? null, env),
    contexts: readContexts(build.get("additional_contexts") ?? null, names),
    platforms: readPlatforms(service, build, env),
    groups: textsOf(service, "profiles"),
    ...mounted("secrets", namesOf(build.get("secrets"), "source")),
    ...mounted("ssh", namesOf(build.get("ssh"), "id")),
    problem: null,
  };
}

function placeDockerfile(context: string, dockerfile: string, remote: boolean): string {
  if (remote) return dockerfile;
  return fromHere(isAbsolute(dockerfile) ? dockerfile : join(context, dockerfile));
}

/** A variable without a value takes that of the environment; null if it has none. */
function readArgs(args: Value, env: ReadonlyMap<string, string>): Record<string, string | null> {
  const pairs = isMapping(args) ? [...args] : isList(args) ? args.map(pairOf) : [];
  return Object.fromEntries(
    pairs.map(([name, value]) => [name, value === null ? (env.get(name) ?? null) : print(value)]),
  );
}

function pairOf(item: Value): [string, Value] {
  const text = print(item);
  const at = text.indexOf("=");
  const name = at < 0 ? text : text.slice(0, at);
  if (/\s$/.test(name)) throw new Refusal(`environment variable ${name} is declared with a trailing space`);
  return [name, at < 0 ? null : text.slice(at + 1)];
}

function readContexts(contexts: Value, names: ReadonlyMap<string, string>): Record<string, string> {
  if (!isMapping(contexts)) return {};
  return Object.fromEntries([...contexts].map(([name, value]) => [name, placeContext(print(value), names)]));
}

function placeContext(context: string, names: ReadonlyMap<string, string>): string {
  if (context.startsWith("service:")) {
    const service = context.slice("service:".length);
    return `target:${names.get(service) ?? service}`;
  }
  return context.includes("://") || isRemote(context) ? context : fromHere(context);
}

/** If the build names no platform, that of the service applies, else DOCKER_DEFAULT_PLATFORM. */
function readPlatforms(service: Mapping, build: Mapping, env: ReadonlyMap<string, string>): string[] {
  const platforms = textsOf(build, "platforms");
  const platform = textOf(service, "platform") || (env.get("DOCKER_DEFAULT_PLATFORM") ?? "");
  return platforms.length === 0 && platform !== "" ? [platform] : platforms;
}

function textOf(mapping: Mapping, key: string): string {
  const value = mapping.get(key) ?? null;
  return value === null ? "" : print(value);
}

const mounted = (what: "secrets" | "ssh", names: readonly string[]) =>
  names.length === 0 ? {} : { [what]: names };

/** Short items are names, possibly followed by "=" and a path; long ones have the name under a key. */
function namesOf(value: Value | undefined, key: string): string[] {
  if (isMapping(value)) return [...value.keys()];
  if (!isList(value)) return [];
  return value.map((item) => (isMapping(item) ? textOf(item, key) : print(item).replace(/=.*$/s, "")));
}

function textsOf(mapping: Mapping, key: string): string[] {
  const value = mapping.get(key);
  return isList(value) ? value.map(print) : [];
}
