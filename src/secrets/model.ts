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

/** The surest first. */
export const confidences: readonly Confidence[] = ["high", "medium", "low"];

export function isSureEnough(confidence: Confidence, least: Confidence): boolean {
  return confidences.indexOf(confidence) <= confidences.indexOf(least);
}

/** What `ctxcheck secrets` lists: one kind of secret. Ids never change; baselines and allow lists name them. */
export interface Rule {
  readonly id: string;
  readonly family: Family;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** Words for people: "GitHub token". */
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
  /** Replaces the rule's words where the format says more ("RSA private key"). */
  readonly what?: string;
  readonly why?: Why;
  /** The name that the value is given: "DB_PASSWORD". Not secret. */
  readonly variable?: Bytes;
}

/**
 * Why a value is believed to be a secret: its checksum is right; it has a published form; it looks random under a name that
 * says secret; it has that name; it is in a file that exists for secrets.
 */
export type Why = "checksum" | "format" | "random" | "name" | "file";

/** A secret as it may be reported: it holds no value. */
export interface SecretHit {
  readonly rule: string;
  readonly family: Family;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly what: string;
  /** From 1; the line on which the value begins. 1 for a binary file. */
  readonly line: number;
  /** From 1, in bytes (of the UTF-8 text where the file is UTF-16). */
  readonly column: number;
  /** At most four first characters and the length, in bytes: `ghp_… (40 characters)`. Escape it like any byte string. */
  readonly masked: Bytes;
  /** HMAC-SHA-256 of the value under the caller's salt, 32 hex digits: the same secret, the same fingerprint. Null of a short one. */
  readonly fingerprint: string | null;
  readonly why: Why;
  /** The name that the value is given, where it has one. */
  readonly variable: Bytes | null;
  /** What kind of file it is in: one for logins or settings, or a program. */
  readonly holder: "credentials" | "settings" | "source";
  /** Where the rule is explained. */
  readonly docs: string;
}

/** A rule that begins at one of its anchors: exact strings found in one pass over the file. */
export interface AnchoredRule {
  readonly rule: Rule;
  readonly anchors: readonly string[];
  /**
   * Looks around an anchor that begins at `at`. `reach` is how far the text was examined and needs no second look by
   * this rule (at least the end of a value found). Must cost no more than a bounded look around, or what it skips by `reach`.
   */
  readonly look: (text: Bytes, at: number, file: FileView) => Look | null;
}

/** What a look may know of the file besides its text. */
export interface FileView {
  readonly profile: Profile;
  /** Where the last assigned value ended, and how many names within it were looked at. */
  valueEnd: number;
  namesInside: number;
  /** How many names were looked at for what they are given. */
  names: number;
  /** What was checked before, by name and value. */
  readonly checked: Map<string, Found | null>;
  /** Where `"""` is in a Python file, once that was looked for. */
  docstrings?: readonly number[];
  /** The line that was looked at last: where it begins, and its end. */
  line: { readonly start: number; readonly end: number };
  /** True once a name was skipped because its line is too long. */
  hasLongLine: boolean;
}

export interface Look {
  readonly found: Found | null;
  readonly reach: number;
  /** False if nothing is said of what lies between: a header without its key. */
  readonly isWhole?: boolean;
}

/** What a file holds. */
export interface Finds {
  /** No two of them overlap. */
  readonly found: readonly Found[];
  /** True where named values were skipped in lines of more than 4,096 bytes. */
  readonly hasLongLine: boolean;
}
