import { readCompose } from "../compose/read.ts";
import { withEffort } from "../effort.ts";
import type { Build, FileProblem, Reading, Surroundings } from "../model.ts";
import { clean, isAbsolute, isRemote, join, local } from "../paths.ts";
import { Refusal } from "../refusal.ts";
import { type Body, contentOf } from "./ast.ts";
import { standardFunctions } from "./functions.ts";
import { unknownMark } from "./functions-time.ts";
import { parseJsonBody } from "./json-body.ts";
import { Module } from "./module.ts";
import { override, readOverrides } from "./overrides.ts";
import { parseHcl } from "./parse-body.ts";
import { type Config, checkLinks, expandGroup, type Group, inherit, linkedTo } from "./resolve-targets.ts";
import { mergeTargets, readTarget, type Target, texts } from "./targets.ts";

/** Files that bake reads if none is named, in this order, all that exist. */
export const bakeFileNames = [
  "docker-bake.json",
  "docker-bake.hcl",
  "docker-bake.override.json",
  "docker-bake.override.hcl",
];

const composeNames = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/**
 * Returns the targets of bake files as `docker buildx bake -f ...` builds them; compose files among them are the base,
 * and what they alone define is omitted. What bake rejects as a whole yields a problem and no build.
 */
export function readBake(
  named: readonly string[],
  surroundings: Surroundings,
  { targets = [], set = [] }: { readonly targets?: readonly string[]; readonly set?: readonly string[] } = {},
): Reading {
  try {
    return withEffort(() => load(named, surroundings, { targets, set }));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { builds: [], problems: [problemOf(error, named[0] ?? "docker-bake.hcl")] };
  }
}

const problemOf = ({ message, line, file }: Refusal, otherwise: string): FileProblem => ({
  file: file ?? otherwise,
  line,
  message,
});

interface Selection {
  /** Targets and groups; all if empty. */
  readonly targets: readonly string[];
  /** As for `--set`. */
  readonly set: readonly string[];
}

function load(named: readonly string[], surroundings: Surroundings, selection: Selection): Reading {
  const { files, env, onVariable = () => {} } = surroundings;
  const found =
    named.length > 0
      ? named
      : [...composeNames, ...bakeFileNames].filter((name) => files.read(name) !== null);
  const compose: string[] = [];
  const bodies: Body[] = [];
  for (const file of found) {
    const text = files.read(file);
    if (text === null) throw new Refusal(`open ${file}: no such file or directory`, null, file);
    const body = /\.ya?ml$/i.test(file) ? null : parseFile(text, file);
    if (body === null) compose.push(file);
    else bodies.push(body);
  }
  const below = compose.length === 0 ? { builds: [], problems: [] } : readCompose(compose, surroundings);
  if (below.problems.length > 0) return { builds: [], problems: below.problems };
  const module = new Module(contentOf(bodies), {
    lookup: (name) => env[name],
    builtIn: new Map([
      ["BAKE_CMD_CONTEXT", "cwd://"],
      ["BAKE_LOCAL_PLATFORM", "linux/amd64"],
    ]),
    functions: standardFunctions(env.HOME),
    onVariable,
  });
  module.resolve();
  return list(configOf(module, below.builds), found.find((file) => !compose.includes(file)) ?? "", selection);
}

function parseFile(text: string, file: string): Body {
  try {
    if (/\.json$/i.test(file)) return parseJsonBody(text, file);
    if (/\.hcl$/i.test(file)) return parseHcl(text, file);
    return parseEither(text, file);
  } catch (error) {
    if (error instanceof Refusal && error.file === null) throw new Refusal(error.message, error.line, file);
    throw error;
  }
}

function parseEither(text: string, file: string): Body {
  try {
    return parseHcl(text, file);
  } catch (error) {
    if (!(error instanceof Refusal) || !text.trimStart().startsWith("{")) throw error;
    return parseJsonBody(text, file);
  }
}

function configOf({ blocks }: Module, below: readonly Build[]): Config {
  const targets = new Map<string, Target>(below.map((build) => [build.name, fromCompose(build)]));
  const groups: Group[] =
    below.length === 0 ? [] : [{ name: "default", targets: below.map(({ name }) => name) }];
  for (const resolved of blocks.all()) {
    if (resolved.block.type === "group") {
      const group = { name: resolved.name, targets: texts(resolved.values.get("targets")) };
      const at = groups.findIndex(({ name }) => name === group.name);
      groups.splice(at < 0 ? groups.length : at, 1, group);
      continue;
    }
    const target = readTarget(resolved);
    const known = targets.get(target.name);
    targets.set(target.name, known === undefined ? target : mergeTargets(known, target));
  }
  return { groups: [...groups, ...labels(blocks.renamed)], targets };
}

