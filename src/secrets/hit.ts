import type { Bytes } from "../bytes.ts";
import type { KeyFile } from "./key-files.ts";
import { fingerprint, mask } from "./masking.ts";
import type { Found, Rule, SecretHit, Severity } from "./model.ts";
import type { Profile } from "./profiles.ts";

interface Place {
  readonly line: number;
  readonly column: number;
}

/** What may be told of a secret: the value itself ends here. */
export function hitOf(text: Bytes, found: Found, place: Place, profile: Profile, salt: string): SecretHit {
  const { rule, confidence = rule.confidence, what = rule.what } = found;
  const severity = severityIn(profile, found.severity ?? rule.severity);
  const value = canonical(text.slice(found.start, found.end), rule.family);
  const secret = { masked: mask(value), fingerprint: fingerprint(value, salt) };
  return { ...about(rule), severity, confidence, what, ...place, ...secret };
}

/** For a file that is a key as a whole. */
export function hitOfFile(file: KeyFile, content: Buffer, profile: Profile, salt: string): SecretHit {
  const severity = file.isEncrypted ? "warning" : severityIn(profile, file.rule.severity);
  const secret = {
    masked: `(${content.length} bytes)`,
    fingerprint: fingerprint(content.toString("latin1"), salt),
  };
  const place = { line: 1, column: 1 };
  return {
    ...about(file.rule),
    severity,
    confidence: file.rule.confidence,
    what: file.what,
    ...place,
    ...secret,
  };
}

function about({ id, family }: Rule) {
  return { rule: id, family, docs: `docs/secrets.md#${id}` };
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
