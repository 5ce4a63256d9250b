import { resolve } from "node:path";
import type { Options } from "yargs";
import { builders } from "../builders/index.ts";
import { fromText, isValidUtf8, toText } from "../bytes.ts";
import { disk } from "../context/disk.ts";
import { isFailure } from "../context/source.ts";
import { readDockerfile } from "../dockerfile/read.ts";
import { unlessReported } from "../errors.ts";
import { safe } from "../report/escape.ts";
import { formats } from "../report/formats.ts";
import { ruleCatalogue } from "../secrets/rules.ts";
import { type Command, nameOf } from "./command.ts";
import { commands } from "./commands.ts";
import { commonFlags } from "./flags.ts";
import { exitCodes, type Io } from "./io.ts";

/**
 * How a word is completed: plain words, paths of the context, or what the shell finds itself, its files or directories.
 */
type Kind = "words" | "paths" | "files" | "directories";

interface Completion {
  readonly kind: Kind;
  /** Possible words, each with a description. */
  readonly candidates: readonly (readonly [value: string, describe: string])[];
}

/** Answers the scripts of completion.ts: `__complete -- <words>`, where no word is parsed as an option. */
export async function completeLine({
  argv,
  cwd,
  env,
  stdout,
}: Pick<Io, "argv" | "cwd" | "env" | "stdout">): Promise<number> {
  const words = argv.slice(2);
  const { kind, candidates } = (await completeBuilds(words, cwd, env)) ?? complete(words, cwd);
  const lines = candidates
    .filter(([value]) => safe(value) === value)
    .map(([value, describe]) => `${value}\t${safe(describe)}`);
  stdout.write(`${[kind, ...lines].join("\n")}\n`);
  return exitCodes.clean;
}

/** Completes names of builds; what reads definitions is loaded only then. */
async function completeBuilds(
  words: readonly string[],
  cwd: string,
  env: Io["env"],
): Promise<Completion | null> {
  const line = readLine(words.slice(0, -1));
  const last = words.at(-1) ?? "";
  const [option = ""] = /^--build=/.exec(last) ?? [];
  if (line.waiting !== "build" && option === "") return null;
  const { findBuilds } = await import("./found-builds.ts");
  const values = { context: line.given.get("context") ?? line.operands[0], file: line.given.get("file") };
  const { builds } = unlessReported(() => findBuilds(values, { cwd, env })) ?? { builds: [] };
  const named = new Map(builds.map(({ name, source }) => [name, `${source.file}:${source.line}`]));
  return startingWith(last, {
    kind: "words",
    candidates: [...named].map(([name, describe]) => [`${option}${name}`, describe]),
  });
}

/** Completes the words after the program's name, the last being the one at the cursor. */
export function complete(words: readonly string[], cwd: string): Completion {
  const line = readLine(words.slice(0, -1));
  const last = words.at(-1) ?? "";
  const [, option, begun = ""] = /^(--[^=]+=)(.*)$/s.exec(last) ?? [];
  if (line.waiting !== null) return startingWith(last, valuesOf(line.waiting, last, line, cwd));
  if (line.ended || (option === undefined && !last.startsWith("-")))
    return startingWith(last, operandsOf(line, last, cwd));
  if (option === undefined) return startingWith(last, optionsOf(line));
  const { kind, candidates } = valuesOf(option.slice(2, -1), begun, line, cwd);
  return startingWith(last, {
    kind,
    candidates: candidates.map(([value, describe]) => [`${option}${value}`, describe]),
  });
}

function startingWith(word: string, { kind, candidates }: Completion): Completion {
  return { kind, candidates: candidates.filter(([value]) => value.startsWith(word)) };
}

interface Line {
  readonly command: Command;
  /** Whether no operand and no command was given yet. */
  readonly atStart: boolean;
  readonly operands: readonly string[];
  /** By name, the last value of each. */
  readonly given: ReadonlyMap<string, string>;
  /** The option whose value is at the cursor. */
  readonly waiting: string | null;
  /** Whether `--` precedes the cursor. */
  readonly ended: boolean;
}

const flagsOf = (command: Command): Readonly<Record<string, Options>> => ({
  ...commonFlags,
  ...command.flags,
});

function readLine(words: readonly string[]): Line {
  const given = new Map<string, string>();
  const named: string[] = [];
  let waiting: string | null = null;
  const end = words.includes("--") ? words.indexOf("--") : words.length;
  for (const word of words.slice(0, end)) {
    if (waiting !== null) {
      given.set(waiting, word);
      waiting = null;
    } else if (/^-./.test(word)) waiting = readOption(word, given);
    else named.push(word);
  }
  const [first] = named;
  const command =
    commands.find((one) => nameOf(one) === first) ?? commands.find((one) => nameOf(one) === "$0");
  if (command === undefined) throw new RangeError("no command");
  const operands = [...named.slice(nameOf(command) === first ? 1 : 0), ...words.slice(end + 1)];
  return { command, atStart: named.length === 0, operands, given, waiting, ended: end < words.length };
}

