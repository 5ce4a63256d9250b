import {
  ageIdentity,
  armour,
  der,
  derValue,
  encode,
  join,
  openSshKey,
  pem,
  pkcs12,
  type Values,
  valuesFrom,
  withBase62Checksum,
} from "./values.ts";

/** A file with one secret: where it is, what is in it, the rule that must tell it, and what may never be shown. */
export interface Planted {
  readonly path: string;
  readonly content: Buffer;
  readonly rule: string;
  readonly secret: string;
}

export function plantedFiles(seed: number): Planted[] {
  const values = valuesFrom(seed);
  return [
    ...keyFiles(values),
    ...tokenFiles(values),
    ...addressFiles(values),
    ...formatFiles(values),
    ...configFiles(values),
  ];
}

function file(path: string, rule: string, secret: string, content: string | Buffer): Planted {
  return { path, rule, secret, content: Buffer.from(content) };
}

function middle(text: string): string {
  return text.split("\n").find((line) => /^[A-Za-z0-9+/]{40,}$/.test(line)) ?? text;
}

function keyFiles(v: Values): Planted[] {
  const key = (path: string, rule: string, text: string, wrap = (inner: string) => inner) =>
    file(path, rule, middle(text), wrap(text));
  const rsa = pem("rsa", "pkcs1");
  const escaped = (text: string) => JSON.stringify(text).slice(1, -1);
  const account = {
    type: "service_account",
    project_id: "shop",
    private_key: pem("rsa", "pkcs8"),
    client_email: "a@b.c",
  };
  return [
    key("id_rsa", "private-key", rsa),
    key("certs/server.key", "private-key", pem("rsa", "pkcs8")),
    key("certs/ec.pem", "private-key", pem("ec", "sec1")),
    key("certs/ec8.pem", "private-key", pem("ec", "pkcs8")),
    key("certs/ed.pem", "private-key", pem("ed25519", "pkcs8")),
    key(
      "certs/both.pem",
      "private-key",
      pem("ec", "sec1"),
      (text) => `${armour("CERTIFICATE", v.bytes(400))}${text}`,
    ),
    key("certs/locked8.pem", "private-key-encrypted", pem("rsa", "pkcs8", "x".repeat(9))),
    key("certs/locked1.pem", "private-key-encrypted", pem("rsa", "pkcs1", "x".repeat(9))),
    key("certs/dsa.pem", "private-key", armour("DSA PRIVATE KEY", derValue(0x30, v.bytes(440)))),
    key("home/id_ed25519", "private-key", openSshKey(v, "none")),
    key("home/id_ecdsa", "private-key-encrypted", openSshKey(v, "aes256-ctr")),
    key(
      "keys/secret.asc",
      "pgp-private-key",
      armour(
        "PGP PRIVATE KEY BLOCK",
        Buffer.concat([Buffer.from([0x95, 2, 0x58]), v.bytes(600)]),
        "Version: GnuPG v2\n\n",
      ),
    ),
    key("src/settings.ts", "private-key", rsa, (text) => `export const key = "${escaped(text)}";\n`),
    key(
      "src/Keys.java",
      "private-key",
      rsa,
      (text) => `String k =\n  "${text.trim().split("\n").join('\\n" +\n  "')}";\n`,
    ),
    key(
      "deploy/values.yaml",
      "private-key",
      rsa,
      (text) => `tls:\n  key: |\n    ${text.trim().replaceAll("\n", "\n    ")}\n`,
    ),
    key(".env", "private-key", rsa, (text) => `APP_KEY_PEM="${escaped(text)}"\n`),
    key(
      "terraform/main.tf",
      "private-key",
      rsa,
      (text) => `variable "k" {\n  default = <<EOT\n${text}EOT\n}\n`,
    ),
    key(
      "vpn/client.ovpn",
      "private-key",
      rsa,
      (text) => `client\nremote vpn.corp.net\n<key>\n${text}</key>\n`,
    ),
    key("win/id.pem", "private-key", rsa, (text) => text.replaceAll("\n", "\r\n")),
    file(
      "config/account.json",
      "gcp-service-account",
      middle(account.private_key),
      JSON.stringify(account, null, 2),
    ),
    file(
      "k8s/tls.yaml",
      "private-key-base64",
      encode(rsa).slice(60, 100),
      `kind: Secret\ndata:\n  tls.key: ${encode(rsa)}\n`,
    ),
    file(
      "home/.kube/config",
      "private-key-base64",
      encode(rsa).slice(60, 100),
      `users:\n- name: a\n  user:\n    client-certificate-data: ${encode(armour("CERTIFICATE", v.bytes(400)))}\n    client-key-data: ${encode(rsa)}\n`,
    ),
    file(
      "app/one.json",
      "private-key-base64",
      encode(` ${rsa}`).slice(60, 100),
      `{"k":"${encode(` ${rsa}`)}"}`,
    ),
    file(
      "app/two.json",
      "private-key-base64",
      encode(`  ${rsa}`).slice(60, 100),
      `{"k":"${encode(`  ${rsa}`)}"}`,
    ),
    puttyFile(v, "none"),
    file("keys.txt", "age-secret-key", ...twice(ageIdentity(v), (key) => `# created: 2024-02-02\n${key}\n`)),
    file("keys/rsa1.der", "private-key-der", "\0\0", der("rsa", "pkcs1")),
    file("keys/rsa8.der", "private-key-der", "\0\0", der("rsa", "pkcs8")),
    file("keys/ec1.der", "private-key-der", "\0\0", der("ec", "sec1")),
    file("keys/ed8.der", "private-key-der", "\0\0", der("ed25519", "pkcs8")),
    file("keys/locked.p8", "private-key-der", "\0\0", der("rsa", "pkcs8", "x".repeat(9))),
    file("store.p12", "key-store", "\0\0", pkcs12(v)),
    file(
      "store.jks",
      "key-store",
      "\0\0",
      Buffer.concat([Buffer.from("feedfeed0000000200000001", "hex"), v.bytes(200)]),
    ),
    file(
      "store.jceks",
      "key-store",
      "\0\0",
      Buffer.concat([Buffer.from("cececece0000000200000001", "hex"), v.bytes(200)]),
    ),
    file(
      "pass.kdbx",
      "key-store",
      "\0\0",
      Buffer.concat([Buffer.from("03d9a29a67fb4bb501000400", "hex"), v.bytes(200)]),
    ),
    file(
      "utf16/id.pem",
      "private-key",
      middle(rsa),
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(rsa, "utf16le")]),
    ),
  ];
}

