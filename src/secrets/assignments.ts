import type { Bytes } from "../bytes.ts";
import { keyKind } from "./key-names.ts";
import type { AnchoredRule, FileView, Found, Look, Rule } from "./model.ts";
import { isPlaceholder, isTutorialValue, looksRandom } from "./placeholders.ts";
import type { Profile } from "./profiles.ts";
import { byteSet, walkBack } from "./token.ts";

const configSecret: Rule = {
  id: "assigned-secret",
  family: "assignment",
  severity: "warning",
  confidence: "medium",
  what: "secret in a configuration file",
  looks:
    "a name that ends in password, secret, token or ...key, and a value of eight or more random characters",
};

const credential: Rule = {
  id: "credential-file",
  family: "assignment",
  severity: "error",
  confidence: "medium",
  what: "secret in a file for credentials",
  looks:
    "in .env, .npmrc, .my.cnf, secrets.yml, *.tfvars and their kind: any such name whose value is no placeholder",
};

const keyCharacter = byteSet(/[\w.$-]/);
const longestKey = 80;
/** From the word that makes a name a secret's to the end of the name: `PASSWORD_BASE64_STAGING_2`. */
const longestEnd = 32;

/** Everything that can stand between a name and its value, in the formats that configuration is written in. */
const separators = [
  // key: value, key = value, key => value, key := value, "key": "value", key["x"] = "value", KEY?=value
  /["'`\]]{0,2}[ \t]{0,40}(?:=>|:=|\?=|=|:)[ \t]{0,40}/y,
  // name: KEY, value: x (Kubernetes, ECS); "name": "KEY", "value": "x"; name="KEY" value="x" (XML)
  /["']?[ \t]{0,4}(?:,\s{0,80}|\s{1,80})-?[ \t]{0,4}["']?[vV]alue["']?[ \t]{0,8}[:=][ \t]{0,8}/y,
  // define('KEY', 'value')
  /["'][ \t]{0,8},[ \t]{0,8}(?=["'])/y,
];

/** <key attribute="...">value</key> */
const element = /(?:[ \t]{1,4}[\w:]{1,20}="[^"<>\n]{0,60}"){0,3}>(?=[^<>\s])/y;
/** <name>key</name><value>x</value>, <key>key</key><string>x</string> */
const sibling = /<\/(?:name|key)>\s{0,40}<(?:value|string)>/y;

const quotedValue = /"((?:[^"\\\n]|\\.){0,600})"|'((?:[^'\\\n]|\\.){0,600})'|`([^`\\\n]{0,600})`/y;
const bareValue = /[^\s"'`<>,;][^\s"'<>;]{0,600}/y;

interface Assignment {
  readonly key: Bytes;
  readonly value: Bytes;
  readonly start: number;
  readonly isQuoted: boolean;
}

function readAssignment(text: Bytes, begin: number, end: number): Assignment | null {
  // ${key:-value} of a shell is an expansion, not an assignment.
  if (text.startsWith("${", begin - 2)) return null;
  const before = text.charAt(begin - 1);
  const forms =
    before === "<" || before === ":" ? [element, ...separators] : before === ">" ? [sibling] : separators;
  for (const separator of forms) {
    separator.lastIndex = end;
    if (separator.test(text)) return readValue(text, separator.lastIndex, text.slice(begin, end));
  }
  return null;
}

function readValue(text: Bytes, at: number, key: Bytes): Assignment | null {
  quotedValue.lastIndex = at;
  const quoted = quotedValue.exec(text);
  if (quoted !== null) {
    return { key, value: quoted[1] ?? quoted[2] ?? quoted[3] ?? "", start: at + 1, isQuoted: true };
  }
  bareValue.lastIndex = at;
  const bare = bareValue.exec(text)?.[0];
  return bare === undefined ? null : { key, value: withoutClosing(bare), start: at, isQuoted: false };
}

/** Without the next part of a query, or the end of the list around it, unless the value opened that. */
function withoutClosing(value: Bytes): Bytes {
  if (/^[[({]/.test(value)) return value;
  return value.replace(/&[\w.-]{1,40}=.*$|[,)\]}\\]+$/, "");
}

/** Nobody writes such a line: it was generated, and what looks random in it is mostly no secret. */
const longestLine = 4096;

/** Looks are made from the beginning of a text to its end, so that each line is measured once. */
function isInLongLine(text: Bytes, at: number, file: FileView): boolean {
  if (at >= file.line.end) {
    const end = text.indexOf("\n", at);
    file.line = { start: text.lastIndexOf("\n", at) + 1, end: end < 0 ? text.length : end };
  }
  const isLong = file.line.end - file.line.start > longestLine;
  file.hasLongLine ||= isLong;
  return isLong;
}

/** Another of our words further on in the same name: the look at that one will do. */
const laterWord = /pass|ecret|oken|key|pwd|redential|_auth|uthident|salt|psk/i;

function lookAtName(text: Bytes, at: number, file: FileView): Look | null {
  if (at < file.valueEnd) return null;
  let end = at;
  while (end <= at + longestEnd && keyCharacter[text.charCodeAt(end)] === 1) end += 1;
  if (end > at + longestEnd || laterWord.test(text.slice(at + 3, end))) return null;
  const begin = walkBack(text, at, keyCharacter, longestKey);
  if (end - begin > longestKey || keyKind(text.slice(begin, end)) === null) return null;
  if (file.profile.scope === "config" && isInLongLine(text, at, file)) return null;
  const assignment = readAssignment(text, begin, end);
  // The rest of the name is left to the others: a token can begin in it.
  if (assignment === null) return null;
  file.valueEnd = assignment.start + assignment.value.length;
  return { found: judge(assignment, file.profile), reach: at };
}

/** Test vectors and fixtures are full of random values under such names. */
const madeForTests = { confidence: "low" } as const;

function judge({ key, value: whole, start, isQuoted }: Assignment, profile: Profile): Found | null {
  // A list goes on behind a comma; only in a file for credentials is that likely to be part of a password.
  const value = isQuoted || profile.scope === "credentials" ? whole : whole.replace(/[,\])}].*$/, "");
  if (
    isPlaceholder(whole) ||
    isPlaceholder(value) ||
    value.length < 4 ||
    isProgramText(value, isQuoted, profile)
  )
    return null;
  if (isEncodedPlaceholder(value) || /^A[KS]IA[A-Z2-7]{16}$/.test(value)) return null;
  const range = { start, end: start + value.length };
  if (profile.scope === "config") {
    if (!looksRandom(value) || isTutorialValue(value)) return null;
    return { rule: configSecret, ...range, ...(profile.isTest ? madeForTests : {}) };
  }
  const found = { rule: credential, ...range, what: `${credential.what}: ${describe(key)}` };
  return isTutorialValue(value) || isOrdinary(value) ? { ...found, confidence: "low" } : found;
}

