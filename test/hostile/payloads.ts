import type { Ran } from "../cli/run.ts";

/** Texts that a log or a terminal would obey. */
export const payloads = [
  "::stop-commands::pause",
  "::add-mask::a",
  " \t::error file=a::x",
  "\u2003::warning::x",
  "##[group]x",
  "x ##[error]y",
  "##vso[task.setvariable variable=x]y",
  "###VSO[task.complete]",
  "##teamcity[buildStop]",
  "\x1b[31mred",
  "\x1b]0;title\x07",
  "\x9b31m",
  "\u202egpj.exe",
  "a\r::warning::x",
  "a\n::warning::x",
  "a\n##[error]x",
  "%0A::error::x",
];

const own = /^::(error|warning|notice) /;
const controls = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

/** What a log or a terminal would obey in what was printed; null where nothing is. */
export function faultOf({ code, stdout, stderr }: Ran, args: readonly string[]): string | null {
  if (/unexpected error|\n {4}at /.test(stderr)) return stderr.slice(0, 300);
  if (code === null || code > 2) return `it ended with ${code}`;
  if (code === 2 && stdout === "" && !/^ctxcheck: \S/m.test(stderr))
    return `no sentence: ${stderr.slice(0, 300)}`;
  const isGithub = args.includes("github");
  for (const line of [...stdout.split("\n"), ...stderr.split("\n")]) {
    const isCommand = /^\s*::/.test(line) && !(isGithub && own.test(line));
    if (isCommand || /##(\[|vso\[|teamcity\[)/i.test(line)) return `a command: ${line.slice(0, 200)}`;
    // The diff and the draft are for other programs.
    const isExact = args[0] === "fix" || args[0] === "init";
    if (!isExact && controls.test(line)) return `a control: ${JSON.stringify(line.slice(0, 200))}`;
  }
  if (args.includes("json") || args.includes("--json")) return stdout === "" ? null : faultOfJson(stdout);
  return null;
}

function faultOfJson(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch {
    return `no JSON: ${text.slice(0, 200)}`;
  }
}