function puttyFile(v: Values, cipher: string): Planted {
  const secret = v.base64(48);
  const head = `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: ${cipher}\nComment: me\n`;
  const content = `${head}Public-Lines: 2\n${v.base64(48)}\n${v.base64(30)}\nPrivate-Lines: 1\n${secret}\nPrivate-MAC: ${v.hex(64)}\n`;
  return file("home/me.ppk", "putty-private-key", secret, content);
}

/** A secret, and the content made of it. */
function twice(secret: string, wrap: (secret: string) => string): [secret: string, content: string] {
  return [secret, wrap(secret)];
}

type Wrap = (secret: string) => [path: string, content: string];

/** The places in which tokens really stand, one after the other. */
const places: Wrap[] = [
  (secret) => ["src/client.ts", `const client = new Client({ auth: "${secret}" });\n`],
  (secret) => [
    "scripts/release.sh",
    `#!/bin/sh\nexport UPLOAD=${secret}\ncurl -H "X: $UPLOAD" https://api.corp.net\n`,
  ],
  (secret) => ["config/app.yaml", `service:\n  url: https://api.corp.net\n  credential: ${secret}\n`],
  (secret) => ["app/settings.py", `# production\nVALUE = '${secret}'\n`],
  (secret) => ["notes/deploy.txt", `Use this one: ${secret}\n`],
  (secret) => ["config/app.json", `{\n  "service": { "value": "${secret}" }\n}\n`],
  (secret) => [".env.production", `NODE_ENV=production\nVALUE=${secret}\n`],
  (secret) => ["Dockerfile", `FROM alpine\nENV VALUE=${secret}\nRUN make\n`],
  (secret) => ["src/main.go", `package main\n\nconst value = \`${secret}\`\n`],
  (secret) => ["dump.json", `{"log":"A=1\\n${secret}\\nB=2"}\n`],
];

