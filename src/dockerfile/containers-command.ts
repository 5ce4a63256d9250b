import type { Bytes } from "../bytes.ts";
import { cleanPath, trimSpace } from "../ignore/clean.ts";
import { checkSignal } from "./check-words.ts";
import { type CommandPlace, type CommandRun, containersCopy } from "./containers-copy.ts";
import type { Environment } from "./containers-environment.ts";
import { type Mount, readMount } from "./mounts.ts";
import { checkHealthcheck } from "./other-instructions.ts";
import type { Node } from "./parse.ts";
import { wordOf } from "./read-instruction.ts";
import { possiblePath, Refusal, refuse } from "./refusal.ts";
import type { RequestedPath } from "./stage-run.ts";
import type { MountUse, Step } from "./steps.ts";

type Command = (node: Node, environment: Environment, place: CommandPlace) => CommandRun;

const nothing: CommandRun = { steps: [], paths: [] };

/**
 * imagebuilder evaluateTable: checks and expands when the instruction runs; the working directory is created after
 * each.
 */
export function containersCommand(node: Node, environment: Environment, place: CommandPlace): CommandRun {
  const name = node.name.toLowerCase();
  const command = commands.get(name);
  if (command === undefined)
    return refuse(
      `Build error: Unknown instruction${wordOf(node.name).replace(/^:.*/, (word) => word.toUpperCase())}`,
    );
  const { steps, paths } = command(node, environment, place);
  const { path, known } = environment.workdir;
  const { instruction } = place;
  const workdir: Step[] = path === "" ? [] : [{ kind: "WORKDIR", instruction, path: cleanPath(path), known }];
  return { steps: [...steps, ...workdir], paths };
}

function pairs(what: "ENV" | "LABEL"): Command {
  return ({ args }, environment) => {
    if (args.length === 0) refuse(`${what} requires at least one argument`);
    const words = args.map((word) => environment.expand(word));
    for (let at = 0; what === "ENV" && at + 1 < words.length; at += 3)
      environment.set(words[at] ?? "", words[at + 1] ?? "");
    return nothing;
  };
}

function oneWord(what: string, take: (word: Bytes, environment: Environment) => void): Command {
  return ({ args }, environment) => {
    if (args.length !== 1) refuse(`${what} requires exactly one argument`);
    take(environment.expand(args[0] ?? ""), environment);
    return nothing;
  };
}

/** dispatchers.go workdir. */
function changeWorkdir(word: Bytes, environment: Environment): void {
  const { path, known } = environment.workdir;
  const absolute = word.startsWith("/");
  const joined = absolute ? word : cleanPath(`/${path}/${word}`);
  environment.workdir = {
    path: possiblePath(joined === "/" ? joined : joined.replace(/\/$/, "")),
    known: absolute || known,
  };
}

const declare: Command = ({ args }, environment) => {
  environment.arg(args);
  return nothing;
};

const shell: Command = ({ args, json }) => {
  if (args.length === 0) refuse("SHELL requires at least one argument");
  return json ? nothing : refuse("SHELL requires the arguments to be in JSON form");
};

const volume: Command = ({ args }, environment) => {
  if (args.length === 0) refuse("VOLUME requires at least one argument");
  if (args.some((word) => trimSpace(environment.expand(word)) === ""))
    refuse("Volume specified can not be an empty string");
  return nothing;
};

const onbuild: Command = ({ args }) => {
  if (args.length === 0) refuse("ONBUILD requires at least one argument");
  const trigger = trimSpace(args[0] ?? "").toUpperCase();
  if (trigger === "ONBUILD") refuse("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
  if (trigger === "MAINTAINER" || trigger === "FROM")
    refuse(`${trigger} isn't allowed as an ONBUILD trigger`);
  return nothing;
};

const healthcheck: Command = (node, { inputs }) => {
  checkHealthcheck(node, inputs.dialect);
  return nothing;
};

const expose: Command = ({ args }, environment) => {
  const words = args.flatMap((word) => environment.expandWords(word));
  return words.length > 0 ? nothing : refuse("EXPOSE requires at least one argument");
};

const run: Command = ({ flags }, environment, { instruction, stage, stageOf }) => {
  const mounts: MountUse[] = [];
  for (const flag of flags.map((text) => environment.expand(text))) {
    if (flag === "--mount=" || flag === "--network=") refuse(`no value specified for ${flag}`);
    if (!flag.startsWith("--mount=") && !flag.startsWith("--network="))
      refuse("RUN only supports the --mount and --network flag");
    const mount = flag.startsWith("--mount=") ? mountOrNull(flag.slice("--mount=".length)) : null;
    if (mount === null) continue;
    mounts.push({ ...mount, fromStage: mount.from === "" ? null : stageOf(mount.from) });
  }
  const bound = mounts.filter(({ type, fromStage }) => type === "bind" && fromStage === null);
  const rest = { written: "", unset: [], instruction, stage };
  const paths = bound.map(({ source, type }): RequestedPath => {
    return { ...rest, path: cleanPath(`/${source}`), source, kind: type };
  });
  return { steps: [{ kind: "RUN", instruction, mounts }], paths };
};

/** buildah knows other keys than BuildKit; what cannot be parsed is not checked. */
function mountOrNull(text: Bytes): Mount | null {
  try {
    return readMount(text, (word) => word);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

const passed: Command = () => nothing;

const commands = new Map<string, Command>([
  ["add", containersCopy("ADD")],
  ["arg", declare],
  ["cmd", passed],
  ["copy", containersCopy("COPY")],
  ["entrypoint", passed],
  ["env", pairs("ENV")],
  ["expose", expose],
  ["healthcheck", healthcheck],
  ["label", pairs("LABEL")],
  ["maintainer", oneWord("MAINTAINER", () => {})],
  ["onbuild", onbuild],
  ["run", run],
  ["shell", shell],
  ["stopsignal", oneWord("STOPSIGNAL", checkSignal)],
  ["user", oneWord("USER", () => {})],
  ["volume", volume],
  ["workdir", oneWord("WORKDIR", changeWorkdir)],
]);