/** The label of a matrix is a group of what it expands to. */
function labels(renamed: ReadonlyMap<string, readonly string[]>): Group[] {
  return [...renamed]
    .map(([name, names]) => ({ name, targets: [...new Set(names)] }))
    .filter(({ name, targets }) => targets.length !== 1 || targets[0] !== name);
}

function fromCompose({
  name,
  context,
  dockerfile,
  inline,
  target,
  args,
  contexts,
  platforms,
  source,
}: Build): Target {
  const within = dockerfile === null || isRemote(context) ? dockerfile : relativeTo(context, dockerfile);
  return {
    name,
    inherits: [],
    context: context === "" ? "." : context,
    ...(within === null ? {} : { dockerfile: within }),
    ...(inline === null ? {} : { inline }),
    ...(target === null ? {} : { target }),
    args: new Map(
      Object.entries(args).flatMap(([key, value]) => (value === null ? [] : [[key, value] as const])),
    ),
    contexts: new Map(Object.entries(contexts)),
    ...(platforms.length === 0 ? {} : { platforms }),
    place: source,
    isBake: false,
  };
}

function relativeTo(context: string, dockerfile: string): string {
  if (context === "" || isAbsolute(dockerfile)) return dockerfile;
  return dockerfile.startsWith(`${context}/`)
    ? dockerfile.slice(context.length + 1)
    : `${"../".repeat(context.split("/").length)}${dockerfile}`;
}

function list({ groups, targets }: Config, file: string, selection: Selection): Reading {
  const problems: FileProblem[] = [];
  const sound: Group[] = [];
  for (const group of groups) {
    const lost = [...expandGroup({ groups, targets }, group.name)].find((target) => !targets.has(target));
    if (lost === undefined) sound.push(group);
    else problems.push({ file, line: null, message: `group ${group.name}: failed to find target ${lost}` });
  }
  const config = { groups: sound, targets };
  const wanted = new Set(selection.targets.flatMap((name) => [...expandGroup(config, name)]));
  for (const name of wanted) for (const linked of linkedTo(config, name)) wanted.add(linked);
  const overrides = readOverrides(selection.set);
  const builds = [...targets.values()]
    .filter(({ name, isBake }) => (selection.targets.length === 0 ? isBake : wanted.has(name)))
    .map((target) => build(config, target, overrides));
  const [first] = builds;
  const all = builds.every(({ problem }) => problem !== null) ? (first?.problem ?? null) : null;
  if (all !== null) problems.push({ file, line: first?.source.line ?? null, message: all });
  return { builds, problems };
}

function build(config: Config, own: Target, overrides: ReturnType<typeof readOverrides>): Build {
  const groups = config.groups.filter(({ name }) => expandGroup(config, name).has(own.name));
  const names = [...new Set(groups.map(({ name }) => name))];
  try {
    const target = override(inherit(config, own.name), overrides);
    checkLinks(config, target);
    return place(target, names, problemIn(target));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return place({ ...own, contexts: new Map() }, names, error.message);
  }
}

function problemIn({ context, dockerfile, target }: Target): string | null {
  if (context === "-") return "context from stdin not allowed in bake";
  if (dockerfile === "-") return "dockerfile from stdin not allowed in bake";
  const unknown = [context, dockerfile, target].find((one) => one?.includes(unknownMark));
  return unknown === undefined ? null : `not known before it runs: ${unknown.replaceAll(unknownMark, "")}`;
}

function place(target: Target, groups: readonly string[], problem: string | null): Build {
  const context = target.context ?? ".";
  return {
    name: target.name,
    kind: "bake",
    source: target.place,
    context: localPath(context),
    dockerfile:
      target.inline === undefined ? placeDockerfile(target.dockerfile || "Dockerfile", context) : null,
    inline: target.inline ?? null,
    target: target.target ?? null,
    args: Object.fromEntries(
      [...target.args].map(([key, value]) => [key, value.includes(unknownMark) ? null : value]),
    ),
    contexts: Object.fromEntries([...target.contexts].map(([key, value]) => [key, namedContext(value)])),
    platforms: [...new Set(target.platforms ?? [])].filter((platform) => platform !== ""),
    groups,
    problem,
  };
}

const isElsewhere = (path: string): boolean => isRemote(path) || /^[\w.-]+@[\w.-]+:/.test(path);

/** Paths are relative to the folder in which the command runs, as cwd:// says explicitly. */
function localPath(path: string): string {
  return isElsewhere(path) ? path : local(path.replace(/^cwd:\/\//, ""));
}

function placeDockerfile(dockerfile: string, context: string): string {
  if (isElsewhere(context) || isElsewhere(dockerfile)) return dockerfile;
  if (dockerfile.startsWith("cwd://")) return localPath(dockerfile);
  return isAbsolute(dockerfile) ? clean(dockerfile) : localPath(join(localPath(context), dockerfile));
}

function namedContext(value: string): string {
  return /^(target:|docker-image:|oci-layout:)/.test(value) ? value : localPath(value);
}