function tokenFiles(v: Values): Planted[] {
  const rows: [rule: string, secret: string][] = [
    ["github-token", withBase62Checksum(join("gh", "p_"), v.alnum(30))],
    ["github-token", withBase62Checksum(join("gh", "o_"), v.alnum(30))],
    ["github-token", join("gh", "p_", v.alnum(36))],
    ["github-app-token", join("gh", "s_", v.alnum(36))],
    ["github-fine-grained-token", join("github_", "pat_", v.alnum(22), "_", v.alnum(59))],
    ["gitlab-token", join("glp", "at-", v.url64(20))],
    ["gitlab-token", join("gld", "t-", v.url64(20))],
    ["gitlab-routable-token", join("glp", "at-", v.url64(40), ".01.", v.lower(9))],
    ["gitlab-runner-registration-token", join("GR13", "48941", v.url64(20))],
    ["atlassian-token", join("ATATT", "3xFfGF0", v.url64(170), "=", v.pick("0123456789ABCDEF", 8))],
    ["bitbucket-app-password", join("AT", "BB", v.alnum(32))],
    ["sourcegraph-token", join("sg", "p_", v.hex(40))],
    ["circleci-token", join("CCI", "PAT_", v.alnum(22), "_", v.hex(40))],
    ["buildkite-token", join("bk", "ua_", v.hex(40))],
    ["sonar-token", join("sq", "u_", v.hex(40))],
    ["snyk-token", join("snyk_", "uat.", v.hex(8), ".", v.url64(60))],
    ["harness-token", join("pa", "t.", v.url64(22), ".", v.hex(24), ".", v.alnum(20))],
    ["npm-token", withBase62Checksum(join("np", "m_"), v.alnum(30))],
    ["pypi-token", join("pypi-", "AgEIcHlwaS5vcmc", v.url64(120))],
    ["rubygems-token", join("ruby", "gems_", v.hex(48))],
    ["crates-token", join("c", "io", v.alnum(32))],
    ["nuget-api-key", join("oy", "2", v.lower(43))],
    ["docker-token", join("dckr_", "pat_", v.url64(27))],
    ["packagist-token", join("packagist_", "uut_", v.hex(68))],
    ["clojars-token", join("CLOJ", "ARS_", v.hex(60))],
    ["artifactory-token", join("AK", "Cp", v.alnum(69))],
    ["aws-bedrock-key", join("ABSK", "QmVkcm9ja0FQSUtleS", v.alnum(110), "=")],
    ["aws-session-token", join("IQoJb3", "JpZ2luX2Vj", v.alnum(300))],
    ["gcp-api-key", join("AI", "za", v.url64(35))],
    ["gcp-oauth-client-secret", join("GOC", "SPX-", v.url64(28))],
    ["gcp-oauth-token", join("ya", "29.", v.url64(120))],
    ["azure-client-secret", join(v.alnum(3), "8", "Q~", v.alnum(34))],
    ["azure-devops-token", join(v.alnum(76), "AZ", "DO", v.alnum(4))],
    ["azure-service-key", join(v.alnum(52), "JQ", "QJ9", v.alnum(27))],
    ["digitalocean-token", join("do", "p_v1_", v.hex(64))],
    ["cloudflare-token", join("cf", "ut_", v.alnum(40), v.hex(8))],
    ["cloudflare-origin-ca-key", join("v1.", "0-", v.hex(24), "-", v.hex(146))],
    ["heroku-api-key", join("HR", "KU-", v.uuid())],
    ["fly-token", join("fo", "1_", v.url64(43))],
    ["netlify-token", join("nf", "p_", v.alnum(36))],
    ["vercel-token", join("vc", "p_", v.alnum(56))],
    ["yandex-key", join("AQ", "VN", v.url64(35))],
    ["databricks-token", join("da", "pi", v.hex(32))],
    ["supabase-key", join("sb_", "secret_", v.url64(31))],
    ["neon-api-key", join("na", "pi_", v.lower(64))],
    ["planetscale-token", join("pscale_", "tkn_", v.url64(43))],
    ["aiven-password", join("AV", "NS_", v.url64(19))],
    ["mongodb-atlas-secret", join("mdb_", "sa_sk_", v.url64(40))],
    ["terraform-cloud-token", join(v.alnum(14), ".atl", "asv1.", v.alnum(67))],
    ["pulumi-token", join("pu", "l-", v.hex(40))],
    ["openshift-token", join("sha", "256~", v.url64(43))],
    ["slack-token", join("xox", "b-", v.digits(12), "-", v.digits(13), "-", v.alnum(24))],
    ["slack-token", join("xap", "p-1-A", v.upper(10), "-", v.digits(13), "-", v.hex(64))],
    ["discord-token", join(encode(v.digits(18)).replaceAll("=", ""), ".", v.alnum(6), ".", v.url64(38))],
    ["telegram-bot-token", join(v.digits(10), ":A", "A", v.url64(33))],
    ["twilio-api-key", join("S", "K", v.hex(32))],
    ["twilio-auth-token", `Client("${join("A", "C", v.hex(32))}", "${v.hex(32)}")`],
    ["posthog-key", join("ph", "x_", v.alnum(43))],
    ["langfuse-key", join("sk-", "lf-", v.uuid())],
    ["twitter-bearer-token", join("A".repeat(21), "C", v.alnum(30), "%2B", v.alnum(50), "%3D")],
    ["frameio-token", join("fio", "-u-", v.url64(64))],
    ["maxmind-key", join(v.alnum(6), "_", v.alnum(29), "_m", "mk")],
    ["amazon-mws-token", join("amzn", ".mws.", v.uuid())],
    [
      "onepassword-secret-key",
      join("A", "3-", v.upper(6), "-", v.upper(6), ...[5, 5, 5, 5].map((length) => `-${v.upper(length)}`)),
    ],
    ["adobe-client-secret", join("p8", "e-", v.alnum(32))],
    ["scalingo-token", join("tk-", "us-", v.url64(48))],
    ["intra42-secret", join("s-", "s4t2ud-", v.hex(64))],
    ["octopus-key", join("AP", "I-", v.upper(24), "4X7")],
    ["apify-token", join("apify", "_api_", v.alnum(36))],
    ["mailersend-token", join("ml", "sn.", v.hex(64))],
    ["sendgrid-key", join("S", "G.", v.url64(22), ".", v.url64(43))],
    ["mailgun-key", join("ke", "y-", v.hex(32))],
    ["mailchimp-key", join(v.hex(32), "-u", "s14")],
    ["brevo-key", join("xkey", "sib-", v.hex(64), "-", v.alnum(16))],
    ["resend-key", join("r", "e_", v.alnum(8), "_", v.alnum(24))],
    ["stripe-key", join("sk_", "live_", v.alnum(24))],
    ["stripe-key", join("rk_", "live_", v.alnum(99))],
    ["stripe-test-key", join("sk_", "test_", v.alnum(24))],
    ["stripe-webhook-secret", join("wh", "sec_", v.alnum(32))],
    ["shopify-token", join("shp", "at_", v.hex(32))],
    ["square-token", join("sq0", "csp-", v.url64(43))],
    ["facebook-token", join("EA", "AC", v.alnum(150))],
    ["braintree-token", join("access_", "token$production$", v.lower(16), "$", v.hex(32))],
    ["plaid-token", join("access-", "production-", v.uuid())],
    ["flutterwave-key", join("FLW", "SECK-", v.hex(32), "-X")],
    ["easypost-key", join("EZ", "AK", v.alnum(54))],
    ["paddle-key", join("pdl_", "live_", "apikey_", v.lower(26), "_", v.alnum(22), "_", v.alnum(3))],
    ["shippo-token", join("shippo_", "live_", v.hex(40))],
    ["duffel-token", join("duffel_", "live_", v.url64(43))],
    ["openai-key", join("s", "k-", v.alnum(20), "T3Blb", "kFJ", v.alnum(20))],
    ["openai-key", join("sk-", "proj-", v.url64(74), "T3Blb", "kFJ", v.url64(74))],
    ["anthropic-key", join("sk-", "ant-api03-", v.url64(93), "AA")],
    [
      "huggingface-token",
      join("h", "f_", v.pick("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", 34)),
    ],
    ["replicate-token", join("r", "8_", v.alnum(37))],
    ["groq-key", join("gs", "k_", v.alnum(52))],
    ["perplexity-key", join("pp", "lx-", v.alnum(48))],
    ["xai-key", join("xa", "i-", v.alnum(80))],
    ["openrouter-key", join("sk-", "or-v1-", v.hex(64))],
    ["langsmith-key", join("lsv2", "_pt_", v.hex(32), "_", v.hex(10))],
    ["pinecone-key", join("pc", "sk_", v.alnum(6), "_", v.alnum(63))],
    ["nvidia-key", join("nv", "api-", v.url64(64))],
    ["elevenlabs-key", join("s", "k_", v.hex(48))],
    ["tavily-key", join("tv", "ly-", v.alnum(32))],
    ["vault-token", join("hv", "s.", v.url64(90))],
    ["doppler-token", join("dp.", "pt.", v.alnum(43))],
    ["onepassword-token", join("ops_", "eyJ", v.alnum(300))],
    ["tailscale-key", join("tskey-", "auth-", v.alnum(12), "CNTRL-", v.alnum(32))],
    ["grafana-token", join("gl", "sa_", v.alnum(32), "_", v.hex(8))],
    ["grafana-cloud-token", join("glc_", "eyJ", v.alnum(100))],
    ["sentry-token", join("sn", "tryu_", v.hex(64))],
    ["newrelic-key", join("NR", "AK-", v.upper(27))],
    ["dynatrace-token", join("dt0", "c01.", v.upper(24), ".", v.upper(64))],
    ["honeycomb-key", join("hca", "ik_", v.lower(58))],
    ["launchdarkly-key", join("sd", "k-", v.uuid())],
    ["postman-key", join("PM", "AK-", v.hex(24), "-", v.hex(34))],
    ["linear-key", join("lin_", "api_", v.alnum(40))],
    ["notion-token", join("nt", "n_", v.digits(11), v.alnum(35))],
    ["figma-token", join("fi", "gd_", v.url64(40))],
    ["asana-token", join("1", "/", v.digits(16), ":", v.hex(32))],
    ["clickup-token", join("p", "k_", v.digits(8), "_", v.upper(32))],
    ["hubspot-token", join("pat-", "na1-", v.uuid())],
    ["airtable-token", join("pa", "t", v.alnum(14), ".", v.hex(64))],
    ["contentful-token", join("CF", "PAT-", v.url64(43))],
    ["dropbox-token", join("s", "l.", v.url64(140))],
    ["typeform-token", join("tf", "p_", v.url64(59))],
    ["mapbox-secret-token", join("sk.", "eyJ1Ijoi", v.alnum(80), ".", v.url64(22))],
    ["prefect-token", join("pn", "u_", v.alnum(36))],
    ["readme-key", join("rd", "me_", v.lower(70))],
    ["infracost-key", join("ic", "o-", v.alnum(32))],
    ["ory-token", join("ory_", "at_", v.url64(60))],
  ];
  const tokens = rows.map(([rule, secret], index) => {
    const [path, content] = (places[index % places.length] as Wrap)(secret);
    return file(path, rule, secret, content);
  });
  return [...tokens, ...awsFiles(v), ...azureFiles(v)];
}

