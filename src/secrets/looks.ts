import type { Bytes } from "../bytes.ts";
import { entropy, isTutorialValue } from "./placeholders.ts";

/** Letter pairs that make up most words of European languages, and a sixth of random text. */
const commonPairs = pairSet(
  "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke fr oo av ag if ap gr od bo sp rd do uc bu ei ov by rm ep ey ck ew pi du au sc um ub up",
);

function pairSet(pairs: string): Uint8Array {
  const set = new Uint8Array(26 * 26);
  for (const pair of pairs.split(" ")) set[(pair.charCodeAt(0) - 97) * 26 + pair.charCodeAt(1) - 97] = 1;
  return set;
}

/** Whether a value is made of words: `oauth2TokenEndpoint`, `this_is_a_secret_abc123`. */
export function isWordy(value: Bytes): boolean {
  if (isChopped(value)) return false;
  let [pairs, common, covered] = [0, 0, 0];
  // Random text rarely stays in one case for long.
  const runs = /[a-z]/.test(value) ? /[A-Z]?[a-z]{2,60}/g : /[A-Z]{3,60}/g;
  for (const [run] of value.matchAll(runs)) {
    covered += run.length;
    pairs += run.length - 1;
    for (let at = 1; at < run.length; at++)
      common += commonPairs[letter(run, at - 1) * 26 + letter(run, at)] ?? 0;
  }
  return pairs >= 6 && common / pairs > 0.65 && covered > 0.6 * value.replaceAll(/\W|_/g, "").length;
}

/** `3wUtiat7nDlEjTgspgP3diryHwo`: numbers and pieces of one or two letters, without word separators. */
function isChopped(value: Bytes): boolean {
  if (value.length < 16 || /[-_. /]/.test(value)) return false;
  const pieces = value.match(/\d+|[A-Z]?[a-z]+|[A-Z]+/g) ?? [];
  return pieces.filter((piece) => piece.length <= 2 || /\d/.test(piece)).length >= 6;
}

const letter = (text: string, at: number): number => (text.charCodeAt(at) | 0x20) - 0x61;

/** `abc123def456`, `a1b2c3d4e5`, `xyzxyzxyz1`: letters or digits that count up or down, or a repeated piece. */
export function isSequence(value: Bytes): boolean {
  if (repeats(value)) return true;
  const letters = value.replaceAll(/[^a-z]/gi, "").toLowerCase();
  const digits = value.replaceAll(/\D/g, "");
  // Nobody adds three signs to letters that only count up.
  const isSigned = /[^\w\s.-].*[^\w\s.-].*[^\w\s.-]/.test(value);
  // Six hex letters are easily in order by chance.
  const doCount = hex.test(value) ? counts(letters) && counts(digits) : counts(letters) || counts(digits);
  return !isSigned && doCount;
}

/** Whether three of four steps between neighbors go up by one, or down by one. */
function counts(text: string): boolean {
  if (text.length < 6) return false;
  const steps = { up: 0, down: 0 };
  for (let at = 1; at < text.length; at++) {
    const step = text.charCodeAt(at) - text.charCodeAt(at - 1);
    if (step === 1 || step === -9) steps.up += 1;
    if (step === -1 || step === 9) steps.down += 1;
  }
  return Math.max(steps.up, steps.down) / (text.length - 1) >= 0.75;
}

function repeats(value: Bytes): boolean {
  for (let period = 1; period <= Math.min(16, value.length >> 1); period++) {
    const isLikely = value.charCodeAt(period) === value.charCodeAt(0);
    if (isLikely && value.startsWith(value.slice(0, value.length - period), period)) return true;
  }
  return false;
}

const address =
  /:\/\/|^(?:[.~]{0,2}\/|[A-Za-z]:[\\/]|\\\\|www\.)|\?[\w.-]{1,40}=|^[\w.-]{1,40}=[^=&\s]{0,80}&|,[a-z.-]{2,40}=|^[a-z_]{1,20}=[\w%.+-]{1,80}$/;
