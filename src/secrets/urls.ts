import type { Bytes } from "../bytes.ts";
import { isEncodedPlaceholder } from "./check-value.ts";
import { isMachineMade, isRevealing } from "./looks.ts";
import type { AnchoredRule, Confidence, FileView, Found, Look, Rule } from "./model.ts";
import { isPlaceholder, isTutorialValue, looksRandom } from "./placeholders.ts";
import type { Profile } from "./profiles.ts";
import { byteSet, walkBack } from "./token.ts";

const url = { family: "url", severity: "error", confidence: "high" } as const;

const urlPassword: Rule = {
  ...url,
  id: "url-password",
  what: "password in an address",
  looks: "scheme://user:password@host, for databases, brokers, git remotes and any other scheme",
};

const urlToken: Rule = {
  ...url,
  id: "url-token",
  confidence: "medium",
  what: "token in an address",
  looks: "https://token@host, the token 20 or more random characters",
};

const basicHeader: Rule = {
  ...url,
  id: "authorization-basic",
  what: "password in an Authorization header",
  looks: "Authorization: Basic and base64 of user:password",
};

const bearerHeader: Rule = {
  ...url,
  id: "authorization-bearer",
  severity: "warning",
  confidence: "medium",
  what: "token in an Authorization header",
  looks: "Authorization: Bearer and 20 or more random characters",
};

const connectionPassword: Rule = {
  ...url,
  id: "connection-string-password",
  confidence: "medium",
  what: "password in a connection string",
  looks: "Server=...;Password=...; (ADO, ODBC), or jdbc:...password=...",
};

