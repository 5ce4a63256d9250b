import { resolve } from "node:path";
import { builderName, builderOf, clientOf } from "../builders/index.ts";
import { type Bytes, fromBuffer, fromText } from "../bytes.ts";
import { disk } from "../context/disk.ts";
import { type Elsewhere, openElsewhere } from "../context/elsewhere.ts";
import type { Source } from "../context/source.ts";
import { openTree } from "../context/tree.ts";
import { wrongOption, wrongUse } from "../errors.ts";
import type { CopiedBy } from "../explain/list.ts";
import type { Limits } from "../findings/rule.ts";
import { type OnProgress, type SetName, type Severity, severities } from "../model.ts";
import { isUnfiltered } from "../plan/context.ts";
import type { BuildContext, PlanOptions } from "../plan/options.ts";
import { formats } from "../report/formats.ts";
import type { View } from "../report/view.ts";
import { confidences } from "../secrets/model.ts";
import { parseSize } from "../sizes.ts";
import type { SecretOptions } from "../survey/secrets.ts";
import type { Args } from "./command.ts";
import { type Io, type Output, readAll } from "./io.ts";

export type Values = Args["values"];

/** Returns the last value, if an option was given several times. */
export function text(values: Values, name: string): string | undefined {
  const value = values[name];
  const last: unknown = Array.isArray(value) ? value.at(-1) : value;
  return last === undefined ? undefined : String(last);
}

export const isOn = (values: Values, name: string): boolean => text(values, name) === "true";

export function texts(values: Values, name: string): string[] {
  const value = values[name];
  return value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(String);
}

/** Reads stdin if the Dockerfile (-f -) or the context is there. */
export async function planOptions(values: Values, io: Io): Promise<PlanOptions> {
  const { cwd, env } = io;
  const file = text(values, "file");
  const context = text(values, "context") ?? ".";
  const { source, root, dockerfile } = await sourceOf(context, file, values, io);
  return {
    context,
    cwd,
    source: openTree(source),
    ...(root === undefined ? {} : { root }),
    builder: builderName(text(values, "builder") ?? "buildkit"),
    ...clientOf(text(values, "builder") ?? ""),
    ...(text(values, "os") === "windows" ? { os: "windows" as const } : {}),
    file,
    stdinDockerfile: file === "-" ? fromBuffer(await readAll(io.stdin)) : dockerfile,
    ignoreFile: text(values, "ignore-file"),
    added: texts(values, "add").map(addedLine),
    target: text(values, "target"),
    platform: text(values, "platform"),
    buildArgs: new Map(texts(values, "build-arg").flatMap((given) => buildArg(given, env))),
    buildContexts: texts(values, "build-context").map(buildContext),
    ...threads(values),
  };
}

/**
 * The same for commands that create lines of an ignore file. Throws CtxcheckError "usage" if the builder applies none.
 */
export async function filteredOptions(values: Values, io: Io): Promise<PlanOptions> {
  const options = await planOptions(values, io);
  const builder = builderOf(options.builder);
  if (!isUnfiltered(builder, options.source)) return options;
  throw wrongUse(
    `${builder.title} applies no ignore file to "${options.context}": no line would change what it gets`,
    "name the directory that it is made of",
  );
}

/** Returns the source of a directory: the disk, or the commit that is named. Throws CtxcheckError. */
export async function directorySource(values: Values, { cwd }: Pick<Io, "cwd">): Promise<Source> {
  const ref = refOf(values);
  return ref === undefined ? disk : commitSource(resolve(cwd, text(values, "context") ?? "."), ref);
}

const refOf = (values: Values): string | undefined =>
  text(values, "ref") ?? (isOn(values, "git") ? "HEAD" : undefined);

/** Returns where the files come from; for a directory on the disk, only the source. */
async function sourceOf(
  context: string,
  file: string | undefined,
  values: Values,
  io: Io,
): Promise<Partial<Elsewhere> & Pick<Elsewhere, "source">> {
  const { cwd } = io;
  const ref = refOf(values);
  if (context === "-" && file === "-")
    throw wrongOption("file", "stdin cannot be both the Dockerfile and the context");
  const elsewhere = await openElsewhere(context, cwd, () => io.stdin);
  if (ref === undefined) return elsewhere ?? { source: disk };
  if (elsewhere === null) return { source: await commitSource(resolve(cwd, context), ref) };
  throw wrongOption("ref", `"${context}" is not a directory of a repository`, "leave out --ref and --git");
}

function addedLine(given: string): Bytes {
  if (!/[\n\r]/.test(given)) return fromText(given);
  throw wrongOption("add", "a line of an ignore file cannot contain a line break", "repeat --add");
}

/** Code that can start a program is loaded only on request. */
async function commitSource(directory: string, ref: string): Promise<Source> {
  const { gitSource } = await import("../context/git/source.ts");
  return gitSource(fromText(directory), ref);
}

/** Parses `NAME=value`; a bare `NAME` takes its value from the environment, as in Docker, and none if that has none. */
function buildArg(given: string, env: Io["env"]): [Bytes, Bytes][] {
  const at = given.indexOf("=");
  const name = at < 0 ? given : given.slice(0, at);
  const value = at < 0 ? env[given] : given.slice(at + 1);
  return value === undefined ? [] : [[fromText(name), fromText(value)]];
}

