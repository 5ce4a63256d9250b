import { wrapWords } from "../report/width.ts";
import { joined } from "../report/words.ts";
import { type Command, nameOf } from "./command.ts";
import { commands } from "./commands.ts";
import { commonFlags, type Flag } from "./flags.ts";

/** Options by subject, common ones first; further options of a command precede them. */
const groups: readonly (readonly [title: string, names: readonly string[]])[] = [
  ["Build", ["file", "target", "build-arg", "build-context", "platform", "builder", "os", "git", "ref"]],
  ["Several builds", ["all", "build", "profile", "var", "shard", "balance"]],
  ["Ignore rules", ["ignore-file", "add", "excluded"]],
  ["Output", ["format", "open", "watch", "verbose", "quiet", "color", "files"]],
  ["Budget", ["max-size", "max-files", "max-file-size", "budget"]],
  [
    "Secrets",
    [
      "secret-content",
      "secret-rules",
      "secret-min-confidence",
      "secret-allow-path",
      "secret-allow-rule",
      "secret-allow-fingerprint",
      "secret-max-size",
      "secret-salt",
      "inline-allow",
    ],
  ],
  ["Findings", ["fail-on", "rule", "baseline", "large-file", "large-directory", "cache"]],
  ["Other", ["config", "threads", "help", "version"]],
];

const always: Readonly<Record<string, Flag>> = {
  help: { type: "boolean", alias: "h", describe: "show help; -h shows the usual options" },
  version: { type: "boolean", describe: "show the version" },
};

export function optionsOf({ flags, ignores = [] }: Command): Record<string, Flag> {
  const shared = Object.entries<Flag>(commonFlags).filter(([name]) => !ignores.includes(name));
  return { ...Object.fromEntries(shared), ...flags };
}

/** What `-h` shows of the report: what most people need on most days. */
const usual = ["file", "target", "builder", "git", "all", "add", "format", "quiet", "max-size", "fail-on"];

/** What a command does, how it is called, its options by group; for `-h` the usual ones, or its own. */
export function commandHelp(command: Command, width: number, isShort: boolean): string {
  const { words, describe, operand, example } = command;
  const isReport = nameOf(command) === "$0";
  const options: Readonly<Record<string, Flag>> = { ...optionsOf(command), ...always };
  const short: [string, readonly string[]] = ["Options", isReport ? usual : ownOptions(options)];
  const shown = (isShort ? [short] : optionGroups(options, isReport)).filter(([, names]) => names.length > 0);
  return joined([
    [describe],
    [
      `Usage: ctxcheck ${words.replace("$0 ", "")} [options]`,
      ...(isReport ? ["       ctxcheck <command> ..."] : []),
    ],
    isReport ? ["Commands", ...commandRows(width)] : [],
    operand === undefined ? [] : [`${operand.name}: ${operand.describe ?? operand.choices?.join(", ")}`],
    ["Example", `  ${example}`],
    ...shown.map(([title, names]) => [title, ...optionRows(names, options, width)]),
    isShort ? [`ctxcheck ${isReport ? "" : `${nameOf(command)} `}--help lists all options.`] : [],
    isReport && !isShort ? [closing] : [],
  ]);
}

const closing = [
  "ctxcheck help <command> shows the options of a command, ctxcheck help rules lists the rules.",
  "Exit codes: 0 clean, 1 finding or exceeded budget, 2 wrong use or refused build, 130 interrupted.",
].join("\n");

function commandRows(width: number): string[] {
  const named = commands.filter((command) => nameOf(command) !== "$0");
  return rows(
    named.map((command) => [nameOf(command), command.describe]),
    width,
  );
}

function ownOptions(options: Readonly<Record<string, Flag>>): string[] {
  const listed = new Set(groups.flatMap(([, names]) => names));
  return Object.keys(options).filter((name) => !listed.has(name));
}

/** Puts a command's own options first, and those of the report last. */
function optionGroups(options: Readonly<Record<string, Flag>>, isReport: boolean): [string, string[]][] {
  const own = ownOptions(options);
  const known = groups.map(([title, names]): [string, string[]] => [
    title,
    names.filter((name) => name in options),
  ]);
  return isReport ? [...known, ["More", own]] : [["Options", own], ...known];
}

function optionRows(
  names: readonly string[],
  options: Readonly<Record<string, Flag>>,
  width: number,
): string[] {
  const cells = names.map((name): [string, string] => {
    const flag = options[name] ?? {};
    const short = typeof flag.alias === "string" ? `-${flag.alias}, ` : "    ";
    return [`${short}--${name}${placeholder(flag)}`, `${flag.describe ?? ""}${defaultOf(flag)}`];
  });
  return rows(cells, width);
}

function placeholder({ type, choices, pairs, path }: Flag): string {
  if (type === "boolean") return "";
  if (choices !== undefined) return ` <${choices.join("|")}>`;
  return pairs === true ? " <name=value>" : path === "whole" ? " <path>" : " <value>";
}

function defaultOf({ default: value, type }: Flag): string {
  return value === undefined || type === "boolean" || Array.isArray(value)
    ? ""
    : ` [default: ${String(value)}]`;
}

const widest = 34;

/** Formats two columns; a first cell that is too wide gets its own line. */
function rows(cells: readonly (readonly [string, string])[], width: number): string[] {
  const first = Math.min(
    widest,
    cells.reduce((most, [name]) => Math.max(most, name.length), 0),
  );
  const before = " ".repeat(first + 4);
  return cells.flatMap(([name, text]) => {
    const lines = wrapWords(text, Math.max(width - before.length, 30));
    const label = `  ${name.padEnd(first)}  `;
    if (name.length > first) return [label.trimEnd(), ...lines.map((line) => before + line)];
    return lines.map((line, at) => (at === 0 ? label : before) + line);
  });
}

export async function rulesHelp(width: number): Promise<string> {
  const { rules } = await import("../findings/rules.ts");
  const cells = rules.map(({ id, severity, summary }): [string, string] => [id, `${summary} (${severity})`]);
  return joined([
    ["Rules, with the highest severity of each"],
    rows(cells, width),
    ["docs/rules.md explains each; --rule <rule>=off|info|warning|error changes it."],
  ]);
}