const schemeByte = byteSet(/[A-Za-z0-9+.-]/);
const userInfo =
  /:\/\/([^\s:@/?#"'<>`\\|(){}[\]]{0,128})(?::([^\s@/"'<>`]{1,256}))?@([\w.-]{1,253}|\[[\da-fA-F:]{2,45}\])/y;

function lookAtUrl(text: Bytes, at: number, { profile }: FileView): Look | null {
  userInfo.lastIndex = at;
  const match = userInfo.exec(text);
  if (match === null) return null;
  const [whole, user = "", password, host = ""] = match;
  const name = text.slice(walkBack(text, at, schemeByte, 20), at).toLowerCase();
  const reach = at + whole.length;
  if (name === "" || isExampleHost(host)) return { found: null, reach };
  const found =
    password === undefined ? tokenIn(user, host, at) : passwordIn(name, user, password, host, at, profile);
  return { found, reach };
}

function passwordIn(
  name: string,
  user: Bytes,
  password: Bytes,
  host: Bytes,
  at: number,
  profile: Profile,
): Found | null {
  const plain = password.replaceAll(/%[\da-fA-F]{2}/g, (code) =>
    String.fromCharCode(Number.parseInt(code.slice(1), 16)),
  );
  if (
    isPlaceholder(plain) ||
    /^[A-Z]+(?:_[A-Z\d]+)*$/.test(plain) ||
    isCvsUser(user, password) ||
    /[${}*]|^%s|%[({]/.test(password) ||
    isExampleUser(user)
  )
    return null;
  const start = at + 3 + user.length + 1;
  const found = {
    rule: urlPassword,
    start,
    end: start + password.length,
    what: `password in a ${name}:// address`,
  };
  const graded = profile.isLogin ? "high" : passwordConfidence(user, plain, host);
  const confidence = isMadeUp(plain, profile) ? "low" : graded;
  return confidence === "high" ? found : { ...found, confidence };
}

/** In tests and prose, unless the password is machine-made. */
const isMadeUp = (password: Bytes, { isUnitTest, isFixture, isProse }: Profile): boolean =>
  (isUnitTest || isFixture || isProse) && !isMachineMade(password);

/** CVS writes the method first: `:pserver:user@host`, with a password only after another colon. */
function isCvsUser(user: Bytes, password: Bytes): boolean {
  return user === "" && /^[a-z]+server:[^:]*:?$/.test(password);
}

function isExampleUser(user: Bytes): boolean {
  return /[${}*]|^%s|^(?:user(?:name)?|login|your\S*|me|foo|bar|x+|anonymous|\w{1,12}anon|:?pserver)$/i.test(
    user,
  );
}

function passwordConfidence(user: Bytes, password: Bytes, host: Bytes): Confidence {
  const isShort = password.length < 6 || /^[a-z]{1,12}$/.test(password);
  const isSaid =
    /^(?:tiger|secret|hackme)/i.test(password) ||
    (isRevealing(password.replaceAll(/[:.]/g, "")) && !isMachineMade(password));
  if (password === user || isTutorialValue(password) || isShort || isLocal(host) || isSaid) return "low";
  return looksRandom(password) ? "high" : "medium";
}

function isLocal(host: Bytes): boolean {
  return /^(?:localhost|127\.|0\.0\.0\.0|10\.0\.2\.2|host\.docker\.internal|\[::1\])/i.test(host);
}

function isExampleHost(host: Bytes): boolean {
  return /(?:^|\.)(?:example|test|invalid|example\.\w{2,6}|domain\.(?:com|tld)|(?:your|my)[\w-]*\.\w+)$|^(?:host(?:name)?|server(?:name)?|domain|ip|address|url|foo|bar|[a-z]|x+|example\w*|your\S*)$/i.test(
    host,
  );
}

/** A Sentry address for clients is public by design, and an account name is no secret. */
function tokenIn(user: Bytes, host: Bytes, at: number): Found | null {
  if (user.length < 20 || !/^[\w-]+$/.test(user) || /sentry|^o\d+\./.test(host)) return null;
  const isRandom =
    /\d.*\d/.test(user) && looksRandom(user) && !isPlaceholder(user) && !/^\w+-\w+-/.test(user);
  return isRandom ? { rule: urlToken, start: at + 3, end: at + 3 + user.length } : null;
}

const header =
  /(?:["']?\]?\s{0,3}(?:[:=,]|,\s{0,3}["']value["']\s{0,3}:)\s{0,3}["'`]?|[ \t]{1,3}["'])\s{0,3}(?:(basic)|bearer|token|ssws)\s{1,3}([\w+/=.~-]{8,2000})/iy;

/** `addValue("Bearer value", forHTTPHeaderField: "Authorization")`: a string with nothing else. */
const schemeAlone = /["'`](?:(basic)|bearer)\s([\w+/=.~-]{12,2000})(?=["'`])/iy;

function lookAtHeader(text: Bytes, at: number, { profile }: FileView): Look | null {
  const isNamed = /u/i.test(text.charAt(at));
  const form = isNamed ? header : schemeAlone;
  form.lastIndex = isNamed ? at + "uthorization".length : at;
  const match = form.exec(text);
  const value = match?.[2];
  if (value === undefined) return null;
  const reach = form.lastIndex;
  const range = { start: reach - value.length, end: reach };
  if (match?.[1] !== undefined)
    return { found: isBasic(value) ? shown({ rule: basicHeader, ...range }, text, profile) : null, reach };
  // JSON Web Tokens are left to their own rule.
  if (/^eyJ[\w-]{10,}\.eyJ/.test(value)) return null;
  const isLong = value.length >= 20 && /\d/.test(value) && looksRandom(value);
  const isToken = (isLong || isMachineMade(value)) && !isPlaceholder(value) && !isEncodedPlaceholder(value);
  return { found: isToken ? shown({ rule: bearerHeader, ...range }, text, profile) : null, reach };
}

/** A header to an example's host, or in prose or a unit test, is made up. */
function shown(found: Found, text: Bytes, profile: Profile): Found {
  const [line = ""] = text.slice(found.end, found.end + 300).split("\n", 1);
  const isShown =
    profile.isProse || profile.isUnitTest || /\bexample\.(?:com|org|net)|\.test\b|localhost/.test(line);
  return isShown ? { ...found, confidence: "low" } : found;
}

/** Whether a value is base64 of `user:password` with a password that is not made up. */
export function isBasic(value: Bytes): boolean {
  const pair = Buffer.from(value, "base64").toString("latin1");
  const colon = pair.indexOf(":");
  const password = pair.slice(colon + 1);
  const isText = /^[\x21-\x7e][\x20-\x7e\x80-\xff]*$/.test(pair);
  return isText && colon >= 0 && !isPlaceholder(password) && !isTutorialValue(password);
}

const connection = /(?:word|wd)=("[^"\n]{1,128}"|'[^'\n]{1,128}'|[^;"'\s<>&()]{1,128})(?=[;&"'\s<]|$)/iy;

/** `host:6380,ssl=True,password=...` of StackExchange.Redis. */
const redisHost = /[\w-]:\d{2,5},(?:[A-Za-z]{1,20}=[^,"'\s]{0,60},){0,6}$/;

/** ADO, ODBC and JDBC: the password is one of several `name=value`, joined by `;`, `&` or `?`. */
function lookAtConnection(text: Bytes, at: number, { profile }: FileView): Look | null {
  // A value that looks like the name.
  if (text[at - 1] === "=") return null;
  connection.lastIndex = at + (/w/i.test(text.charAt(at + 1)) ? 1 : "pass".length);
  const quoted = connection.exec(text)?.[1];
  if (quoted === undefined) return null;
  const reach = connection.lastIndex;
  const before = text.slice(Math.max(0, at - 160), at);
  const isRedis = redisHost.test(before);
  const password = quoted.replace(/^["']|["']$/g, "").replace(isRedis ? /,.*$/ : /,$/, "");
  const start = reach - quoted.length + (quoted === password ? 0 : 1);
  if (isPlaceholder(password) || /[${}%*]/.test(password)) return null;
  if (!isRedis && !isConnectionString(before, text.slice(reach, reach + 80))) return null;
  const found = { rule: connectionPassword, start, end: start + password.length };
  return {
    found: isMadeUp(password, profile) || isWeak(password) ? { ...found, confidence: "low" } : found,
    reach,
  };
}

function isWeak(password: Bytes): boolean {
  return password.length < 6 || isTutorialValue(password) || /^[A-Za-z]{1,16}$/.test(password);
}

function isConnectionString(before: Bytes, after: Bytes): boolean {
  const line = before.slice(before.lastIndexOf("\n") + 1) + (after.split("\n", 1)[0] ?? "");
  return /jdbc:|(?:^|[;"'=\s?])(?:server|data source|initial catalog|driver|dsn|user id|uid)=|(?:^|[;"'])host=[\w.,:-]{1,80};/i.test(
    line,
  );
}

const quotedSchemes = [`"Bearer `, "'Bearer ", "`Bearer ", `"Basic `, "'Basic ", "`Basic "];

export const urlRules: readonly AnchoredRule[] = [
  { rule: urlPassword, anchors: ["://"], look: lookAtUrl },
  { rule: basicHeader, anchors: ["uthorization", "UTHORIZATION", ...quotedSchemes], look: lookAtHeader },
  {
    rule: connectionPassword,
    anchors: ["Password", "password", "PASSWORD", "Pwd", "pwd", "PWD"],
    look: lookAtConnection,
  },
];

export const furtherUrlRules: readonly Rule[] = [urlToken, bearerHeader];
