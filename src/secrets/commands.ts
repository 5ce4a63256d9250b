import type { Bytes } from "../bytes.ts";
import { isMachineMade, isOrdinaryText, isPersonMade, isRevealing, isShortDrawn } from "./looks.ts";
import type { AnchoredRule, FileView, Found, Look, Rule } from "./model.ts";
import { isPlaceholder, isTutorialValue } from "./placeholders.ts";
import { byteSet, walkBack } from "./token.ts";

const onCommandLine: Rule = {
  id: "command-line-secret",
  family: "assignment",
  severity: "warning",
  confidence: "medium",
  what: "password on a command line",
  looks:
    "mysql -pPASSWORD, curl -u USER:PASSWORD, sshpass -p, docker login -p, CREATE USER ... IDENTIFIED BY, and others",
};

/** A value on a command line: quoted or not, ended by the quote or by a space. */
const value = String.raw`(?:\\?"([^"\\\n]{4,200})\\?"|'([^'\n]{4,200})'|([^\s"'\`\\;|&<>()]{4,200}))`;
const rest = String.raw`[^\n;|&]{0,200}?`;

const identified = String.raw`DENTIFIED(?:\s+WITH\s+["'\`]?\w{1,40}["'\`]?)?\s+(?:BY|AS)\s+(?:PASSWORD\s+)?(?=['"])`;

