import type { Bytes } from "../bytes.ts";
import type { AnchoredRule, FileView, Look, Rule } from "./model.ts";
import { entropy, isPlaceholder } from "./placeholders.ts";
import { isBoundary } from "./token.ts";

const secretKey: Rule = {
  id: "aws-secret-key",
  family: "token",
  severity: "error",
  confidence: "high",
  what: "AWS secret access key",
  looks: "40 base64 characters after a name like aws_secret_access_key, or near an access key id",
};

const keyId: Rule = {
  id: "aws-access-key-id",
  family: "token",
  severity: "info",
  confidence: "low",
  what: "AWS access key id without its secret",
  looks: "AKIA or ASIA and 16 base32 characters",
};

const idPattern = /(?:AKIA|ASIA)[A-Z2-7]{16}(?!\w)/y;
const secretPattern = /(?<![A-Za-z0-9+/=_.-])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=_-])/g;
const namedSecret = /\w{0,20}["']?\s{0,4}(?:=>|[:=,])\s{0,4}["']?([A-Za-z0-9+/]{40})(?![A-Za-z0-9+/=])/y;

/** The form alone does not distinguish a secret from a hash or a word: it must mix cases and digits, and be random. */
function isSecretKey(value: Bytes): boolean {
  const isMixed = /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value);
  return isMixed && entropy(value) >= 4 && !isPlaceholder(value);
}

function lookNearId(text: Bytes, at: number, { profile }: FileView): Look | null {
  if (!isBoundary(text, at)) return null;
  idPattern.lastIndex = at;
  const id = idPattern.exec(text)?.[0];
  if (id === undefined) return null;
  const reach = at + id.length;
  if (isPlaceholder(id)) return { found: null, reach };
  const secret = findSecretNear(text, at);
  // Both halves, each in the form that AWS issues: a test that makes one up uses an id of other letters, or none.
  const isPair = secret !== null && !profile.isProse;
  const found = secret ?? { rule: keyId, start: at, end: reach };
  return { found: shownIn(profile) && !isPair ? { ...found, confidence: "low" } : found, reach };
}

/** Documentation and tests show keys that have been revoked. */
const shownIn = ({ isProse, isUnitTest }: FileView["profile"]): boolean => isProse || isUnitTest;

function findSecretNear(text: Bytes, at: number): Look["found"] {
  const from = Math.max(0, at - 200);
  for (const match of text.slice(from, at + 300).matchAll(secretPattern)) {
    const start = from + match.index;
    if (isSecretKey(match[0])) return { rule: secretKey, start, end: start + 40 };
  }
  return null;
}

function lookAfterName(text: Bytes, at: number, { profile }: FileView): Look | null {
  namedSecret.lastIndex = at;
  const match = namedSecret.exec(text);
  const value = match?.[1];
  if (value === undefined) return null;
  const reach = namedSecret.lastIndex;
  // S3-compatible services issue other forms: those are left to the rules of named values.
  if (!isSecretKey(value)) return { found: null, reach, isWhole: false };
  const found = { rule: secretKey, start: reach - 40, end: reach };
  return { found: shownIn(profile) ? { ...found, confidence: "low" } : found, reach };
}

export const awsRules: readonly AnchoredRule[] = [
  {
    rule: secretKey,
    anchors: [
      "aws_secret",
      "AWS_SECRET",
      "secretAccessKey",
      "SecretAccessKey",
      "secret_access_key",
      "SECRET_ACCESS_KEY",
      "awsSecretKey",
    ],
    look: lookAfterName,
  },
  { rule: keyId, anchors: ["AKIA", "ASIA"], look: lookNearId },
];
