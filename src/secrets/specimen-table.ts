import type { Bytes } from "../bytes.ts";
import { crc16 } from "./checksums.ts";

/**
 * Makes a file's content. `make` returns a text that a regular expression matches, `bytes` random bytes as a byte
 * string.
 */
export type Shape = (make: (source: string) => Bytes, bytes: (count: number) => Bytes) => Bytes;

/** A plausible path of the file, and its content: a regular expression, or a function that makes it. */
export type SpecimenRow = readonly [path: Bytes, content: string | Shape];

const password = "[a-z]{3}\\d\\d[A-Z]{3}[a-z\\d]{7}";
const line = "[A-Za-z0-9+/]{64}\\n";
const dashes = "-----";

/** `start`: the first characters of the base64, which identify the kind. */
const armour =
  (label: string, start: string, head = ""): Shape =>
  (make) => {
    const body = start + make(`(${line}){6}`).slice(start.length);
    return `${dashes}BEGIN ${label}${dashes}\n${head}${body}${dashes}END ${label}${dashes}\n`;
  };

const base64 = (text: Bytes): string => Buffer.from(text, "latin1").toString("base64");

const hex = (digits: string): Bytes => Buffer.from(digits, "hex").toString("latin1");

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Returns a user's seed with its checksum. */
function natsSeed(raw: Bytes): Bytes {
  const body = Buffer.concat([Buffer.from([0x95, 0]), Buffer.from(raw, "latin1")]);
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(crc16(body));
  const bits = [...body, ...sum].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => base32.charAt(Number.parseInt(group.padEnd(5, "0"), 2))).join("");
}

