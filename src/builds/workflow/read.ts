import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { Build, FileProblem, Reading, Surroundings } from "../model.ts";
import { isAbsolute, isRemote, join, local, pairOf } from "../paths.ts";
import { expandMatrix, notKnown, resolveText, unknownIn, type Values } from "./expressions.ts";

/** Reads the targets of a bake-action step. */
export type Bake = (
  files: readonly string[],
  surroundings: Surroundings,
  options: { readonly targets: readonly string[]; readonly set: readonly string[] },
) => Reading;

/**
 * Returns the distinct builds of a workflow's steps, whatever their `if`. Paths are relative to the root of the
 * checkout.
 */
export function readWorkflow(file: string, surroundings: Surroundings, bake: Bake): Reading {
  const text = surroundings.files.read(file);
  if (text === null) return failed({ file, line: null, message: "it cannot be read" });
  const counter = new LineCounter();
  const options = {
    lineCounter: counter,
    logLevel: "silent",
    uniqueKeys: false,
    prettyErrors: false,
  } as const;
  const document = parseDocument(text, options);
  const [error] = document.errors;
  if (error !== undefined)
    return failed({ file, line: counter.linePos(error.pos[0]).line, message: error.message });
  const lineOf = (node: Node) => (node.range == null ? 1 : counter.linePos(node.range[0]).line);
  const steps = stepsIn(document.contents, lineOf);
  const read = steps.flatMap((step) => buildsOf(step, file, surroundings, bake));
  return {
    builds: named(distinct(read.flatMap(({ builds }) => builds))),
    problems: read.flatMap(({ problems }) => problems),
  };
}

const failed = (problem: FileProblem): Reading => ({ builds: [], problems: [problem] });

interface Step {
  readonly job: string;
  readonly uses: string;
  /** The version in a comment after a commit. */
  readonly comment: string;
  readonly line: number;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Of the workflow, the job and the step; later ones win. */
  readonly env: readonly unknown[];
  readonly matrix: unknown;
}

const data = (node: unknown): unknown =>
  isMap(node) || isSeq(node) || isScalar(node) ? node.toJSON() : undefined;

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};

function stepsIn(root: unknown, lineOf: (node: Node) => number): Step[] {
  const jobs = isMap(root) ? root.get("jobs") : undefined;
  if (!isMap(root) || !isMap(jobs)) return [];
  return jobs.items.flatMap(({ key, value: job }) => {
    const steps = isMap(job) ? job.get("steps") : undefined;
    if (!isMap(job) || !isSeq(steps)) return [];
    const matrix = record(data(job.get("strategy"))).matrix;
    return steps.items.flatMap((step): Step[] => {
      const uses = isMap(step) ? step.get("uses", true) : undefined;
      if (!isMap(step) || !isScalar(uses) || typeof uses.value !== "string") return [];
      const env = [data(root.get("env")), data(job.get("env")), data(step.get("env"))];
      const inputs = record(data(step.get("with")));
      const comment = uses.comment ?? "";
      return [{ job: String(key), uses: uses.value, comment, line: lineOf(uses), inputs, env, matrix }];
    });
  });
}

function buildsOf(step: Step, file: string, surroundings: Surroundings, bake: Bake): Reading[] {
  const action = /^(docker\/(?:build-push|bake)-action)@(.*)$/i.exec(step.uses);
  if (action === null) return [];
  const isBake = action[1]?.toLowerCase() === "docker/bake-action";
  return expandMatrix(step.matrix).map((matrix) => {
    const { env, unknown } = environment(step.env, matrix);
    const values = { matrix, env };
    const input = (name: string) => inputOf(step.inputs, name, values);
    if (!isBake) return { builds: [pushed(step, file, input)], problems: [] };
    const bakedWith = (more: ReadonlyMap<string, string>) =>
      baked(step, action[2] ?? "", file, { input, env: new Map([...env, ...more]), surroundings, bake });
    const reading = bakedWith(unknown);
    // A variable that must be a number cannot be an expression.
    return unknown.size > 0 && reading.problems.length > 0 ? bakedWith(new Map()) : reading;
  });
}

/** Values in `unknown` stay as written. */
function environment(layers: readonly unknown[], matrix: Values["matrix"]) {
  const [env, unknown] = [new Map<string, string>(), new Map<string, string>()];
  for (const layer of layers)
    for (const [name, value] of Object.entries(record(layer)))
      if (["string", "number", "boolean"].includes(typeof value)) {
        const resolved = resolveText(String(value), { matrix, env });
        const [into, out] = unknownIn(resolved) === null ? [env, unknown] : [unknown, env];
        into.set(name, resolved);
        out.delete(name);
      }
  return { env, unknown };
}

function inputOf(inputs: Step["inputs"], name: string, values: Values): string {
  const value = inputs[name];
  return ["string", "number", "boolean"].includes(typeof value)
    ? resolveText(String(value), values).trim()
    : "";
}

const lines = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
const words = (text: string): string[] =>
  lines(text)
    .flatMap((line) => line.split(","))
    .map((word) => word.trim())
    .filter((word) => word !== "");

