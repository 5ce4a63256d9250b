import type { Bytes } from "../bytes.ts";

/** A reference to a value stored elsewhere: a variable, a template, a secret store. */
const reference = new RegExp(
  [
    "\\$\\{|\\$\\(|\\{\\{|\\{%|<%|%\\(|#\\{|@\\{|\\[\\[|\\]\\]",
    "^\\$[A-Za-z_][\\w.-]*$|^\\$[A-Za-z_]\\w*(?:/[\\w.]|::)|^[&*][A-Za-z][\\w.-]*$|^#@ |^\\$env:|^%[A-Za-z_][\\w.-]*%(?:$|[\\\\/])|^@[\\w.-]+@$|^__[A-Za-z][\\w.-]*__$|^<[^>]*>$|^\\{[^}]*\\}$|^\\[[^\\]]*\\]$",
    "^(?:!\\w|op://|(?:[a-z]{1,5}-)?(?:sm|ssm|kv):|openpgp4fpr:|did:\\w|sha\\d{0,3}:|urn:|vault[:|]|ref\\+|secret://|secretref:|arn:aws|kms:|keyring:|file:|env[:.(]|process\\.|os\\.|getenv|System\\.|projects/[^/]+/secrets/|@Microsoft\\.KeyVault|/run/secrets|/var/run/)",
  ].join("|"),
  "i",
);

