import type { Bytes } from "../bytes.ts";
import { isAppPassword, isMachineMade, isOrdinaryText, isPersonMade, isShortDrawn } from "./looks.ts";
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
  [".auth(", 1],
  [" Credentials(", 3],
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
  ["edis.auth(", 0],
  ["SMTP.start(", 4],
  [".bearer_auth(", 0],
  ["WiFi.begin(", 1],
  ["wifi.connect(", 1],
  ["wlan.connect(", 1],
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
  [".Authenticate(", 1],
  ["yagmail.SMTP(", 1],
  ["ransport.connect(", 2],
  ["Transport.send(", 2],
  ["NewDialer(", 3],
  ["setCredentials(", 1],
  ["signIn(", 1],
  ["loginWithPassword(", 1],
  ["provider :", 2],
  ["omniauth :", 2],
  [".auth = (", 1],
  ["new Sequelize(", 2],
  ["DBI->connect(", 2],
  ["OAuthHandler(", 1],
  ["AppAuthHandler(", 1],
  ["set_access_token(", 1],
  ["setOAuthConsumer(", 1],
  ["OAuth1(", 1],
  ["OAuth1Session(", 1],
  ["BasicAWSCredentials(", 1],
  ["AWSStaticCredentials(", 1],
  ["eyStore.load(", 1],
  ["client.login(", 0],
  ["bot.login(", 0],
  ["jwt.sign(", 1],
  ["jwt.verify(", 1],
  ["jwt.encode(", 1],
  ["jwt.decode(", 1],
  ["JWT.encode ", 1],
  ["JWT.encode(", 1],
  ["JWT.decode(", 1],
  ["JWT::encode(", 1],
  ["JWT::decode(", 1],
  ["signWith(", 1],
  ["createHmac(", 1],
  ["createCipher(", 1],
  ["createCipheriv(", 1],
  ["createDecipher(", 1],
  ["createDecipheriv(", 1],
  ["cookieParser(", 0],
  ["hmac.new(", 0],
  ["NewCookieStore(", 0],
  ["SymmetricSecurityKey(", 0],
  [" login(", 1],
  ["\tlogin(", 1],
  ["\nlogin(", 1],
  ["AES.new(", 0],
  ["DES3.new(", 0],
  ["ARC4.new(", 0],
  ["Fernet(", 0],
  ["SecretKeySpec(", 0],
  ["DESKeySpec(", 0],
  ["PBEKeySpec(", 0],
  ["AES.encrypt(", 1],
  ["AES.decrypt(", 1],
  ["createSecretKey(", 0],
  ["Stripe(", 0],
  ["new Twilio(", 1],
  ["twilio(", 1],
  ["= Client(", 1],
  ["Github(", 0],
  ["TeleBot(", 0],
  ["Telegraf(", 0],
  ["TelegramBot(", 0],
  ["TelegramClient(", 2],
  ["WebClient(", 0],
  ["slack.New(", 0],
  ["gitlab.NewClient(", 0],
  ["Dropbox(", 0],
  ["InfluxDBClient(", 3],
  ["PlainCredentials(", 1],
  ["JedisPool(", 4],
  ["HMAC256(", 0],
  ["HMAC384(", 0],
  ["HMAC512(", 0],
  ["HMACSHA256(", 0],
  ["HMACSHA512(", 0],
  ["HmacSHA256(", 1],
  ["HmacSHA512(", 1],
  ["hmacShaKeyFor(", 0],
  ["hmac.New(", 1],
  ["hash_hmac(", 2],
  ["HMAC.hexdigest(", 1],
  ["HMAC.digest(", 1],
  ["openssl_encrypt(", 2],
  ["openssl_decrypt(", 2],
  ["aes.NewCipher(", 0],
  ["SignedString(", 0],
  ["cookie.NewStore(", 0],
  ["securecookie.New(", 0],
  ["csrf.Protect(", 0],
  ["MessageEncryptor.new(", 0],
  ["MessageVerifier.new(", 0],
  ["TimedSerializer(", 0],
  ["Cryptr(", 0],
  ["app.keys = [", 0],
  ["ession({ keys: [", 0],
  [".Login(", 1],
  [".Bind(", 1],
  [".Auth(", 1],
  ["AuthMethod::password(", 1],
  ["authenticate_password(", 1],
  ["userauth_password(", 1],
  ["WithEmailAndPassword(", 1],
  ["NewStaticCredentials(", 1],
  ["NewStaticCredentialsProvider(", 1],
  ["BasicSessionCredentials(", 1],
  ["AwsBasicCredentials.create(", 1],
  ["Aws::Credentials.new(", 1],
  ["Credentials::new(", 1],
  ["S3Connection(", 1],
  ["boto.connect_s3(", 1],
  ["AzureKeyCredential(", 0],
  ["SharedKeyCredential(", 1],
  ["ClientSecretCredential(", 2],
  ["createCredential(", 2],
  ["createScramSha1Credential(", 2],
  ["DBI.connect(", 2],
  ["odbc_connect(", 2],
  ["oci_pconnect(", 1],
  ["snowflake.connector.connect(", 1],
  ["ftp.connect(", 2],
  ["sftp.connect(", 2],
  ["SMTPAuthentication(", 1],
  ["AddBasicAuthentication(", 1],
  ["digest_auth(", 1],
  ["HTTPDigestAuth(", 1],
  ["ProxyAuth(", 1],
  ["NtlmAuth(", 1],
];

