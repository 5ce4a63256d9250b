import type { Bytes } from "../bytes.ts";
import { isPublicDer } from "./key-files.ts";
import { keyKind } from "./key-names.ts";
import {
  isAppPassword,
  isMachineMade,
  isOrdinaryText,
  isPersonMade,
  isRevealing,
  isSequence,
  isShortDrawn,
  isWordy,
} from "./looks.ts";
import type { Confidence, Found, Rule } from "./model.ts";
import { isPlaceholder, isTutorialValue, looksRandom } from "./placeholders.ts";
import type { Profile } from "./profiles.ts";
import type { Value } from "./separators.ts";

const assignment = { family: "assignment", severity: "warning", confidence: "medium" } as const;

const configSecret: Rule = {
  ...assignment,
  id: "assigned-secret",
  what: "secret in a configuration file",
  looks:
    "a name that ends in password, secret, token or ...key, and a value that looks random, or like a password with digits",
};

const credential: Rule = {
  ...assignment,
  id: "credential-file",
  severity: "error",
  what: "secret in a credential file",
  looks:
    "in .env, .npmrc, .my.cnf, secrets.yml, *.tfvars and their kind: any such name whose value is not a placeholder",
};

const literal: Rule = {
  ...assignment,
  id: "literal-secret",
  what: "secret in a program",
  looks: "a quoted value that looks random under such a name, or as the fallback of an environment variable",
};

const hashed: Rule = {
  id: "assigned-hash",
  family: "password-hash",
  severity: "warning",
  confidence: "medium",
  what: "password hash",
  looks: "a name that ends in password and a hash of bcrypt, Argon2, scrypt, PBKDF2 or crypt",
};

export const namedValueRules = [configSecret, credential, literal, hashed] as const;

const hash =
  /^(?:[\w.@-]{1,64}:)?(?:\$2[abxy]\$\d\d\$[\w./]{53}|\$argon2(?:id?|d)\$[\w./$=,+-]{20,}|\$(?:5|6|y|7|apr1|1)\$[\w./$=,+-]{8,}|\$?(?:pbkdf2|scrypt|bcrypt)[\w-]{0,12}[$:][\w./$=,:+-]{16,}|\{S?SHA(?:256|512)?\}[A-Za-z\d+/=]{20,}|\*[A-F\d]{40}|\$[PH]\$[\w./]{31}|SCRAM-SHA-256\$[\w./$=,:+-]{20,})$/;

/** Contents of a password column, in hex: MD5, SHA-1, SHA-2. */
const digest = /^(?:0x)?(?:[a-f\d]{32}|[a-f\d]{40}|[a-f\d]{56}|[a-f\d]{64}|[a-f\d]{128})$/i;

/** The end of a PGP fingerprint: it only names a key. */
const keyId = /^(?:[A-F\d]{8}|[a-f\d]{8})$/;

/** Returns the value under a name if it is a secret, with its confidence. */
export function checkNamedValue(key: Bytes, value: Value, profile: Profile): Found | null {
  const kind = keyKind(key);
  // A comma separates the items of a list; only in a credential file is it likely to be part of a password.
  const isWhole = value.isQuoted || profile.scope === "credentials";
  const text = isWhole ? value.text : value.text.replace(/[,\])}].*$/, "");
  const range = { start: value.start, end: value.start + text.length, variable: key };
  // Compose doubles a dollar.
  if (hash.test(text.replaceAll("$$", "$")) || (profile.isColumn === true && digest.test(text)))
    return inPlace({ rule: hashed, ...range, why: "format" }, text, profile);
  if (isNothing(value.text, text, key, profile) || isProgramText(text, value.isQuoted, profile)) return null;
  if (kind === "bare" && !(isMachineMade(text) && /\d.*\d.*\d/.test(text) && /^[^-]{16}/.test(text)))
    return null;
  const isPassword = kind === "password";
  // `locales/ja/auth.json` is named like a login file, but holds text for people.
  if (profile.isTranslation && /[\x80-\xff\s]/.test(text)) return null;
  if (profile.scope === "credentials")
    return inCredentials({ rule: credential, ...range }, text, isPassword, profile);
  if (profile.isTranslation && !(isMachineMade(text) && /\d.*\d.*\d/.test(text))) return null;
  const isCode = profile.scope === "code";
  // People also choose the secrets that sign their tokens.
  const isChosen = isPassword || /secret(?:[-_.]?key)?$/i.test(key);
  const isRandom =
    isMachineMade(text) ||
    (!isCode && isMixed(text) && (isPassword || text.length >= 12)) ||
    ((isChosen || (text.length >= 8 && !keyId.test(text))) && isShortDrawn(text)) ||
    (isPassword && isAppPassword(text));
  if (!isRandom && !(isChosen && isPersonMade(text)) && !isSalt(text))
    return isPassword && isWeakPassword(text, value.isQuoted, profile)
      ? {
          rule: isCode ? literal : configSecret,
          ...range,
          why: "name",
          ...(isDeployed(key, text) ? {} : unsure),
        }
      : null;
  // The stored hash of a password, not the password.
  if (/hash(?!_?salt)|digest|crypted/i.test(key))
    return inPlace({ rule: hashed, ...range, confidence: "low" }, text, profile);
  const rule = isCode ? literal : configSecret;
  return inPlace({ rule, ...range, why: isRandom ? "random" : "name" }, text, profile);
}

function isNothing(whole: Bytes, text: Bytes, key: Bytes, { isLogin }: Profile): boolean {
  if (isSalt(text)) return false;
  if (text.length < 4 || isPlaceholder(whole) || isPlaceholder(text) || isPublicHalf(text)) return true;
  if (text.startsWith("#") && !isMachineMade(text)) return true;
  return (!isLogin && isEncodedPlaceholder(text)) || /^A[KS]IA[A-Z2-7]{16}$/.test(text) || isNamed(text, key);
}

