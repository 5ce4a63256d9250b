import { type Bytes, fromText, toText } from "../bytes.ts";
import type { Stage } from "../dockerfile/steps.ts";
import type { Destinations } from "../image/destinations.ts";
import { landedPaths } from "../image/landing.ts";
import type { Provenance, TreeNode } from "../image/tree-node.ts";
import type { WalkedEntry } from "../model.ts";
import type { Finding } from "./finding.ts";
import type { Rule } from "./rule.ts";

/** Commands that fill a directory of this name. */
const installers: Readonly<Record<string, RegExp>> = {
  node_modules: /\b(npm|pnpm|bun) (ci|i|install)\b|\byarn( install| --|\s*$|\s*&&)/,
  vendor: /\b(composer|bundle) install\b/,
  ".venv": /\b(uv sync|poetry install|pipenv (install|sync))\b/,
};

export const copyOverInstalled: Rule = {
  id: "copy-over-installed",
  severity: "warning",
  summary: "A COPY lays installed packages of the host over those that a RUN installed.",
  looksAtDockerfile: isFilled,
  start: ({ plan, destinations }) => {
    const met = new Set<string>();
    return {
      entry: (entry) => {
        if (isFilled(entry)) met.add(entry.name);
        return [];
      },
      end: () => {
        if (destinations === null || met.size === 0 || destinations.failures().length > 0) return [];
        const path = fromText(plan.dockerfile?.shown ?? "Dockerfile");
        return [...met].flatMap((name) => covered(destinations, name, path));
      },
    };
  },
};

function isFilled({ name, below }: WalkedEntry): boolean {
  return below !== undefined && below.sent.files > 0 && Object.hasOwn(installers, name);
}

function covered(destinations: Destinations, name: string, path: Bytes): Finding[] {
  const { stages } = destinations.landing();
  return [...stages.values()].flatMap(({ stage, tree }): Finding[] => {
    const run = runOf(stage, name);
    if (run === undefined) return [];
    const lineOf = ({ hop }: Provenance) =>
      hop?.stage === stage && hop.previous === null ? hop.instruction.line : 0;
    // A directory copied as a whole was copied by one instruction.
    const enters = ({ whole, from }: TreeNode) => whole === null || from === null || lineOf(from) > run.line;
    for (const { imagePath, from } of landedPaths(tree, enters)) {
      const at = lineOf(from);
      if (from.context !== null || at <= run.line || !imagePath.split("/").slice(0, -1).includes(name))
        continue;
      if (run.into !== null && !`/${imagePath}/`.startsWith(`${run.into}/${name}/`)) continue;
      const directory = from.path.slice(0, from.path.indexOf(name) + name.length);
      return [{ rule: "copy-over-installed", severity: "warning", path, line: at, directory, run: run.line }];
    }
    return [];
  });
}

/** Returns the first RUN of a stage that installs; `into` is null if it may install outside its working directory. */
function runOf(stage: Stage, name: string): { line: number; into: Bytes | null } | undefined {
  const { steps } = stage;
  const at = steps.findIndex(
    ({ kind, instruction }) => kind === "RUN" && installers[name]?.test(toText(instruction.text)),
  );
  const instruction = steps[at]?.instruction;
  if (instruction === undefined) return undefined;
  const into = elsewhere.test(toText(instruction.text)) ? null : workdirOf(stage, at);
  return { line: instruction.line, into: into?.replace(/\/$/, "") ?? null };
}

const elsewhere = /\b(cd|pushd)\b|--(prefix|cwd|dir|directory|project|workspaces?|recursive)\b|\s-[CRrwd]\b/;

/** Returns the working directory before a step; null if it depends on the base image. */
function workdirOf({ steps, base }: Stage, before: number): Bytes | null {
  const last = steps.slice(0, before).findLast(({ kind }) => kind === "WORKDIR");
  if (last?.kind === "WORKDIR") return last.known ? last.path : null;
  return base === null ? null : workdirOf(base, base.steps.length);
}
