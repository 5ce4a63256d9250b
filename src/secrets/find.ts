import type { Bytes } from "../bytes.ts";
import { type Anchors, compileAnchors, scanAnchors } from "./anchors.ts";
import type { AnchoredRule, Found } from "./model.ts";
import type { Profile, Scope } from "./profiles.ts";
import { anchoredRules, readers } from "./rules.ts";

/** Enough for the 50 that are reported: some of what is found overlaps, or is allowed by a comment. */
const mostFound = 120;

export interface Finds {
  /** No two of them overlap. */
  readonly found: readonly Found[];
  /** True where the search ended before the file did. */
  readonly isCut: boolean;
  /** True where named values were passed over in lines of more than 4,096 bytes. */
  readonly hasLongLine: boolean;
}

/** What the rules of the file's scope find and `isWanted` lets through. `textOf` gives `bytes` as a byte string. */
export function findSecrets(
  bytes: Buffer,
  textOf: () => Bytes,
  profile: Profile,
  isWanted: (found: Found) => boolean,
): Finds {
  const { found, dismissed, hasLongLine } = findAnchored(bytes, textOf, profile, isWanted);
  const all = [...found, ...findByReaders(textOf, profile).filter(isWanted)];
  if (all.length === 0) return { found: [], isCut: false, hasLongLine };
  const those = isSealed(textOf()) ? all.filter(isNoAssignment) : all;
  return { found: withoutOverlaps(those, dismissed), isCut: all.length >= mostFound, hasLongLine };
}

interface Compiled {
  readonly anchors: Anchors;
  /** By anchor. */
  readonly rules: readonly AnchoredRule[];
}

const compiled = new Map<Scope, Compiled>();

/** Compiled at the first file that needs it: a few milliseconds that `--version` need not pay. */
function compiledFor(scope: Scope): Compiled {
  const known = compiled.get(scope);
  if (known !== undefined) return known;
  const rules = anchoredRules[scope].flatMap((rule) => rule.anchors.map(() => rule));
  const anchors = compileAnchors(anchoredRules[scope].flatMap((rule) => rule.anchors));
  const made = { anchors, rules };
  compiled.set(scope, made);
  return made;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function findAnchored(
  bytes: Buffer,
  textOf: () => Bytes,
  profile: Profile,
  isWanted: (found: Found) => boolean,
) {
  const { anchors, rules } = compiledFor(profile.scope);
  const found: Found[] = [];
  const dismissed: Range[] = [];
  const view = { profile, valueEnd: 0, line: { start: 0, end: 0 }, hasLongLine: false };
  scanAnchors(anchors, bytes, (anchor, start, end) => {
    const look = rules[anchor]?.look(textOf(), start, view) ?? null;
    if (look === null) return end;
    if (look.found !== null && isWanted(look.found)) found.push(look.found);
    else if (look.reach > end && dismissed.length < mostFound) dismissed.push({ start, end: look.reach });
    return found.length >= mostFound ? bytes.length : Math.max(end, look.reach);
  });
  return { found, dismissed, hasLongLine: view.hasLongLine };
}

function findByReaders(textOf: () => Bytes, profile: Profile): Found[] {
  if (profile.scope === "hard") return [];
  const those = readers.filter(({ reads }) => reads(profile));
  return those.flatMap(({ read }) => [...take(read(textOf(), profile), mostFound)]);
}

function* take(found: Iterable<Found>, most: number): Generator<Found> {
  let count = 0;
  for (const one of found) {
    yield one;
    count += 1;
    if (count >= most) return;
  }
}

function isNoAssignment({ rule }: Found): boolean {
  return rule.family !== "assignment";
}

/** Bitnami's SealedSecret keeps ciphertext under the names of what it encrypts. */
function isSealed(text: Bytes): boolean {
  return /^kind: SealedSecret|"kind": ?"SealedSecret"/m.test(text);
}

/** A value that several rules found is told once, by the rule that knows most of it. */
const knowledge = {
  "private-key": 0,
  token: 1,
  "credential-file": 2,
  "password-hash": 2,
  url: 3,
  jwt: 4,
  assignment: 5,
} as const;

function withoutOverlaps(all: readonly Found[], dismissed: readonly Range[]): Found[] {
  const ranked = [...all].sort((a, b) => rank(a) - rank(b) || a.start - b.start);
  const kept: Found[] = [];
  for (const found of ranked) {
    // What a stricter rule looked at and found to be no secret is none because of its name either.
    const isKnown = overlaps(found, kept) || (!isNoAssignment(found) && overlaps(found, dismissed));
    if (!isKnown) kept.push(found);
  }
  return kept;
}

function overlaps(found: Range, others: readonly Range[]): boolean {
  return others.some((other) => found.start < other.end && other.start < found.end);
}

/** What is hardly one gives way to any other. */
function rank({ rule, confidence = rule.confidence }: Found): number {
  return knowledge[rule.family] + (confidence === "low" ? 10 : 0);
}
