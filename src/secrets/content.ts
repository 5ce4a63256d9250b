import type { Bytes } from "../bytes.ts";
import { isAllowedInline } from "./allow.ts";
import { type Anchors, compileAnchors, scanAnchors } from "./anchors.ts";
import { type KeyFile, keyFileKind } from "./key-files.ts";
import { lineIndex } from "./lines.ts";
import { fingerprint, mask } from "./masking.ts";
import type { AnchoredRule, Confidence, Found, SecretHit, Severity } from "./model.ts";
import { type Profile, profileOf, type Scope } from "./profiles.ts";
import { anchoredRules, readers } from "./rules.ts";

export interface ContentOptions {
  /** Salt of the fingerprints: the same for every run whose findings are to be compared. */
  readonly salt: string;
  /** What is less sure than this is left out. Default "medium". */
  readonly minConfidence?: Confidence;
  /** Only these rules, by id. Default all. */
  readonly rules?: ReadonlySet<string>;
  /** Size of the whole file in bytes, where `content` is only its beginning. */
  readonly size?: number;
}

export interface ContentScan {
  /** Sorted by line and column. */
  readonly hits: readonly SecretHit[];
  /** `binary`: looked at for being a key file only. */
  readonly kind: "text" | "binary";
  /** Which rules the file got: `hard` for vendored, generated and example files. */
  readonly scope: Scope;
  readonly isVendored: boolean;
  /** Secrets that a comment in the file allows. */
  readonly allowed: number;
  /** True where the file has more than the 50 findings that are kept. */
  readonly isCapped: boolean;
}

const mostHits = 50;
/** Some of what is found overlaps, or is allowed by a comment. */
const mostFound = 120;
const sniffed = 8192;

/**
 * The secrets in one file. Pure; linear in the length of `content`, which is raw bytes. `path` (a byte string,
 * relative to the context) chooses the rules: what people write by hand is read closely, the rest for tokens and keys.
 */
export function scanContent(path: Bytes, content: Buffer, options: ContentOptions): ContentScan {
  const profile = profileOf(path);
  const keyFile = keyFileKind(content.subarray(0, sniffed), options.size ?? content.length);
  if (keyFile !== null) return binaryScan(profile, [hitOfFile(keyFile, content, profile, options.salt)]);
  const bytes = decodeUtf16(content);
  if (bytes.subarray(0, sniffed).includes(0)) return binaryScan(profile, []);
  return scanText(bytes, profile, options);
}

function binaryScan({ scope, isVendored }: Profile, hits: readonly SecretHit[]): ContentScan {
  return { hits, kind: "binary", scope, isVendored, allowed: 0, isCapped: false };
}

