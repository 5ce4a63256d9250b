import { append } from "../append.ts";
import { type Bytes, toText } from "../bytes.ts";
import { baseName, insideDependencies } from "../findings/kinds.ts";
import { spellPath } from "../ignore/spell.ts";
import { type Found, isEverywhere } from "../survey/junk.ts";
import { speaksOf } from "./commands.ts";
import { consumerNaming, leadsInto } from "./consumers-of-path.ts";
import { isCredential, isEnvironment } from "./file-kind.ts";
import { historyReader, withoutHistory } from "./history.ts";
import type { Situation } from "./learned.ts";
import { decideNeed, type Need, type Needed } from "./needs.ts";
import type { Candidate, FixableFinding, Withheld } from "./proposal.ts";

/** Splits what the tables recognize among the sent files into what could be excluded and what must not be. */
export function junkCandidates(situation: Situation): { candidates: Candidate[]; withheld: Withheld[] } {
  const candidates: Candidate[] = [];
  const withheld: Withheld[] = [];
  for (const whole of situation.junkRows.found) {
    const { what, kind } = whole.junk;
    const { found, stays } = apart(whole, situation);
    append(
      withheld,
      stays.map(({ path, need }) => withheldOf(what, [path], need)),
    );
    if (found === null) continue;
    const decided = decideNeed(found, situation);
    const need = readBySources.has(kind) ? unlessRead(found.paths, decided, situation) : decided;
    const { paths, sent } = found;
    if (need.needed) withheld.push(withheldOf(what, paths, need));
    else {
      const { confidence, reason } = need;
      const size = sent === undefined ? {} : { sent };
      candidates.push({ kind, what, paths, ...size, spellings: spellings(found), confidence, reason });
    }
  }
  return { candidates, withheld };
}

const withheldOf = (what: string, paths: readonly Bytes[], { reason, by, instead }: Needed): Withheld => ({
  what,
  paths,
  reason,
  by,
  instead,
});

/** Separates what may be excluded from what stays, because an instruction or an exception names it or git tracks it. */
function apart(whole: Found, situation: Situation) {
  const stays = whole.paths.flatMap((path) => {
    const need = whyNamed(path, situation) ?? keptByName(path, situation);
    return need === null ? [] : [{ path, need: withWays(need, path, whole, situation) }];
  });
  if (stays.length === 0) return { found: whole, stays };
  const kept = new Set(stays.map(({ path }) => path));
  const paths = whole.paths.filter((path) => !kept.has(path));
  const found: Found = { ...whole, paths, sent: undefined, isEvery: false };
  return { found: paths.length === 0 ? null : found, stays };
}

/** What people write, and what a build may read instead of generating it. */
const readBySources: ReadonlySet<string> = new Set(["docs", "tests", "output", "ci"]);

/** What may not be generated again may be what a source reads. */
function unlessRead(paths: readonly Bytes[], need: Need, { refers }: Situation): Need {
  if (need.needed || need.confidence === "high") return need;
  for (const path of paths) {
    const reference = refers(path);
    if (reference !== null)
      return { needed: true, reason: `${toText(reference.from)} names ${toText(reference.path)}` };
  }
  return need;
}

function keptByName(path: Bytes, { keeping }: Situation): Needed | null {
  const reason = keeping.byName(path);
  return reason === null ? null : { needed: true, reason };
}

/** For history that an instruction names: how the other instructions can do without it. */
function withWays(need: Needed, path: Bytes, { junk }: Found, { builds }: Situation): Needed {
  if (junk.kind !== "vcs" || need.by === undefined) return need;
  return { ...need, instead: withoutHistory(builds, path, need.by) };
}

/** Null if no instruction requests exactly that. */
export function whyNamed(path: Bytes, { builds, plan }: Pick<Situation, "builds" | "plan">): Needed | null {
  const consumer = consumerNaming(builds, [path]);
  if (consumer !== null) {
    const place = `${consumer.dockerfile}:${consumer.line}`;
    return {
      needed: true,
      reason: `${place} ${/^run/i.test(consumer.text) ? "mounts" : "copies"} it`,
      by: place,
    };
  }
  const back = plan.patterns.find(({ exception, text }) => exception && leadsInto(text, path));
  return back === undefined
    ? null
    : { needed: true, reason: `${back.source.file}:${back.source.line} re-includes it` };
}

