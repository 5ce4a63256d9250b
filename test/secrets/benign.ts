import { generateKeyPairSync } from "node:crypto";
import { armour, encode, join, pkcs12, trustStore, type Values, valuesFrom } from "./values.ts";

export interface Benign {
  readonly path: string;
  readonly content: Buffer;
}

/** Files that look like secrets to a hasty reader and are none. */
export function benignFiles(seed: number): Benign[] {
  const values = valuesFrom(seed);
  const rows = [
    ...publicMaterial(values),
    ...placeholders(),
    ...encrypted(values),
    ...ordinary(values),
    ...references(values),
  ];
  return rows.map(([path, content]) => ({ path, content: Buffer.from(content) }));
}

type Row = [path: string, content: string | Buffer];

function publicMaterial(v: Values): Row[] {
  const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const certificate = armour("CERTIFICATE", v.bytes(700));
  return [
    ["certs/ca.pem", certificate],
    ["certs/server.crt", certificate + certificate],
    ["certs/public.pem", String(publicKey.export({ type: "spki", format: "pem" }))],
    ["certs/request.pem", armour("CERTIFICATE REQUEST", v.bytes(500))],
    ["certs/dh.pem", armour("DH PARAMETERS", v.bytes(270))],
    ["certs/ec.pem", armour("EC PARAMETERS", v.bytes(10))],
    ["id_ed25519.pub", `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${v.alnum(43)} me@corp\n`],
    ["authorized_keys", `ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB${v.alnum(340)} me@corp\n`],
    ["keys/release.asc", armour("PGP PUBLIC KEY BLOCK", v.bytes(900))],
    ["keys/mail.asc", armour("PGP MESSAGE", v.bytes(900))],
    ["keys/sum.asc", armour("PGP SIGNATURE", v.bytes(300))],
    ["recipients.txt", `age1${v.pick("qpzry9x8gf2tvdw0s3jn54khce6mua7l", 58)}\n`],
    ["etc/ssl/certs/java/cacerts", trustStore(v, 3)],
    ["conf/truststore.jks", trustStore(v, 1)],
    ["jre/lib/security/cacerts", pkcs12(v)],
    ["keys/cert.der", Buffer.concat([Buffer.from("308202003082", "hex"), v.bytes(600)])],
    [
      "src-tauri/tauri.conf.json",
      `{"updater":{"pubkey":"${Buffer.from(`untrusted comment: minisign public key: ${v.hex(16)}\nRWR${v.base64(39)}\n`).toString("base64")}"}}`,
    ],
    ["config/firebase.json", `{"publishableKey":"${join("pk_", "live_", v.alnum(24))}"}`],
    [
      "known_hosts",
      `|1|${v.base64(20)}|${v.base64(20)} ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${v.alnum(43)}\n`,
    ],
  ];
}

