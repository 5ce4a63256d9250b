import { bakeFileNames, readBake } from "../bake/read.ts";
import { composeFileNames, composeOverrideNames, readCompose } from "../compose/read.ts";
import { withEffort } from "../effort.ts";
import type { Build, FileProblem, Files, Reading, Surroundings } from "../model.ts";
import { dirname, isAbsolute, join, local } from "../paths.ts";
import { readWorkflow } from "../workflow/read.ts";
import { readCommandLines } from "./command-lines.ts";
import { guessDockerfiles, isDockerfile } from "./dockerfiles.ts";

/** Every file of a directory that could define builds, relative to it. */
export type Listing = readonly string[];

/**
 * Returns every build that a directory defines: each file that defines some, then the Dockerfiles that none of these
 * names.
 */
export function readRepository(listing: Listing, surroundings: Surroundings): Reading {
  const groups = definitions(listing);
  const read = withEffort(() => groups.map((group) => readGroup(group, listing, surroundings)));
  const builds = read.flatMap(({ builds }) => builds);
  const guessed = guessDockerfiles(listing, builds, surroundings.files);
  return {
    builds: named([...builds, ...guessed]),
    problems: read.flatMap(({ problems }) => problems),
  };
}

/** Returns only what these files define; files of one kind are merged. */
export function readNamed(files: readonly string[], listing: Listing, surroundings: Surroundings): Reading {
  const kinds = files.map((file) => ({ file, kind: kindOf(file, surroundings.files) }));
  const of = (kind: Kind) => kinds.filter((one) => one.kind === kind).map(({ file }) => file);
  const [compose, bake] = [of("compose"), of("bake")];
  const read: Reading[] = [
    ...(compose.length === 0 ? [] : [readCompose(compose, surroundings)]),
    ...(bake.length === 0 ? [] : [readBake([...compose, ...bake], surroundings)]),
    ...of("workflow").map((file) => readWorkflow(file, surroundings, readBake)),
    ...of("commands").map((file) => readCommandLines(file, surroundings.files)),
  ];
  const builds = read.flatMap((one) => one.builds);
  const guessed = guessDockerfiles(of("dockerfile"), [], surroundings.files, listing);
  return { builds: named([...builds, ...guessed]), problems: read.flatMap((one) => one.problems) };
}

type Kind = "compose" | "bake" | "workflow" | "commands" | "dockerfile";

function kindOf(file: string, files: Files): Kind {
  const name = file.split("/").at(-1) ?? "";
  if (/(^|\/)\.github\/workflows\/[^/]+\.ya?ml$/.test(file)) return "workflow";
  if (isCommands(name)) return "commands";
  if (/\.ya?ml$/i.test(name)) return isWorkflow(files.read(file) ?? "") ? "workflow" : "compose";
  if (/\.(hcl|json)$/i.test(name)) return "bake";
  return isDockerfile(name) || /^[ \t]*FROM\s/im.test(files.read(file) ?? "") ? "dockerfile" : "bake";
}

const isWorkflow = (text: string): boolean => /^jobs:/m.test(text) && /^[ \t]*-?[ \t]*uses:/m.test(text);
const isCommands = (name: string): boolean =>
  name === ".gitlab-ci.yml" || /^(GNUm|m|M)akefile$/.test(name) || /\.(mk|sh|bash)$/.test(name);

interface Group {
  readonly kind: Kind;
  readonly files: readonly string[];
}

