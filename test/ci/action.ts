import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { builtProgram } from "../cli/built.ts";
import { collect, type Ran } from "../cli/run.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));

interface Step {
  readonly name: string;
  readonly id?: string;
  readonly shell?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string; readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

export const readAction = (): Action => parse(readFileSync(join(project, "action.yml"), "utf8"));

export interface ActionRun extends Ran {
  /** Of the whole action, as a workflow reads them. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** The words of each call of npm. */
  readonly installed: readonly string[];
}

/**
 * Runs the steps as a runner would, in `workspace`: expressions are replaced in env only, each step gets its files for
 * outputs and the summary. `checkout` is that of the action: this project, built, where none is given; npm is a stand-in
 * that writes down its words. `runner` is a folder outside of the workspace.
 */
export async function runAction(
  workspace: string,
  runner: string,
  inputs: Readonly<Record<string, string>> = {},
  checkout?: string,
): Promise<ActionRun> {
  const action = readAction();
  const unknown = Object.keys(inputs).filter((name) => action.inputs[name] === undefined);
  if (unknown.length > 0) throw new Error(`no input ${unknown}`);
  const temp = join(runner, "temp");
  const actionPath = checkout ?? dirname(dirname(dirname(await builtProgram())));
  mkdirSync(temp, { recursive: true });
  standInForNpm(runner);
  const evaluate = (expression: string): string => {
    const [, scope, name = ""] = /^\$\{\{ (inputs|github)\.([\w-]+) \}\}$/.exec(expression) ?? [];
    if (scope === "github" && name === "action_path") return actionPath;
    const input = scope === "inputs" ? action.inputs[name] : undefined;
    if (input === undefined) throw new Error(`${expression} is not known`);
    return inputs[name] ?? input.default;
  };
  const outputs = join(runner, "outputs");
  const summary = join(runner, "summary");
  for (const file of [outputs, summary]) writeFileSync(file, "");
  let last: Ran = { code: null, signal: null, stdout: "", stderr: "no step", bytes: Buffer.of() };
  for (const { shell, run, env = {} } of action.runs.steps) {
    if (shell !== "bash" || run === undefined) throw new Error("only steps of bash are known");
    const own = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, evaluate(value)]));
    const files = { GITHUB_OUTPUT: outputs, GITHUB_STEP_SUMMARY: summary, RUNNER_TEMP: temp, HOME: runner };
    const PATH = `${join(runner, "bin")}:${process.env.PATH}`;
    const script = join(runner, "step.sh");
    writeFileSync(script, run);
    const words = ["--noprofile", "--norc", "-e", "-o", "pipefail", script];
    last = await collect("bash", words, { cwd: workspace, env: { ...own, ...files, PATH } });
    if (last.code !== 0) break;
  }
  const log = join(runner, "npm.log");
  return {
    ...last,
    outputs: outputsOf(action, readFileSync(outputs, "utf8")),
    summary: readFileSync(summary, "utf8"),
    installed: existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n") : [],
  };
}

function standInForNpm(runner: string): void {
  mkdirSync(join(runner, "bin"), { recursive: true });
  const npm = join(runner, "bin/npm");
  writeFileSync(npm, `#!/bin/sh\nprintf '%s\\n' "$*" >> '${join(runner, "npm.log")}'\n`);
  chmodSync(npm, 0o755);
}

/** name=value, or name<<DELIMITER, as the runner reads the file. */
function outputsOf({ outputs }: Action, text: string): Record<string, string> {
  const lines = text.split("\n").filter((line) => line !== "");
  const set = new Map(
    lines.map((line): [string, string] => {
      const at = line.indexOf("=");
      if (at < 0) throw new Error(`no output: ${line}`);
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
  const unknown = [...set.keys()].filter((name) => outputs[name] === undefined);
  if (unknown.length > 0) throw new Error(`outputs that action.yml does not name: ${unknown}`);
  return Object.fromEntries(set);
}
