import { type Bytes, fromText } from "../bytes.ts";
import { baseName, insideDependencies } from "../findings/kinds.ts";
import { spellPath } from "../ignore/spell.ts";
import { leadsInto, whoNames } from "./builds.ts";
import type { Candidate, FixedFinding, Withheld } from "./candidate.ts";
import { speaksOf } from "./commands.ts";
import { type Found, isBelowOne, isEverywhere } from "./litter.ts";
import { judgeNeed, type Situation } from "./needs.ts";

/** Everything that could be kept out, and what must not be. */
export function findCandidates(
  situation: Situation,
  findings: readonly FixedFinding[],
): { candidates: Candidate[]; withheld: Withheld[] } {
  const candidates: Candidate[] = [];
  const withheld: Withheld[] = [];
  for (const whole of situation.litters.found) {
    const { what, kind } = whole.litter;
    const { found, named } = apart(whole, situation);
    withheld.push(...named.map(({ path, reason }) => ({ what, paths: [path], reason })));
    if (found === null) continue;
    const need = judgeNeed(found, situation);
    const { paths, sent } = found;
    if (need.needed) withheld.push({ what, paths, reason: need.reason });
    else {
      const { confidence, reason } = need;
      candidates.push({
        kind,
        what,
        paths,
        ...(sent === undefined ? {} : { sent }),
        spellings: spellings(found),
        confidence,
        reason,
      });
    }
  }
  const told = new Set<Bytes>();
  const litter = new Set(candidates.flatMap(({ paths }) => paths));
  for (const finding of findings) {
    const path = fromText(finding.path);
    if (told.has(path) || litter.has(path) || isBelowOne(path, litter)) continue;
    told.add(path);
    const reason = whyKept(path, situation);
    const candidate = ofFinding(finding, path, situation);
    if (candidate === null) continue;
    if (reason === null) candidates.push(candidate);
    else withheld.push({ what: candidate.what, paths: [path], reason });
  }
  return { candidates, withheld };
}

/** What no instruction names, and what one does. */
function apart(whole: Found, situation: Situation) {
  const named = whole.paths.flatMap((path) => {
    const reason = whyKept(path, situation);
    return reason === null ? [] : [{ path, reason }];
  });
  if (named.length === 0) return { found: whole, named };
  const kept = new Set(named.map(({ path }) => path));
  const paths = whole.paths.filter((path) => !kept.has(path));
  const found: Found = { ...whole, paths, sent: undefined, isEvery: false };
  return { found: paths.length === 0 ? null : found, named };
}

/** Null where nobody asks for just that. */
function whyKept(path: Bytes, { builds, plan }: Situation): string | null {
  const taker = whoNames(builds, [path]);
  if (taker !== null) return `${taker.dockerfile}:${taker.line} names it`;
  const back = plan.patterns.find(({ exception, text }) => exception && leadsInto(text, path));
  return back === undefined ? null : `${back.source.file}:${back.source.line} brings it back`;
}

const mostLines = 10;

/** By the name wherever it lies; or each path; or, where an exception brought a part of it back, what is below it. */
function spellings({ litter, paths, isEvery }: Found): Bytes[][] {
  const [path = ""] = paths;
  const isOnlyRoot = paths.length === 1 && path === baseName(path);
  const anywhere = [`**/${litter.name}`];
  const each = paths.map(spellPath);
  const below = litter.type === "directory" ? [each.map((line) => `${line}/**`)] : [];
  const byName = isEvery && (isEverywhere(litter) || (!isOnlyRoot && paths.length > 1));
  const spelled = paths.length <= mostLines ? [each, ...below] : [];
  return byName ? [anywhere, ...spelled] : spelled;
}

const secretRules = new Set(["secret-name", "secret-content"]);
const largeRules = new Set(["large-file", "large-directory"]);

export const isSecret = ({ rule }: Pick<FixedFinding, "rule">): boolean => secretRules.has(rule);

/** A secret, or something large of which nothing is known. */
function ofFinding(finding: FixedFinding, path: Bytes, { builds }: Situation): Candidate | null {
  if (insideDependencies(path)) return null;
  const line = fromText(finding.fix);
  const spoken = builds.find(({ commands }) => speaksOf(commands.all, baseName(path)));
  const base = { paths: [path], spellings: [[line], [spellPath(path)]] };
  if (isSecret(finding)) {
    const reason =
      spoken === undefined
        ? "a secret does not belong in a context"
        : `a command of ${spoken.shown} speaks of it`;
    return {
      ...base,
      kind: "secret",
      what: "a secret",
      confidence: spoken === undefined ? "medium" : "low",
      reason,
    };
  }
  if (!largeRules.has(finding.rule) || spoken !== undefined) return null;
  const what = finding.rule === "large-file" ? "a large file" : "a large directory";
  return { ...base, kind: "large", what, confidence: "low", reason: "nothing is known of it but its size" };
}