/** Anchors, and the pattern, sticky from the first byte of an anchor, that leads to a value. */
const commands: readonly (readonly [anchors: string, form: RegExp])[] = [
  [
    "mysql |mysqldump|mysqladmin|mysqlimport|mariadb ",
    command(String.raw`(?:mysql|mariadb)(?:dump|admin|import|check|show)?(?:\s${rest})?\s-p`),
  ],
  ["sshpass", command(String.raw`sshpass(?:\s${rest})?\s-p\s{0,2}`)],
  [
    "login -|docker login|podman login|buildah login|nerdctl login|registry login|az login|oc login|cf login",
    command(String.raw`(?:\w{1,10}\s)?login(?:\s${rest})?\s-p[ =]`),
  ],
  ["vault login", command(String.raw`vault\slogin\s`)],
  ["mysqladmin", command(String.raw`mysqladmin\s${rest}\spassword\s`)],
  [
    "mongo |mongosh|mongodump|mongorestore|mongoexport|mongoimport",
    command(String.raw`mongo(?:sh|dump|restore|export|import)?\s(?:${rest}\s)?-p\s{0,2}`),
  ],
  ["openssl enc|openssl aes", command(String.raw`openssl\s(?:${rest}\s)?-k\s{1,2}`)],
  [
    "bundle config",
    command(String.raw`bundle\sconfig\s(?:set\s)?(?:--\w{1,8}\s)?[\w.:/-]{4,100}\s["']?[^\s:"']{1,64}:`),
  ],
  [
    "composer config",
    command(
      String.raw`composer\sconfig\s${rest}(?:github-oauth|gitlab-token|gitlab-oauth|bearer)\.[\w.-]{1,100}\s|composer\sconfig\s${rest}http-basic\.[\w.-]{1,100}\s[^\s"']{1,64}\s`,
    ),
  ],
  [
    "USERPWD",
    command(String.raw`USERPWD["']?\s{0,4}[,=]>?\s{0,4}(?=["'][^\s:"']{1,64}:)["'][^\s:"']{1,64}:`),
  ],
  [
    "curl ",
    command(String.raw`curl\s(?:${rest}\s)?(?:-[a-zA-Z]{0,6}u|--(?:proxy-)?user)[ =]?["']?[^\s:"']{1,64}:`),
  ],
  // Sent as a Basic header: btoa("user:password")
  [
    "btoa(|b64encode(|base64_encode(|strict_encode64(|Buffer.from(|new Buffer(",
    command(String.raw`[\w. ]{4,20}\([bB]?["'][^\s:"'\`$/]{1,64}:(?=[^"'\n]{4,200}["'][^:]{0,40}\))`),
  ],
  // LDAP: bind("cn=admin,dc=corp", "password")
  ["bind(", command(String.raw`bind\(\s{0,4}["'](?:cn|uid|dc)=[^"'\n]{1,200}["'],\s{0,4}(?=["'])`)],
  ["net use", command(String.raw`net\suse\s${rest}/user:\S{1,64}\s|net\suser\s\S{1,64}\s`)],
  ["redis-cli", command(String.raw`redis-cli\s(?:${rest}\s)?-a\s{1,2}`)],
  ["sqlcmd|bcp ", command(String.raw`(?:sqlcmd|bcp)\s(?:${rest}\s)?-P\s{0,2}`)],
  [
    "ldapsearch|ldapmodify|ldapadd|ldapdelete|ldappasswd|ldapwhoami",
    command(String.raw`ldap(?:search|modify|add|delete|passwd|whoami)\s(?:${rest}\s)?-w\s{0,2}`),
  ],
  ["smbclient", command(String.raw`smbclient\s(?:${rest}\s)?(?:-U|--user)[ =]?["']?[^\s%"']{1,64}%`)],
  [
    "ftp -",
    command(
      String.raw`ftp\s(?=-[^\n<]{0,120}<<)(?:-\w{1,8}\s){1,3}[^\n<]{0,100}<<[^\n]{1,40}\n(?:[^\n]{0,80}\n){0,3}?(?:quote\s)?user\s\S{1,64}\s`,
    ),
  ],
  ["PGPASSWORD=|MYSQL_PWD=|SSHPASS=|RSYNC_PASSWORD=|REDISCLI_AUTH=", command(String.raw`\w{7,14}=`)],
  ["lftp", command(String.raw`lftp\s(?:${rest}\s)?-u\s["']?[^\s,"']{1,64},`)],
  [
    "htpasswd",
    command(
      String.raw`htpasswd\s(?:-[a-zA-Z]{1,6}\s){0,3}-[a-zA-Z]{0,6}b[a-zA-Z]{0,6}\s+(?:-\w{1,6}\s){0,3}\S{1,100}\s+[\w.@-]{1,64}\s+`,
    ),
  ],
  ["passin|passout|-pass ", command(String.raw`-?pass(?:in|out)?\s+["']?pass:`)],
  [
    "zip -|7z ",
    command(String.raw`(?:un)?zip\s(?:${rest}\s)?(?:-P|--password)[ =]|7z[ar]?\s(?:${rest}\s)?-p`),
  ],
  [
    "from-literal",
    command(String.raw`from-literal[= ]["']?[\w.-]{0,60}(?:pass|secret|token|key)[\w.-]{0,30}=`),
  ],
  ["useradd |usermod ", command(String.raw`user(?:add|mod)\s(?:${rest}\s)?(?:-p|--password)[ =]`)],
  [
    "nuget add source|nuget sources add|nuget update source",
    command(String.raw`nuget\s\w{3,7}\s\w{3,6}\s${rest}(?:-p|-Password)\s`),
  ],
  ["rclone config", command(String.raw`rclone\sconfig\s${rest}\spass(?:word)?[ =]`)],
  ["with-token <<<|password-stdin <<<", command(String.raw`[\w-]{10,14}\s<<<\s{0,2}`)],
  ["xfreerdp|wfreerdp", command(String.raw`[xw]freerdp\s(?:${rest}\s)?/p:`)],
  ["kinit ", command(String.raw`kinit\s${rest}<<<\s{0,2}`)],
  ["secret set", command(String.raw`secret\sset\s${rest}(?:--body|-b)[ =]`)],
  ["http -a|https -a", command(String.raw`https?\s-a\s["']?[^\s:"']{1,64}:`)],
  ["crackmapexec |netexec ", command(String.raw`(?:crackmapexec|netexec)\s(?:${rest}\s)?-p\s`)],
  ["rabbitmqctl ", command(String.raw`rabbitmqctl\s(?:add_user|change_password)\s\S{1,64}\s`)],
  ["mc alias set", command(String.raw`mc\salias\sset\s\S{1,64}\s\S{1,200}\s\S{1,128}\s`)],
  ["security unlock-keychain|security import", command(String.raw`security\s${rest}\s-[pP]\s`)],
  // cloud-init, preseed and kickstart
  [
    "chpasswd:",
    command(String.raw`chpasswd:\s{1,40}(?:expire:\s\w{4,5}\s{1,40})?list:\s\|\s{1,40}[a-z][\w.-]{0,31}:`),
  ],
  [
    "passwd/root-pass|passwd/user-pass",
    command(String.raw`passwd/\w{4}-password(?:-again)?\s{1,4}password\s{1,4}`),
  ],
  // HAProxy, net-snmp, Cisco
  ["insecure-password ", command(String.raw`insecure-password\s`)],
  ["createUser ", command(String.raw`createUser\s\S{1,64}\s(?:MD5|SHA)[\d-]{0,4}\s`)],
  ["snmp-server community ", command(String.raw`snmp-server\scommunity\s`)],
  ["rootpw ", command(String.raw`rootpw\s(?:--plaintext\s)?(?!--)`)],
  // Selenium, Puppeteer, Playwright
  ["#pass", command(String.raw`#pass(?:w(?:or)?d)?["')]{1,3}(?:,|\.\w{4,9}\()\s?(?=["'])`)],
  // expect: the answer to a prompt
  [
    "assword",
    command(
      String.raw`assword[^\n]{0,8}["'}*;][^\n]{0,20}\n?[ \t]{0,20}(?:exp_)?send\s(?:--\s)?\\?["{](?=[^"\n]{4,64}\\[rn])`,
    ),
  ],
  ["SecureString", command(String.raw`SecureString\s(?:-String\s)?`)],
  ["password-stdin|chpasswd|sudo -S|--with-token", /(?:)/y],
  ["DENTIFIED", command(identified)],
  ["dentified", command(identified.toLowerCase())],
  ["@tcp(|@unix(", /(?:)/y],
];