function placeholders(): Row[] {
  const header = "-----BEGIN RSA PRIVATE KEY-----";
  const footer = "-----END RSA PRIVATE KEY-----";
  return [
    ["docs/keys.md", `Put it here:\n\n${header}\n...\n${footer}\n`],
    ["README.md", `${header}\nMIIEpAIBAAKCAQEA...\n${footer}\n`],
    [
      "src/error.ts",
      `throw new Error("a key begins with ${header}, and must end with ${footer} on a line of its own");\n`,
    ],
    [
      "src/check.py",
      `if not text.startswith("${header}"):\n    raise ValueError("that is not a private key in the format we know")\n`,
    ],
    ["docs/pem.txt", `${header}\n${"x".repeat(64)}\n${"x".repeat(64)}\n${footer}\n`],
    [".env.example", "DB_PASSWORD=s8Kd02mmQpa91\nAPI_TOKEN=Zk29dkWq01mPls8Xw\n"],
    [".env.sample", "SECRET_KEY=9a8sd7f6g5h4j3k2l1\n"],
    [".env", "PORT=80\nDB_PASSWORD=\nAPI_KEY=\nTOKEN=''\n"],
    [".env.local", "DB_PASSWORD=changeme\nAPI_KEY=your-api-key-here\nJWT_SECRET=<secret>\n"],
    [
      ".env.test",
      "DB_PASSWORD=password\nREDIS_PASSWORD=redis\nADMIN_PASSWORD=admin123\nAPP_KEY=xxxxxxxxxxxxxxxx\n",
    ],
    [".env.docker", `DB_PASSWORD=\${DB_PASSWORD:-postgres}\nTOKEN=$TOKEN\nKEY=\${{ secrets.KEY }}\n`],
    [
      "docker-compose.yml",
      `environment:\n  POSTGRES_PASSWORD: postgres\n  MYSQL_ROOT_PASSWORD: \${ROOT}\n  MINIO_SECRET_KEY: minioadmin\n`,
    ],
    [".npmrc", `//registry.npmjs.org/:_authToken=\${NPM_TOKEN}\nregistry=https://registry.npmjs.org/\n`],
    [".yarnrc.yml", `npmAuthToken: "\${NPM_TOKEN:-}"\nnodeLinker: node-modules\n`],
    [".pypirc", "[pypi]\nusername = __token__\npassword = <your token>\n"],
    [".netrc", "machine example.com login me password changeme\n"],
    [".pgpass", "# hostname:port:database:username:password\n"],
    [
      "config/database.yml",
      `production:\n  password: <%= ENV["DB_PASSWORD"] %>\ndevelopment:\n  password: password\n`,
    ],
    ["config/secrets.yml", `production:\n  secret_key_base: <%= ENV["SECRET_KEY_BASE"] %>\n`],
    ["settings.xml", `<password>\${env.MAVEN_PASSWORD}</password><password>{COQLCE6DU6GtcS5P=}</password>`],
    ["nuget.config", `<add key="ClearTextPassword" value="%NUGET_TOKEN%" />`],
    [
      "wp-config.php",
      `define( 'DB_PASSWORD', 'password_here' );\ndefine( 'AUTH_KEY', 'put your unique phrase here' );\n`,
    ],
    [
      "src/aws.md.ts",
      `const id = "${join("AKIA", "IOSFODNN7", "EXAMPLE")}", secret = "${join("wJalrXUtnFEMI/K7MDENG", "/bPxRfiCY", "EXAMPLEKEY")}";`,
    ],
    ["docs/github.md", `GITHUB_TOKEN=${join("gh", "p_", "x".repeat(36))}\n`],
    ["docs/slack.md", `SLACK_TOKEN=${join("xox", "b-", "your-token-here")}\n`],
    [
      "src/db.ts",
      `connect("postgres://user:password@localhost:5432/db");\nconnect("mysql://root:root@127.0.0.1/x");\n`,
    ],
    [
      "src/url.ts",
      `const url = \`postgres://\${user}:\${password}@\${host}/db\`;\nparse("https://user:pass@example.com/");\n`,
    ],
    ["test.sh", `curl https://$USER:$TOKEN@api.corp.net/\ncurl "https://\${USER}:\${PASS}@corp.net"\n`],
    [
      "docs/jwt.md",
      `eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.${Buffer.from('{"sub":"1234567890","name":"John Doe","iat":1516239022}').toString("base64url")}.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c`,
    ],
    [
      "docs/http.md",
      `Authorization: Basic ${encode("user:password")}\nAuthorization: Bearer <token>\nAuthorization: Bearer $TOKEN\n`,
    ],
    ["kubeconfig", "users:\n- name: a\n  user:\n    token: REDACTED\n    client-key-data: DATA+OMITTED\n"],
    ["prod.tfvars", `db_password = "REPLACE_ME"\napi_key = var.api_key\n`],
  ];
}

function encrypted(v: Values): Row[] {
  const sops = () => `ENC[AES256_GCM,data:${v.base64(24)},iv:${v.base64(32)},tag:${v.base64(16)},type:str]`;
  return [
    [
      "secrets.yaml",
      `db:\n  password: ${sops()}\n  token: ${sops()}\nsops:\n  mac: ${sops()}\n  version: 3.9.0\n`,
    ],
    ["k8s/secret.yaml", `kind: Secret\ndata:\n  password: ${sops()}\nsops:\n  version: 3.9.0\n`],
    ["secrets.json", `{"password":"${sops()}","sops":{"version":"3.9.0"}}`],
    [".env.production", `DOTENV_PUBLIC_KEY="03${v.hex(64)}"\nDB_PASSWORD="encrypted:${v.base64(90)}"\n`],
    ["group_vars/vault.yml", `$ANSIBLE_VAULT;1.1;AES256\n${v.digits(80)}\n${v.digits(80)}\n`],
    ["group_vars/all.yml", `db_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  ${v.digits(80)}\n`],
    ["k8s/sealed.yaml", `kind: SealedSecret\nspec:\n  encryptedData:\n    password: AgB${v.base64(300)}\n`],
    ["secrets.env", Buffer.concat([Buffer.from("\0GITCRYPT\0"), v.bytes(300)])],
    ["config/credentials.yml.enc", `${v.base64(200)}--${v.base64(12)}--${v.base64(16)}`],
    ["secret.age", armour("AGE ENCRYPTED FILE", v.bytes(300))],
    [
      "application.properties",
      `spring.datasource.password={cipher}${v.hex(64)}\ndb.password=ENC(${v.base64(24)})\n`,
    ],
    ["model.bin", `version https://git-lfs.github.com/spec/v1\noid sha256:${v.hex(64)}\nsize 1234\n`],
  ];
}

