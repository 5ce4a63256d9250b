import type { Bytes } from "../../bytes.ts";
import { ecosystems } from "../../ecosystems/index.ts";
import { insideDependencies } from "../../findings/kinds.ts";
import { isSentAtAll } from "../../model.ts";
import type { BuildPlan } from "../../plan/build-plan.ts";
import type { PlanOptions } from "../../plan/options.ts";
import { planBuild, withIgnoreFile } from "../../plan/plan.ts";
import { isBelowOne, topmost } from "../../survey/junk.ts";
import type { SecretOptions } from "../../survey/secrets.ts";
import { advise } from "../advice.ts";
import { whyNamed } from "../candidates.ts";
import { learn } from "../learn.ts";
import { type Learned, type Situation, situationOf } from "../learned.ts";
import type { Proposal } from "../proposal.ts";
import type { Suggestions } from "../suggestions.ts";
import { ask, sentAt } from "../trial.ts";
import { isSecret } from "../wanted-fixes.ts";
import { type DraftLine, textOf } from "./draft.ts";
import { type EnvironmentFile, environmentLines, isExample, isNamedLikeOne } from "./environment.ts";
import { futureLines } from "./future-lines.ts";
import { ignoredLines } from "./ignored-lines.ts";

export interface InitOptions extends PlanOptions {
  /** Null: secrets are found by name only. */
  readonly secrets?: SecretOptions | null;
}

export interface DenyList {
  readonly plan: BuildPlan;
  readonly lines: readonly DraftLine[];
  readonly notes: readonly string[];
  readonly problems: Suggestions["problems"];
  /** What is allowed without an ignore file, and with this one. */
  readonly before: { readonly files: number; readonly bytes: number };
  readonly after: { readonly files: number; readonly bytes: number };
}

/** Size alone causes no finding. */
export const noLimits = { largeFile: Number.POSITIVE_INFINITY, largeDirectory: Number.POSITIVE_INFINITY };

/**
 * Drafts lines for what the projects leave behind: what exists and may be excluded, and what their tools will create.
 * What exists is tested on the builder's rules, and nothing else may be lost.
 */