const space = /[ \t\r\n]{0,40}/y;
/** `Some("`, `[]byte("`, `Encoding.UTF8.GetBytes("`, `r"`: what may stand before a quote. */
const opening = /(?:(?:\[\]byte|[A-Za-z]{1,6}|[\w.]{1,30}Bytes)\(|[A-Za-z@$]{0,2})(?=["'])/y;
const quoted = /"((?:[^"\\\n]|\\.){0,200})"|'((?:[^'\\\n]|\\.){0,200})'/y;
/** `.toCharArray()`, `)` */
const closing = /[\w.()]{0,30}/y;
/** Anything else: a name, a call, an object of one level. */
const other = /[^,(){}"'\n]{0,100}(?:\([^()\n]{0,80}\)|\{[^{}\n]{0,200}\})?/y;

interface Argument {
  readonly start: number;
  readonly end: number;
  /** Null for anything but a quoted text. */
  readonly text: Bytes | null;
}

/** One argument, and where what follows it begins: a comma or the end. */
function argumentAt(text: Bytes, from: number): Argument | null {
  const begin = skip(space, text, from);
  quoted.lastIndex = skip(opening, text, begin);
  const match = quoted.exec(text);
  const value = match?.[1] ?? match?.[2];
  if (match !== null && value !== undefined) {
    const end = skip(space, text, skip(closing, text, quoted.lastIndex));
    return { start: match.index + 1, end, text: value };
  }
  const end = skip(other, text, begin);
  return end === begin ? null : { start: begin, end, text: null };
}

function skip(form: RegExp, text: Bytes, at: number): number {
  form.lastIndex = at;
  return form.test(text) ? form.lastIndex : at;
}

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
  const isRandom = isMachineMade(secret) || isShortDrawn(secret) || isAppPassword(secret);
  const isWeak = profile.isLogin && !isOrdinaryText(secret);
  if (!isRandom && !isPersonMade(secret) && !isWeak) return null;
  const end = start + secret.length;
  const isUnsure = profile.isTest || profile.isProse || (isTutorialValue(secret) && !isWeak);
  const said = { rule: inCall, start, end, why: isRandom ? "random" : "name" } as const;
  return { found: isUnsure ? { ...said, confidence: "low" } : said, reach: end };
}

/** The argument where the password stands, if it and the one before it were written out. */
function readArgument(text: Bytes, from: number, index: number): { start: number; text: Bytes } | null {
  let at = from;
  for (let count = 0; count < index; count++) {
    const one = argumentAt(text, at);
    if (one === null || text[one.end] !== ",") return null;
    at = one.end + 1;
  }
  const last = argumentAt(text, at);
  return last === null || last.text === null ? null : { start: last.start, text: last.text };
}

export const callRules: readonly AnchoredRule[] = calls.map(([call, index]) => ({
  rule: inCall,
  anchors: [call],
  look: (text, at, file) => lookAtCall(call, index, text, at, file),
}));
