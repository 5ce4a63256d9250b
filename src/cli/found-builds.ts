import { basename, posix, resolve } from "node:path";
import { definesBuilds, readNamed, readRepository } from "../builds/find/repository.ts";
import type { Build, FileProblem, Reading, Surroundings } from "../builds/model.ts";
import { isRemote, join, local } from "../builds/paths.ts";
import { fromText, toText } from "../bytes.ts";
import { disk } from "../context/disk.ts";
import { parseGitUrl, placeOf, remotesOf } from "../context/git/remote.ts";
import { isFailure, type Source } from "../context/source.ts";
import { wrongOption } from "../errors.ts";
import { beyondLimit, limits } from "../limits.ts";
import { once } from "../once.ts";
import type { Io } from "./io.ts";
import { SecretValues, withoutSecrets } from "./masked-build.ts";
import { text, texts, type Values } from "./options.ts";
import { listRepository, longest, openRepository, type Repository } from "./repository-files.ts";

export interface FoundBuilds extends Reading {
  /** Whether a file that defines builds cannot be read. */
  readonly refused: boolean;
  readonly repository: Repository;
  /** Values that must not be shown. */
  readonly secrets: SecretValues;
}

/** Finds the builds of a directory, or those of the named files. Throws CtxcheckError. */
export function findBuilds(
  values: Values,
  io: Pick<Io, "cwd" | "env">,
  { source, files = texts(values, "file") }: { source?: Source; files?: readonly string[] } = {},
): FoundBuilds {
  const shown = text(values, "context") ?? ".";
  const directory = resolve(io.cwd, shown);
  const repository = openRepository(directory, shown, source);
  const env = { ...io.env, ...Object.fromEntries(texts(values, "var").map(variable)) };
  const { secrets, surroundings } = surroundingsOf(repository, env);
  const listing = listRepository(repository);
  const named = files.map((file) => fromDirectory(file, directory, io.cwd, repository));
  const read =
    named.length === 0 ? readRepository(listing, surroundings) : readNamed(named, listing, surroundings);
  refuseLong(repository, named);
  if (read.builds.length > limits.builds) beyondLimit(`there are more than ${limits.builds} builds`);
  const builds = withOwnCommits(ofProfiles(read.builds, texts(values, "profile")), directory);
  // Several workflow steps may read one file.
  const reported = [...read.problems, ...leadingOut(repository)].map(
    (one) => [JSON.stringify(one), one] as const,
  );
  const problems = [...new Map(reported).values()];
  const isOne = (file: string) => named.includes(file) || definesBuilds(file);
  // What a definition includes from outside is a part of it.
  const refused =
    problems.some(({ file }) => isOne(file)) || read.problems.some(({ file }) => repository.leadsOut(file));
  return { repository, secrets, builds, refused, problems: problems.map((one) => secrets.maskProblem(one)) };
}

/** Returns the output of `ctxcheck builds --format json`. */
export const shownBuilds = ({ builds, problems, secrets }: FoundBuilds) => ({
  version: 1,
  builds: builds.map((build) => secrets.maskBuild(build)),
  problems,
});

/** Returns what a definition is read with, and what must not be shown of it. */
export function surroundingsOf(
  repository: Repository,
  env: Io["env"],
): { readonly secrets: SecretValues; readonly surroundings: Surroundings } {
  const secrets = new SecretValues();
  for (const [name, value] of Object.entries(env)) secrets.add(name, value);
  return {
    secrets,
    surroundings: {
      files: repository.files,
      env: withoutSecrets(env),
      folderName: basename(toText(repository.root)),
      onVariable: (name, value) => secrets.add(name, value),
    },
  };
}

/** Builders read these files: without their definitions, the answer would be that of another repository. */
function refuseLong({ tooLong }: Repository, named: readonly string[]): void {
  const long = [...tooLong].find((file) => named.includes(file) || definesBuilds(file));
  if (long !== undefined) beyondLimit(`${long} is larger than ${longest} bytes`);
}

function variable(given: string): [string, string] {
  const at = given.indexOf("=");
  if (at > 0) return [given.slice(0, at), given.slice(at + 1)];
  throw wrongOption("var", `"${given}" has no value`, "write --var NAME=value");
}

/** A file is relative to the directory if it exists there, else to the working directory. */
function fromDirectory(file: string, directory: string, cwd: string, { files }: Repository): string {
  if (!file.startsWith("/") && files.read(file) !== null) return posix.normalize(file);
  const absolute = resolve(cwd, file);
  if (absolute.startsWith(`${directory}/`)) return absolute.slice(directory.length + 1);
  throw wrongOption("file", `"${file}" is not a file of the directory`, "name a file below the directory");
}

/** Services without a profile are always built. */
function ofProfiles(builds: readonly Build[], profiles: readonly string[]): readonly Build[] {
  if (profiles.length === 0) return builds;
  return builds.filter(
    ({ kind, groups }) =>
      kind !== "compose" || groups.length === 0 || groups.some((one) => profiles.includes(one)),
  );
}

const leadingOut = ({ outside }: Repository): FileProblem[] =>
  [...outside].map((file) => ({
    file,
    line: null,
    message: "it is outside the directory and is not read",
  }));

/**
 * Converts builds whose Git URL is the repository itself to builds of its commit: BuildKit fetches that and applies no
 * ignore file (rule I1).
 */
function withOwnCommits(builds: readonly Build[], directory: string): readonly Build[] {
  const isTop = !isFailure(disk.stats(fromText(`${directory}/.git`)));
  const own = once(() => new Set(isTop ? remotesOf(directory).map(({ place }) => place) : []));
  return builds.map(({ clones, ...build }) => {
    // A builder that clones, like podman, filters what it cloned.
    if (build.git === true || clones === true || !isRemote(build.context)) return build;
    const url = parseGitUrl(build.context);
    if (url === null || !own().has(placeOf(url.repository))) return build;
    const context = local(url.directory);
    const dockerfile = build.dockerfile === null ? null : local(join(context, build.dockerfile));
    return { ...build, git: true, context, dockerfile };
  });
}