const mostLines = 10;

/** Spellings: by name anywhere; or each path; or, if an exception re-includes a part of it, what is below it. */
function spellings({ junk, paths, isEvery }: Found): Bytes[][] {
  const [path = ""] = paths;
  const isOnlyRoot = paths.length === 1 && path === baseName(path);
  const anywhere = [`**/${junk.name}`];
  const each = paths.map(spellPath);
  const below = junk.type === "directory" ? [each.map((line) => `${line}/**`)] : [];
  const byName = isEvery && (isEverywhere(junk) || (!isOnlyRoot && paths.length > 1));
  const spelled = paths.length <= mostLines ? [each, ...below] : [];
  return byName ? [anywhere, ...spelled] : spelled;
}

/** Decides whether the path of a finding may be excluded, and why. */
export function needOfFinding(finding: FixableFinding, situation: Situation): Need {
  const { path, rule } = finding;
  const { builds, keeping } = situation;
  const stays = whyNamed(path, situation);
  if (rule === "git-file") return stays ?? needOfHistory(situation);
  const isSecret = isSecretRule(rule);
  const isMeant = stays?.by !== undefined || !(isSecret && isCredential(path));
  if (stays !== null && isMeant) return stays;
  const kept = isSecret
    ? keeping.secret(path)
    : isLarge(rule)
      ? keeping.large(path, rule === "large-directory")
      : null;
  if (kept !== null) return { needed: true, reason: kept };
  const spoken = mentionOf(path, builds);
  if (spoken !== null) return { needed: true, reason: `a command of ${spoken} names it` };
  if (isSecret) {
    const may = {
      needed: false,
      confidence: "medium",
      reason: "a secret does not belong in a context",
    } as const;
    return isEnvironment(path) ? may : unlessRead([path], may, situation);
  }
  if (rule === "dependency-directory")
    return { needed: false, confidence: "medium", reason: "its contents show that a tool fills it" };
  const known = isLarge(rule) ? "it but its size" : "what it holds";
  const unknown = { needed: false, confidence: "low", reason: `nothing is known of ${known}` } as const;
  return unlessRead([path], unknown, situation);
}

function needOfHistory(situation: Situation): Need {
  const reason = historyReader(situation.builds, situation);
  return reason === null
    ? { needed: false, confidence: "high", reason: "nothing reads it" }
    : { needed: true, reason };
}

/** Returns the Dockerfile whose commands mention the name of a path; null if none does. */
export function mentionOf(path: Bytes, builds: Situation["builds"]): string | null {
  const spoken = builds.find(({ commands }) =>
    isEnvironment(path)
      ? speaksOf(withoutMaking(commands.instructions), baseName(path))
      : speaksOf(commands.run, baseName(path)),
  );
  return spoken?.shown ?? null;
}

/** `cp .env.example .env` creates the file and does not need it. */
const withoutMaking = (commands: Bytes): Bytes =>
  commands.replace(/\b(?:cp|mv) [^;&|\n]{0,200}\.env[._-]\w+ \S+/g, "");

const isSecretRule = (rule: FixableFinding["rule"]): boolean =>
  rule === "secret-name" || rule === "secret-content";
const isLarge = (rule: FixableFinding["rule"]): boolean =>
  rule === "large-file" || rule === "large-directory";

function kindOf(finding: FixableFinding): [kind: Candidate["kind"] | null, what: string] {
  if (isSecretRule(finding.rule)) return ["secret", "a secret"];
  if (finding.rule === "dependency-directory") return ["installed", finding.what];
  if (finding.rule === "large-file") return ["large", "a large file"];
  return finding.rule === "large-directory" ? ["large", "a large directory"] : [null, ""];
}

/**
 * Returns a candidate for a secret, what a tool fills under another name, or something large. Null for what is reported
 * as something else.
 */
export function findingCandidate(finding: FixableFinding, need: Need): Candidate | null {
  const { path, fix } = finding;
  if (insideDependencies(path)) return null;
  const [kind, what] = kindOf(finding);
  if (kind === null) return null;
  const { reason } = need;
  const confidence = need.needed ? "low" : need.confidence;
  return { kind, what, paths: [path], spellings: [[fix], [spellPath(path)]], confidence, reason };
}