export async function draftDenyList(options: InitOptions): Promise<DenyList> {
  const secrets = options.secrets === undefined ? { maxSize: 1 << 20 } : options.secrets;
  const bare = { ...options, amend: () => "", limits: noLimits, secrets };
  // Ignores what the Dockerfile requests now: the file is for the directory.
  const learned = await learn(bare, { ...planBuild(bare), requested: null });
  const situation = situationOf(learned);
  const { proposals, withheld } = advise(learned);
  const files = environmentFiles(learned, situation);
  const sure = proposals.filter(({ candidate }) => isSure(candidate));
  const { plan, sent } = learned.measured;
  const coming = futureLines(situation);
  const known = new Set(coming.map(({ text }) => text.replace(/^\*\*\//, "")));
  const named = ignoredLines(situation).filter(({ text }) => !known.has(text.replace(/^\*\*\//, "")));
  const lines = firstThatFits(plan, sure, files, [...coming, ...named]);
  const { files: left, bytes } = sentAt(withIgnoreFile(plan, textOf(lines)), null);
  const notes = [
    ...withheld
      .filter(({ paths: [path = ""] }) => !isNamedLikeOne(path))
      .map(({ what, paths: [path = ""], reason }) => `kept: ${path} (${what}): ${reason}`),
    ...proposals
      .filter(({ candidate }) => candidate.confidence === "low")
      .map(
        ({
          candidate: { what, reason },
          change: {
            lines: [line = ""],
          },
        }) => `kept: ${line} (${what}): ${reason}`,
      ),
  ];
  return { plan, lines, notes, problems: learned.problems, before: sent, after: { files: left, bytes } };
}

/** Environment files have lines of their own. */
const isSure = ({ confidence, kind, paths }: Proposal["candidate"]): boolean =>
  confidence !== "low" && !(kind === "secret" && paths.every(isNamedLikeOne));

/** Finds what is named like an environment file, and whether it stays. */
export function environmentFiles(
  { measured: { plan }, findings }: Learned,
  situation: Situation,
): EnvironmentFile[] {
  const named = new Set<Bytes>();
  ask(plan, null, (entry) => {
    if (isNamedLikeOne(entry.path) && isSentAtAll(entry) && !insideDependencies(entry.path))
      named.add(entry.path);
  });
  const secrets = new Set(findings.filter(isSecret).map(({ path }) => path));
  return topmost([...named])
    .sort()
    .map((path) => {
      const tracked = !secrets.has(path) && situation.keeping.isTracked(path);
      const reason = isExample(path) ? "an example, or no environment file" : null;
      const harmless = tracked ? "git tracks it, and no secret was found in it" : null;
      return { path, stays: whyNamed(path, situation)?.reason ?? reason ?? harmless };
    });
}

/** Returns the first variant that excludes all that it should, and nothing else. */
function firstThatFits(
  plan: BuildPlan,
  sure: readonly Proposal[],
  files: readonly EnvironmentFile[],
  future: readonly Titled[],
): DraftLine[] {
  const gone = topmost([
    ...sure.flatMap(({ candidate }) => candidate.paths),
    ...files.flatMap(({ path, stays }) => (stays === null ? [path] : [])),
  ]);
  for (const byName of [true, false]) {
    const environment = environmentLines(files, byName);
    for (const coming of [future, withoutHits(plan, future)]) {
      const lines = [...environment, ...inOrder([...linesFor(sure), ...coming])];
      if (fits(plan, lines, gone)) return lines;
    }
  }
  return inOrder(linesFor(sure));
}

/** Whether exactly what should be excluded is, nothing loses its content, and no directory is read needlessly. */
function fits(plan: BuildPlan, lines: readonly DraftLine[], gone: readonly Bytes[]): boolean {
  const tops = new Set(gone);
  const then = withIgnoreFile(plan, textOf(lines));
  const wanted = new Set<Bytes>();
  ask(plan, null, ({ path, sent, below }) => {
    if (below === undefined && sent && !tops.has(path) && !isBelowOne(path, tops)) wanted.add(path);
  });
  let left = wanted.size;
  let isRight = true;
  let met = 0;
  ask(then, null, ({ path, sent, below, allowed, arrivesEmpty }) => {
    if (!allowed) met++;
    if (below !== undefined || !sent) return;
    if (!wanted.has(path) || arrivesEmpty) isRight = false;
    else left--;
  });
  return isRight && left === 0 && met < mostMet;
}

/** Entries of excluded directories that an exception by name makes BuildKit read (rule D10): more take seconds. */
const mostMet = 10_000;

/** Returns the lines for future files that exclude nothing that exists. */
function withoutHits(plan: BuildPlan, future: readonly Titled[]): readonly Titled[] {
  const hit = new Set<Bytes>();
  ask(withIgnoreFile(plan, textOf(future)), null, ({ by }) => {
    if (by !== null && !by.exception) hit.add(by.source.raw);
  });
  return future.filter(({ text, of = text }) => !hit.has(of));
}

export interface Titled extends DraftLine {
  readonly title: string;
  /** For an exception: the line without which it has no effect. */
  readonly of?: Bytes;
}

function linesFor(proposals: readonly Proposal[]): Titled[] {
  return proposals.flatMap(({ candidate: { what, reason }, change }) => {
    const ecosystem = ecosystems.find(({ junk }) => junk.some((row) => row.what === what));
    const comment = `${what[0]?.toUpperCase()}${what.slice(1)}: ${reason}`;
    return change.lines.map((text) => ({ text, comment, title: ecosystem?.title ?? "Secrets" }));
  });
}

/** Sorts lines by kind of project and groups those that share a comment. */
function inOrder(lines: readonly Titled[]): DraftLine[] {
  return ecosystems
    .map(({ title }) => title)
    .concat("Secrets")
    .flatMap((title) => lines.filter((line) => line.title === title))
    .map(({ text, comment }) => (comment === undefined ? { text } : { text, comment }));
}
