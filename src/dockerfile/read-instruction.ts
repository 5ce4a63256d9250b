import { type Bytes, toText } from "../bytes.ts";
import { trimSpace } from "../ignore/clean.ts";
import { currentDialect, type Dialect } from "./dialect.ts";
import { readFlags } from "./flags.ts";
import { chompTabs, type Heredoc, heredocWordOrNull } from "./heredoc.ts";
import type { CopyInstruction, FromInstruction, Instruction, InstructionReference } from "./instructions.ts";
import { checkMountFrom } from "./mounts.ts";
import { checkHealthcheck, checkShell } from "./other-instructions.ts";
import type { Node } from "./parse.ts";
import { quoted, refuse } from "./refusal.ts";
import { lowerCase } from "./runes.ts";
import { suggest } from "./suggest.ts";

type Common = InstructionReference & { comments: readonly Bytes[] };
type Reader = (node: Node, common: Common, dialect: Dialect) => Instruction;

/** instructions/parse.go ParseInstruction. */
export function readInstruction(node: Node, dialect: Dialect = currentDialect): Instruction {
  const reader = readers.get(lowerCase(node.name));
  if (reader === undefined) return refuseUnknown(node.name);
  const { line, endLine, comments } = node;
  return reader(node, { line, endLine, text: trimSpace(node.original), onbuild: false, comments }, dialect);
}

function refuseUnknown(name: Bytes): never {
  const names = Array.from(readers.keys(), (known) => known.toUpperCase());
  const hint = name.includes("\0") ? "if the file is UTF-16, save it as UTF-8" : undefined;
  return refuse(`unknown instruction${wordOf(name)}`, hint ?? suggest(toText(name).toUpperCase(), names));
}

/**
 * Describes the unknown word of an instruction. The file may not be a Dockerfile and may hold what must not be shown.
 */
export const wordOf = (name: Bytes): string =>
  /^[A-Za-z][A-Za-z-]{0,19}$/.test(name) ? `: ${name}` : ` (a word of ${name.length} bytes)`;

const readFrom: Reader = (node, common, { flags }): FromInstruction => {
  const [base = "", as, given] = node.args;
  const name = stageName(node.args.length, as, given);
  return {
    ...common,
    kind: "FROM",
    base,
    name,
    platform: readFlags(node.flags, flags.FROM).text("platform"),
  };
};

function stageName(count: number, as: Bytes | undefined, given: Bytes | undefined): string {
  if (count === 3 && as !== undefined && given !== undefined && toText(as).toUpperCase() === "AS") {
    const name = toText(given).toLowerCase();
    if (/^[a-z][a-z0-9-_.]*$/.test(name)) return name;
    refuse(
      `invalid name for build stage: ${quoted(given)}, name can't start with a number or contain symbols`,
    );
  }
  if (count !== 1)
    refuse("FROM requires either one or three arguments", "write FROM image, or FROM image AS name");
  return "";
}

const readArg: Reader = (node, common) => {
  requireSome("ARG", node);
  const args = node.args.map((word) => {
    const equals = word.indexOf("=");
    if (equals === 0) refuse("ARG names can not be blank");
    return equals < 0
      ? { key: word, value: null }
      : { key: word.slice(0, equals), value: word.slice(equals + 1) };
  });
  return { ...common, kind: "ARG", args };
};

function readPairs(kind: "ENV" | "LABEL"): Reader {
  return (node, common) => {
    readFlags(node.flags, {});
    requireSome(kind, node);
    const pairs: { key: Bytes; value: Bytes }[] = [];
    for (let i = 0; i < node.args.length; i += 3) {
      const key = node.args[i] ?? "";
      if (key === "") refuse(`${kind} names can not be blank`);
      pairs.push({ key, value: node.args[i + 1] ?? "" });
    }
    return { ...common, kind, pairs };
  };
}

const readCopy: Reader = (node, common, dialect) => {
  requireDestination("COPY", node);
  const flags = readFlags(node.flags, dialect.flags.COPY, currentDialect.flags.COPY);
  const adding = { checksum: "", keepGitDir: null, unpack: null };
  return {
    ...common,
    ...readSources("COPY", node, dialect),
    ...sharedFlags(flags),
    ...adding,
    from: flags.text("from"),
  };
};

const readAdd: Reader = (node, common, dialect) => {
  requireDestination("ADD", node);
  const flags = readFlags(node.flags, dialect.flags.ADD, currentDialect.flags.ADD);
  return {
    ...common,
    ...readSources("ADD", node, dialect),
    ...sharedFlags(flags),
    from: "",
    checksum: flags.text("checksum"),
    keepGitDir: flags.has("keep-git-dir") ? flags.isTrue("keep-git-dir") : null,
    unpack: flags.has("unpack") ? flags.isTrue("unpack") : null,
  };
};

function sharedFlags(flags: ReturnType<typeof readFlags>) {
  return {
    chown: flags.text("chown"),
    chmod: flags.text("chmod"),
    link: flags.isTrue("link"),
    parents: flags.isTrue("parents"),
    excludes: flags.list("exclude"),
  };
}