function buildContext(given: string): BuildContext {
  const at = given.indexOf("=");
  if (at > 0 && at < given.length - 1) return { name: given.slice(0, at), value: given.slice(at + 1) };
  throw wrongOption("build-context", `"${given}" names no context`, "write --build-context name=directory");
}

export function setName(values: Values): SetName {
  const set = text(values, "set");
  return set === "allowed" || set === "excluded" ? set : "sent";
}

/** Returns null if every instruction counts. */
export function copiedBy(values: Values): CopiedBy | null {
  const line = wholeNumber(values, "instruction");
  const stage = text(values, "stage");
  if (line === null && stage === undefined) return null;
  return { ...(line === null ? {} : { line }), ...(stage === undefined ? {} : { stage }) };
}

export const stageName = (values: Values): string | undefined => text(values, "stage");

export function limits(values: Values): Limits {
  return {
    largeFile: size(values, "large-file") ?? Number.POSITIVE_INFINITY,
    largeDirectory: size(values, "large-directory") ?? Number.POSITIVE_INFINITY,
  };
}

/** Returns null if content is not to be read. */
export async function secretOptions(values: Values, onProgress: OnProgress): Promise<SecretOptions | null> {
  if (!isOn(values, "secret-content")) return null;
  const maxSize = size(values, "secret-max-size") ?? 1 << 20;
  const inlineAllow = text(values, "inline-allow") !== "false";
  return { maxSize, onProgress, inlineAllow, ...threads(values), ...(await secretChoice(values)) };
}

/** By default, as many as help. */
export function threads(values: Values): { threads?: number } {
  const count = wholeNumber(values, "threads");
  return count === null ? {} : { threads: Math.min(count, mostThreads) };
}

const mostThreads = 16;

/** Rules are loaded only if some are named. */
export async function secretChoice(values: Values): Promise<Pick<SecretOptions, "rules" | "minConfidence">> {
  const words = texts(values, "secret-rules").flatMap((list) => list.split(","));
  const least = confidences.find((name) => name === text(values, "secret-min-confidence"));
  return {
    ...(least === undefined ? {} : { minConfidence: least }),
    ...(words.length === 0 ? {} : { rules: (await import("../secrets/choose.ts")).chooseRules(words) }),
  };
}

export function size(values: Values, name: string): number | null {
  const given = text(values, name);
  return given === undefined ? null : parseSize(given, name);
}

export function wholeNumber(values: Values, name: string): number | null {
  const given = text(values, name);
  if (given === undefined) return null;
  if (/^\d+$/.test(given)) return Number(given);
  throw wrongOption(name, `"${given}" is not a whole number`, "write digits only");
}

/** Returns the severities that cause exit code 1: those at or above --fail-on. */
export function failingSeverities(values: Values): ReadonlySet<Severity> {
  const order: readonly string[] = severities;
  return new Set(severities.slice(0, order.indexOf(text(values, "fail-on") ?? "error") + 1));
}

/** A report to create and its file; null for stdout. */
export interface Wanted {
  readonly format: string;
  readonly file: string | null;
}

export function wantedFormats(values: Values, names: readonly string[] = Object.keys(formats)): Wanted[] {
  const given = texts(values, "format");
  const wanted = (given.length > 0 ? given : ["table"]).map((one) => parseFormat(one, names));
  if (wanted.filter(({ file }) => file === null).length <= 1) return wanted;
  throw wrongOption(
    "format",
    "two reports cannot both go to stdout",
    "give all but one a file: --format json=report.json",
  );
}

function parseFormat(given: string, names: readonly string[]): Wanted {
  const [, format = "", file = null] = /^([^=]*)(?:=(.*))?$/s.exec(given) ?? [];
  if (names.includes(format) && file !== "") return { format, file };
  const isOfOne = names.includes("blob") && Object.hasOwn(formats, format);
  throw wrongOption(
    "format",
    `"${given}" is not a format${isOfOne ? " of all builds" : ""}`,
    `use one of ${names.join(", ")}, or <format>=<file>${isOfOne ? `; for ${format} name one build: ctxcheck <context> --file <Dockerfile>` : ""}`,
  );
}

export function viewOf(values: Values, { env, stdout }: Pick<Io, "env" | "stdout">): View {
  return {
    color: wantsColor(text(values, "color") ?? "auto", env, stdout),
    width: stdout.isTTY === true ? (stdout.columns ?? 80) : null,
    quiet: isOn(values, "quiet"),
    verbose: isOn(values, "verbose"),
    failing: failingSeverities(values),
  };
}

/** --color takes precedence over NO_COLOR, that over FORCE_COLOR, that over the terminal. */
function wantsColor(option: string, env: Io["env"], stdout: Output): boolean {
  if (option !== "auto") return option === "always";
  if ((env.NO_COLOR ?? "") !== "") return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
  return stdout.isTTY === true && env.TERM !== "dumb";
}