function command(lead: string): RegExp {
  return new RegExp(`(?:${lead})${value}`, "y");
}

/**
 * `echo value | docker login --password-stdin`, `echo user:value | chpasswd`: the value is all that the line prints.
 */
const printed =
  /(?:echo|printf)[ \t]{1,4}(?:-[a-z]{1,3}[ \t]{1,4})?["']?(?:[a-z][\w.-]{0,31}:)?([^\s"'|$`]{8,200})["']?[ \t]{0,4}\|[^\n|]{0,200}$/;
/** `user:password@tcp(host)`, as Go's MySQL driver has it. */
const ofSource = byteSet(/[^\s"'`:@]/);

function lookAtCommand(form: RegExp, text: Bytes, at: number, { profile }: FileView): Look | null {
  const match = readCommand(form, text, at);
  if (match === null) return null;
  const { start, end } = match;
  const secret = text.slice(start, end);
  if (isPlaceholder(secret) || /^[-$%{<@!]|\$[\w({]|[{}`]/.test(secret) || isOrdinaryText(secret))
    return { found: null, reach: end, isWhole: false };
  const isRandom = isMachineMade(secret) || isShortDrawn(secret);
  const isWord = !isRandom && !isPersonMade(secret);
  if (isWord && !(forPrograms.test(text.slice(at, at + 16)) && isPlainWord(secret)))
    return { found: null, reach: end, isWhole: false };
  const isUnsure =
    profile.isUnitTest || profile.isProse || (profile.isTest && !isRandom) || isPrompted(text, at);
  const found: Found = { rule: onCommandLine, start, end, why: isRandom ? "random" : "name" };
  return { found: isUnsure || isTutorialValue(secret) ? { ...found, confidence: "low" } : found, reach: end };
}

/** The value given to these is a password, whatever it looks like. */
const forPrograms = /^(?:PGPASSWORD|MYSQL_PWD|SSHPASS|RSYNC_PASSWORD|REDISCLI_AUTH)=|^sshpass /;
const isPlainWord = (secret: Bytes): boolean => /^[A-Za-z]{5,40}$/.test(secret) && !isRevealing(secret);

/** `$ vault login ...`: a transcript in documentation. */
function isPrompted(text: Bytes, at: number): boolean {
  const near = text.slice(Math.max(0, at - 80), at);
  return /^[\s"'`*#/]{0,40}\$ /.test(near.slice(near.lastIndexOf("\n") + 1));
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function readCommand(form: RegExp, text: Bytes, at: number): Range | null {
  if (form.source === "(?:)") return readBefore(text, at);
  form.lastIndex = at;
  const match = form.exec(text);
  const secret = match?.[1] ?? match?.[2] ?? match?.[3];
  if (match === null || secret === undefined) return null;
  const start = at + match[0].lastIndexOf(secret);
  return { start, end: start + secret.length };
}

function readBefore(text: Bytes, at: number): Range | null {
  if (text.startsWith("@", at)) {
    const start = walkBack(text, at, ofSource, 128);
    return at - start >= 4 && /[\w.-]:$/.test(text.slice(Math.max(0, start - 2), start))
      ? { start, end: at }
      : null;
  }
  const near = text.slice(Math.max(0, at - 400), at);
  const line = near.slice(near.lastIndexOf("\n") + 1);
  const match = /echo|printf/.test(line) ? printed.exec(line) : null;
  const secret = match?.[1];
  if (match === null || secret === undefined) return null;
  const start = at - line.length + match.index + match[0].lastIndexOf(secret);
  return { start, end: start + secret.length };
}

export const commandRules: readonly AnchoredRule[] = commands.map(([anchors, form]) => ({
  rule: onCommandLine,
  anchors: anchors.split("|"),
  look: (text, at, file) => lookAtCommand(form, text, at, file),
}));
