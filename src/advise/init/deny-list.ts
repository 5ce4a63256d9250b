import type { Bytes } from "../../bytes.ts";
import { isFailure } from "../../context/source.ts";
import type { Ecosystem } from "../../ecosystems/ecosystem.ts";
import { ecosystems } from "../../ecosystems/index.ts";
import type { PlanOptions } from "../../plan/options.ts";
import { type BuildPlan, planBuild, withIgnoreFile } from "../../plan/plan.ts";
import { advise } from "../advice.ts";
import { learn } from "../learn.ts";
import { type Learned, type Situation, situationOf } from "../learned.ts";
import { isEverywhere, type Row, topmost } from "../litter.ts";
import { judgeNeed } from "../needs.ts";
import type { Proposal } from "../proposal.ts";
import { sentAt } from "../trial.ts";
import { type DraftLine, textOf } from "./draft.ts";

export interface DenyList {
  readonly plan: BuildPlan;
  readonly lines: readonly DraftLine[];
  readonly notes: readonly string[];
  /** What is let through without an ignore file, and with this one. */
  readonly before: { readonly files: number; readonly bytes: number };
  readonly after: { readonly files: number; readonly bytes: number };
}

/**
 * What the projects at hand leave behind: what is there and may be left out, and what their tools will make. What is there is
 * tried on the builder's rules, and nothing else may be lost.
 */
export async function draftDenyList(options: PlanOptions): Promise<DenyList> {
  const limits = { largeFile: Number.POSITIVE_INFINITY, largeDirectory: Number.POSITIVE_INFINITY };
  const bare = { ...options, amend: () => "", limits, secrets: null };
  // Whatever the Dockerfile asks for now: the file is for the directory.
  const learned = await learn(bare, { ...planBuild(bare), requested: null });
  const { proposals, withheld } = advise(learned);
  const sure = proposals.filter(({ candidate }) => candidate.confidence !== "low");
  const asked = proposals.filter(({ candidate }) => candidate.confidence === "low");
  const { plan, sent } = learned.measured;
  const tries = [[...linesFor(sure), ...futureLines(learned)], linesFor(sure), []];
  for (const body of tries) {
    const lines = inOrder(body);
    const after = sentAt(withIgnoreFile(plan, textOf(lines)), null);
    if (body.length > 0 && after.files !== sent.files - countOf(plan, sure)) continue;
    const notes = [
      ...withheld.map(({ what, paths: [path = ""], reason }) => `left in: ${path} (${what}): ${reason}`),
      ...asked.map(
        ({
          candidate: { what, reason },
          change: {
            lines: [line = ""],
          },
        }) => `left in: ${line} (${what}): ${reason}`,
      ),
    ];
    return { plan, lines, notes, before: sent, after: { files: after.files, bytes: after.bytes } };
  }
  throw new RangeError("a file without lines keeps nothing out");
}

const countOf = (plan: BuildPlan, proposals: readonly Proposal[]): number =>
  proposals.length === 0
    ? 0
    : sentAt(plan, topmost(proposals.flatMap(({ candidate }) => candidate.paths))).files;

interface Titled extends DraftLine {
  readonly title: string;
}

function linesFor(proposals: readonly Proposal[]): Titled[] {
  return proposals.flatMap(({ candidate: { what, reason }, change }) => {
    const ecosystem = ecosystems.find(({ litter }) => litter.some((row) => row.what === what));
    const comment = `${what[0]?.toUpperCase()}${what.slice(1)}: ${reason}`;
    return change.lines.map((text) => ({ text, comment, title: ecosystem?.title ?? "Secrets" }));
  });
}

/** What is not there yet. Nothing that an instruction speaks of, and nothing that is not sure. */
function futureLines(learned: Learned): Titled[] {
  const { litters, measured } = learned;
  const situation: Situation = { ...situationOf(learned), isBlind: false };
  const { builds } = situation;
  const sources = builds.flatMap((build) => build.sources.flatMap(({ paths }) => paths));
  const named = new Set(sources.flatMap((path) => path.split("/")));
  const isExpected = ({ litter, ecosystem }: Row): boolean => {
    const { name, kind } = litter;
    const isThere = litters.found.some((found) => found.litter === litter);
    if (isThere || kind === "vcs" || named.has(name)) return false;
    if (litter.certain !== true) return isMadeAtRoot({ litter, ecosystem }, measured.plan, litters.atRoot);
    return kind !== "output" && (ecosystem.marks.length === 0 || litters.anywhere.has(ecosystem));
  };
  const rows = ecosystems.flatMap((ecosystem) => ecosystem.litter.map((litter) => ({ litter, ecosystem })));
  return rows.filter(isExpected).flatMap(({ litter, ecosystem }): Titled[] => {
    const found = {
      litter,
      ecosystem,
      paths: [litter.name],
      sent: undefined,
      isEvery: true,
      projects: new Set<Bytes>(),
    };
    const need = judgeNeed(found, situation);
    if (need.needed || need.confidence !== "high") return [];
    const text = isEverywhere(litter) ? `**/${litter.name}` : litter.name;
    return [
      { text, comment: `${ecosystem.title}: not here now, but likely to come`, title: ecosystem.title },
    ];
  });
}

/** A directory that is known by what it holds, where there is none of that name. */
function isMadeAtRoot(
  { litter, ecosystem }: Row,
  { context }: BuildPlan,
  atRoot: ReadonlySet<Ecosystem>,
): boolean {
  const isFree = isFailure(context.source.stats(`${context.root}/${litter.name}`));
  return litter.holds !== undefined && atRoot.has(ecosystem) && isFree;
}

/** By kind of project, the lines of one comment together. */
function inOrder(lines: readonly Titled[]): DraftLine[] {
  return ecosystems
    .map(({ title }) => title)
    .concat("Secrets")
    .flatMap((title) => lines.filter((line) => line.title === title))
    .map(({ text, comment }) => (comment === undefined ? { text } : { text, comment }));
}