/** Git URL of this repository, whatever its name (buildkit: dfgitutil.ParseGitRef). */
const ownCommit =
  /^(?:\$\{\{\s*github\.server_url\s*\}\}\/|https:\/\/github\.com\/|(?:git|ssh):\/\/(?:git@)?github\.com\/|git@github\.com:)\$\{\{\s*github\.repository\s*\}\}\.git(?:#[^:]*(?::(.*))?)?$/;
const defaultContext = /^\{\{\s*defaultContext\s*\}\}(?::(.*))?$/;

function pushed(step: Step, file: string, input: (name: string) => string): Build {
  const written = input("context");
  const [inGit, folder = ""] = ownCommit.exec(written) ?? defaultContext.exec(written) ?? [];
  const git = written === "" || inGit !== undefined;
  const context = git ? local(folder) : isRemote(written) ? written : local(written);
  const dockerfile = input("file");
  const target = input("target");
  return {
    name: step.job,
    kind: "workflow",
    source: { file, line: step.line },
    context,
    git,
    dockerfile: dockerfileOf(dockerfile, context, git && folder !== ""),
    inline: null,
    target: target === "" ? null : target,
    args: Object.fromEntries(lines(input("build-args")).map(pairOf)),
    contexts: Object.fromEntries(
      lines(input("build-contexts")).map((line): [string, string] => {
        const [name, value] = pairOf(line);
        return [name, value === null || isSpecial(value) ? (value ?? "") : local(value)];
      }),
    ),
    platforms: platformsOf(input("platforms")),
    groups: [],
    // The commit makes no difference.
    problem: notKnown(
      git ? folder : isRemote(written) ? written.replace(/#[^:]*/, "") : written,
      dockerfile,
      target,
    ),
  };
}

/** What only a run can resolve stays as written, with its commas. */
const platformsOf = (text: string): string[] => (unknownIn(text) === null ? words(text) : [text]);

const isSpecial = (value: string): boolean => isRemote(value) || /^[a-z-]+:/.test(value);

/** A file is relative to the root of the checkout, whatever the context. */
function dockerfileOf(written: string, context: string, inFolder: boolean): string {
  if (isRemote(context)) return written === "" ? "Dockerfile" : written;
  if (written === "" || inFolder) return local(join(context, written || "Dockerfile"));
  return local(written);
}

interface Baking {
  readonly input: (name: string) => string;
  readonly env: ReadonlyMap<string, string>;
  readonly surroundings: Surroundings;
  readonly bake: Bake;
}

/** From version 6 on, the definition comes from the commit unless `source` says otherwise. */
function baked(
  step: Step,
  version: string,
  file: string,
  { input, env, surroundings, bake }: Baking,
): Reading {
  const major = Number(/^v?(\d+)(?![\da-f])/.exec(version)?.[1] ?? /v(\d+)/.exec(step.comment)?.[1] ?? 99);
  const source = input("source");
  const git = defaultContext.test(source) || (source === "" && major >= 6);
  const folder = git ? "" : local(input("workdir"));
  const { files } = surroundings;
  const inside: Surroundings = {
    ...surroundings,
    folderName: folder.split("/").at(-1) || surroundings.folderName,
    env: { ...surroundings.env, ...Object.fromEntries(env) },
    files: {
      read: (path) => files.read(isAbsolute(path) ? path : local(join(folder, path))),
      isDirectory: (path) => files.isDirectory(isAbsolute(path) ? path : local(join(folder, path))),
    },
  };
  const targets = words(input("targets"));
  const options = { targets: targets.length === 0 ? ["default"] : targets, set: lines(input("set")) };
  const { builds, problems } = bake(words(input("files")), inside, options);
  return {
    builds: builds.map((build) => ({
      ...moved(build, folder),
      problem: build.problem ?? notKnown(build.context, build.dockerfile ?? "", build.target ?? ""),
      kind: "workflow",
      source: { file, line: step.line },
      git,
    })),
    problems: problems.map((problem) => ({ ...problem, file: local(join(folder, problem.file)) })),
  };
}

function moved(build: Build, folder: string): Build {
  const move = (path: string) => (isSpecial(path) || isAbsolute(path) ? path : local(join(folder, path)));
  const { context, dockerfile, contexts } = build;
  return {
    ...build,
    context: move(context),
    dockerfile: dockerfile === null || isRemote(context) ? dockerfile : move(dockerfile),
    contexts: Object.fromEntries(Object.entries(contexts).map(([name, value]) => [name, move(value)])),
  };
}

function distinct(builds: readonly Build[]): Build[] {
  const seen = new Set<string>();
  return builds.filter(({ context, dockerfile, inline, target, args, git }) => {
    const key = JSON.stringify([context, dockerfile, inline, target, args, git]);
    return !seen.has(key) && seen.add(key);
  });
}

/** Further builds of a job get a number. */
function named(builds: readonly Build[]): Build[] {
  const counts = new Map<string, number>();
  return builds.map((build) => {
    const count = (counts.get(build.name) ?? 0) + 1;
    counts.set(build.name, count);
    return count === 1 ? build : { ...build, name: `${build.name}-${count}` };
  });
}
