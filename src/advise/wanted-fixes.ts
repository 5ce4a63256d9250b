import type { Bytes } from "../bytes.ts";
import type { Finding } from "../findings/finding.ts";
import { parentPath } from "../findings/kinds.ts";
import { spellPath } from "../ignore/spell.ts";
import { sizeAt } from "../plan/decide.ts";
import { isBelowOne } from "../survey/junk.ts";
import { findingCandidate, type junkCandidates, needOfFinding, whyNamed } from "./candidates.ts";
import { copyLines } from "./copy-lines.ts";
import type { Learned, Situation } from "./learned.ts";
import type { Need, Needed } from "./needs.ts";
import { type Candidate, type FixableFinding, isAsSure, type Proposal, type Withheld } from "./proposal.ts";
import { alsoOut, type Measured } from "./trial.ts";
import { type Tried, tryCandidates } from "./tries.ts";

/** The line that a finding suggests, and whether it may be applied. */
interface WantedFix {
  readonly finding: FixableFinding;
  readonly need: Need;
}

type Junk = ReturnType<typeof junkCandidates>;
type WantedFixes = ReadonlyMap<string, WantedFix>;

export const isSecret = ({ rule }: Pick<Finding, "rule">): boolean =>
  rule === "secret-name" || rule === "secret-content";

/** A COPY that lacks something needs another kind of line. */
const isFixable = (finding: Finding): finding is FixableFinding =>
  finding.path !== null && finding.fix !== undefined && finding.rule !== "copy-ignored";

const keyOf = ({ path, fix }: FixableFinding): string => `${path}\0${fix}`;

/** Keyed by path and line. What the tables know about a path takes precedence here, too. */
export function wantedFixesOf(findings: readonly Finding[], junk: Junk, situation: Situation): WantedFixes {
  const known = new Map<Bytes, Need>();
  for (const { paths, reason, by, instead } of junk.withheld)
    for (const path of paths) known.set(path, { needed: true, reason, by, instead });
  for (const { paths, confidence, reason } of junk.candidates)
    for (const path of paths) known.set(path, { needed: false, confidence, reason });
  const wantedFixes = new Map<string, WantedFix>();
  for (const finding of findings) {
    if (!isFixable(finding) || wantedFixes.has(keyOf(finding))) continue;
    const need = known.get(finding.path) ?? needOfFinding(finding, situation);
    wantedFixes.set(keyOf(finding), { finding, need });
  }
  return wantedFixes;
}

/** This many large files in one directory are decided together. */
const many = 3;

/** Directories whose size is mostly their large files, and that no instruction names. */
function filledWithLarge(wantedFixes: WantedFixes, situation: Situation): Candidate[] {
  const counts = new Map<Bytes, number>();
  for (const { finding, need } of wantedFixes.values()) {
    const parent = parentPath(finding.path);
    if (finding.rule === "large-file" && !need.needed && parent !== "")
      counts.set(parent, (counts.get(parent) ?? 0) + 1);
  }
  return [...counts].flatMap(([path, count]) => {
    const fix = spellPath(path);
    const severity = "warning";
    const sizes = { bytes: 0, files: 0, limit: 0 };
    const need = needOfFinding({ rule: "large-directory", severity, path, fix, ...sizes }, situation);
    if (count < many || need.needed) return [];
    const what = `a directory of ${count} large files`;
    return [{ kind: "large", what, paths: [path], spellings: [[fix]], ...need } satisfies Candidate];
  });
}

/** Returns what only findings reveal. */
export function wantedCandidates(
  wantedFixes: WantedFixes,
  junk: Junk,
  situation: Situation,
): { candidates: Candidate[]; withheld: Withheld[] } {
  const candidates: Candidate[] = filledWithLarge(wantedFixes, situation);
  const withheld: Withheld[] = [];
  const reported = new Set<Bytes>();
  const known = new Set([...junk.candidates, ...junk.withheld].flatMap(({ paths }) => paths));
  for (const { finding, need } of wantedFixes.values()) {
    const { path } = finding;
    const candidate = findingCandidate(finding, need);
    if (candidate === null || reported.has(path) || known.has(path) || isBelowOne(path, known)) continue;
    reported.add(path);
    if (need.needed) withheld.push({ what: candidate.what, paths: [path], reason: need.reason });
    else candidates.push(candidate);
  }
  return { candidates, withheld };
}

