import type { Bytes } from "../bytes.ts";
import type { KeyFile } from "./key-files.ts";
import { fingerprintOfValue, mask } from "./masking.ts";
import type { Found, Rule, SecretHit, Severity, Why } from "./model.ts";
import type { Profile } from "./profiles.ts";

interface Place {
  readonly line: number;
  readonly column: number;
}

/** Returns what may be shown of a secret: the value itself goes no further. */
export function hitOf(text: Bytes, found: Found, place: Place, profile: Profile, salt: string): SecretHit {
  const { rule, confidence = rule.confidence, what = rule.what } = found;
  const value = canonical(text.slice(found.start, found.end), rule.family);
  const secret = { masked: mask(value), fingerprint: fingerprintOfValue(value, salt) };
  const { why = whyOf(rule), variable = null } = found;
  return {
    ...about(rule),
    severity: severityIn(profile, found),
    confidence,
    what,
    ...place,
    ...secret,
    why,
    variable,
    holder: holderOf(profile),
  };
}

/** Returns one finding for the secrets of a file beyond those listed: another value makes it another finding. */
export function hitOfRest(text: Bytes, all: readonly Found[], profile: Profile, salt: string): SecretHit {
  const [first = all[0]] = all;
  if (first === undefined) throw new Error("there is nothing to report");
  const values = all.map(({ start, end }) => text.slice(start, end)).join("\n");
  const hit = hitOf(text, first, { line: 1, column: 1 }, profile, salt);
  const secret = { masked: `(${all.length} values)`, fingerprint: fingerprintOfValue(values, salt) };
  return {
    ...hit,
    severity: "error",
    confidence: "high",
    what: "so many secrets that not each is listed",
    ...secret,
  };
}

/** Returns the finding for a file that is a key as a whole. */
export function hitOfFile(file: KeyFile, content: Buffer, profile: Profile, salt: string): SecretHit {
  const given = file.isEncrypted ? { rule: file.rule, severity: "warning" as const } : { rule: file.rule };
  const severity = severityIn(profile, given);
  const secret = {
    masked: `(${content.length} bytes)`,
    fingerprint: fingerprintOfValue(content.toString("latin1"), salt),
  };
  return {
    ...about(file.rule),
    severity,
    confidence: file.rule.confidence,
    what: file.what,
    ...{ line: 1, column: 1 },
    ...secret,
    ...{ why: "format", variable: null, holder: holderOf(profile) },
  };
}

function about({ id, family }: Rule) {
  return { rule: id, family, docs: `docs/secrets.md#${id}` };
}

const whyOf = ({ family }: Rule): Why =>
  family === "credential-file" ? "file" : family === "assignment" ? "name" : "format";

function holderOf({ scope, isProgram, name }: Profile): SecretHit["holder"] {
  if (scope === "credentials") return "credentials";
  return isProgram || /^dockerfile|dockerfile$/.test(name) ? "source" : "settings";
}

/**
 * A key that came with a package is already public, and one among tests was probably made for them: reported, not
 * fatal; no maintainer could act on one among the tests of a package. A value proven by its checksum is a token
 * anywhere.
 */
export function severityIn(
  { isVendored, isTest, isProse }: Profile,
  { rule, severity = rule.severity, why }: Pick<Found, "rule" | "severity" | "why">,
): Severity {
  if (why === "checksum") return severity;
  if (isVendored && (isTest || isProse)) return "info";
  return severity === "error" && (isVendored || isTest) ? "warning" : severity;
}

/** A private key is the same however its lines are broken, escaped or indented. */
function canonical(value: Bytes, family: string): Bytes {
  return family === "private-key"
    ? value.replaceAll(/\\[nr]|["'`]\s{0,20}\+\s{0,20}["'`]|[\s"'`]/g, "")
    : value;
}