/** By rule id. A vendor's token that is not listed is made from its own pattern. */
export const specimenTable: Readonly<Record<string, SpecimenRow>> = {
  "twitter-bearer-token": [
    "src/client.ts",
    'const client = connect("A{21}C[A-Za-z\\d]{40}%2B[A-Za-z\\d]{40}");\n',
  ],
  "private-key": ["certs/server.key", armour("EC PRIVATE KEY", "MIIBEQIBAQQg")],
  "private-key-encrypted": ["certs/locked.pem", armour("ENCRYPTED PRIVATE KEY", "MIIBHDA")],
  "pgp-private-key": ["keys/release.asc", armour("PGP PRIVATE KEY BLOCK", "lQOYB", "\n")],
  "putty-private-key": [
    "home/me.ppk",
    `PuTTY-User-Key-File-3: ssh-ed25519\\nEncryption: none\\nComment: me\\nPublic-Lines: 1\\n${line}Private-Lines: 1\\n${line}`,
  ],
  "age-secret-key": ["keys.txt", "AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}\\n"],
  "private-key-base64": [
    "k8s/tls.yaml",
    (make, bytes) => `tls.key: ${base64(armour("PRIVATE KEY", "MIIBHAIBADAN")(make, bytes))}\n`,
  ],
  "gcp-service-account": [
    "account.json",
    (make, bytes) =>
      `{"type":"service_account","private_key":"${armour("PRIVATE KEY", "MIIBHAIBADAN")(make, bytes).replaceAll("\n", "\\n")}"}`,
  ],
  "private-key-der": ["keys/ec.der", (_, bytes) => `${hex("302502010104")}\x20${bytes(32)}`],
  "key-store": ["store.jks", (_, bytes) => hex("feedfeed0000000200000001") + bytes(80)],
  "pgp-secret-keyring": ["secring.gpg", (_, bytes) => hex("9501d8046553f10001") + bytes(80)],
  "aws-secret-key": [
    ".aws/credentials",
    "aws_access_key_id = AKIA[A-Z2-7]{16}\\naws_secret_access_key = [A-Za-z0-9]{40}\\n",
  ],
  "aws-access-key-id": ["src/upload.ts", 'const id = "AKIA[A-Z2-7]{16}";\\n'],
  "azure-sas": [
    "sync.sh",
    'curl "https://shop\\.blob\\.core\\.windows\\.net/c\\?sv=2023-01-03&se=2030-01-01&sp=r&sig=[A-Za-z0-9]{43}%3D"\\n',
  ],
  "discord-token": [
    "src/bot.ts",
    (make) =>
      `login("${base64(make("[1-9]\\d{17}")).replaceAll("=", "")}.${make("[A-Za-z0-9]{6}\\.[A-Za-z0-9]{38}")}");\n`,
  ],
  "url-password": ["config/database.py", `URL = "postgres://shop:${password}@db\\.corp\\.net/shop"\\n`],
  "url-token": ["requirements.txt", "git\\+https://[a-z\\d]{40}@git\\.corp\\.net/shop/lib\\.git\\n"],
  "authorization-basic": [
    ".git/config",
    (make) => `\textraheader = AUTHORIZATION: basic ${base64(`bot:${make(password)}`)}\n`,
  ],
  "authorization-bearer": ["api.http", "Authorization: Bearer [A-Za-z\\d]{40}\\n"],
  "connection-string-password": [
    "appsettings.json",
    `{"Main":"Server=db\\.corp\\.net;User ID=shop;Password=${password};"}\\n`,
  ],
  jwt: [
    "src/api.ts",
    (make) => {
      const parts = ['{"alg":"RS256"}', '{"iss":"https://id.corp.net","sub":"shop","exp":2000000000}'];
      const head = parts.map((part) => Buffer.from(part).toString("base64url")).join(".");
      return `const session = "${head}.${make("[\\w-]{64}")}";\n`;
    },
  ],
  "nats-seed": ["user.creds", (_, bytes) => `${natsSeed(bytes(32))}\n`],
  "openvpn-static-key": [
    "ta.key",
    (make) => {
      const label = "OpenVPN Static key V1";
      return `${dashes}BEGIN ${label}${dashes}\n${make("([a-f\\d]{32}\\n){16}")}${dashes}END ${label}${dashes}\n`;
    },
  ],
  "minisign-secret-key": ["minisign.key", "RWRTY0Iy[A-Za-z\\d+/]{203}=\\n"],
  "jwk-private-key": ["jwk.json", '{"kty":"EC","crv":"P-256","d":"[\\w-]{43}"}\\n'],
  "literal-secret": ["src/db.ts", `const dbPassword = "${password}";\\n`],
  "assigned-hash": ["data/users.yml", "password: \\$2b\\$10\\$[A-Za-z\\d]{53}\\n"],
  "command-line-secret": ["backup.sh", `mysqldump -u shop -p${password} shop\\n`],
  "login-call": ["src/mail.py", `server\\.login\\("shop", "${password}"\\)\\n`],
  "curl-login": [".curlrc", `user = "shop:${password}"\\n`],
  "jenkins-credential": ["credentials.xml", "<password>\\{AQAAABAAAAAQ[A-Za-z\\d]{60}=\\}</password>\\n"],
  "s3fs-key": [".passwd-s3fs", "[A-Z2-7]{20}:[A-Za-z\\d]{40}\\n"],
  "conda-token": [".condarc", "channels: \\[https://conda\\.corp\\.net/t/sh-[a-z\\d]{32}/shop\\]\\n"],
  "assigned-secret": ["docker-compose.yml", `POSTGRES_PASSWORD: ${password}\\n`],
  "credential-file": [".env", `DB_PASSWORD=${password}\\n`],
  "netrc-password": [".netrc", `machine git\\.corp\\.net login bot password ${password}\\n`],
  "pgpass-password": [".pgpass", `db\\.corp\\.net:5432:shop:shop:${password}\\n`],
  "mail-password": [".msmtprc", `password ${password}\\n`],
  "htpasswd-hash": [".htpasswd", "shop:\\$apr1\\$[a-z\\d]{8}\\$[A-Za-z\\d]{22}\\n"],
  "shadow-hash": ["etc/shadow", "root:\\$6\\$[a-z\\d]{8}\\$[A-Za-z\\d]{86}:19000:0:99999:7:::\\n"],
  "docker-auth": [
    ".docker/config.json",
    (make) => `{"auths":{"reg.corp.net":{"auth":"${base64(`bot:${make(password)}`)}"}}}\n`,
  ],
  "nuget-feed-key": [
    "NuGet.Config",
    '<configuration><apikeys><add key="https://nuget\\.corp\\.net/" value="[A-Za-z\\d+/]{88}"/></apikeys></configuration>\\n',
  ],
  "composer-auth": ["auth.json", '{"bearer":{"repo\\.corp\\.net":"[a-f\\d]{40}"}}\\n'],
  "npm-auth": [
    ".npmrc",
    "//npm\\.corp\\.net/:_authToken=[a-f\\d]{8}-[a-f\\d]{4}-4[a-f\\d]{3}-a[a-f\\d]{3}-[a-f\\d]{12}\\n",
  ],
  "bundler-auth": [".bundle/config", `BUNDLE_GEMS__CORP__NET: "bot:${password}"\\n`],
  "kubernetes-secret": ["k8s/db.yaml", (make) => `kind: Secret\ndata:\n  pw: ${base64(make(password))}\n`],
  "master-key": ["config/master.key", "[a-f\\d]{32}\\n"],
  "rails-secret-key-base": ["config/secrets.yml", "secret_key_base: [a-f\\d]{128}\\n"],
  "site-login": ["sitemanager.xml", (make) => `<Pass encoding="base64">${base64(make(password))}</Pass>\n`],
  "wireguard-key": ["wg0.conf", "PrivateKey = [A-Za-z\\d]{43}=\\n"],
  "kaggle-key": ["kaggle.json", '{"username":"bot","key":"[a-f\\d]{32}"}\\n'],
  "terraform-output": [
    "prod.tfstate",
    `{"outputs":{"dsn":{"value": "${password}", "type": "string", "sensitive": true}}}\\n`,
  ],
  "browser-cookies": [
    "cookies.txt",
    "corp\\.net\\tTRUE\\t/\\tTRUE\\t2000000000\\tsession\\t[A-Za-z\\d]{60}\\n",
  ],
};