/** An option means the same in every command that has it. */
const allFlags: readonly (readonly [string, Options])[] = commands.flatMap((command) =>
  Object.entries(flagsOf(command)),
);

/** Returns the name of an option that waits for its value; else null. */
function readOption(word: string, given: Map<string, string>): string | null {
  const [, long, value] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
  const [name, flag] =
    allFlags.find(([one, { alias }]) => (long === undefined ? `-${alias}` === word : one === long)) ?? [];
  if (name === undefined || flag?.type === "boolean") return null;
  if (value === undefined) return name;
  given.set(name, value);
  return null;
}

function optionsOf({ command }: Line): Completion {
  const own = Object.entries(flagsOf(command)).map(
    ([name, { describe }]) => [`--${name}`, String(describe)] as const,
  );
  return {
    kind: "words",
    candidates: [...own, ["--help", "show help"], ["--version", "show the version"]],
  };
}

const words = (values: readonly string[], describe = ""): Completion => ({
  kind: "words",
  candidates: values.map((value) => [value, describe]),
});
const nothing = words([]);

const names = Object.keys(builders);

const secretRules = [...new Set(ruleCatalogue.flatMap(({ id, family }) => [family, id]))];

/** Completes the name after the last comma, with an optional minus to exclude it; offers no name twice. */
function listed(all: readonly string[], begun: string): string[] {
  const [, before = "", minus = ""] = /^(.*,)?(-?)/s.exec(begun) ?? [];
  const named = before.split(",");
  return all.filter((name) => !named.includes(name)).map((name) => `${before}${minus}${name}`);
}

function valuesOf(option: string, begun: string, line: Line, cwd: string): Completion {
  const choices = flagsOf(line.command)[option]?.choices;
  if (choices !== undefined) return words(choices.map(String));
  switch (option) {
    case "format":
      return begun.includes("=") ? shell("files") : words(Object.keys(formats));
    case "builder":
      return words(names);
    case "builders":
      return words(listed(names, begun));
    case "secret-rules":
      return words(listed(secretRules, begun));
    case "target":
    case "stage":
      return words(stagesOf(line, cwd), "stage");
    case "context":
      return shell("directories");
    case "build-context":
      return begun.includes("=") ? shell("directories") : nothing;
    case "file":
    case "ignore-file":
    case "config":
    case "baseline":
      return shell("files");
    default:
      return nothing;
  }
}

const shell = (kind: "files" | "directories"): Completion => ({ kind, candidates: [] });

function operandsOf(line: Line, begun: string, cwd: string): Completion {
  const { operand } = line.command;
  if (operand?.name === "paths") return contextPaths(line, begun, cwd);
  if (operand?.choices !== undefined && line.operands.length === 0) return words(operand.choices.map(String));
  if (operand?.name !== "context" || line.operands.length > 0) return nothing;
  const named = commands.filter((command) => nameOf(command) !== "$0");
  const candidates = named.map((command) => [nameOf(command), command.describe] as const);
  return { kind: "directories", candidates: line.atStart && !line.ended ? candidates : [] };
}

/** Completes a path of the context, which need not be the working directory. */
function contextPaths({ given }: Line, begun: string, cwd: string): Completion {
  const directory = begun.slice(0, begun.lastIndexOf("/") + 1);
  const listed = disk.list(fromText(resolve(cwd, given.get("context") ?? ".", directory)));
  if (isFailure(listed)) return { kind: "paths", candidates: [] };
  const candidates = listed
    .filter(({ name }) => isValidUtf8(name))
    .map(
      ({ name, type }) => [`${directory}${toText(name)}${type === "directory" ? "/" : ""}`, type] as const,
    );
  return { kind: "paths", candidates };
}

/** Returns the named stages of the Dockerfile; none if it cannot be read. */
function stagesOf({ given, operands }: Line, cwd: string): string[] {
  const file = given.get("file") ?? `${given.get("context") ?? operands[0] ?? "."}/Dockerfile`;
  const path = disk.realPath(fromText(resolve(cwd, file)));
  const read = path === null ? null : disk.read(path);
  if (read === null || isFailure(read)) return [];
  const { stages } = unlessReported(() => readDockerfile(read.content)) ?? { stages: [] };
  return stages.flatMap(({ from }) => (from.name === "" ? [] : [toText(from.name)]));
}