/** Returns the findings, each with what can be done about it. */
export function adviseFindings(
  wantedFixes: WantedFixes,
  proposals: readonly Proposal[],
  { findings, measured, known }: Learned,
  situation: Situation,
): readonly Finding[] {
  const covering = singleLines(proposals);
  const around = (finding: FixableFinding) => (ofSize.has(finding.rule) ? covers(finding, covering) : null);
  const isOpen = (finding: Finding): finding is FixableFinding =>
    isFixable(finding) && around(finding) === null && covering.get(finding.path)?.line !== finding.fix;
  const asked = new Set(findings.filter(isOpen).map(keyOf));
  const open = [...wantedFixes].filter(([key, { need }]) => asked.has(key) && !need.needed);
  const tried = tryCandidates(
    open.map(([, { finding }]) => alone(finding, measured)),
    { measured, known },
  );
  const answers = new Map(open.map(([key], at) => [key, tried[at]]));
  return copyLines(findings, measured.plan).flatMap((finding) => {
    const wantedFix = isFixable(finding) ? wantedFixes.get(keyOf(finding)) : undefined;
    if (!isFixable(finding) || wantedFix === undefined) return finding;
    // If nothing runs git, it does not matter where its file leads.
    if (finding.rule === "git-file" && !wantedFix.need.needed) return [];
    const wider = wantedFix.need.needed ? null : around(finding);
    if (wider !== null) {
      const caution = wider.confidence === "low" ? { caution: wantedFix.need.reason } : {};
      return { ...finding, fix: wider.line, ...caution };
    }
    const line = lineOf(answers.get(keyOf(finding)), covering.get(finding.path)?.line);
    return advised(finding, wantedFix.need, line, situation);
  });
}

/** A finding concerns one place, and the spelling of its line is settled. */
const alone = ({ path, fix, rule }: FixableFinding, measured: Measured): Candidate => ({
  ...{ kind: "secret", what: "", paths: [path], confidence: "low", reason: "" },
  isUnreadable: rule === "unreadable",
  spellings: [[fix], ...(rule === "unreadable" ? linesAround(path, measured) : [])],
});

/**
 * The classic builder and others read an excluded directory anyway, unless a line excludes the directory around it.
 * That is possible only if nothing else in there is sent.
 */
function linesAround(path: Bytes, measured: Measured): Bytes[][] {
  const around = parentPath(path);
  return around === "" || sizeAt(measured, [around]).files > 0 ? [] : [[spellPath(around)]];
}

interface Covering extends Pick<Candidate, "kind" | "confidence"> {
  readonly line: Bytes;
}

/** Maps the excluded paths to those proposals that need only one more line in the file. */
function singleLines(proposals: readonly Proposal[]): Map<Bytes, Covering> {
  const lines = proposals.flatMap(({ candidate: { paths, kind, confidence }, change }) => {
    const [line = ""] = change.lines;
    const isOne = change.replaces === null && change.lines.length === 1;
    return isOne ? paths.map((path): [Bytes, Covering] => [path, { line, kind, confidence }]) : [];
  });
  return new Map(lines);
}

const ofSize: ReadonlySet<string> = new Set(["large-file", "large-directory", "dependency-directory"]);

/**
 * A proposal for a directory is the advice about everything large in it: the most certain, then the outermost. One
 * based on size alone covers only the files directly in the directory.
 */
function covers({ path, rule }: FixableFinding, covering: ReadonlyMap<Bytes, Covering>): Covering | null {
  let best: Covering | null = null;
  for (let at = path; at !== ""; at = parentPath(at)) {
    const found = covering.get(at);
    if (found === undefined || (best !== null && !isAsSure(found.confidence, best.confidence))) continue;
    const isBeside = at === path || (rule === "large-file" && at === parentPath(path));
    if (found.kind !== "large" || isBeside) best = found;
  }
  return best;
}

interface Line {
  readonly fix: Bytes | null;
  readonly brokenBy: string | null;
}

function lineOf(tried: Tried | undefined, covering: Bytes | undefined): Line {
  const own = tried?.change?.lines[0];
  return { fix: own ?? covering ?? null, brokenBy: tried?.brokenBy ?? null };
}

function advised(
  finding: FixableFinding,
  need: Need,
  { fix, brokenBy }: Line,
  situation: Situation,
): Finding {
  const { fix: _, ...rest } = finding;
  if (need.needed) return staying(rest, need);
  if (brokenBy !== null) return { ...rest, neededBy: brokenBy };
  if (fix === null) return rest;
  const others = fix.includes("?") ? alsoOut(situation.plan, fix, finding.path) : [];
  if (others.some((path) => whyNamed(path, situation) !== null)) return rest;
  const caution = need.confidence === "low" && !isSecret(finding) ? { caution: need.reason } : {};
  return { ...finding, fix, ...caution, ...(others.length === 0 ? {} : { alsoRemoves: others }) };
}

/** History that a build needs is reported, nothing more. */
function staying(finding: Finding, { by, reason, instead }: Needed): Finding {
  const severity = finding.rule === "vcs-directory" ? "info" : finding.severity;
  return {
    ...finding,
    severity,
    stays: reason,
    ...(by === undefined ? {} : { neededBy: by }),
    ...(instead === undefined ? {} : { instead }),
  };
}
