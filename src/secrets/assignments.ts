import type { Bytes } from "../bytes.ts";
import { checkNamedValue, namedValueRules } from "./check-value.ts";
import { keyKind } from "./key-names.ts";
import { isMachineMade } from "./looks.ts";
import type { AnchoredRule, FileView, Found, Look } from "./model.ts";
import { isWholeText, readValue, type Value, valueBehind } from "./separators.ts";
import { behindEscape, byteSet, walkBack } from "./token.ts";

const keyCharacter = byteSet(/[\w.$-]/);
const variableCharacter = byteSet(/\w/);
const longestKey = 80;
/** Bytes from the start of the secret word in a name to the end of the name: `PASSWORD_BASE64_STAGING_2`. */
const longestEnd = 32;

/** A longer line was generated, and what looks random in it is mostly no secret. */
const longestLine = 4096;

/** Positions come in ascending order, so that each line is measured once. */
function isInLongLine(text: Bytes, at: number, file: FileView): boolean {
  if (at >= file.line.end) {
    const end = text.indexOf("\n", at);
    file.line = { start: text.lastIndexOf("\n", at) + 1, end: end < 0 ? text.length : end };
  }
  const isLong = file.line.end - file.line.start > longestLine;
  file.hasLongLine ||= isLong;
  return isLong;
}

/** Another secret word later in the same name: the look at that one suffices. */
const laterWord = /pass|ecret|oken|key|pw|redential|_auth|uthident|salt|psk/i;
/** Names checked within the value of another name: `CONFIG_TOKEN={"password":"x"}`. */
const mostInside = 8;

/** Names checked per file: nobody writes more, and a file with more was made to waste time. */
const mostNames = 10_000;

function lookAtName(text: Bytes, at: number, file: FileView): Look | null {
  if (at < file.valueEnd && ++file.namesInside > mostInside) return null;
  if (endOf(text, at, variableCharacter) > at + longestEnd) return null;
  if (file.names >= mostNames) {
    file.hasLongLine = true;
    return null;
  }
  return lookCloser(text, at, file);
}

function endOf(text: Bytes, at: number, characters: Uint8Array): number {
  let end = at;
  while (end <= at + longestEnd && characters[text.charCodeAt(end)] === 1) end += 1;
  return end;
}

function lookCloser(text: Bytes, at: number, file: FileView): Look | null {
  const start = walkBack(text, at, keyCharacter, longestKey);
  const begin = start < at ? behindEscape(text, start) : start;
  // ${KEY-value}: after capitals, a hyphen ends the name.
  const isExpansion = text.startsWith("${", begin - 2);
  const characters = isExpansion && /^[A-Z]/.test(text.charAt(begin)) ? variableCharacter : keyCharacter;
  const end = endOf(text, at, characters);
  if (end > at + longestEnd || (end > at + 3 && laterWord.test(text.slice(at + 3, end)))) return null;
  const key = text.slice(begin, end);
  if (end - begin > longestKey) return null;
  const isWithin = isKeyWithin(text, begin, key);
  if (keyKind(key) === null && !isWithin) return null;
  // The address of a public Firebase file.
  if (text.startsWith("alt=media&", begin - 10)) return null;
  const { profile } = file;
  if (profile.scope !== "credentials" && isInLongLine(text, at, file)) return null;
  file.names++;
  const behind = valueBehind({ text, begin, end, key, profile });
  const value = behind < 0 ? null : readValue(text, behind, profile);
  // The rest of the name is left to other rules: a token can begin in it.
  if (value === null) return null;
  if (at >= file.valueEnd) {
    file.valueEnd = value.start + value.text.length;
    file.namesInside = 0;
  }
  const isQuoted = value.isQuoted || isExpansion || isWholeText(text, begin, value);
  const found = checkOnce(isWithin ? `secret_${key}` : key, { ...value, isQuoted }, file);
  if (found === null) return { found: null, reach: at };
  return { found: unlessSaid(text, begin, isWithin ? { ...found, variable: key } : found, file), reach: at };
}

const holder = String.raw`(?:jwt|crypt|encrypt\w{0,6}|cipher|api|auth|signing|hmac|aes|secrets?|token)\w{0,20}`;
const outer = new RegExp(
  [
    String.raw`${holder}["']?[ \t]{0,4}(?:=>?|:)[ \t]{0,4}(?:[{[]|array[ \t]?\()[^{}[\]()]{0,80}$`,
    String.raw`(?:^|\n)[ \t]{0,40}${holder}:[ \t]{0,4}\r?\n(?:[ \t]{1,40}[^\n:]{1,40}:[^\n]{0,60}\n){0,2}[ \t]{1,40}["']?$`,
  ].join("|"),
  "i",
);