/** Sorted by folder, with those of a folder together. */
function definitions(listing: Listing): Group[] {
  const folders = new Map<string, string[]>();
  for (const file of listing) {
    const folder = dirname(file);
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return [...folders].flatMap(([folder, files]) => [
    ...composeGroups(folder, files),
    ...bakeGroups(files),
    ...files
      .filter((file) => /(^|\/)\.github\/workflows\/[^/]+\.ya?ml$/.test(file))
      .map((file): Group => ({ kind: "workflow", files: [file] })),
    ...files
      .filter((file) => isCommands(base(file)))
      .map((file): Group => ({ kind: "commands", files: [file] })),
  ]);
}

/** Whether builds depend on the file; problems in scripts and workflows are only reported. */
export const definesBuilds = (file: string): boolean =>
  isDockerfile(base(file)) || definitions([file]).some(({ kind }) => kind === "compose" || kind === "bake");

const base = (file: string): string => file.split("/").at(-1) ?? file;

/** The files that compose finds by default are one group; every other compose file is read alone. */
function composeGroups(folder: string, files: readonly string[]): Group[] {
  if (/(^|\/)\.github(\/|$)/.test(folder)) return [];
  const names = new Map(files.map((file) => [base(file), file]));
  const first = (known: readonly string[]) => known.flatMap((name) => names.get(name) ?? [])[0];
  const main = first(composeFileNames);
  const override = first(composeOverrideNames);
  const project = main === undefined ? [] : override === undefined ? [main] : [main, override];
  const alone = files.filter((file) => isCompose(base(file)) && !project.includes(file));
  const groups: Group[] = project.length === 0 ? [] : [{ kind: "compose", files: project }];
  return [...groups, ...alone.map((file): Group => ({ kind: "compose", files: [file] }))];
}

const isCompose = (name: string): boolean => /^(docker-)?compose([.-][\w.-]+)?\.ya?ml$/i.test(name);

function bakeGroups(files: readonly string[]): Group[] {
  const standard = bakeFileNames.flatMap((name) => files.find((file) => base(file) === name) ?? []);
  const alone = files.filter((file) => /bake.*\.(hcl|json)$/i.test(base(file)) && !standard.includes(file));
  const groups: Group[] = standard.length === 0 ? [] : [{ kind: "bake", files: standard }];
  return [...groups, ...alone.map((file): Group => ({ kind: "bake", files: [file] }))];
}

function readGroup({ kind, files }: Group, listing: Listing, surroundings: Surroundings): Reading {
  const [file = ""] = files;
  if (kind === "workflow") return readWorkflow(file, surroundings, readBake);
  if (kind === "commands") return readCommandLines(file, surroundings.files);
  return kind === "bake"
    ? readBakeSomewhere(files, listing, surroundings)
    : readComposeFiles(files, listing, surroundings);
}

/** A file that only overlays another one is not a project of its own. */
function readComposeFiles(files: readonly string[], listing: Listing, surroundings: Surroundings): Reading {
  const [file = ""] = files;
  const read = readCompose(files, surroundings);
  if (read.isOverlay !== true || files.length > 1) return read;
  const folder = dirname(file);
  const main = composeFileNames.map((name) => inFolder(folder, name)).find((name) => listing.includes(name));
  if (main === undefined || main === file) return read;
  const together = readCompose([main, file], surroundings);
  const alone = new Set(readCompose([main], surroundings).builds.map(key));
  return together.problems.length > 0
    ? read
    : { builds: together.builds.filter((build) => !alone.has(key(build))), problems: [] };
}

const key = ({ name, context, dockerfile, inline, target, args }: Build): string =>
  JSON.stringify([name, context, dockerfile, inline, target, args]);

const inFolder = (folder: string, name: string): string => join(folder === "." ? "" : folder, name);

/** Paths of bake are relative to where it runs: the folder that has more of what it names; in a tie, the file's own. */
function readBakeSomewhere(files: readonly string[], listing: Listing, surroundings: Surroundings): Reading {
  const folder = dirname(files[0] ?? "");
  const here = readBake(files, surroundings);
  if (folder === ".") return here;
  const inside = within(folder, surroundings);
  const there = moved(readBake(files.map(base), inside), folder);
  const known = new Set(listing);
  const found = ({ builds }: Reading) =>
    builds.filter(({ dockerfile }) => dockerfile !== null && known.has(dockerfile)).length;
  return found(here) > found(there) ? here : there;
}

function within(folder: string, surroundings: Surroundings): Surroundings {
  const { files } = surroundings;
  const at = (path: string) => (isAbsolute(path) ? path : inFolder(folder, path));
  return {
    ...surroundings,
    folderName: base(folder),
    files: { read: (path) => files.read(at(path)), isDirectory: (path) => files.isDirectory(at(path)) },
  };
}

function moved({ builds, problems }: Reading, folder: string): Reading {
  const move = (path: string) =>
    isAbsolute(path) || /^[a-z+-]+:|^git@|^github\.com\//.test(path) ? path : local(inFolder(folder, path));
  return {
    builds: builds.map((build) => ({
      ...build,
      source: { ...build.source, file: move(build.source.file) },
      context: move(build.context),
      dockerfile: build.dockerfile === null ? null : move(build.dockerfile),
      contexts: Object.fromEntries(
        Object.entries(build.contexts).map(([name, value]) => [name, move(value)]),
      ),
    })),
    problems: problems.map((problem): FileProblem => ({ ...problem, file: move(problem.file) })),
  };
}

/** Distinguishes two builds of one kind and name by their folders, else by a number. */
function named(builds: readonly Build[]): Build[] {
  const counts = new Map<string, number>();
  const id = ({ kind, name }: Build) => `${kind} ${name}`;
  for (const build of builds) counts.set(id(build), (counts.get(id(build)) ?? 0) + 1);
  const used = new Set<string>();
  return builds.map((build) => {
    const name = distinctName(build, (counts.get(id(build)) ?? 0) > 1, used);
    used.add(`${build.kind} ${name}`);
    return name === build.name ? build : { ...build, name };
  });
}

function distinctName({ kind, name, source }: Build, isShared: boolean, used: ReadonlySet<string>): string {
  const folder = kind === "workflow" ? base(source.file).replace(/\.ya?ml$/, "") : dirname(source.file);
  const plain = isShared && folder !== "." ? `${folder}/${name}` : name;
  let found = plain;
  for (let at = 2; used.has(`${kind} ${found}`); at++) found = `${plain}-${at}`;
  return found;
}
