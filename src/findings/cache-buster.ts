import { type Bytes, compareBytes, fromText, toText } from "../bytes.ts";
import type { History } from "../context/git/history.ts";
import type { CopyStep, Stage } from "../dockerfile/steps.ts";
import type { PackageTool } from "../ecosystems/ecosystem.ts";
import { isManifest, packageTools, systemInstall } from "../ecosystems/index.ts";
import { rootScope } from "../ignore/scope.ts";
import { remembered } from "../once.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { type Consumer, consumersOf, consumes } from "../plan/consumers.ts";
import type { Finding } from "./finding.ts";
import { baseName } from "./kinds.ts";
import type { Rule, RuleContext } from "./rule.ts";

/** Fewer commits are not significant. */
const fewestCommits = 10;
/** Minimum share of commits for a copy to be reported. */
const share = 0.2;

export const cacheBuster: Rule = {
  id: "cache-buster",
  severity: "warning",
  summary: "What changes with many commits is copied before packages are installed (with --cache only).",
  start: (context) => {
    const manifests: Bytes[] = [];
    if (context.history === null || context.history.commits.length < fewestCommits) return {};
    return {
      entry: ({ path, name, sent, below }) => {
        if (sent && below === undefined && isManifest(name)) manifests.push(path);
        return [];
      },
      end: () => check(context, manifests),
    };
  },
};

function check({ plan, history, destinations }: RuleContext, manifests: readonly Bytes[]): Finding[] {
  if (history === null || destinations === null) return [];
  const isAllowed = remembered((path) => !isExcluded(plan, path));
  const consumers = consumersOf(plan);
  return destinations.request.stages.flatMap((stage, index) =>
    stage.steps.flatMap((step, at): Finding[] => {
      if (step.kind !== "COPY" && step.kind !== "ADD") return [];
      const { line } = step.instruction;
      const consumer = consumers.find((one) => one.line === line && one.stageIndex === index);
      const rerun =
        consumer === undefined ? null : whatRunsAgain(stage, at, consumers, destinations.request.stages);
      if (consumer === undefined || rerun === null) return [];
      const isCopied = remembered((path) => isAllowed(path) && consumes(consumer, path));
      return found(plan, step, rerun, history, isCopied, manifests);
    }),
  );
}

function isExcluded({ patterns }: BuildPlan, path: Bytes): boolean {
  const names = path.split("/");
  const name = names.pop() ?? "";
  return names.reduce((scope, one) => scope.enter(one), rootScope(patterns)).decide(name).matched;
}

interface Rerun {
  readonly command: Bytes;
  /** Null for packages of the distribution, which need no file of the context. */
  readonly tool: PackageTool | null;
}

/**
 * Returns the command after the copy that need not run again with every change: one that only installs or, if nothing
 * was copied before, one that installs among other things.
 */
function whatRunsAgain(
  stage: Stage,
  at: number,
  consumers: readonly Consumer[],
  stages: readonly Stage[],
): Rerun | null {
  const commands = stage.steps
    .slice(at + 1)
    .flatMap(({ kind, instruction }) => (kind === "RUN" ? [instruction.text] : []));
  const line = stage.steps[at]?.instruction.line ?? 0;
  const isFirst = !consumers.some(
    (consumer) => consumer.line < line && isBelow(stage, stages[consumer.stageIndex]),
  );
  for (const command of commands) {
    if (systemInstall.test(command)) return { command, tool: null };
    const tool = packageTools.find(
      ({ installs, builds }) => installs.test(command) || (isFirst && builds?.test(command)),
    );
    if (tool !== undefined) return { command, tool };
  }
  return null;
}

function isBelow(stage: Stage, other: Stage | undefined): boolean {
  for (let at: Stage | null = stage; at !== null; at = at.base) if (at === other) return true;
  return false;
}

function found(
  plan: BuildPlan,
  { instruction }: CopyStep,
  { command, tool }: Rerun,
  { commits }: History,
  isCopied: (path: Bytes) => boolean,
  manifests: readonly Bytes[],
): Finding[] {
  const first =
    tool === null ? [] : manifests.filter((path) => tool.manifest.test(baseName(path)) && isCopied(path));
  const changing = commits.filter((paths) => paths.some(isCopied)).length;
  const changingFirst = commits.filter((paths) => paths.some((path) => first.includes(path))).length;
  const gains = tool === null || (first.length > 0 && changingFirst < changing / 2);
  if (changing < share * commits.length || !gains) return [];
  return [
    {
      rule: "cache-buster",
      severity: "warning",
      path: fromText(plan.dockerfile?.shown ?? "Dockerfile"),
      line: instruction.line,
      copy: toText(instruction.text),
      command: toText(command),
      ...{ commits: commits.length, changing, changingFirst, first },
      often: mostOften(commits, isCopied),
    },
  ];
}

const mostPaths = 3;

function mostOften(
  commits: History["commits"],
  isCopied: (path: Bytes) => boolean,
): { path: Bytes; commits: number }[] {
  const counts = new Map<Bytes, number>();
  for (const path of commits.flat()) if (isCopied(path)) counts.set(path, (counts.get(path) ?? 0) + 1);
  return [...counts]
    .map(([path, count]) => ({ path, commits: count }))
    .sort((a, b) => b.commits - a.commits || compareBytes(a.path, b.path))
    .slice(0, mostPaths);
}
