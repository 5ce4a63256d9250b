import { type Advice, advise } from "../advise/advice.ts";
import { changeFile } from "../advise/change.ts";
import { learn, type SuggestOptions } from "../advise/learn.ts";
import type { Proposal } from "../advise/proposal.ts";
import { idOf } from "../advise/suggestions.ts";
import type { Bytes } from "../bytes.ts";
import { fromText, toText } from "../bytes.ts";
import { wrongOption } from "../errors.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { planBuild } from "../plan/plan.ts";
import { type Change, changeBetween, lostBy } from "./change.ts";
import { type Fixed, type Offer, requireIgnoreFile } from "./fix.ts";
import { type Outcome, type Reader, readersOf } from "./readers.ts";

/**
 * Returns the text of an ignore file with chosen lines of `ctxcheck suggest`, tested on every builder that reads the
 * file: what they promise is excluded, and nothing else changes. `chosen`: ids, or "high" or "medium" for all of at
 * least that confidence. Nothing is written. Throws CtxcheckError: "usage" for an unknown id, and the errors of a plan.
 */
export async function fixSuggested(options: SuggestOptions, chosen: readonly string[]): Promise<Fixed> {
  const plan = planBuild(options);
  const { path, place, fromHere, content } = requireIgnoreFile(plan);
  const wanted = choose(await linesFor(options, plan), chosen);
  const readers = readersOf(options, path);
  const before = readers.map(({ outcome }) => outcome(content));
  const whyNot = (taken: readonly Proposal[]) => objection(taken, content, readers, before);
  const { made, left } = whyNot(wanted) === null ? { made: wanted, left: [] } : oneByOne(wanted, whyNot);
  const after = withLines(content, made);
  return {
    path,
    place,
    context: plan.context.root,
    fromHere,
    before: content,
    offers: [],
    after,
    made: made.map((proposal) => named(proposal, content)),
    left: left.map(({ proposal, why }) => ({ remark: named(proposal, content), why })),
    changes: readers.flatMap(({ name, outcome }, index) => {
      const then = outcome(after);
      return then === null ? [] : [changeBetween(name, before[index] ?? null, then)];
    }),
  };
}

/** Returns the lines for every known build, each once. */
async function linesFor(options: SuggestOptions, plan: BuildPlan): Promise<Proposal[]> {
  const found = new Map(
    wantedLines(advise(await learn(options, plan))).map((one) => [idOf(one.change), one]),
  );
  for (const sibling of options.siblings ?? []) {
    const others = [options, ...(options.siblings ?? [])].filter((one) => one !== sibling);
    const learned = await learn({ ...options, ...sibling, siblings: others });
    for (const one of wantedLines(advise(learned)))
      if (!found.has(idOf(one.change))) found.set(idOf(one.change), one);
  }
  return [...found.values()];
}

/** Returns the proposals, and further lines that findings name. */
function wantedLines({ proposals, findings }: Advice): Proposal[] {
  const known = new Set(proposals.map(({ change }) => idOf(change)));
  const others = findings.flatMap(({ rule, path, fix }): Proposal[] => {
    if (fix === undefined || path === null || known.has(toText(fix))) return [];
    known.add(toText(fix));
    const paths = fix.startsWith("!") ? [] : [path];
    const base = { spellings: [[fix]], confidence: "low", reason: "a finding names it" } as const;
    const candidate = { kind: "large", what: rule, paths, ...base } as const;
    return [
      { candidate, change: { lines: [fix], replaces: null }, saved: { files: 0, bytes: 0 }, secrets: [] },
    ];
  });
  return [...proposals, ...others];
}

/** Returns what plain `ctxcheck fix` offers: how to apply lines that change what is sent. */
export async function offersOf(options: SuggestOptions): Promise<Offer[]> {
  const lines = await linesFor(options, planBuild(options));
  return lines.map(({ change, saved, candidate: { what, confidence } }) => ({
    option: "--suggestion",
    value: idOf(change),
    what: confidence === "low" ? `${what}; look first` : what,
    bytes: saved.files === 0 ? null : saved.bytes,
  }));
}