function ordinary(v: Values): Row[] {
  return [
    [
      "package-lock.json",
      `{"packages":{"node_modules/x":{"resolved":"https://registry.npmjs.org/x/-/x-1.tgz","integrity":"sha512-${v.base64(64)}"}}}`,
    ],
    [
      "yarn.lock",
      `x@^1:\n  resolved "https://registry.yarnpkg.com/x/-/x-1.tgz#${v.hex(40)}"\n  integrity sha512-${v.base64(64)}\n`,
    ],
    ["go.sum", `corp.net/x v1.0.0 h1:${v.base64(32)}\n`],
    ["Cargo.lock", `name = "tokenizers"\nchecksum = "${v.hex(64)}"\n`],
    ["requirements.txt", `token-bucket==0.3.0 --hash=sha256:${v.hex(64)}\n`],
    [
      "i18n/de.json",
      `{"password":"Passwort","forgot_password":"Passwort vergessen?","token":"Zugangsschlüssel"}`,
    ],
    [
      "i18n/en.yml",
      "login:\n  password: Password\n  confirm_password: Repeat your password\n  secret: Secret question\n",
    ],
    [
      "schema.json",
      `{"properties":{"password":{"type":"string","minLength":8},"token":{"type":"string","pattern":"^[A-Za-z0-9_-]{20,40}$"}}}`,
    ],
    [
      "openapi.yaml",
      "properties:\n  password:\n    type: string\n    format: password\n  apiKey:\n    type: string\n",
    ],
    [
      "config/auth.yml",
      "token_type: bearer\ntoken_url: https://id.corp.net/token\npassword_policy: strong\nmax_tokens: 4096\n",
    ],
    [
      "tokenizer_config.json",
      `{"eos_token":"</s>","pad_token":"<pad>","bos_token":"<|begin_of_text|>","unk_token":"<unk_0a1b2c3d>"}`,
    ],
    [
      "src/login.ts",
      `const password = getPassword();\nif (user.password === form.password) token = makeToken(user.secretKey);\n`,
    ],
    [
      "src/types.py",
      "password: str = Field(default=None)\ntoken: Optional[str]\nsecret_key = os.environ['SECRET_KEY']\n",
    ],
    [
      "settings.py",
      `SECRET_KEY = os.environ["SECRET_KEY"]\nPASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]\n`,
    ],
    [
      "config.js",
      `module.exports = { secret: process.env.SECRET, tokenPath: "/run/secrets/token", apiKey: config.get("key") };\n`,
    ],
    [
      "values.yaml",
      "existingSecret: shop-db-credentials\npasswordKey: postgres-password\nsecretName: tls-shop-v2\n",
    ],
    [
      "k8s/deploy.yaml",
      "env:\n- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: db\n      key: password\n",
    ],
    [
      "k8s/secret.yaml",
      `kind: Secret\ndata:\n  username: ${encode("shop")}\n  ca.crt: ${encode(armour("CERTIFICATE", v.bytes(300)))}\n  password: ${encode("changeme")}\n`,
    ],
    [
      "k8s/external.yaml",
      "kind: ExternalSecret\nspec:\n  data:\n  - secretKey: password\n    remoteRef:\n      key: prod/shop/db\n",
    ],
    [
      "main.tf",
      `resource "x" "y" {\n  password = var.db_password\n  secret_key = random_password.db.result\n  token = data.vault.kv["token"]\n}\n`,
    ],
    [
      "build.gradle",
      `signingConfigs { release { storePassword System.getenv("PW")\n keyPassword = project.property("keyPassword") } }\n`,
    ],
    ["dist/app.min.js", `var a={password:"kJ82jd!s0Pq",token:"a8f7d6e5c4b3a291"};\n`],
    ["node_modules/x/config.json", `{"password":"kJ82jd!s0Pq","url":"https://user:kJ82jd!s0Pq@corp.net"}`],
    ["styles/key.css", `.token-key { content: "a8f7d6e5c4b3a29180"; }\n`],
    ["data.csv", `id,token\n1,${v.hex(32)}\n2,${v.hex(32)}\n`],
    ["src/hash.ts", `const sha = "${v.hex(40)}"; const id = "${v.uuid()}"; const color = "#deadbe";\n`],
    ["image.svg", `<image href="data:image/png;base64,${v.base64(300)}"/>`],
    ["src/font.ts", `export const font = "data:font/woff2;base64,${v.base64(900)}";\n`],
    ["LICENSE", "Redistribution of the key or password is a matter of https://example.com/terms.\n"],
    ["sentry.properties", `dsn=https://${v.hex(32)}@o${v.digits(6)}.ingest.sentry.io/${v.digits(7)}\n`],
    ["html/login.html", `<input type="password" name="password" value="" placeholder="Passw0rd!a9">\n`],
    ["Makefile", "secret:\n\tkubectl create secret generic db --from-literal=password=$(DB_PASSWORD)\n"],
    ["ci.yml", `env:\n  TOKEN: \${{ secrets.DEPLOY_TOKEN }}\n  KEY: $(az keyvault secret show -n key)\n`],
    ["etc/passwd", "root:x:0:0:root:/root:/bin/bash\nbin:x:1:1:bin:/bin:/sbin/nologin\n"],
    ["etc/shadow", "root:*:19000:0:99999:7:::\nbin:!:19000:0:99999:7:::\n"],
    [
      "app.properties",
      "password.file=/etc/app/password\npassword.encoder=bcrypt\ntoken.ttl=86400\nkey.alias=server\n",
    ],
    ["azurite.env.sh", `C="AccountName=devstoreaccount1;AccountKey=${v.base64(64)};"\n`],
  ];
}

