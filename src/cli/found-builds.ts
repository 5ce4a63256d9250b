import { basename, posix, resolve } from "node:path";
import { readNamed, readRepository } from "../builds/find/repository.ts";
import type { Build, FileProblem, Reading, Surroundings } from "../builds/model.ts";
import { toText } from "../bytes.ts";
import type { Source } from "../context/source.ts";
import { CtxcheckError } from "../errors.ts";
import type { Io } from "./io.ts";
import { text, texts, type Values } from "./options.ts";
import { listRepository, openRepository, type Repository } from "./repository-files.ts";

export interface FoundBuilds extends Reading {
  readonly repository: Repository;
}

/** The builds of a directory, or those of the files that are named. Throws CtxcheckError. */
export function findBuilds(values: Values, io: Io, source?: Source): FoundBuilds {
  const shown = text(values, "context") ?? text(values, "directory") ?? ".";
  const directory = resolve(io.cwd, shown);
  const repository = openRepository(directory, shown, source);
  const surroundings: Surroundings = {
    files: repository.files,
    env: { ...io.env, ...Object.fromEntries(texts(values, "var").map(variable)) },
    folderName: basename(toText(repository.root)),
  };
  const listing = listRepository(repository);
  const named = texts(values, "file").map((file) => fromDirectory(file, directory, io.cwd, repository));
  const read =
    named.length === 0 ? readRepository(listing, surroundings) : readNamed(named, listing, surroundings);
  const builds = chosen(read.builds, texts(values, "profile")).map((build) => masked(build, io.env));
  return {
    repository,
    builds,
    problems: [...read.problems, ...leadingOut(repository)].map((one) => maskedProblem(one, io.env)),
  };
}

function variable(given: string): [string, string] {
  const at = given.indexOf("=");
  if (at > 0) return [given.slice(0, at), given.slice(at + 1)];
  throw new CtxcheckError("usage", `--var: "${given}" has no value`, "write --var NAME=value");
}

/** A file counts from the directory where it lies there, else from the working directory. */
function fromDirectory(file: string, directory: string, cwd: string, { files }: Repository): string {
  if (!file.startsWith("/") && files.read(file) !== null) return posix.normalize(file);
  const absolute = resolve(cwd, file);
  if (absolute.startsWith(`${directory}/`)) return absolute.slice(directory.length + 1);
  throw new CtxcheckError(
    "usage",
    `--file: "${file}" is no file of the directory`,
    "name a file below the directory",
  );
}

/** Services without a profile are always built. */
function chosen(builds: readonly Build[], profiles: readonly string[]): readonly Build[] {
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
    message: "it lies outside the directory and is not read",
  }));

const secretName = /secret|token|passw|credential|private|api_?key|auth/i;
const shortest = 6;

/** What the environment holds under the name of a secret is not printed. */
function masked(build: Build, env: Io["env"]): Build {
  const secrets = secretsOf(env);
  if (secrets.length === 0) return build;
  const mask = (value: string) => secrets.reduce((shown, secret) => shown.replaceAll(secret, "***"), value);
  const maskAll = (record: Readonly<Record<string, string | null>>) =>
    Object.fromEntries(
      Object.entries(record).map(([name, value]) => [name, value === null ? null : mask(value)]),
    );
  return {
    ...build,
    args: maskAll(build.args),
    inline: build.inline === null ? null : mask(build.inline),
    problem: build.problem === null ? null : mask(build.problem),
  };
}

const maskedProblem = (problem: FileProblem, env: Io["env"]): FileProblem => ({
  ...problem,
  message: secretsOf(env).reduce((shown, secret) => shown.replaceAll(secret, "***"), problem.message),
});

const secretsOf = (env: Io["env"]): string[] =>
  Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && value.length >= shortest && secretName.test(name) ? [value] : [],
  );
