import type { Bytes } from "../bytes.ts";
import type { SecretHit } from "./model.ts";

/** What a configuration file declares to be no secret, or a known one. */
export interface AllowList {
  /** True for a path (byte string, relative to the context) whose secrets are allowed. */
  readonly paths?: (path: Bytes) => boolean;
  readonly rules?: ReadonlySet<string>;
  readonly fingerprints?: ReadonlySet<string>;
}

export function isAllowed(hit: SecretHit, path: Bytes, list: AllowList): boolean {
  return (
    list.rules?.has(hit.rule) === true ||
    (hit.fingerprint !== null && list.fingerprints?.has(hit.fingerprint) === true) ||
    list.paths?.(path) === true
  );
}

const markers =
  /ctxcheck:allow(?!-next)(?:[ \t]+([a-z][\w,-]*))?|(?:gitleaks|betterleaks):allow|pragma: ?(?:allowlist|whitelist) secret|trufflehog:ignore|secretlint-disable-line|ggignore/g;
const nextLineMarkers =
  /ctxcheck:allow-next-line(?:[ \t]+([a-z][\w,-]*))?|pragma: ?(?:allowlist|whitelist) nextline secret|secretlint-disable-next-line/g;

/** Whether a text contains any such comment. */
export function hasMarker(text: Bytes): boolean {
  return /ctxcheck:allow|leaks:allow|pragma: ?(?:allow|white)list|trufflehog:ignore|secretlint-disable|ggignore/.test(
    text,
  );
}

/** Whether a comment on this line, or a next-line comment on the line before, allows `rule`. */
export function isAllowedInline(line: Bytes, before: Bytes, rule: string): boolean {
  return allows(markers, line, rule) || allows(nextLineMarkers, before, rule);
}

function allows(pattern: RegExp, line: Bytes, rule: string): boolean {
  for (const found of line.matchAll(pattern)) {
    if (found[1] === undefined || !knownRuleName(found[1]) || found[1].split(",").includes(rule)) return true;
  }
  return false;
}

/**
 * `ctxcheck:allow -->` or `ctxcheck:allow because ...` names no rule: only `jwt` or a word with a hyphen can be a rule
 * id.
 */
function knownRuleName(text: string): boolean {
  return /^[a-z\d]+-[a-z\d-]*(?:,|$)|^jwt(?:,|$)/.test(text);
}
