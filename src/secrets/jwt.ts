import type { Bytes } from "../bytes.ts";
import type { AnchoredRule, FileView, Look, Rule } from "./model.ts";
import { isBoundary } from "./token.ts";

export const jwtRule: Rule = {
  id: "jwt",
  family: "jwt",
  severity: "warning",
  confidence: "medium",
  what: "JSON Web Token",
  looks:
    "a header, a payload and a signature in base64url, joined by dots; the header decodes and names an algorithm",
};

const pattern = /(eyJ[\w-]{10,2000})\.(eyJ[\w-]{10,8000})\.[\w-]{20,1000}/y;
/** A link to an example's host. */
const toExample = /:\/\/[\w.-]{0,60}\bexample\.(?:com|org|net)\/[^\s"'`]{0,100}$/;

function lookAtJwt(text: Bytes, at: number, { profile }: FileView): Look | null {
  // Within a run of base64, its beginning was already checked.
  if (!isBoundary(text, at)) return null;
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  if (match === null) return null;
  const reach = pattern.lastIndex;
  const payload = decode(match[2]);
  if (!isSigned(decode(match[1])) || isPublished(payload)) return { found: null, reach };
  const found = { rule: jwtRule, start: at, end: reach };
  const isLikely =
    isIssued(payload) &&
    !profile.isTest &&
    !profile.isProse &&
    !toExample.test(text.slice(Math.max(0, at - 120), at));
  return { found: isLikely ? found : { ...found, confidence: "low" }, reach };
}

function decode(part: string | undefined): string {
  return Buffer.from(part ?? "", "base64url").toString("latin1");
}

function isSigned(header: string): boolean {
  return /"alg" ?: ?"(?:HS|RS|ES|PS|Ed)/.test(header);
}

/** A service puts more than one claim into a token; a test does not. */
function isIssued(payload: string): boolean {
  return (payload.match(/"(?:exp|iat|nbf|iss|aud|sub|jti|scope|role|client_id)"/g) ?? []).length >= 2;
}

/** Tokens from tutorials, and those that a service intends for browsers. */
function isPublished(payload: string): boolean {
  return (
    /"John Doe"|"1234567890"|"role" ?: ?"anon"|supabase-demo|example/i.test(payload) ||
    !payload.startsWith("{")
  );
}

export const jwtRules: readonly AnchoredRule[] = [{ rule: jwtRule, anchors: ["eyJ"], look: lookAtJwt }];
