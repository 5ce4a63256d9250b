import type { Options } from "yargs";
import { commands } from "../../src/cli/commands.ts";
import { commonFlags } from "../../src/cli/flags.ts";
import { rules } from "../../src/findings/rules.ts";

/** The man page, in roff: what --help says, command by command. */
export function manPage(version: string): string {
  const [report, ...others] = commands;
  return [
    `.TH CTXCHECK 1 "" "ctxcheck ${version}" "User Commands"`,
    ".SH NAME",
    "ctxcheck \\- show exactly what a container build would send as its build context, and why",
    ".SH SYNOPSIS",
    ...commands.flatMap(({ words }) => [".B ctxcheck", roff(words.replace("$0 ", "")), ".br"]),
    ".SH DESCRIPTION",
    "A builder reads an ignore file, walks the build context by its own rules and sends a part of it.",
    "ctxcheck runs the same rules over the same files and reports what is sent, how large it is, why each file is in or out,",
    "and what should not be there.",
    "Nothing is built, and nothing leaves the machine.",
    ".SH COMMANDS",
    ...others.flatMap(({ words, describe }) => [".TP", `.B ${roff(words)}`, roff(describe)]),
    ".SH OPTIONS OF EVERY COMMAND",
    ...options({
      ...commonFlags,
      help: { describe: "show help", alias: "h" },
      version: { describe: "show the version" },
    }),
    ".SH OPTIONS OF THE REPORT",
    ...options(report?.flags ?? {}),
    ...others
      .filter(({ flags }) => Object.keys(flags).length > 0)
      .flatMap(({ words, flags }) => [
        `.SH OPTIONS OF ${(words.split(" ")[0] ?? "").toUpperCase()}`,
        ...options(flags),
      ]),
    ".SH FINDINGS",
    ...rules.flatMap(({ id, severity, summary }) => [
      ".TP",
      `.B ${roff(id)}`,
      roff(`${summary} (${severity})`),
    ]),
    ".SH EXIT STATUS",
    ...exits.flatMap(([code, means]) => [".TP", `.B ${code}`, means]),
    ".SH ENVIRONMENT",
    ...environment.flatMap(([name, means]) => [".TP", `.B ${name}`, means]),
    ".SH SEE ALSO",
    ".BR docker\\-build (1),",
    ".BR git\\-check\\-ignore (1)",
    "",
  ].join("\n");
}

const exits = [
  ["0", "clean"],
  ["1", "a finding at or over \\-\\-fail\\-on, or a budget that is passed"],
  ["2", "wrong use, an unreadable context, or an ignore file or Dockerfile that the builder would refuse"],
  ["130", "interrupted"],
] as const;

const environment = [
  ["NO_COLOR", "set: no color"],
  ["FORCE_COLOR", "set: color, but for 0 and false"],
  ["DOCKER_CONFIG", "where ctxcheck plugin installs docker ctxcheck; ~/.docker where it is not set"],
] as const;

function options(flags: Readonly<Record<string, Options>>): string[] {
  return Object.entries(flags).flatMap(([name, { alias, type, describe, choices, default: value }]) => {
    const short = typeof alias === "string" ? `\\fB${roff(`-${alias}`)}\\fR, ` : "";
    const argument = type === "string" ? " \\fIvalue\\fR" : "";
    const allowed = choices === undefined ? "" : ` (${choices.join(", ")})`;
    const given = value === undefined || value === false ? "" : ` [default: ${String(value)}]`;
    return [".TP", `${short}\\fB${roff(`--${name}`)}\\fR${argument}`, roff(`${describe}${allowed}${given}`)];
  });
}

/** Hyphens of options are minus signs, a backslash is one, and no line is a request. */
const roff = (text: string): string =>
  text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^([.'])/, "\\&$1");