function awsFiles(v: Values): Planted[] {
  const id = join("AK", "IA", v.pick("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16));
  const secret = v.base64(30);
  return [
    file(
      ".aws/credentials",
      "aws-secret-key",
      secret,
      `[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`,
    ),
    file(
      "src/s3.js",
      "aws-secret-key",
      secret,
      `new S3({ accessKeyId: "${id}",\n  secretAccessKey: "${secret}" });\n`,
    ),
    file("keys.csv", "aws-secret-key", secret, `Access key ID,Secret access key\n${id},${secret}\n`),
    file(
      "infra/provider.tf",
      "aws-secret-key",
      secret,
      `provider "aws" {\n  access_key = "${id}"\n  secret_key = "${secret}"\n}\n`,
    ),
  ];
}

function azureFiles(v: Values): Planted[] {
  const account = v.base64(64);
  const shared = v.base64(32);
  const signature = encodeURIComponent(v.base64(32));
  const connection = `DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=${account};EndpointSuffix=core.windows.net`;
  return [
    file(
      "local.settings.json",
      "azure-storage-key",
      account,
      `{"Values":{"AzureWebJobsStorage":"${connection}"}}`,
    ),
    file(
      "app.config",
      "azure-shared-access-key",
      shared,
      `<add key="bus" value="Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${shared}" />`,
    ),
    file(
      "sync.sh",
      "azure-sas",
      signature,
      `azcopy cp a "https://shop.blob.core.windows.net/c?sv=2023-01-03&se=2030-01-01T00%3A00Z&sp=rw&sig=${signature}"\n`,
    ),
    file(
      "notify.js",
      "slack-webhook",
      ...twice(
        `services/T${v.upper(8)}/B${v.upper(10)}/${v.alnum(24)}`,
        (hook) => `post("https://hooks.${"slack"}.com/${hook}")`,
      ),
    ),
    file(
      "notify.py",
      "discord-webhook",
      ...twice(
        `${v.digits(18)}/${v.url64(68)}`,
        (hook) => `post("https://discord.com/api/webhooks/${hook}")`,
      ),
    ),
    file(
      "notify.rb",
      "teams-webhook",
      ...twice(v.uuid(), (end) => {
        const hook = `webhookb2/${v.uuid()}@${v.uuid()}/IncomingWebhook/${v.hex(32)}/${end}`;
        return `post "https://corp.webhook.office.com/${hook}"`;
      }),
    ),
  ];
}

function addressFiles(v: Values): Planted[] {
  const secret = v.password();
  const jwt = [
    { alg: "RS256", typ: "JWT" },
    { iss: "https://id.corp.net", sub: v.uuid(), exp: 2000000000 },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const token = `${jwt}.${v.url64(80)}`;
  const opaque = v.alnum(40);
  return [
    file(
      "config/database.py",
      "url-password",
      secret,
      `URL = "postgres://shop:${secret}@db.corp.net:5432/shop"\n`,
    ),
    file("src/db.js", "url-password", secret, `connect("mysql://shop:${secret}@10.1.2.3/shop");\n`),
    file(
      "mongo.conf.js",
      "url-password",
      secret,
      `mongoose.connect("mongodb+srv://shop:${secret}@c0.ab1cd.mongodb.net/x")`,
    ),
    file("celery.py", "url-password", secret, `broker = "amqp://shop:${secret}@mq.corp.net//"\n`),
    file("cache.rb", "url-password", secret, `Redis.new(url: "redis://:${secret}@cache.corp.net:6379/1")\n`),
    file(
      "mail.js",
      "url-password",
      secret,
      `createTransport("smtps://bot%40corp.net:${secret}@smtp.corp.net")\n`,
    ),
    file(
      "pip.conf",
      "url-password",
      secret,
      `[global]\nindex-url = https://bot:${secret}@pypi.corp.net/simple\n`,
    ),
    file(
      "sub/.git/config",
      "url-password",
      secret,
      `[remote "origin"]\n\turl = https://bot:${secret}@git.corp.net/shop.git\n`,
    ),
    file(".git-credentials", "url-password", secret, `https://bot:${secret}@git.corp.net\n`),
    file(
      "package-lock.json",
      "url-password",
      secret,
      `{"resolved":"https://bot:${secret}@npm.corp.net/x/-/x-1.0.0.tgz"}\n`,
    ),
    file("requirements.txt", "url-token", opaque, `git+https://${opaque}@git.corp.net/shop/lib.git@v1\n`),
    file(
      ".git/config",
      "authorization-basic",
      encode(`x-access-token:${opaque}`),
      `[http "https://git.corp.net/"]\n\textraheader = AUTHORIZATION: basic ${encode(`x-access-token:${opaque}`)}\n`,
    ),
    file(
      "api.http",
      "authorization-bearer",
      opaque,
      `GET https://api.corp.net/me\nAuthorization: Bearer ${opaque}\n`,
    ),
    file("src/api.ts", "jwt", token.slice(-40), `const session = "${token}";\n`),
    file(
      "appsettings.json",
      "connection-string-password",
      secret,
      `{"Main":"Server=tcp:db.corp.net,1433;User ID=shop;Password=${secret};Encrypt=True"}`,
    ),
    file(
      "App.java",
      "connection-string-password",
      secret,
      `String url = "jdbc:mysql://db.corp.net/shop?user=shop&password=${secret}";\n`,
    ),
  ];
}

function formatFiles(v: Values): Planted[] {
  const secret = v.password();
  const row = (path: string, rule: string, content: string, value = secret) =>
    file(path, rule, value, content);
  const login = encode(`shop:${secret}`);
  const uuid = v.uuid();
  const wire = v.base64(32);
  const key32 = v.hex(32);
  const key128 = v.hex(128);
  const salted = v.alnum(22);
  const cookie = v.url64(60);
  return [
    row("home/.netrc", "netrc-password", `machine git.corp.net\n  login bot\n  password ${secret}\n`),
    row("_netrc", "netrc-password", `machine api.corp.net login bot password ${secret}\n`),
    row(".pgpass", "pgpass-password", `# local\ndb.corp.net:5432:shop:shop:${secret}\n`),
    row("pgpass.conf", "pgpass-password", `*:*:*:shop:${secret}\n`),
    row(".npmrc", "npm-auth", `registry=https://npm.corp.net/\n//npm.corp.net/:_authToken=${uuid}\n`, uuid),
    row("app/.npmrc", "npm-auth", `//npm.corp.net/:_password=${encode(secret)}\n`, encode(secret)),
    row("old/.npmrc", "npm-auth", `_auth = ${login}\nalways-auth = true\n`, login),
    row(".yarnrc.yml", "npm-auth", `npmRegistries:\n  //npm.corp.net:\n    npmAuthToken: "${uuid}"\n`, uuid),
    row("x/.yarnrc.yml", "npm-auth", `npmAuthIdent: "shop:${secret}"\n`, `shop:${secret}`),
    row(
      ".pypirc",
      "credential-file",
      `[distutils]\nindex-servers = corp\n[corp]\nusername: bot\npassword: ${secret}\n`,
    ),
    row(
      ".dockercfg",
      "docker-auth",
      `{"https://index.docker.io/v1/":{"auth":"${login}","email":"a@b.c"}}`,
      login,
    ),
    row("home/.docker/config.json", "docker-auth", `{"auths":{"reg.corp.net":{"auth":"${login}"}}}`, login),
    row("containers/auth.json", "docker-auth", `{"auths":{"reg.corp.net":{"auth":"${login}"}}}`, login),
    row(
      "NuGet.Config",
      "nuget-feed-key",
      `<apikeys><add key="https://nuget.corp.net/" value="${v.base64(66)}" /></apikeys>`,
      "nothing of it",
    ),
    row("auth.json", "composer-auth", `{"bearer":{"repo.corp.net":"${v.hex(40)}"}}`, "nothing of it"),
    row(".bundle/config", "bundler-auth", `---\nBUNDLE_GEMS__CORP__NET: "bot:${secret}"\n`, `bot:${secret}`),
    row(
      ".kube/config",
      "credential-file",
      `apiVersion: v1\nkind: Config\nusers:\n- name: admin\n  user:\n    token: ${salted}${key32}\n`,
      salted + key32,
    ),
    row(
      "kubeconfig",
      "credential-file",
      `users:\n- name: a\n  user:\n    username: a\n    password: ${secret}\n`,
    ),
    row(
      "k8s/db.yaml",
      "kubernetes-secret",
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ntype: Opaque\ndata:\n  username: c2hvcA==\n  pw: ${encode(secret)}\n`,
      encode(secret),
    ),
    row(
      "k8s/all.yaml",
      "kubernetes-secret",
      `kind: Service\nmetadata:\n  name: x\n---\nkind: Secret\nstringData:\n  value: ${secret}\n---\nkind: ConfigMap\ndata:\n  a: b\n`,
    ),
    row(
      "k8s/db.json",
      "kubernetes-secret",
      `{"kind":"Secret","data":{"pw":"${encode(secret)}"}}`,
      encode(secret),
    ),
    row(
      "terraform.tfstate",
      "credential-file",
      `{"resources":[{"instances":[{"attributes":{"username":"shop",\n"password": "${secret}"}}]}]}`,
    ),
    row(
      "prod.tfstate",
      "terraform-output",
      `{"outputs":{"conn":{\n "value": "${secret}",\n "type": "string",\n "sensitive": true}}}`,
    ),
    row("prod.tfvars", "credential-file", `region = "eu-west-1"\ndb_password = "${secret}"\n`),
    row("prod.tfvars.json", "credential-file", `{"region":"eu-west-1","db_password":"${secret}"}`),
    row(".my.cnf", "credential-file", `[client]\nuser=root\npassword=${secret}\n`),
    row(".htpasswd", "htpasswd-hash", `shop:$apr1$${v.alnum(8)}$${salted}\n`, salted),
    row("web/.htpasswd", "htpasswd-hash", `shop:$2y$05$${salted}${v.alnum(31)}\n`, salted),
    row("old.htpasswd", "htpasswd-hash", `shop:{SHA}${v.base64(20)}\n`, "nothing of it"),
    row(
      "rootfs/etc/shadow",
      "shadow-hash",
      `root:$6$${v.alnum(8)}$${salted}${v.alnum(64)}:19000:0:99999:7:::\nbin:*:19000:0:99999:7:::\n`,
      salted,
    ),
    row(
      "home/.m2/settings.xml",
      "credential-file",
      `<settings><servers><server><id>corp</id><username>bot</username><password>${secret}</password></server></servers></settings>`,
    ),
    row(
      "nuget.config",
      "credential-file",
      `<packageSourceCredentials><corp><add key="Username" value="bot" /><add key="ClearTextPassword" value="${secret}" /></corp></packageSourceCredentials>`,
    ),
    row("gradle.properties", "credential-file", `org.gradle.jvmargs=-Xmx2g\ncorpPassword=${secret}\n`),
    row("config/master.key", "master-key", `${key32}`, key32),
    row("config/credentials/production.key", "master-key", `${key32}\n`, key32),
    row("config/secrets.yml", "rails-secret-key-base", `production:\n  secret_key_base: ${key128}\n`, key128),
    row(
      "wp-config.php",
      "credential-file",
      `<?php\ndefine( 'DB_NAME', 'shop' );\ndefine( 'DB_PASSWORD', '${secret}' );\n`,
    ),
    row(
      "sftp-config.json",
      "credential-file",
      `{"type":"sftp","host":"corp.net","user":"bot","password":"${secret}"}`,
    ),
    row(
      ".vscode/sftp.json",
      "credential-file",
      `{"host":"corp.net","username":"bot","password":"${secret}"}`,
    ),
    row(
      "sitemanager.xml",
      "site-login",
      `<Server><Host>corp.net</Host><User>bot</User><Pass encoding="base64">${encode(secret)}</Pass></Server>`,
      encode(secret),
    ),
    row(
      "winscp.ini",
      "site-login",
      `[Sessions\\bot@corp.net]\nHostName=corp.net\nPassword=${v.hex(60).toUpperCase()}\n`,
      "nothing of it",
    ),
    row(
      ".idea/WebServers.xml",
      "credential-file",
      `<fileTransfer host="corp.net" port="22" username="bot" password="${v.hex(24)}" />`,
      "nothing of it",
    ),
    row(
      "office.rdp",
      "site-login",
      `full address:s:corp.net\npassword 51:b:${v.hex(200).toUpperCase()}\n`,
      "nothing of it",
    ),
    row("wg0.conf", "wireguard-key", `[Interface]\nPrivateKey = ${wire}\nAddress = 10.0.0.2/32\n`, wire),
    row("kaggle.json", "kaggle-key", `{"username":"bot","key":"${key32}"}`, key32),
    row(".msmtprc", "mail-password", `account a\nhost smtp.corp.net\nuser bot\npassword ${secret}\n`),
    row(".muttrc", "mail-password", `set imap_user = "bot@corp.net"\nset imap_pass = "${secret}"\n`),
    row("redis.conf", "mail-password", `port 6379\nrequirepass ${secret}\n`),
    row(
      "cookies.txt",
      "browser-cookies",
      `# Netscape HTTP Cookie File\n.corp.net\tTRUE\t/\tTRUE\t2000000000\tsession\t${cookie}\n`,
      cookie,
    ),
    row(
      ".databrickscfg",
      "credential-file",
      `[DEFAULT]\nhost = https://corp.net\ntoken = ${salted}${key32}\n`,
      salted + key32,
    ),
    row("rclone.conf", "credential-file", `[box]\ntype = sftp\npass = ${v.url64(40)}\n`, "nothing of it"),
    row(
      ".s3cfg",
      "credential-file",
      `[default]\naccess_key = ${join("AK", "IA", v.pick("ABCDEFGHIJKLMNOP234567", 16))}\nsecret_key = ${v.alnum(32)}\n`,
      "nothing of it",
    ),
    row("secrets/database.yml", "credential-file", `production:\n  password: ${secret}\n`),
    row(".streamlit/secrets.toml", "credential-file", `[db]\nuser = "shop"\npassword = "${secret}"\n`),
    row(".dev.vars", "credential-file", `API_TOKEN=${salted}\n`, salted),
    row("prod.env", "credential-file", `PORT=80\nDB_PASSWORD="${secret}"\n`),
    row(".env", "credential-file", `PORT=80\nDB_PASSWORD=${secret}\n`),
    row(".env.local", "credential-file", `export SESSION_SECRET=${v.hex(64)}\n`, "nothing of it"),
    row(".envrc", "credential-file", `export VAULT_TOKEN=s.${v.alnum(24)}\n`, "nothing of it"),
    row("LocalSettings.php", "credential-file", `<?php\n$wgDBpassword = "${secret}";\n`),
    row(
      "client_secret_1.json",
      "credential-file",
      `{"installed":{"client_id":"a","client_secret":"${v.alnum(24)}"}}`,
      "nothing of it",
    ),
  ];
}

function configFiles(v: Values): Planted[] {
  const secret = v.password();
  const row = (path: string, content: string, value = secret) =>
    file(path, "assigned-secret", value, content);
  const token = v.alnum(40);
  const hash = join("$2b$", "10$", v.alnum(53));
  return [
    row("docker-compose.yml", `services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: ${secret}\n`),
    row(
      "compose.prod.yaml",
      `services:\n  db:\n    environment:\n      - POSTGRES_USER=shop\n      - POSTGRES_PASSWORD=${secret}\n`,
    ),
    row("compose.yaml", `services:\n  db:\n    environment:\n      - "MYSQL_ROOT_PASSWORD=${secret}"\n`),
    row("config/production.json", `{"db":{"user":"shop","password":"${secret}"}}`),
    row("src/main/resources/application.properties", `spring.datasource.password=${secret}\n`),
    row("src/main/resources/application.yml", `spring:\n  datasource:\n    password: "${secret}"\n`),
    row("config.toml", `[api]\nclient_secret = "${token}"\n`, token),
    row("setup.cfg", `[upload]\napi_key = ${token}\n`, token),
    row("infra/main.tf", `resource "db" "x" {\n  master_password = "${secret}"\n}\n`),
    row("deploy.sh", `#!/bin/sh\nexport API_TOKEN="${token}"\n`, token),
    row("Dockerfile", `FROM alpine\nENV DB_PASSWORD=${secret}\n`),
    row("k8s/deployment.yaml", `env:\n- name: DB_PASSWORD\n  value: ${secret}\n`),
    row("ecs-task.json", `{"environment":[{"name":"API_SECRET","value":"${token}"}]}`, token),
    row("web.config", `<appSettings><add key="ApiSecret" value="${token}" /></appSettings>`, token),
    row("Info.plist", `<dict><key>clientSecret</key>\n<string>${token}</string></dict>`, token),
    row(
      "hibernate.cfg.xml",
      `<property name="connection.password">x</property><password>${secret}</password>`,
    ),
    row(
      "app/settings.py",
      `DEBUG = False\nSECRET_KEY = '${v.pick("abcdefghijklmnopqrstuvwxyz0123456789!@#^&*-_=+", 50)}'\n`,
      "nothing of it",
    ),
    row("config/settings.js", `module.exports = {\n  sessionSecret: "${token}",\n};\n`, token),
    file("data/users.yml", "assigned-hash", hash, `- password: ${hash}\n`),
    row("app/parameters.php", `<?php return ['password' => '${secret}'];\n`),
    row("Jenkinsfile", `environment {\n  DEPLOY_TOKEN = '${token}'\n}\n`, token),
    row("logstash.conf", `output { elasticsearch { user => "shop" password => "${secret}" } }\n`),
    row("group_vars/all.yml", `ansible_become_pass: ${secret}\n`),
    row(".travis.yml", `env:\n  - DEPLOY_TOKEN=${token}\n`, token),
    row("values.yaml", `auth:\n  jwtSecret: ${token}\n`, token),
    row("bot.ini", `[bot]\nencryption-key = ${v.base64(32)}\n`, "nothing of it"),
  ];
}