/** A text with a UTF-16 byte order mark as UTF-8; anything else as it is. */
function decodeUtf16(content: Buffer): Buffer {
  const mark = content.length >= 2 ? content.readUInt16BE(0) : 0;
  if (mark !== 0xfffe && mark !== 0xfeff) return content;
  const even = Buffer.from(content.subarray(2, content.length - (content.length % 2)));
  return Buffer.from((mark === 0xfeff ? even.swap16() : even).toString("utf16le"), "utf8");
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

function scanText(bytes: Buffer, profile: Profile, options: ContentOptions): ContentScan {
  const textOf = once(() => bytes.toString("latin1"));
  const { found, dismissed } = findAnchored(bytes, textOf, profile, options);
  const all = [...found, ...findByReaders(textOf, profile, options)];
  const { scope, isVendored } = profile;
  const none = { hits: [], kind: "text", scope, isVendored, allowed: 0, isCapped: false } as const;
  if (all.length === 0) return none;
  const kept = withoutOverlaps(isSealed(textOf()) ? all.filter(isNoAssignment) : all, dismissed);
  return { ...none, ...report(textOf(), kept, profile, options) };
}

function isNoAssignment({ rule }: Found): boolean {
  return rule.family !== "assignment";
}

/** Bitnami's SealedSecret keeps ciphertext under the names of what it encrypts. */
function isSealed(text: Bytes): boolean {
  return /^kind: SealedSecret|"kind": ?"SealedSecret"/m.test(text);
}

/** Most files hold no anchor and are never turned into a string. */
function once(make: () => Bytes): () => Bytes {
  let made: Bytes | null = null;
  return () => {
    made ??= make();
    return made;
  };
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function findAnchored(bytes: Buffer, textOf: () => Bytes, profile: Profile, options: ContentOptions) {
  const { anchors, rules } = compiledFor(profile.scope);
  const found: Found[] = [];
  const dismissed: Range[] = [];
  const view = { profile, valueEnd: 0 };
  scanAnchors(anchors, bytes, (anchor, start, end) => {
    const look = rules[anchor]?.look(textOf(), start, view) ?? null;
    if (look === null) return end;
    if (look.found !== null && isWanted(look.found, options)) found.push(look.found);
    else if (look.reach > end && dismissed.length < mostFound) dismissed.push({ start, end: look.reach });
    return found.length >= mostFound ? bytes.length : Math.max(end, look.reach);
  });
  return { found, dismissed };
}

function findByReaders(textOf: () => Bytes, profile: Profile, options: ContentOptions): Found[] {
  if (profile.scope === "hard") return [];
  const those = readers.filter(({ reads }) => reads(profile));
  return those
    .flatMap(({ read }) => [...take(read(textOf(), profile), mostFound)])
    .filter((one) => isWanted(one, options));
}

function* take(found: Iterable<Found>, most: number): Generator<Found> {
  let count = 0;
  for (const one of found) {
    yield one;
    count += 1;
    if (count >= most) return;
  }
}

type Reported = Pick<ContentScan, "hits" | "allowed" | "isCapped">;

function report(text: Bytes, all: readonly Found[], profile: Profile, options: ContentOptions): Reported {
  const lines = lineIndex(text);
  const hits: SecretHit[] = [];
  let allowed = 0;
  for (const found of all) {
    const line = lines.lineAt(found.start);
    if (isAllowedInline(lines.textOf(line), line > 1 ? lines.textOf(line - 1) : "", found.rule.id))
      allowed += 1;
    else hits.push(hitOf(text, found, { line, column: lines.columnAt(found.start) }, profile, options.salt));
  }
  hits.sort((a, b) => a.line - b.line || a.column - b.column);
  return {
    hits: hits.slice(0, mostHits),
    allowed,
    isCapped: hits.length > mostHits || all.length >= mostFound,
  };
}

const confidences = { high: 2, medium: 1, low: 0 } as const;

function isWanted(found: Found, { minConfidence = "medium", rules }: ContentOptions): boolean {
  const confidence = confidences[found.confidence ?? found.rule.confidence];
  return confidence >= confidences[minConfidence] && rules?.has(found.rule.id) !== false;
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

function rank({ rule, confidence }: Found): number {
  return knowledge[rule.family] + (confidences[confidence ?? rule.confidence] === 0 ? 10 : 0);
}

function hitOf(
  text: Bytes,
  found: Found,
  place: { line: number; column: number },
  profile: Profile,
  salt: string,
): SecretHit {
  const { rule, confidence = rule.confidence, what = rule.what } = found;
  const severity = severityIn(profile, found.severity ?? rule.severity);
  const value = canonical(text.slice(found.start, found.end), rule.family);
  const secret = { masked: mask(value), fingerprint: fingerprint(value, salt) };
  return {
    rule: rule.id,
    family: rule.family,
    severity,
    confidence,
    what,
    ...place,
    ...secret,
    docs: docsOf(rule.id),
  };
}

/** A key that came with a package is public already, one among tests was probably made for them: told, not fatal. */
function severityIn({ isVendored, isTest }: Profile, severity: Severity): Severity {
  return severity === "error" && (isVendored || isTest) ? "warning" : severity;
}

/** A key is the same key however its lines are broken, escaped or indented. */
function canonical(value: Bytes, family: string): Bytes {
  return family === "private-key"
    ? value.replaceAll(/\\[nr]|["'`]\s{0,20}\+\s{0,20}["'`]|[\s"'`]/g, "")
    : value;
}

function hitOfFile(
  { rule, what, isEncrypted }: KeyFile,
  content: Buffer,
  profile: Profile,
  salt: string,
): SecretHit {
  const value = content.toString("latin1");
  return {
    rule: rule.id,
    family: rule.family,
    severity: isEncrypted ? "warning" : severityIn(profile, rule.severity),
    confidence: rule.confidence,
    what,
    line: 1,
    column: 1,
    masked: `(${content.length} bytes)`,
    fingerprint: fingerprint(value, salt),
    docs: docsOf(rule.id),
  };
}

function docsOf(rule: string): string {
  return `docs/secrets.md#${rule}`;
}