function references(v: Values): Row[] {
  return [
    [
      "a/.env",
      `DB_PASSWORD=op://vault/db/password\nTOKEN=vault:secret/data/app#token\nKEY=arn:aws:secretsmanager:eu-west-1:1:secret:x\n`,
    ],
    [
      "b/.env",
      "PASSWORD_FILE=/run/secrets/db\nDB_PASSWORD=/run/secrets/db_password\nAPI_TOKEN=file:///etc/token\n",
    ],
    [
      "appsettings.json",
      `{"ApiKey":"@Microsoft.KeyVault(SecretUri=https://x.vault.azure.net/secrets/a)","Password":"#{DbPassword}#"}`,
    ],
    [
      ".git/config",
      `[remote "origin"]\n\turl = git@git.corp.net:shop/shop.git\n[remote "b"]\n\turl = https://git.corp.net/shop.git\n`,
    ],
    [
      ".docker/config.json",
      `{"auths":{"reg.corp.net":{}},"credsStore":"desktop","credHelpers":{"gcr.io":"gcloud"}}`,
    ],
    [
      ".kube/config",
      "users:\n- name: a\n  user:\n    exec:\n      command: aws\n      args: [eks, get-token]\n",
    ],
    [".aws/config", "[profile x]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = default\n"],
    [
      "src/vcs.py",
      'SOURCES = ["cvs://:pserver:anoncvs@cvs.corp.net:/cvsroot", "cvs://:pserver:bot:@cvs.corp.net/x"]\n',
    ],
    [
      "src/parse.js",
      "// https://user:p%40ssword@git.corp.net/shop.git and ssh://bot:p%61ssword@git.corp.net\n",
    ],
    ["docs-site/search-index.js", `x('${"EAAABAAAACAAADAAABEAACFAAAGAABHAAAIAA".repeat(6)}')\n`],
    [
      "src/oauth.py",
      `Authorization: Basic ${encode(["s6BhdRkqt3", "gX1fBat3bV"].join(":"))}\n"access_token": "${["2YotnFZFEjr1", "zCsicMWpAA"].join("")}"\n`,
    ],
    ["completions/pass.fish", "complete -c x -a 'KEY' -l unlock_key=(command journal3 --Fields=KEY9)\n"],
    ["test/vectors.json", `{"sharedSecret":"${v.hex(64)}","privateKey":"${v.hex(64)}"}`],
    ["crypto/kex_test_data.json", `{"sharedSecret":"${v.hex(64)}"}`],
    ["src/inline.ts", `const key = "${join("sk_", "live_", v.alnum(24))}"; // ctxcheck:allow\n`],
    ["src/inline2.ts", `const key = "${join("sk_", "live_", v.alnum(24))}"; // gitleaks:allow\n`],
  ];
}
