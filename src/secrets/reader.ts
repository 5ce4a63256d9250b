import type { Bytes } from "../bytes.ts";
import type { Found, Rule } from "./model.ts";
import type { Profile } from "./profiles.ts";

/**
 * A reader of one format that carries credentials without naming them: by position of a field, or by the shape of a
 * line.
 */
export interface Reader {
  readonly rules: readonly Rule[];
  readonly reads: (profile: Profile) => boolean;
  /** Linear in the length of the text. */
  readonly read: (text: Bytes, profile: Profile) => Iterable<Found>;
}

/** Returns a rule of the family `credential-file`. */
export function credentialRule(id: string, what: string, looks: string, more: Partial<Rule> = {}): Rule {
  return { id, family: "credential-file", severity: "error", confidence: "high", what, looks, ...more };
}

export interface Line {
  readonly text: Bytes;
  /** Offset of its first byte. */
  readonly start: number;
}

const longestLine = 4096;

/** Yields the lines of a text of at most 4,096 bytes, without line ends. */
export function* linesOf(text: Bytes): Generator<Line> {
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    if (end - start <= longestLine) yield { text: text.slice(start, end).replace(/\r$/, ""), start };
    start = end + 1;
  }
}
