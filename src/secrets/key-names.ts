import type { Bytes } from "../bytes.ts";
import { remembered } from "../once.ts";

const password =
  /^(?:password|passwd|passphrase|pass|pwd|pw|psk|requirepass|masterauth|[a-z]{2,12}(?:pw|pwd))$|(?:password|passwd|passphrase|passwort|passwrd|passcode|pswd|kennwort|wachtwoord|contrasena|senha)$/;
/** `smtppass`, `dbpass`. */
const joinedPass = /^(?!(?:by|com|encom|tres|over|under|sur|render|multi)pass$)[a-z]{2,8}pass$/;
const token =
  /^(?:token|secret|credential|credentials|ident)$|(?:token|secret|(?:api|app|access|secret|private|auth|master|signing|encryption|consumer|license|session|shared|aes|hmac|deploy|subscription)key)$/;
/** What no word of ours names: the cookie that Erlang's nodes share, the token of SonarQube, `user:password` of a header, users of Traefik. */
const pair = /^(?:erlang cookie|sonar login|basic auth|(?:basic)?auth users)$/;
/** A `key` is secret only if the preceding word says so. */
const keyQualifier =
  /^(?:api|or|access|private|secret|encryption|encrypt|signing|sign|master|account|storage|shared|auth|license|service|server|jwt|hmac|aes|session|cookie|webhook|admin|app|crypt|preshared|in|nonce|secure|stripe|openai|twilio|sendgrid|mailgun|deploy|client|consumer|subscription|developer|partner|merchant|cipher|des|rsa|ssh|bot|sms|integration|security|api2|validation|decryption|[a-z]{2,12}api)$/;
/** Words that make a name harmless: public halves, actions on a password, its length. */
const harmless =
  /^(?:public|pub|publishable|anon|csrf|xsrf|max|min|num|hint|reset|forgot|forgotten|confirm|show|hide|change|update|enter|old|invalid|wrong|missing|required|field|input|column|no|use|is|has|enable|enabled|require|requires|allow|validate|verify|check|expire|expired|expires|rotate|type|pull|cancellation|existing|prompt)$/;
/** Words that make a key or a token harmless, but not a password: tokens of parsers and models, keys of tables. */
const harmlessOfKeys =
  /^(?:site|next|page|continuation|pagination|pad|eos|bos|unk|cls|sep|mask|special|stop|start|end|completion|primary|foreign|partition|sort|cache|idempotency|translation|i18n|label|header|syntax|lexer|last|first|shortcut|hot|event)$/;
/** A pass of a renderer, an encoder or a compiler. */
const round =
  /^(?:first|second|third|next|last|single|multi|two|full|half|render|shadow|depth|post|pre|shader|scale)$/;
/** Password managers. */
const manager = /^(?:(?:1|one|last|nord|proton|kee)_?pass(?:word)?|enpass)$/;
/** Marks a name whose value is made up. */
const madeUp = /^(?:dummy|fake|mock|mocked|example|sample|placeholder|bogus)$/;
/** Not conclusive on its own. */
const bare = /^(?:key|auth)$/;
/** Suffixes that do not change what the value is. */
const suffix =
  /^(?:\d+|base|base64|b64|hex|prod|production|dev|development|staging|stage|test|qa|live|sandbox|value|string|data|primary|secondary|main|default|key|hash|plain|text|raw|old|new|current|previous|v\d)$/;

/**
 * What a name promises about its value: a password (chosen by people), a token or key (machine-made), a secret only if
 * the value plainly is one, or nothing.
 */
export type KeyKind = "password" | "token" | "bare" | null;

/** Longest name to cache: a longer one would retain the text that it was cut from. */
const longest = 12;
const kindOf = remembered(readKey);
/** The last answer: the rules look up one name several times. */
let last: { readonly key: Bytes; readonly kind: KeyKind } = { key: "", kind: null };

/** Classifies a configuration key: `DB_PASSWORD`, `spring.datasource.password`, `clientSecret`, `_authToken`. */
export function keyKind(key: Bytes): KeyKind {
  if (key.length <= longest) return kindOf(key);
  if (key !== last.key) last = { key, kind: readKey(key) };
  return last.kind;
}

function readKey(key: Bytes): KeyKind {
  const words = splitWords(key);
  while (words.length > 1 && suffix.test(words.at(-1) ?? "") && !isKeyWord(words)) words.pop();
  const noun = (words.at(-1) ?? "").replace(/\d+$/, "");
  const qualifier = words.at(-2) ?? "";
  if (words.some((word) => madeUp.test(word))) return null;
  if (harmless.test(qualifier) || qualifier === "new" || harmless.test(words[0] ?? "")) return null;
  if ((noun === "pass" && round.test(qualifier)) || manager.test(words.join("_"))) return "bare";
  if (password.test(noun) || joinedPass.test(noun)) return "password";
  if (harmlessOfKeys.test(qualifier)) return null;
  if (
    token.test(noun) ||
    pair.test(`${qualifier} ${noun}`) ||
    noun === "salt" ||
    (noun === "auth" && key.startsWith("_"))
  )
    return "token";
  if (words.length === 1 && bare.test(words[0] ?? "")) return "bare";
  return noun === "key" && keyQualifier.test(qualifier) ? "token" : null;
}

/** In `api_key` and `secret_key`, `key` is the secret word; in `token_key` it is a suffix. */
function isKeyWord(words: readonly string[]): boolean {
  return words.at(-1) === "key" && keyQualifier.test(words.at(-2) ?? "");
}

function splitWords(key: Bytes): string[] {
  const words = key
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .replaceAll(/([A-Z]{1,40})([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== "");
  // pass_phrase, pass-word
  if (words.at(-2) === "pass" && /^(?:phrase|word)$/.test(words.at(-1) ?? ""))
    words.splice(-2, 2, `pass${words.at(-1)}`);
  return words;
}