/** Ciphertext of tools that encrypt secrets in place. */
const encrypted =
  /^(?:ENC\[|ENC\(|encrypted:|\$ANSIBLE_VAULT|\{cipher\}|\{aes|AQICAH|vault:v\d|U2FsdGVkX1|DPAPI:|SecretBox:)/i;

const madeUp = new RegExp(
  [
    "example|fill[-_ ]?in|some[-_ ]?random|set[-_ ](?:an?|your|me)[-_ ]|changeme|change[-_. ]?(?:me|it|this)|placehold|dummy|redacted|omitted|replac(?:e|ed|ing)[-_. ]?(?:me|this|with)|insert[-_. ]",
    "(?:^|[^a-z])(?:your|todo|fixme|fake|sample|mock|bogus|invalid|not[-_. ]?(?:a[-_. ]?)?real)(?:[^a-z]|$)|^your[a-z]|[-_. ]here(?:[-_. ]?\\d{1,4})?$|enter[-_. ]",
    "xxxx|\\*\\*\\*|\\.\\.\\.|###|\\?\\?\\?|(.)\\1{6}",
    // 1A1A1A1A1A, ab9ab9ab9ab9, 0000111122223333, and fingers dropped on the keys
    "(?<two>..)\\k<two>{4}|(?<three>...)\\k<three>{3}|(?:(?<one>.)\\k<one>{3}){3}|(?:asd|sdf|dsa|fds).{0,12}(?:asd|sdf|dsa|fds)",
    // The values of RFC 6749 and 6750, which the documentation of every client repeats.
    "2YotnFZFEjr1zCsicMWpAA|tGzv3JOkF0XG5Qx2TlKWIA|czZCaGRSa3F0Mz|gX1fBat3bV|7Fjfp0ZBr1KtDRbnfVdmIw|mF_9\\.B5f-4\\.1JqM|h480djs93hd8",
    "12345678|87654321|abcdefgh|01234567|qwerty|asdfgh|devstoreaccount1|deadbeef|cafebabe|loremipsum|foobar|^crwdns\\d",
  ].join("|"),
  "i",
);

const emptyWord =
  /^(?:null|none|nil|undefined|true|false|yes|no|on|off|unset|empty|enabled?|disabled?|ask|never|always|prompt|random|generated?|auto|manual|rsa\d{0,4}|aes\d{0,3}|ed25519|(?:sha|hs|rs|es|ps)[-_]?\d{3}|[bs]?crypt|argon2(?:id?|d)?|pbkdf2|starttls|oauth2|default|(?:required|optional)\d?|n\/a|na|tbd|string|boolean|integer|object|value|secret|secrets|password|passwd|pass|pwd|passphrase|token|apikey|api[-_]?key|key|credentials?|username|user|hidden|masked|un(?:used|needed)|not?[-_ ](?:needed|required|used|set|applicable|auth)|xx?|foo|bar|baz|test|testing|demo|abc|1234?5?6?7?|open ?sesame)!?$/i;

/**
 * Whether a value is no secret: empty, a word for "nothing", a reference to a store, ciphertext, or obviously made up.
 */
export function isPlaceholder(value: Bytes): boolean {
  const head = value.length > 200 ? value.slice(0, 200) : value;
  return (
    head.length < 3 ||
    emptyWord.test(head) ||
    reference.test(head) ||
    encrypted.test(head) ||
    madeUp.test(head) ||
    distinctCharacters(head) < Math.min(4, head.length)
  );
}

/** Words that a test setup or a tutorial uses as its password, alone or with a few digits. */
const tutorialWord =
  /^(?:my|the|some|a|super|top|very|local|dev|db|test|app|user|admin|root|default)?[-_ ]?(?:secure|strong|secret|private)?[-_ ]?(?:admin|root|guest|user|test|testing|demo|dev|local|postgres|mysql|mariadb|mongo|redis|rabbit|rabbitmq|minio|minioadmin|elastic|grafana|keycloak|docker|symfony|laravel|django|rails|wordpress|drupal|magento|app|api|jwt|auth|session|cookie|client|server|access|master|service|pa(?:ss|\$\$|55)w(?:or|0r)d|p@ss(?:word|w0rd)?|pass|passwd|pwd|secret|s3cr3t|key|token|letmein|welcome|hello|changed?|temp|tmp|hunter|bar|foo|baz|data|value)+(?:[-_ ]?(?:secret|key|token|pass|password|value|string|salt|pw))?[-_ ]?[\d!@#.]{0,4}$/i;

/** Whether nobody would choose a value to protect anything: recognized by its words. */
export function isTutorialValue(value: Bytes): boolean {
  // The repetition in the pattern is only safe on short values; a longer one is no tutorial word anyway.
  return (
    (value.length <= 40 && (tutorialWord.test(value) || /^(?:test|value)/i.test(value))) ||
    /insecure|not[-_ ]?(?:a[-_ ]?)?secret|anonymous|anon(?:cvs|svn)|for[-_ ]?(?:dev|test|local)/i.test(value)
  );
}

const identifier =
  /^(?:[A-Za-z]+\d{0,2}(?:[-_. :/][A-Za-z]*\d{0,3})*|[A-Za-z_$][\w$]*(?:\.[\w$]+)+|[A-Z]+(?:_[A-Z0-9]*)+)$/;
const pathOrUrl =
  /^(?:[.~]{0,2}\/|[A-Za-z]:\\|\w+:\/\/|www\.)|^[\w.-]+\/[\w./-]+$|\.(?:ya?ml|json|pem|key|crt|txt|env|conf|toml|xml|php|js|ts|py|rb|sh)$/;
const pattern = /\[\^?(?:[aA0]-[zZ9]|\d|-\d)|\\[dws]|[\])][+*{?]/;
const call = /^[\w.$:]+\(|[;{}]\s*$|=>|^function\b|\breturn\b|\[["'\d]/;

/** Whether a value looks random enough to protect something: for keys whose name alone proves nothing. */
export function looksRandom(value: Bytes): boolean {
  if (value.length < 8 || value.length > 512 || /[\s<>\x80-\xff]/.test(value)) return false;
  if (/^[\d.,:x+-]+$/.test(value) || call.test(value) || pattern.test(value) || identifier.test(value))
    return false;
  if (pathOrUrl.test(value) && !/[+=]/.test(value)) return false;
  return entropy(value) >= (value.length >= 20 ? 3 : 2.6);
}

/** Returns the Shannon entropy in bits per character. */
export function entropy(value: Bytes): number {
  let bits = 0;
  for (const count of countCharacters(value)) {
    if (count > 0) bits -= (count / value.length) * Math.log2(count / value.length);
  }
  return bits;
}

export function distinctCharacters(value: Bytes): number {
  let distinct = 0;
  for (const count of countCharacters(value)) if (count > 0) distinct += 1;
  return distinct;
}

const counts = new Uint32Array(256);

/** Counts each byte; the result is valid until the next call. */
function countCharacters(value: Bytes): Uint32Array {
  counts.fill(0);
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at) & 0xff;
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}