/** `"jwt": { "key": "value" }`: a key whose secret word is around it; `'key' => 'base64:...'` of Laravel. */
function isKeyWithin(text: Bytes, begin: number, key: Bytes): boolean {
  if (key.length !== 3 || key.toLowerCase() !== "key") return false;
  const before = text.slice(Math.max(0, begin - 140), begin);
  if (/(?:[?&]|\b(?:api|secret|access|auth|private)[ -])$/i.test(before) || environment.test(before))
    return true;
  return outer.test(before) || laravelKey.test(text.slice(begin, begin + 80));
}

/** `os.environ.get("KEY", "value")`, `process.env.KEY || "value"` */
const environment = /(?:environ|getenv|ENV|process\.env|\benv)(?:\.(?:get|fetch|setdefault))?[.([]["']?$/;

const laravelKey =
  /^key['"][ \t]{0,4}=>[ \t]{0,4}(?:env\(['"]\w{1,40}['"],[ \t]{0,4})?['"]base64:[A-Za-z\d+/]{43}=/;

const mostChecked = 256;

/** Checks a name with the same value once per file. */
function checkOnce(key: Bytes, value: Value, file: FileView): Found | null {
  const name = `${key}\n${value.isQuoted}${value.text}`;
  const known = file.checked.get(name);
  if (known !== undefined) {
    if (known === null) return null;
    return { ...known, start: value.start, end: value.start + known.end - known.start };
  }
  const found = checkNamedValue(key, value, file.profile);
  if (file.checked.size < mostChecked) file.checked.set(name, found);
  return found;
}

const comment = /^\s{0,80}(?:#(?![ \t]{0,4}define\b)|\/\/|\*|\/\*|;|--|<!--|%|REM\b|"""|\.\.|["'`]?\$ )/i;
/** `E.g. otpauth://...`, `for example api_key=...` */
const illustration = /\be\.g\.|\bexamples?\b|\bfor instance\b|\bsuch as\b/i;

/** `# secret: x⏎# url: https://example.com/`: later in the same comment. */
const beforeExample = /^(?:[^\n]*\n[ \t]*(?:#|;|\/\/|\*))*[^\n]*\bexample\.(?:com|org|net)\b/;

/** A value in a comment or docstring is an illustration; a machine-made value in settings was once used. */
function unlessSaid(text: Bytes, at: number, found: Found, file: FileView): Found {
  const near = text.slice(Math.max(0, at - 200), at);
  const line = near.slice(near.lastIndexOf("\n") + 1);
  const isRemark = comment.test(line) || illustration.test(line);
  const isKept =
    file.profile.scope !== "code" &&
    !beforeExample.test(text.slice(found.end, found.end + 300)) &&
    found.why === "random" &&
    isMachineMade(text.slice(found.start, found.end));
  const isSaid = (isRemark && !isKept) || isInDocstring(text, at, file) || isInBlockComment(text, at, file);
  return isSaid || isOfRow(near, found, file) ? { ...found, confidence: "low" } : found;
}

/** `files:⏎- key: value`: the name of a list item, unless a word nearby says more. */
function isOfRow(near: Bytes, { variable = "" }: Found, { profile }: FileView): boolean {
  const isFirst = profile.isYaml && keyKind(variable) === "bare" && /\n[ \t]*-[ \t]+$/.test(near);
  return isFirst && !/api|auth|access|cred|token|secret/i.test(near);
}

/** Whether a line that begins with `/*`, at most 2,000 bytes before, opened a comment that is not closed. */
function isInBlockComment(text: Bytes, at: number, { profile }: FileView): boolean {
  if (profile.scope !== "code") return false;
  const before = text.slice(Math.max(0, at - 2000), at);
  const begin = before.lastIndexOf("/*");
  return (
    begin > before.lastIndexOf("*/") &&
    /(?:^|\n)[ \t]{0,40}$/.test(before.slice(Math.max(0, begin - 41), begin))
  );
}

/** Between two `"""` or `'''` of Python; their positions are found once per file. */
function isInDocstring(text: Bytes, at: number, file: FileView): boolean {
  if (!file.profile.name.endsWith(".py")) return false;
  file.docstrings ??= [...text.matchAll(/"""|'''/g)].map(({ index }) => index);
  let [low, high] = [0, file.docstrings.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((file.docstrings[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low % 2 === 1;
}

const anchors =
  `pass|PASS|Pass|ecret|ECRET|oken|OKEN|key|KEY|Key|pw|PW|Pw|redential|REDENTIAL|_auth|auth=|auth:|auth =|auth[|auth"|auth'|AUTH=|AUTH:|uthIdent|salt|SALT|psk|PSK|ERLANG_COOKIE|sonar.login|basicauth.users|basicAuth|basic_auth|BASIC_AUTH|ennwort|achtwoord|senha`.split(
    "|",
  );

export const assignmentRules: readonly AnchoredRule[] = [
  { rule: namedValueRules[0], anchors, look: lookAtName },
];

export const furtherAssignmentRules = namedValueRules.slice(1);