function requireDestination(kind: "COPY" | "ADD", node: Node): void {
  if (node.args.length >= 2) return;
  const what =
    "requires at least two arguments, but only one was provided. Destination could not be determined";
  refuse(`${kind} ${what}`, `write ${kind} <source> <destination>`);
}

/** instructions/parse.go parseSourcesAndDest. */
function readSources(
  kind: "COPY" | "ADD",
  node: Node,
  dialect: Dialect,
): Pick<CopyInstruction, "kind" | "sources" | "dest" | "heredocs"> {
  const dest = node.args.at(-1) ?? "";
  if (!dialect.heredocs) return { kind, sources: node.args.slice(0, -1), dest, heredocs: [] };
  if (heredocWordOrNull(dest) !== null) refuse(`${kind} cannot accept a heredoc as a destination`);
  const contents = new Map(node.heredocs.map((heredoc) => [heredoc.name, heredoc.content]));
  const sources: Bytes[] = [];
  const heredocs: Pick<Heredoc, "name" | "content" | "expand">[] = [];
  for (const word of node.args.slice(0, -1)) {
    const heredoc = heredocWordOrNull(word);
    const content = contents.get(heredoc?.name ?? "") ?? "";
    if (heredoc === null) sources.push(word);
    else heredocs.push({ ...heredoc, content: heredoc.chomp ? chompTabs(content) : content });
  }
  return { kind, sources, dest, heredocs };
}

const readRun: Reader = (node, common, dialect) => {
  const flags = readFlags(node.flags, dialect.flags.RUN, currentDialect.flags.RUN);
  const mounts = flags.list("mount");
  for (const mount of mounts) checkMountFrom(mount);
  const network = flags.has("network") ? flags.text("network") : "default";
  const security = flags.has("security") ? flags.text("security") : "sandbox";
  if (!networks.includes(network))
    refuse(`invalid network mode ${quoted(network)}`, suggest(network, networks));
  if (!securities.includes(security))
    refuse(`security ${quoted(security)} is not valid`, suggest(security, securities));
  return { ...common, kind: "RUN", mounts, args: node.args, json: node.json, heredocs: node.heredocs };
};

const networks = ["default", "none", "host"];
const securities = ["sandbox", "insecure"];

function readWord(kind: "WORKDIR" | "USER" | "STOPSIGNAL"): Reader {
  return (node, common) => {
    const [value] = node.args;
    if (value === undefined) refuse(`${kind} requires exactly one argument`);
    if (kind !== "STOPSIGNAL") readFlags(node.flags, {});
    return { ...common, kind, value };
  };
}

const readVolume: Reader = (node, common) => {
  requireSome("VOLUME", node);
  readFlags(node.flags, {});
  const values = node.args.map(trimSpace);
  if (values.includes("")) refuse("VOLUME specified can not be an empty string");
  return { ...common, kind: "VOLUME", values };
};

const readExpose: Reader = (node, common) => {
  requireSome("EXPOSE", node);
  readFlags(node.flags, {});
  return { ...common, kind: "EXPOSE", values: node.args };
};

const readOnbuild: Reader = (node, common) => {
  requireSome("ONBUILD", node);
  readFlags(node.flags, {});
  const trigger = trimSpace(node.args[0] ?? "").toUpperCase();
  if (trigger === "ONBUILD") refuse("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
  if (trigger === "MAINTAINER" || trigger === "FROM")
    refuse(`${trigger} isn't allowed as an ONBUILD trigger`);
  const original = node.original.replace(/^\s*ONBUILD\s*/i, "");
  const bodies = node.heredocs.map(({ name, content }) => `\n${content}${name}`);
  return { ...common, kind: "ONBUILD", expression: original + bodies.join("") };
};

function readOther(check: (node: Node, dialect: Dialect) => void): Reader {
  return (node, common, dialect) => {
    check(node, dialect);
    return { ...common, kind: "OTHER" };
  };
}

function requireSome(kind: string, node: Node): void {
  if (node.args.length === 0) refuse(`${kind} requires at least one argument`);
}

const readers = new Map<string, Reader>([
  ["add", readAdd],
  ["arg", readArg],
  ["cmd", readOther((node) => readFlags(node.flags, {}))],
  ["copy", readCopy],
  ["entrypoint", readOther((node) => readFlags(node.flags, {}))],
  ["env", readPairs("ENV")],
  ["expose", readExpose],
  ["from", readFrom],
  ["healthcheck", readOther(checkHealthcheck)],
  ["label", readPairs("LABEL")],
  ["maintainer", readOther(checkMaintainer)],
  ["onbuild", readOnbuild],
  ["run", readRun],
  ["shell", readOther(checkShell)],
  ["stopsignal", readWord("STOPSIGNAL")],
  ["user", readWord("USER")],
  ["volume", readVolume],
  ["workdir", readWord("WORKDIR")],
]);

function checkMaintainer(node: Node): void {
  if (node.args.length !== 1) refuse("MAINTAINER requires exactly one argument");
  readFlags(node.flags, {});
}
