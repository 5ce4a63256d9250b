import { type Bytes, toText } from "../../bytes.ts";
import { isFailure } from "../../context/source.ts";
import { spellPath } from "../../ignore/spell.ts";
import type { BuildPlan } from "../../plan/build-plan.ts";
import type { PlanOptions } from "../../plan/options.ts";
import { planBuild } from "../../plan/plan.ts";
import { showBytes } from "../../sizes.ts";
import { advise } from "../advice.ts";
import { learn } from "../learn.ts";
import { situationOf } from "../learned.ts";
import type { Proposal } from "../proposal.ts";
import type { Suggestions } from "../suggestions.ts";
import { draftAllowList } from "./allow-list.ts";
import { draftDenyList, environmentFiles, type InitOptions, noLimits } from "./deny-list.ts";
import { type DraftLine, textOf } from "./draft.ts";
import { draftFromGitignore } from "./from-gitignore.ts";
import { type Portability, portabilityOf } from "./portable.ts";

/** An ignore file that was tested but not written. */
export interface IgnoreDraft {
  /** Absolute, links not resolved: the file may be a link. */
  readonly path: Bytes;
  readonly shown: string;
  readonly exists: boolean;
  readonly content: Bytes;
  readonly patterns: number;
  /** What could not be expressed in it, and what to know. */
  readonly notes: readonly string[];
  /** What could not be read, so that nothing was tested on it. */
  readonly problems: Suggestions["problems"];
}

/** Drafts `*` and what the build requests. Throws CtxcheckError. */
export async function initAllowList(options: InitOptions): Promise<IgnoreDraft> {
  const plan = planBuild(options);
  const { without, problems } = await notNeeded(options, plan);
  const { lines, approximated } = draftAllowList(plan, without);
  const portability = portabilityOf(plan, options, textOf(lines));
  const head = [
    `Written by ctxcheck init --allow-list: what ${consumer(plan)} is sent${without.length === 0 ? "" : " and needs"}, and nothing else.`,
    sameFor(portability),
  ];
  return draft(
    plan,
    [{ text: "", comment: head.join("\n") }, ...lines],
    [
      ...without.map(
        ({ candidate: { what, paths, reason } }) =>
          `left out: ${toText(paths[0] ?? "")}${paths.length > 1 ? ` and ${paths.length - 1} more` : ""} (${what}): ${reason}`,
      ),
      ...approximated.map(
        (path) =>
          `${JSON.stringify(toText(path))} cannot be written in an ignore file: some of its characters are written as "?"`,
      ),
      ...(plan.requested?.request.named ?? []).map(
        ({ context }) =>
          `the named context ${JSON.stringify(context.name)} has an ignore file of its own; this one does not apply to it`,
      ),
      ...(portability.different.length === 0
        ? []
        : [`other files are sent by ${portability.different.join(", ")} (see ctxcheck compare)`]),
    ],
    problems,
  );
}

/** Finds what is sent today only because everything is. */
async function notNeeded(options: InitOptions, plan: BuildPlan) {
  const { secrets = { maxSize: 1 << 20 } } = options;
  const learned = await learn({ ...options, limits: noLimits, secrets }, plan);
  const sure = advise(learned).proposals.filter(({ candidate }) => candidate.confidence !== "low");
  const known = new Set(sure.flatMap(({ candidate }) => candidate.paths));
  const files = environmentFiles(learned, situationOf(learned));
  const going = files.flatMap(({ path, stays }) => (stays === null && !known.has(path) ? [path] : []));
  return { without: [...sure, ...going.map(environmentProposal)], problems: learned.problems };
}

const environmentProposal = (path: Bytes): Proposal => ({
  candidate: {
    ...{ kind: "secret", what: "an environment file", paths: [path], spellings: [[spellPath(path)]] },
    ...{ confidence: "medium", reason: "it differs from machine to machine" },
  },
  ...{ change: { lines: [spellPath(path)], replaces: null }, saved: { files: 1, bytes: 0 }, secrets: [] },
});

const consumer = ({ dockerfile }: BuildPlan): string =>
  dockerfile === null ? "the builder" : dockerfile.shown;

function sameFor({ same, different }: Portability): string {
  const others = different.length === 0 ? "" : `; not for ${different.join(", ")}`;
  return `The same files for ${same.join(", ")}${others}.`;
}

/** Drafts lines for what the existing projects leave behind. Throws CtxcheckError. */
export async function initDenyList(options: InitOptions): Promise<IgnoreDraft> {
  const { plan, lines, notes, problems, before, after } = await draftDenyList(options);
  const head = [
    "Written by ctxcheck init: what tools, editors and systems leave behind.",
    `Tried on ${consumer(plan)}: ${size(after)} are allowed instead of ${size(before)}, and no COPY loses what it names.`,
  ];
  return draft(plan, [{ text: "", comment: head.join("\n") }, ...lines], notes, problems);
}

const mostDifferent = 3;

/** Translates the .gitignore files to Docker's syntax. Throws CtxcheckError. */
export function initFromGitignore(options: PlanOptions): IgnoreDraft {
  const { plan, lines, notes, problems, different } = draftFromGitignore(options);
  const head = [
    "Written by ctxcheck init --from-gitignore: what git ignores, in .dockerignore syntax.",
    different.length === 0
      ? "Tried on the tree at hand: git and it agree on every file."
      : `Tried on the tree at hand: git and it do not agree on ${different.length} files.`,
  ];
  const names = different.slice(0, mostDifferent).map((path) => JSON.stringify(toText(path)));
  return draft(
    plan,
    [{ text: "", comment: head.join("\n") }, ...lines],
    [
      ...notes,
      ...(names.length === 0
        ? []
        : [`git and the new file do not agree on ${different.length} files: ${names.join(", ")}`]),
      ".git/info/exclude and core.excludesFile are not read",
    ],
    problems.map((problem) => ({ ...problem, path: toText(problem.path) })),
  );
}

const size = ({ files, bytes }: { files: number; bytes: number }): string =>
  `${files === 1 ? "1 file" : `${files} files`} (${showBytes(bytes)})`;

function draft(
  plan: BuildPlan,
  lines: readonly DraftLine[],
  notes: readonly string[],
  problems: IgnoreDraft["problems"],
): IgnoreDraft {
  const { source, root } = plan.context;
  const known = plan.ignoreFile?.why === "named" ? null : plan.ignoreFile;
  const path = known?.place ?? `${root}/.dockerignore`;
  return {
    path,
    shown: known?.shown ?? ".dockerignore",
    exists: !isFailure(source.stats(path)),
    content: textOf(lines),
    patterns: lines.filter(({ text }) => text !== "").length,
    notes,
    problems,
  };
}