const base64 = /^[A-Za-z0-9+/]{20,}={0,2}$/;
/** Too short to be distinguished from a path by length: case and digits change within a piece. */
const shortBase64 =
  /^(?=(?:[A-Za-z0-9+/]{4}){3,4}$).*(?:[a-z][A-Z][^/]*\d|\d[^/]*[a-z][A-Z]|\d[a-z]+[A-Z]|[A-Za-z]\d{1,3}[A-Za-z]{1,6}\d|[A-Z]{2}[a-z]{1,6}\d{1,3}[a-z])/;
const path = /^[\w.@-]+(?:[\\/][\w.@-]+)+\/?$|^[\w-]+\.(?:[a-z]{2,5})$/;
const measure =
  /^v?\d+(?:\.\d+)+[\w.+-]*$|^\d{4}-\d\d-\d\d|^[\d.,:x/+-]+$|^(?:\d+(?:ms|[smhdwy]))+$|^\d+\s?[kmgt]?i?b$|^(?:\d{1,3}\.){3}\d/i;
const program = /\\u[\da-f]{4}|\\x[\da-f]{2}|^[\w.$:]+\(|[;{]$|=>|^function\b|\breturn\b|\[["'\d]|::|->/;
const email = /^[\w.+-]{1,64}@[\w-]{1,63}(?:\.[a-z][a-z-]{1,62}){1,4}$/;
const member = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+$/;
const drawn = /\.(?:(?=.*\d.*\d)\w{16,}|(?=.*\d)(?=.*[a-z])(?=.*[A-Z])\w{20,})$/;
/** `required|min:8`, as validators write it. */
const validation =
  /(?:^|\|)(?:required|nullable|string|sometimes|confirmed|(?:min|max|size|between):\d{1,4})(?:\||$)/;
const pattern = /\[\^?(?:[aA0]-[zZ9]|\d|-\d)|\\[dws]|[\])][+*{?]|\(\?/;
const capitals = /^[A-Z]+\d{0,2}(?:_[A-Z]*\d{0,3}){1,12}$|^[A-Z]{3,}$/;

/** Whether a value is no secret by its form: an address, a path, a number, a piece of a program. */
export function isOrdinaryText(value: Bytes): boolean {
  const isDrawn = (base64.test(value) || shortBase64.test(value)) && /\d.*\d/.test(value) && !isWordy(value);
  if ((address.test(value) && !isDrawn) || measure.test(value) || pattern.test(value) || capitals.test(value))
    return true;
  if (email.test(value) || program.test(value) || (member.test(value) && !drawn.test(value))) return true;
  return (path.test(value) && !isDrawn) || validation.test(value);
}

const hex = /^(?:[a-f\d]+|[A-F\d]+)$/;
const uuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/** Letters alone that a machine generated: few neighboring pairs occur in words. */
function isDrawnLetters(value: Bytes): boolean {
  if (value.length < 10 || !/^[A-Za-z]+(?:[-_.][A-Za-z]+)*$/.test(value) || entropy(value) < 3) return false;
  // Twenty capitals: a cookie that Erlang drew.
  if (isSequence(value) || (capitals.test(value) && !/^[A-Z]{20}$/.test(value))) return false;
  const letters = value.replaceAll(/[-_.]/g, "");
  const most = letters !== value ? 0.2 : changesCase(value) ? 0.5 : 0.35;
  return shareOfCommonPairs(letters) < most;
}

/** Whether two of five neighbors differ in case: words change case only at their beginnings. */
function changesCase(value: Bytes): boolean {
  const changes = value.match(/(?<=[a-z])[A-Z]|(?<=[A-Z])[a-z]/g)?.length ?? 0;
  return value.length >= 16 && changes > 0.4 * value.length;
}

function shareOfCommonPairs(letters: Bytes): number {
  let common = 0;
  for (let at = 1; at < letters.length; at++)
    common += commonPairs[letter(letters, at - 1) * 26 + letter(letters, at)] ?? 0;
  return common / (letters.length - 1);
}

const algorithm = /^(?:sha|aes|rsa|dsa|des|base|md|utf|hmac|ed|x|v|win|crc)[-_]?\d/i;

/** Whether a password of six to eleven characters is no word: `k4xq9z`, `xkjhqw`, `hjq7zkw`. */
export function isShortDrawn(value: Bytes): boolean {
  if (value.length < 6 || value.length > 11 || !/^[A-Za-z\d]+$/.test(value)) return false;
  if (isSequence(value) || isRevealing(value) || isOrdinaryText(value) || algorithm.test(value)) return false;
  if (isUnspeakable(value)) return true;
  return /\d\D*\d/.test(value) && /[a-z]/i.test(value) && isMixedUp(value);
}

/** At least five letters, few of whose neighboring pairs occur in words. */
function isUnspeakable(value: Bytes): boolean {
  const letters = value.replaceAll(/\d/g, "");
  return (
    letters.length >= 5 &&
    shareOfCommonPairs(letters) <= (letters.length < 8 ? 0.2 : 0.3) &&
    entropy(letters) >= 2
  );
}

/** Whether digits are between letters, or letters between digits, and the characters vary. */
const isMixedUp = (value: Bytes): boolean =>
  /[A-Za-z]\d+[A-Za-z]|\d[A-Za-z]+\d/.test(value) && entropy(value) >= 2.2;

/** Whether it is an app password as Google issues them: four groups of four letters. */
export function isAppPassword(value: Bytes): boolean {
  return /^[a-z]{4}(?: [a-z]{4}){3}$/.test(value) && shareOfCommonPairs(value.replaceAll(" ", "")) < 0.45;
}

/**
 * Whether a machine generated it: at least 12 characters, letters and digits without words, or at least 10 letters that
 * form none.
 */
export function isMachineMade(value: Bytes): boolean {
  if (isDrawnLetters(value.replace(/\d/, ""))) return true;
  if (value.length < 12 || value.length > 512 || !/^[\x21-\x7e]+$/.test(value)) return false;
  if (!/\d.*\d/.test(value) || !/[a-z].*[a-z]/i.test(value) || isOrdinaryText(value) || isSequence(value))
    return false;
  const isHex = hex.test(value);
  if (entropy(value) < (value.length >= 20 && !isHex ? 3 : 2.6)) return false;
  return isHex ? value.length >= 16 : uuid.test(value) || !isWordy(value);
}

/** Words by which a value shows that it is a password, a login, or made up. */
const revealingWord =
  /pass|pasw|secret|sekret|token|credential|login|user|admin|test|example|sample|demo|dummy|fake|default|change|your|value|string|field|hash|key|auth|encrypt|root|guest|insert|enter|wachtwoord|passwort|kennwort|contrase|senha|parola|hasło|motdepasse/i;

const leet: Readonly<Record<string, string>> = {
  ...{ "4": "a", "@": "a", "3": "e", "0": "o", "1": "i", "5": "s", $: "s", "7": "t" },
};

/** Whether a value shows what it is for, also with digits for letters, or counts up: `Shop1234`. */
export function isRevealing(value: Bytes): boolean {
  if (revealingWord.test(value) || /123|321|qwer|asdf|abc|1q2w|qaz|zxcv/i.test(value)) return true;
  return revealingWord.test(value.replaceAll(/[4@3015$7]/g, (sign) => leet[sign] ?? sign));
}

/** Without digits: letters of both cases, and a sign with a letter after it. */
const signed = /^(?=.*[a-z])(?=.*[A-Z])[\w!#%^&*~+@-]*[!#%^&*~][\w!#%^&*~+@-]*[A-Za-z][\w!#%^&*~+@-]*$/;

/** Whether a person who had to use digits or signs may have chosen it: `Kirsche_db7`, no sentence, no identifier. */
export function isPersonMade(value: Bytes): boolean {
  const least = /[!#%^&*~@$+=]/.test(value) && /\d/.test(value) ? 6 : /^[A-Z]\D+\d\d/.test(value) ? 7 : 8;
  if (value.length < least || value.length > 64 || !/^[\x21-\x7e]+$/.test(value)) return false;
  if (!(/\d/.test(value) || signed.test(value)) || !/[a-z]/i.test(value)) return false;
  if (isOrdinaryText(value) || isSequence(value)) return false;
  if (isRevealing(value) || isTutorialValue(value)) return false;
  const words = value.split(/[^a-z]+/i).filter((word) => word.length > 2);
  return !(words.length >= 3 && isWordy(value)) && !/[-_.]v?\d$/.test(value);
}
