import type { Bytes } from "../bytes.ts";
import { isAllowedInline } from "./allow.ts";
import { type Finds, findSecrets } from "./find.ts";
import { hitOf, hitOfFile } from "./hit.ts";
import { keyFileKind, keyStore } from "./key-files.ts";
import { lineIndex } from "./lines.ts";
import { type Confidence, type Found, isSureEnough, type SecretHit } from "./model.ts";
import { type Profile, profileOf, type Scope } from "./profiles.ts";
import { isTrustStore } from "./trust-store.ts";

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
  /** True where something that is told by default was left out, because its rule or so little confidence was. */
  readonly isWithheld: boolean;
  /** True where named values were passed over in lines of more than 4,096 bytes. */
  readonly hasLongLine: boolean;
  /** A key store that holds certificates only. */
  readonly isTrustStore: boolean;
}

const mostHits = 50;
const sniffed = 8192;

/** Whether a file is neither text nor a key: its other bytes need not be read. `size` of the whole file in bytes. */
export function isPlainBinary(head: Buffer, size: number): boolean {
  const start = head.subarray(0, sniffed);
  return start.includes(0) && !hasUtf16Mark(head) && keyFileKind(start, size) === null;
}

/**
 * The secrets in one file. Pure; linear in the length of `content`, which is raw bytes. `path` (a byte string,
 * relative to the context) chooses the rules: what people write by hand is read closely, the rest for tokens and keys.
 */
export function scanContent(path: Bytes, content: Buffer, options: ContentOptions): ContentScan {
  const profile = profileOf(path);
  const keyFile = keyFileKind(content.subarray(0, sniffed), options.size ?? content.length);
  if (keyFile?.rule === keyStore && isTrustStore(profile.name, content))
    return { ...nothing(profile, "binary"), isTrustStore: true };
  if (keyFile !== null) {
    if (options.rules?.has(keyFile.rule.id) === false)
      return { ...nothing(profile, "binary"), isWithheld: true };
    const hit = hitOfFile(keyFile, content, profile, options.salt);
    return { ...nothing(profile, "binary"), hits: [hit] };
  }
  const bytes = decodeUtf16(content);
  if (bytes.subarray(0, sniffed).includes(0)) return nothing(profile, "binary");
  return scanText(bytes, profile, options);
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

/** A text with a UTF-16 byte order mark as UTF-8; anything else as it is. */
function decodeUtf16(content: Buffer): Buffer {
  if (!hasUtf16Mark(content)) return content;
  const even = Buffer.from(content.subarray(2, content.length - (content.length % 2)));
  return Buffer.from((content[0] === 0xfe ? even.swap16() : even).toString("utf16le"), "utf8");
}

function hasUtf16Mark([first, second]: Buffer): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

function scanText(bytes: Buffer, profile: Profile, options: ContentOptions): ContentScan {
  const textOf = once(() => bytes.toString("latin1"));
  const filter = filterBy(options);
  const finds = findSecrets(bytes, textOf, profile, filter.isWanted);
  const none = {
    ...nothing(profile, "text"),
    isWithheld: filter.isWithheld(),
    hasLongLine: finds.hasLongLine,
  };
  return finds.found.length === 0 ? none : { ...none, ...report(textOf(), finds, profile, options.salt) };
}

/** Most files hold no anchor and are never turned into a string. */
function once(make: () => Bytes): () => Bytes {
  let made: Bytes | null = null;
  return () => {
    made ??= make();
    return made;
  };
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

function report(text: Bytes, { found, isCut }: Finds, profile: Profile, salt: string): Reported {
  const lines = lineIndex(text);
  const hits: SecretHit[] = [];
  for (const one of found) {
    const line = lines.lineAt(one.start);
    const before = line > 1 ? lines.textOf(line - 1) : "";
    if (isAllowedInline(lines.textOf(line), before, one.rule.id)) continue;
    hits.push(hitOf(text, one, { line, column: lines.columnAt(one.start) }, profile, salt));
  }
  hits.sort((a, b) => a.line - b.line || a.column - b.column);
  const allowed = found.length - hits.length;
  return { hits: hits.slice(0, mostHits), allowed, isCapped: isCut || hits.length > mostHits };
}
