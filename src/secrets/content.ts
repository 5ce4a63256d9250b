import type { Bytes } from "../bytes.ts";
import { once } from "../once.ts";
import { hasMarker, isAllowedInline } from "./allow.ts";
import { findSecrets } from "./find.ts";
import { hitOf, hitOfFile, hitOfRest, severityIn } from "./hit.ts";
import { keyFileKind, keyStore } from "./key-files.ts";
import { type LineIndex, lineIndex } from "./lines.ts";
import { type Confidence, type Finds, type Found, isSureEnough, type SecretHit } from "./model.ts";
import { type Profile, profileOf, profileOfText, type Scope } from "./profiles.ts";
import { decodeText, encodingOf, textBefore } from "./text-encoding.ts";
import { isTrustStore } from "./trust-store.ts";

export interface ContentOptions {
  /** Salt of the fingerprints: the same for all runs whose findings are compared. */
  readonly salt: string;
  /** Findings of lower confidence are omitted. Default "medium". */
  readonly minConfidence?: Confidence;
  /** Only these rules, by id. Default all. */
  readonly rules?: ReadonlySet<string>;
  /** False if comments in a file allow nothing. Default true. */
  readonly inlineAllow?: boolean;
}

export interface ContentScan {
  /** Sorted by line and column. */
  readonly hits: readonly SecretHit[];
  /** `binary`: only checked for being a key file. */
  readonly kind: "text" | "binary";
  /** The rules that the file was checked with: `hard` for vendored, generated and example files. */
  readonly scope: Scope;
  readonly isVendored: boolean;
  /** Number of secrets that comments in the file allow. */
  readonly allowed: number;
  /** True if the file has more than the 1,000 findings that are listed: the rest is one more. */
  readonly isCapped: boolean;
  /** True if a secret that is reported by default was omitted, because of its rule or its confidence. */
  readonly isWithheld: boolean;
  /** True if named values were skipped in lines of more than 4,096 bytes. */
  readonly hasLongLine: boolean;
  /** True for a key store that holds only certificates. */
  readonly isTrustStore: boolean;
}

/** Findings listed per file, the worst first; the others are combined into one more. */
const mostHits = 1000;

/** Whether a file is neither text nor a key: the rest of it need not be read. `size`: of the whole file, in bytes. */
export function isPlainBinary(head: Buffer, size: number): boolean {
  return (
    encodingOf(head) === null &&
    textBefore(head) === null &&
    keyFileKind(head.subarray(0, sniffed), size) === null
  );
}

const sniffed = 8192;

/**
 * Finds the secrets in one file. Pure; linear in the length of `content`, which is raw bytes. `path` (a byte string,
 * relative to the context) selects the rules: what people write by hand is read closely, the rest for tokens and keys.
 */
export function scanContent(
  path: Bytes,
  content: Buffer,
  options: ContentOptions,
  size = content.length,
): ContentScan {
  const profile = profileOf(path);
  const keyFile = keyFileKind(content.subarray(0, sniffed), size);
  if (keyFile?.rule === keyStore && isTrustStore(profile.name, content))
    return { ...nothing(profile, "binary"), isTrustStore: true };
  if (keyFile !== null) {
    if (options.rules?.has(keyFile.rule.id) === false)
      return { ...nothing(profile, "binary"), isWithheld: true };
    const hit = hitOfFile(keyFile, content, profile, options.salt);
    return { ...nothing(profile, "binary"), hits: [hit] };
  }
  const encoding = encodingOf(content);
  const bytes = encoding === null ? textBefore(content) : decodeText(content, encoding);
  if (bytes === null) return nothing(profile, "binary");
  const read = profileOfText(profile, bytes);
  return { ...scanText(bytes, read, options), kind: encoding === null ? "binary" : "text" };
}

function nothing({ scope, isVendored }: Profile, kind: ContentScan["kind"]): ContentScan {
  return {
    hits: [],
    kind,
    scope,
    isVendored,
    allowed: 0,
    isCapped: false,
    isWithheld: false,
    hasLongLine: false,
    isTrustStore: false,
  };
}

function scanText(bytes: Buffer, profile: Profile, options: ContentOptions): ContentScan {
  // Most files hold no anchor and are never turned into a string.
  const textOf = once(() => bytes.toString("latin1"));
  const filter = filterBy(options);
  const finds = findSecrets(bytes, textOf, profile, filter.isWanted);
  const none = {
    ...nothing(profile, "text"),
    isWithheld: filter.isWithheld(),
    hasLongLine: finds.hasLongLine,
  };
  return finds.found.length === 0 ? none : { ...none, ...report(textOf(), finds, profile, options) };
}

function filterBy({ minConfidence = "medium", rules }: ContentOptions) {
  let withheld = false;
  const isWanted = ({ rule, confidence = rule.confidence }: Found) => {
    const wanted = isSureEnough(confidence, minConfidence) && rules?.has(rule.id) !== false;
    withheld ||= !wanted && confidence !== "low";
    return wanted;
  };
  return { isWanted, isWithheld: () => withheld };
}

type Reported = Pick<ContentScan, "hits" | "allowed" | "isCapped">;

function report(
  text: Bytes,
  { found }: Finds,
  profile: Profile,
  { salt, inlineAllow = true }: ContentOptions,
): Reported {
  const lines = lineIndex(text);
  const mayAllow = inlineAllow && hasMarker(text);
  const open = found.filter((one) => !mayAllow || !isAllowed(lines, one));
  const placed = worst(open, profile).map((one) => {
    const place = { line: lines.lineAt(one.start), column: lines.columnAt(one.start) };
    return hitOf(text, one, place, profile, salt);
  });
  const rest = open.length > mostHits ? [hitOfRest(text, open, profile, salt)] : [];
  const hits = [...placed, ...rest].sort((a, b) => a.line - b.line || a.column - b.column);
  return { hits, allowed: found.length - open.length, isCapped: rest.length > 0 };
}

function isAllowed(lines: LineIndex, { start, rule }: Found): boolean {
  const line = lines.lineAt(start);
  return isAllowedInline(lines.textOf(line), line > 1 ? lines.textOf(line - 1) : "", rule.id);
}

const weights = { error: 0, warning: 3, info: 6, high: 0, medium: 1, low: 2 } as const;

/** Selects no more than can be listed: severe findings are never dropped in favor of lesser ones. */
function worst(found: readonly Found[], profile: Profile): readonly Found[] {
  if (found.length <= mostHits) return found;
  const weight = (one: Found) =>
    weights[severityIn(profile, one)] + weights[one.confidence ?? one.rule.confidence];
  return [...found].sort((a, b) => weight(a) - weight(b) || a.start - b.start).slice(0, mostHits);
}
