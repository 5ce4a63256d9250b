import { type Bytes, toText } from "../bytes.ts";
import { cleanPath } from "../ignore/clean.ts";
import type { Environment } from "./containers-environment.ts";
import type { Dialect } from "./dialect.ts";
import { flagNeeds } from "./flags.ts";
import { chompTabs, heredocWordOrNull } from "./heredoc.ts";
import type { InstructionReference } from "./instructions.ts";
import type { Node } from "./parse.ts";
import { refuse } from "./refusal.ts";
import type { RequestedPath } from "./stage-run.ts";
import type { CopySource, CopyStep, Destination, Stage, Step } from "./steps.ts";

interface CopyFlags {
  chown: Bytes;
  from: Bytes;
  parents: boolean;
  excludes: Bytes[];
  checksum: Bytes;
}

/** imagebuilder dispatchers.go add, dispatchCopy. */
export function containersCopy(kind: "COPY" | "ADD") {
  return (node: Node, environment: Environment, place: CommandPlace): CommandRun => {
    const { args, flags: given, heredocs } = node;
    if (args.length < 2) refuse(`${kind} requires at least two arguments`);
    const words = args.map((word) => environment.expand(word));
    const flags = readFlags(kind, given, environment);
    const { instruction, stage, stageOf } = place;
    const from = flags.from === "" ? null : stageOf(flags.from);
    const inline = heredocs.map((heredoc) => {
      const content = heredoc.chomp ? chompTabs(heredoc.content) : heredoc.content;
      return { name: heredoc.name, content: heredoc.expand ? environment.expandText(content) : content };
    });
    const texts = args.flatMap((written, at) => {
      const isLast = at === args.length - 1;
      const isHeredoc = heredocs.length > 0 && heredocWordOrNull(written) !== null;
      return isLast || isHeredoc ? [] : [{ written, text: words[at] ?? "" }];
    });
    const sources = texts.map(({ written, text }) => sourceOf(kind, written, text));
    const step: CopyStep = {
      ...{ kind, instruction, comments: [], from, sources, inline },
      ...{ dest: destinationOf(words.at(-1) ?? "", environment), chown: flags.chown },
      ...{ excludes: flags.excludes, parents: flags.parents, link: false, unpack: kind === "ADD" },
    };
    if (flags.checksum !== "" && sources.some(({ type }) => type === "local"))
      refuse("checksum flag is not supported for local sources");
    const localSources = from === null ? sources.filter(({ type }) => type === "local") : [];
    const paths = localSources.map(({ path, text, written }): RequestedPath => {
      return { path, source: text, written, unset: [], kind, instruction, stage };
    });
    return { steps: [step], paths };
  };
}

const isUrl = (text: Bytes): boolean => /^https?:\/\//.test(text);

function sourceOf(kind: "COPY" | "ADD", written: Bytes, text: Bytes): CopySource {
  if (isUrl(text) && kind === "COPY") refuse("source can't be a URL for COPY");
  const type = isUrl(text) ? "http" : "local";
  return { type, written, text, unset: [], path: cleanPath(`/${text}`), pattern: null, required: null };
}

/** internals.go makeAbsolute, and how Add interprets the result. */
function destinationOf(dest: Bytes, { workdir }: Environment): Destination {
  const absolute = dest.startsWith("/");
  const path = cleanPath(absolute ? dest : `/${workdir.path}/${dest}`);
  const slash = dest === "." || dest.endsWith("/") || dest.endsWith("/.");
  const isWorkdir = path === cleanPath(`/${workdir.path}`);
  return { path, directory: slash || isWorkdir, slash, known: absolute || workdir.known };
}

function readFlags(kind: "COPY" | "ADD", given: readonly Bytes[], environment: Environment): CopyFlags {
  const flags: CopyFlags = { chown: "", from: "", parents: false, excludes: [], checksum: "" };
  const { dialect } = environment.inputs;
  for (const text of given) {
    const flag = environment.expand(text);
    const [, name = "", value] = /^--([^=]*)(?:=(.*))?$/s.exec(flag) ?? [];
    const known = dialect.flags[kind][toText(name)];
    if (known === undefined)
      refuse(
        `${kind} only supports the flags ${Object.keys(dialect.flags[kind]).join(", ")}`,
        flagNeeds(toText(name)),
      );
    if (known === "boolean") readSwitch(flags, kind, toText(name), value);
    else readValue(flags, kind, toText(name), value, dialect);
  }
  return flags;
}

function readSwitch(flags: CopyFlags, kind: string, name: string, value: Bytes | undefined): void {
  if (value !== undefined && value !== "true" && value !== "false")
    refuse(`${kind}: --${name}=${toText(value)}`);
  if (name === "parents") flags.parents = value !== "false";
  if (name === "keep-git-dir" && value !== "false") refuse(`${kind} --keep-git-dir is not supported`);
}

function readValue(
  flags: CopyFlags,
  kind: string,
  name: string,
  value: Bytes | undefined,
  dialect: Dialect,
): void {
  if (value === undefined) refuse(`${kind}: --${name} needs a value`);
  if (name === "chmod") {
    if (!/^[0-7]+$/.test(value) || Number.parseInt(value, 8) > dialect.largestMode)
      refuse(`Error parsing chmod ${toText(value)}`);
    return;
  }
  if (value === "" && (dialect.emptyValues === "refused" || name === "from"))
    refuse(`no value specified for --${name}=`);
  if (name === "exclude") flags.excludes.push(value);
  else if (name === "chown" || name === "from" || name === "checksum") flags[name] = value;
}

export interface CommandPlace {
  readonly instruction: InstructionReference;
  readonly stage: Stage;
  readonly stageOf: (name: Bytes) => Stage;
}

export interface CommandRun {
  readonly steps: readonly Step[];
  readonly paths: readonly RequestedPath[];
}