/** Base64 of a value that would itself be no secret: `cGFzc3dvcmQ=`. */
function isEncodedPlaceholder(value: Bytes): boolean {
  if (value.length > 60 || !/^[A-Za-z0-9+/]{4,}={0,2}$/.test(value)) return false;
  const plain = Buffer.from(value, "base64").toString("latin1").trim();
  return /^[\x20-\x7e]{4,}$/.test(plain) && (isPlaceholder(plain) || isTutorialValue(plain));
}

/** Keys are names of settings, safe to show; a long one is cut. */
function describe(key: Bytes): Bytes {
  return key.length > 40 ? key.slice(0, 40) : key;
}

/** In a program only a quoted string is a value; elsewhere a call or a member is not one. */
function isProgramText(value: Bytes, isQuoted: boolean, { name, scope }: Profile): boolean {
  if (isQuoted) return /\s/.test(value) && value.length < 12;
  // What a command prints, in fish and PowerShell; a list.
  if (scope === "config" && /^[([]/.test(value)) return true;
  return (
    /\.(?:py|php|rb|[cm]?[jt]s|pl|groovy|go|java|cs|gradle|kts|tf|tfvars|hcl|nix)$/.test(name) ||
    /^[\w.$]+[([]/.test(value)
  );
}

/** No one's password, even in a file for credentials: a path, an address without a user, a number of seconds. */
function isOrdinary(value: Bytes): boolean {
  return /^(?:[.~]?\/|[A-Za-z]:\\|\w+:\/\/|\d{1,7}[smhd]?$)|^[a-z]{1,6}$/.test(value);
}

const anchors =
  "pass PASS Pass ecret ECRET oken OKEN key KEY Key pwd PWD Pwd redential REDENTIAL _auth uthIdent salt SALT psk PSK".split(
    " ",
  );

export const assignmentRules: readonly AnchoredRule[] = [{ rule: configSecret, anchors, look: lookAtName }];

export const furtherAssignmentRules: readonly Rule[] = [credential];
