import { describe } from "vitest";
import type { Ran } from "../cli/run.ts";
import { runHere } from "../cli/run.ts";
import { type Attack, attacks, every, product } from "./attacks.ts";
import { inSandbox } from "./sandbox.ts";
import { commands, names, type Source, sources } from "./sources.ts";

/** Texts that a log or a terminal would obey. */
const payloads = [
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

const logs = [{ GITHUB_ACTIONS: "true" }, { TF_BUILD: "True" }, { TEAMCITY_VERSION: "1" }] as const;

function attack(
  source: Source,
  payload: string,
  args: readonly string[],
  env: Record<string, string>,
): Attack {
  const all = [...args, ...(source.args?.(payload) ?? [])];
  return {
    name: `${source.name} ${JSON.stringify(payload)} / ctxcheck ${args.join(" ")}`,
    run: () =>
      inSandbox(source.plant(payload), async ({ repo }) =>
        fault(await runHere(all, { cwd: repo, env }), args),
      ),
  };
}

const own = /^::(error|warning|notice) /;
const controls = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

function fault({ stdout, stderr }: Ran, args: readonly string[]): string | null {
  if (/unexpected error/.test(stderr)) return stderr.slice(0, 300);
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

const fits = (source: Source, payload: string) => source.oneLine !== true || !/[\r\n]/.test(payload);

describe("no name, text or key breaks out of an output", () => {
  attacks(
    "injection: texts",
    product(sources, payloads, commands)
      .filter(every(29))
      .filter(([source, payload]) => fits(source, payload))
      .map(([source, payload, args], index) => attack(source, payload, args, logs[index % 3] ?? logs[0])),
  );
  attacks(
    "injection: names",
    product(names, payloads, commands)
      .filter(every(11))
      .map(([source, payload, args], index) => attack(source, payload, args, logs[index % 3] ?? logs[0])),
  );
});
