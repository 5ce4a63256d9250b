import type { Bytes } from "../bytes.ts";
import type { Profile } from "./profiles.ts";

export type Family =
  | "private-key"
  | "token"
  | "url"
  | "jwt"
  | "credential-file"
  | "password-hash"
  | "assignment";

export type Severity = "error" | "warning" | "info";

/** `high`: a published format, or a format that exists to carry secrets. `medium`: a named value that looks random. */
export type Confidence = "high" | "medium" | "low";

/** The most certain first. */
export const confidences: readonly Confidence[] = ["high", "medium", "low"];

export function isSureEnough(confidence: Confidence, least: Confidence): boolean {
  return confidences.indexOf(confidence) <= confidences.indexOf(least);
}

/** One kind of secret, as `ctxcheck secrets` lists it. Ids never change; baselines and allow lists refer to them. */
export interface Rule {
  readonly id: string;
  readonly family: Family;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** Description for people: "GitHub token". */
  readonly what: string;
  /** The form in words, never a value: "ghp_ and 36 letters or digits". */
  readonly looks: string;
}

/** A secret in a text, before masking; lives only while its file is being read. `start` and `end` bound the value. */
export interface Found {
  readonly rule: Rule;
  readonly start: number;
  readonly end: number;
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  /** Replaces the rule's description if the format is more specific ("RSA private key"). */
  readonly what?: string;
  readonly why?: Why;
  /** The name that the value is assigned to: "DB_PASSWORD". Not secret. */
  readonly variable?: Bytes;
}

/**
 * Why a value is considered a secret: its checksum is right; it has a published form; it looks random under a name that
 * means a secret; it has such a name; it is in a file that exists for secrets.
 */
export type Why = "checksum" | "format" | "random" | "name" | "file";

/** A secret as it may be reported, without its value. */
export interface SecretHit {
  readonly rule: string;
  readonly family: Family;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly what: string;
  /** The line on which the value begins, 1-based; 1 for a binary file. */
  readonly line: number;
  /** 1-based, in bytes (of the UTF-8 text if the file is UTF-16). */
  readonly column: number;
  /**
   * At most the first four characters, and the length in bytes: `ghp_… (40 characters)`. Escape it like any byte
   * string.
   */
  readonly masked: Bytes;
  /**
   * HMAC-SHA-256 of the value under the caller's salt, 32 hex digits: equal for equal secrets. Null for a short one.
   */
  readonly fingerprint: string | null;
  readonly why: Why;
  /** The name that the value is assigned to, if any. */
  readonly variable: Bytes | null;
  /** The kind of file that holds it: for logins, for settings, or a program. */
  readonly holder: "credentials" | "settings" | "source";
  /** Where the rule is explained. */
  readonly docs: string;
}

/** A rule that starts at one of its anchors: exact strings found in one scan of the file. */
export interface AnchoredRule {
  readonly rule: Rule;
  readonly anchors: readonly string[];
  /**
   * Examines the text around an anchor that begins at `at`. `reach` is how far the text was examined and this rule need
   * not look again (at least the end of a value found). Must cost no more than a bounded look, or what it skips by
   * `reach`.
   */
  readonly look: (text: Bytes, at: number, file: FileView) => Look | null;
}

/** What a look may use of the file besides its text. */
export interface FileView {
  readonly profile: Profile;
  /** End of the last assigned value, and how many names within it were checked. */
  valueEnd: number;
  namesInside: number;
  /** Number of names whose values were checked. */
  names: number;
  /** Earlier results, by name and value. */
  readonly checked: Map<string, Found | null>;
  /** Offsets of `"""` and `'''` in a Python file, once searched. */
  docstrings?: readonly number[];
  /** Start and end of the line examined last. */
  line: { readonly start: number; readonly end: number };
  /** True once a name was skipped because its line is too long, or the names are too many. */
  hasLongLine: boolean;
}

export interface Look {
  readonly found: Found | null;
  readonly reach: number;
  /** False if the text in between is not settled: a header without its key. */
  readonly isWhole?: boolean;
}

/** The secrets found in a file. */
export interface Finds {
  /** No two overlap. */
  readonly found: readonly Found[];
  /** True if named values were skipped in lines of more than 4,096 bytes. */
  readonly hasLongLine: boolean;
}
