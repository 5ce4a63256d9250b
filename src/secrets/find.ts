import type { Bytes } from "../bytes.ts";
import { type Anchors, compileAnchors, scanAnchors } from "./anchors.ts";
import { encodedFinds } from "./encoded.ts";
import type { AnchoredRule, FileView, Finds, Found } from "./model.ts";
import type { Profile, Scope } from "./profiles.ts";
import { isPublished } from "./published.ts";
import { anchoredRules, readers } from "./rules.ts";

/**
 * Returns what the rules of the file's scope find and `isWanted` accepts. `textOf`: returns `bytes` as a byte string.
 */
export function findSecrets(
  bytes: Buffer,
  textOf: () => Bytes,
  profile: Profile,
  isWanted: (found: Found) => boolean,
): Finds {
  const { found, dismissed, hasLongLine } = findAnchored(bytes, textOf, profile, isWanted);
  for (const one of findByReaders(textOf, profile)) if (isWanted(one)) found.push(one);
  for (const one of encodedFinds(bytes, textOf, profile, findSecrets)) if (isWanted(one)) found.push(one);
  if (found.length === 0) return { found, hasLongLine };
  const text = textOf();
  const those = isSealed(text, profile) ? found.filter(isNoAssignment) : found;
  const kept = withoutOverlaps(those, dismissed, bytes.length);
  const isNone = (one: Found) => isPublished(text, one, profile) || isOwnSalt(text, one);
  return { found: kept.filter((one) => !isNone(one)), hasLongLine };
}

interface Compiled {
  readonly anchors: Anchors;
  /** By anchor: its rule and the number of that rule. */
  readonly rules: readonly { readonly rule: AnchoredRule; readonly number: number }[];
}

const compiled = new Map<readonly AnchoredRule[], Compiled>();

/**
 * Compiled for the first file that needs it: a few milliseconds that `--version` is spared. Scopes may share the
 * result.
 */
function compiledFor(scope: Scope): Compiled {
  const asked = anchoredRules[scope];
  const known = compiled.get(asked);
  if (known !== undefined) return known;
  const rules = asked.flatMap((rule, number) => rule.anchors.map(() => ({ rule, number })));
  const anchors = compileAnchors(asked.flatMap((rule) => rule.anchors));
  const made = { anchors, rules };
  compiled.set(asked, made);
  return made;
}

/** Ten times what is listed; beyond it, keys, tokens and addresses are still searched. */
const mostFound = 10_000;

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
  const view: FileView = {
    profile,
    valueEnd: 0,
    namesInside: 0,
    names: 0,
    checked: new Map(),
    line: { start: 0, end: 0 },
    hasLongLine: false,
  };
  // A rule does not look again at what it has examined, but the others do: a rejected match hides nothing.
  let looked: Map<number, number> | null = null;
  scanAnchors(anchors, bytes, (anchor, start, end) => {
    const known = rules[anchor];
    if (known === undefined || start < (looked?.get(known.number) ?? 0)) return end;
    if (found.length >= mostFound && known.rule.rule.family === "assignment") {
      view.hasLongLine = true;
      return end;
    }
    const look = known.rule.look(textOf(), start, view);
    if (look === null) return end;
    if (look.reach > end) {
      looked ??= new Map();
      looked.set(known.number, look.reach);
    }
    if (look.found !== null && isWanted(look.found)) found.push(look.found);
    else if (look.reach > end && look.isWhole !== false) dismissed.push({ start, end: look.reach });
    return end;
  });
  return { found, dismissed, hasLongLine: view.hasLongLine };
}

function* findByReaders(textOf: () => Bytes, profile: Profile): Generator<Found> {
  if (profile.scope === "hard" && (profile.isVendored || !/\.[ct]sv$/.test(profile.name))) return;
  for (const { reads, read } of readers) if (reads(profile)) yield* read(textOf(), profile);
}

function isNoAssignment({ rule }: Found): boolean {
  return rule.family !== "assignment";
}

/** Bitnami's SealedSecret stores ciphertext under the names of what it encrypts: only in a YAML or JSON manifest. */
function isSealed(text: Bytes, { isYaml, name }: Profile): boolean {
  if (!isYaml && !name.endsWith(".json")) return false;
  return /^kind: SealedSecret|"kind": ?"SealedSecret"/m.test(text) && /encryptedData["']?:/.test(text);
}

/** The salt of a baseline of ours, whatever its name: it is committed together with what it salts. */
function isOwnSalt(text: Bytes, { start, end }: Found): boolean {
  return (
    start <= 64 &&
    /^\{\s*"version": ?1,\s*"salt": ?"$/.test(text.slice(0, start)) &&
    /^",\s*"measured": ?\{/.test(text.slice(end, end + 40))
  );
}

/** A value that several rules found is reported once, by the most specific rule. */
const knowledge = {
  "private-key": 0,
  token: 1,
  "credential-file": 2,
  "password-hash": 2,
  url: 3,
  jwt: 4,
  assignment: 5,
} as const;

/** Marks the bytes of the finds that remain: as many steps as the finds are long, however many there are. */
function withoutOverlaps(all: readonly Found[], dismissed: readonly Range[], length: number): Found[] {
  const ranked = [...all].sort((a, b) => rank(a) - rank(b) || a.start - b.start);
  const taken = new Uint8Array(length + 1);
  const none = new Uint8Array(length + 1);
  for (const { start, end } of dismissed) none.fill(1, start, end);
  return ranked.filter((found) => {
    const { start, end } = found;
    if (taken.subarray(start, end).includes(1)) return false;
    // What a stricter rule examined and rejected is no secret because of its name either.
    if (!isNoAssignment(found) && !none.subarray(start, end).includes(0)) return false;
    taken.fill(1, start, end);
    return true;
  });
}

/** A find of low confidence yields to any other. */
function rank({ rule, confidence = rule.confidence }: Found): number {
  return knowledge[rule.family] + (confidence === "low" ? 10 : 0);
}