/** 56: the length of the shortest public keys, those of Ed25519. */
const isPublicHalf = (text: Bytes): boolean =>
  text.length >= 56 && text.startsWith("M") && isPublicDer(Buffer.from(text, "base64"));

/** `DB_PASSWORD=db_password`: a value that repeats its name, or a part of it. */
function isNamed(text: Bytes, key: Bytes): boolean {
  const [value, name] = [letters(text), letters(key)];
  return value.length >= 3 && (name.includes(value) || (name.length >= 6 && value.includes(name)));
}

const letters = (text: Bytes): string => text.replaceAll(/[^a-z]/gi, "").toLowerCase();

function inCredentials(found: Found, text: Bytes, isPassword: boolean, { isLogin, isTest }: Profile): Found {
  const { rule, variable = "" } = found;
  const said = { ...found, what: `${rule.what}: ${variable.slice(0, 40)}`, why: "file" } as const;
  if (isLogin && isPassword && !isOrdinaryText(text) && !(isTest && isTutorialValue(text))) return said;
  if (isMachineMade(text)) return said;
  const isHardlyOne = isTutorialValue(text) || isOrdinaryText(text) || isShort(text) || isSentence(text);
  // Keys and tokens are machine-made; a plain word is a switch.
  const isSwitch = !isPassword && /^[a-z]+\d?$/.test(text);
  return isHardlyOne || isSwitch ? { ...said, confidence: "low" } : said;
}

/** A password of a local database: `root`, `admin123`. In a program a word is mostly just a word. */
function isWeakPassword(text: Bytes, isQuoted: boolean, { scope, isTest, isProse }: Profile): boolean {
  if (isTest || isProse || isOrdinaryText(text) || !/^[\w.@#!$%^&*+-]{4,40}$/.test(text)) return false;
  if (scope === "config") return isQuoted || !/^\w{1,40}\.\w|^[$&*]/.test(text);
  return scope === "code" && /^[A-Za-z@]{3,20}[@#!_.-]?\d{2,8}[!@#$]?$/.test(text);
}

const unsure = { confidence: "low" } as const;

/** `MYSQL_ROOT_PASSWORD=nextcloud`: a setting of a service, and a word that says nothing of itself. */
const isDeployed = (key: Bytes, text: Bytes): boolean =>
  /^(?:[A-Z\d]{1,40}_){1,12}PASS(?:WORD|WD)?$/.test(key) &&
  /^[a-z][a-z\d._-]{4,}$/.test(text) &&
  !isTutorialValue(text) &&
  !isRevealing(text);

/** Keys and salts as WordPress generates them: 64 printable characters of all kinds, spaces included. */
const isSalt = (text: Bytes): boolean =>
  text.length === 64 && /^[\x20-\x7e]+$/.test(text) && (text.match(/[^\w\s/.:=&?-]/g)?.length ?? 0) >= 10;

const isShort = (text: Bytes): boolean => /^[a-z]{1,6}\d?$|^\d{1,7}$/.test(text);

/** `this-is-a-long-secret-1` */
function isSentence(text: Bytes): boolean {
  const words = text.split(/[^a-z]+/i).filter((word) => word.length > 1);
  return words.length >= 3 && isWordy(text);
}

/** `etcd-cluster-k8s`, `shop_main_v2` */
const slug = /^[a-z]{3,12}(?:[-_][a-z]{3,12})+[-_][a-z]{0,3}\d{1,3}[a-z]{0,2}$/;

/** Shorter than what machines generate today, and not a word. */
function isMixed(text: Bytes): boolean {
  if (!looksRandom(text) || isOrdinaryText(text) || isSequence(text) || slug.test(text)) return false;
  return !isTutorialValue(text) && !isRevealing(text) && !isWordy(text);
}

/** Test vectors and fixtures are full of random values under such names; prose shows made-up ones. */
function inPlace(found: Found, text: Bytes, profile: Profile): Found {
  const isLikely =
    !profile.isUnitTest &&
    !profile.isProse &&
    (!profile.isTest || (!profile.isFixture && found.rule !== hashed && isIssued(found, text)));
  return isLikely ? found : { ...found, confidence: "low" satisfies Confidence };
}

/** Something that a service issues, rather than input for a test of a cipher. */
function isIssued({ variable = "" }: Found, text: Bytes): boolean {
  return isMachineMade(text) && text.length >= 24 && /api|access|auth|client|token|pass/i.test(variable);
}

/** Base64 of a value that is itself no secret: `cGFzc3dvcmQ=`. */
export function isEncodedPlaceholder(value: Bytes): boolean {
  if (value.length > 200 || !/^[A-Za-z0-9+/]{4,}={0,2}$/.test(value)) return false;
  const plain = Buffer.from(value, "base64").toString("latin1").trim();
  if (!/^[\x20-\x7e]{4,}$/.test(plain)) return false;
  return (
    isPlaceholder(plain) ||
    isTutorialValue(plain) ||
    (isRevealing(plain) && (value.length <= 60 || isWordy(plain)))
  );
}

/** In a program only a quoted string is a value; elsewhere a call or a member is none. */
function isProgramText(value: Bytes, isQuoted: boolean, { isProgram, name, scope }: Profile): boolean {
  if (isQuoted) return /\s/.test(value) && !isAppPassword(value) && !isSalt(value);
  // The output of a command, in fish and PowerShell; a list.
  if ((scope !== "credentials" || name.endsWith(".json")) && /^[([]/.test(value)) return true;
  return isProgram || /\.(?:tf|tfvars|hcl|nix)$/.test(name) || /^[\w.$]+[([]/.test(value);
}