const withLines = (content: Bytes, proposals: readonly Proposal[]): Bytes =>
  changeFile(
    content,
    proposals.map(({ change }) => change),
  );

function choose(proposals: readonly Proposal[], chosen: readonly string[]): Proposal[] {
  for (const id of chosen) {
    if (isConfidence(id) || proposals.some(({ change }) => idOf(change) === id)) continue;
    throw wrongOption(
      "suggestion",
      `"${id}" is not suggested here`,
      "ctxcheck suggest lists what is; name a line exactly as listed there, or high or medium for all with at least that confidence",
    );
  }
  return proposals.filter(({ candidate: { confidence }, change }) => {
    const isSure = confidence === "high" || (confidence === "medium" && chosen.includes("medium"));
    return chosen.includes(idOf(change)) || (isSure && chosen.some(isConfidence));
  });
}

const isConfidence = (id: string): boolean => id === "high" || id === "medium";

/** Applies each that works together with those before it. */
function oneByOne(wanted: readonly Proposal[], whyNot: (taken: readonly Proposal[]) => string | null) {
  const made: Proposal[] = [];
  const left: { proposal: Proposal; why: string }[] = [];
  for (const proposal of wanted) {
    const tried = spellings(proposal).map((one) => ({ one, why: whyNot([...made, one]) }));
    const fit = tried.find(({ why }) => why === null);
    if (fit !== undefined) made.push(fit.one);
    else left.push({ proposal, why: tried[0]?.why ?? "" });
  }
  return { made, left };
}

/** kaniko also needs the line that would be replaced: it matches in the root, the new one below it. */
function spellings(proposal: Proposal): Proposal[] {
  const { change } = proposal;
  if (change.replaces === null) return [proposal];
  return [proposal, { ...proposal, change: { ...change, replaces: null } }];
}

/** Returns why these are not applied; null if they have the stated effect for every builder that reads the file. */
function objection(
  proposals: readonly Proposal[],
  content: Bytes,
  readers: readonly Reader[],
  before: readonly (Outcome | null)[],
): string | null {
  for (const [index, { name, outcome }] of readers.entries()) {
    const was = before[index] ?? null;
    if (was === null) continue;
    const then = outcome(withLines(content, proposals));
    if (then === null) return `${name}: the build would be refused`;
    const why = breach(was, then, changeBetween(name, was, then), proposals);
    if (why !== null) return `${name}: ${why}`;
  }
  return null;
}

function breach(was: Outcome, then: Outcome, change: Change, proposals: readonly Proposal[]): string | null {
  const promised = proposals.flatMap(({ candidate }) => candidate.paths);
  const line = lostBy(was, change, then);
  if (line !== null) return `${was.plan.dockerfile?.shown}:${line} names what would be excluded`;
  const letsIn = proposals.some(({ change: { lines } }) => lines.some((line) => line.startsWith("!")));
  if (change.in.length > 0 && !letsIn) return "something would be sent that is excluded now";
  const isPromised = (path: Bytes) => promised.some((one) => path === one || path.startsWith(`${one}/`));
  // A directory of which nothing is left is excluded with its contents.
  const isEmptied = (path: Bytes) => promised.some((one) => one.startsWith(`${path}/`));
  return change.out.every((path) => isPromised(path) || isEmptied(path))
    ? null
    : "more would be excluded than is suggested";
}

/** Returns the name of a fix: its place in the file, and its text. */
function named({ change }: Proposal, content: Bytes): Fixed["made"][number] {
  const end = content.split("\n").length + (content.endsWith("\n") || content === "" ? 0 : 1);
  return { rule: "suggestion", line: change.replaces ?? end, pattern: fromText(idOf(change)) };
}
