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

/** Functions that take a login by position; the index is that of the password argument, from 0. */
const calls: readonly string[] = [
  "edis.auth(|.bearer_auth(|client.login(|bot.login(|cookieParser(|hmac.new(|NewCookieStore(|" +
    "SymmetricSecurityKey(|AES.new(|DES3.new(|ARC4.new(|Fernet(|SecretKeySpec(|DESKeySpec(|" +
    "PBEKeySpec(|createSecretKey(|Stripe(|Github(|TeleBot(|Telegraf(|TelegramBot(|WebClient(|" +
    "slack.New(|gitlab.NewClient(|Dropbox(|HMAC256(|HMAC384(|HMAC512(|HMACSHA256(|HMACSHA512(|" +
    "hmacShaKeyFor(|aes.NewCipher(|SignedString(|cookie.NewStore(|securecookie.New(|csrf.Protect(|" +
    "MessageEncryptor.new(|MessageVerifier.new(|TimedSerializer(|Cryptr(|app.keys = [|" +
    "ession({ keys: [|Client().login(|bot.run(|client.run(|edis->auth(|AzureKeyCredential(",
  ".login(|.auth(|auth=(|BasicAuth(|basicAuth(|DigestAuth(|basic_auth(|basic_auth |.basic(|" +
    "UsernamePasswordCredentials(|UsernamePasswordCredential(|UsernamePasswordAuthenticationToken(|" +
    "PasswordAuthentication(|UserPasswordCredentials(|NetworkCredential(|WiFi.begin(|wifi.connect(|" +
    "wlan.connect(|oci_connect(|cx_Oracle.connect(|simple_bind_s(|simple_bind(|.authenticate(|" +
    ".Authenticate(|yagmail.SMTP(|setCredentials(|signIn(|loginWithPassword(|.auth = (|OAuthHandler(|" +
    "AppAuthHandler(|set_access_token(|setOAuthConsumer(|OAuth1(|OAuth1Session(|BasicAWSCredentials(|" +
    "AWSStaticCredentials(|eyStore.load(|jwt.sign(|jwt.verify(|jwt.encode(|jwt.decode(|JWT.encode |" +
    "JWT.encode(|JWT.decode(|JWT::encode(|JWT::decode(|signWith(|createHmac(|createCipher(|" +
    "createCipheriv(|createDecipher(|createDecipheriv(| login(|\tlogin(|\nlogin(|AES.encrypt(|" +
    "AES.decrypt(|new Twilio(|twilio(|= Client(|PlainCredentials(|HmacSHA256(|HmacSHA512(|hmac.New(|" +
    "HMAC.hexdigest(|HMAC.digest(|.Login(|.Bind(|.Auth(|AuthMethod::password(|authenticate_password(|" +
    "userauth_password(|WithEmailAndPassword(|NewStaticCredentials(|NewStaticCredentialsProvider(|" +
    "BasicSessionCredentials(|AwsBasicCredentials.create(|Aws::Credentials.new(|Credentials::new(|" +
    "S3Connection(|boto.connect_s3(|SharedKeyCredential(|oci_pconnect(|snowflake.connector.connect(|" +
    "SMTPAuthentication(|AddBasicAuthentication(|digest_auth(|HTTPDigestAuth(|ProxyAuth(|NtlmAuth(|NewStaticV4(",
  "PlainAuth(|getConnection(|new PDO(|mysqli_connect(|mysql_connect(|new mysqli(|ftp_login(|" +
    "imap_open(|ldap_bind(|ssh2_auth_password(|ibase_connect(|ftplib.FTP(| FTP(|FTP_TLS(|" +
    "MySQLdb.connect(|mysql.connect(|pymysql.connect(|ransport.connect(|Transport.send(|provider :|" +
    "omniauth :|new Sequelize(|DBI->connect(|TelegramClient(|hash_hmac(|openssl_encrypt(|" +
    "openssl_decrypt(|ClientSecretCredential(|createCredential(|createScramSha1Credential(|" +
    "DBI.connect(|odbc_connect(|ftp.connect(|sftp.connect(|minio.Minio(|FTP.open(|new \\PDO(|" +
    "new SftpClient(|new SshClient(|new ScpClient(|new FtpClient(|PasswordConnectionInfo(|" +
    "DriverManagerDataSource(|JdbcConnectionPool.create(|.dataSource(|ConnectionPool.singleton(|" +
    "mssql_connect(|db2_connect(|pymssql.connect(|odbcConnect(|Mysql.new(|ADODB_connect(|jdbc.connect(",
  " Credentials(|psycopg2.connect(|ssh.connect(|client.connect(|NewDialer(|InfluxDBClient(|" +
    "mysql_real_connect(|mysqli_real_connect(",
  "SMTP.start(|JedisPool(",
];

const space = /[ \t\r\n]{0,40}/y;
/** `Some("`, `[]byte("`, `Encoding.UTF8.GetBytes("`, `r"`: what may precede a quote. */
const opening = /(?:(?:\[\]byte|[A-Za-z]{1,6}|[\w.]{1,30}Bytes)\(|[A-Za-z@$]{0,2})(?=["'])/y;
const quoted = /"((?:[^"\\\n]|\\.){0,200})"|'((?:[^'\\\n]|\\.){0,200})'/y;
/** `.toCharArray()`, `)` */
const closing = /[\w.()]{0,30}/y;
/** Anything else: a name, a call, an object one level deep. */
const other = /[^,(){}"'\n]{0,100}(?:\([^()\n]{0,80}\)|\{[^{}\n]{0,200}\})?/y;

interface Argument {
  readonly start: number;
  readonly end: number;
  /** Null for anything but a quoted string. */
  readonly text: Bytes | null;
}

/** Parses one argument, up to a comma or the end. */
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

/** Returns the password argument if it is a quoted string. */
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

export const callRules: readonly AnchoredRule[] = calls.flatMap((names, index) =>
  names.split("|").map((call) => ({
    rule: inCall,
    anchors: [call],
    look: (text, at, file) => lookAtCall(call, index, text, at, file),
  })),
);
