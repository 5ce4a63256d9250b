import type { Bytes } from "../bytes.ts";
import { isMachineMade, isPersonMade } from "./looks.ts";
import type { AnchoredRule, FileView, Look, Rule } from "./model.ts";
import { isPlaceholder, isTutorialValue } from "./placeholders.ts";

const inCall: Rule = {
  id: "login-call",
  family: "assignment",
  severity: "warning",
  confidence: "medium",
  what: "password in a call that logs in",
  looks:
    "the argument where a known function takes the password, as a quoted value: new PDO(dsn, user, PASSWORD)",
};

/** Functions that take a login by position, and which argument is the password, from 0. */
const calls: readonly (readonly [call: string, argument: number])[] = [
  [".login(", 1],
  ["auth=(", 1],
  ["BasicAuth(", 1],
  ["basicAuth(", 1],
  ["DigestAuth(", 1],
  ["basic_auth(", 1],
  ["basic_auth ", 1],
  [".basic(", 1],
  ["PlainAuth(", 2],
  ["getConnection(", 2],
  ["UsernamePasswordCredentials(", 1],
  ["UsernamePasswordCredential(", 1],
  ["UsernamePasswordAuthenticationToken(", 1],
  ["PasswordAuthentication(", 1],
  ["UserPasswordCredentials(", 1],
  ["NetworkCredential(", 1],
  ["new PDO(", 2],
  ["mysqli_connect(", 2],
  ["mysql_connect(", 2],
  ["new mysqli(", 2],
  ["ftp_login(", 2],
  ["imap_open(", 2],
  ["ldap_bind(", 2],
  ["ssh2_auth_password(", 2],
  ["oci_connect(", 1],
  ["ibase_connect(", 2],
  ["ftplib.FTP(", 2],
  [" FTP(", 2],
  ["FTP_TLS(", 2],
  ["MySQLdb.connect(", 2],
  ["mysql.connect(", 2],
  ["pymysql.connect(", 2],
  ["psycopg2.connect(", 3],
  ["cx_Oracle.connect(", 1],
  ["ssh.connect(", 3],
  ["client.connect(", 3],
  ["simple_bind_s(", 1],
  ["simple_bind(", 1],
  [".authenticate(", 1],
  ["setCredentials(", 1],
  ["signIn(", 1],
  ["loginWithPassword(", 1],
];

/** One argument: a quoted text (its value in a group), or anything else without a comma. */
const argument =
  /[ \t\r\n]{0,40}(?:[A-Za-z]{0,4}\(?(?:"((?:[^"\\\n]|\\.){0,200})"|'((?:[^'\\\n]|\\.){0,200})')[\w.()]{0,30}|[^,()"'\n]{0,80}(?:\([^()\n]{0,80}\))?[^,()"'\n]{0,20})[ \t\r\n]{0,40}([,)\n])/y;

function lookAtCall(
  call: string,
  index: number,
  text: Bytes,
  at: number,
  { profile }: FileView,
): Look | null {
  const found = readArgument(text, at + call.length, index);
  if (found === null || isPlaceholder(found.text)) return null;
  const { start, text: secret } = found;
  const isRandom = isMachineMade(secret);
  if (!isRandom && !isPersonMade(secret)) return null;
  const end = start + secret.length;
  const isUnsure = profile.isTest || profile.isProse || isTutorialValue(secret);
  const said = { rule: inCall, start, end, why: isRandom ? "random" : "name" } as const;
  return { found: isUnsure ? { ...said, confidence: "low" } : said, reach: end };
}

/** The argument where the password stands, if it and the one before it were written out. */
function readArgument(text: Bytes, from: number, index: number): { start: number; text: Bytes } | null {
  let at = from;
  for (let count = 0; count <= index; count++) {
    argument.lastIndex = at;
    const match = argument.exec(text);
    if (match === null) return null;
    const quoted = match[1] ?? match[2];
    if (count === index)
      return quoted === undefined ? null : { start: at + match[0].search(/["']/) + 1, text: quoted };
    if (match[3] !== ",") return null;
    at = argument.lastIndex;
  }
  return null;
}

export const callRules: readonly AnchoredRule[] = calls.map(([call, index]) => ({
  rule: inCall,
  anchors: [call],
  look: (text, at, file) => lookAtCall(call, index, text, at, file),
}));
