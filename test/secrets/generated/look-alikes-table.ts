import type { KindRow } from "./fill.ts";

const config = "config/app.yml|conf/app.properties|app.ini|config/app.json|.env|deploy/values.yaml";
const code =
  "src/a.ts|src/a.js|app/main.py|main.go|src/Main.java|src/Db.kt|lib/db.rb|src/db.php|src/Db.cs|src/main.rs";
const tests =
  "src/a.spec.ts|src/a.test.js|api/b_test.go|src/test/java/LoginTest.java|src/LoginTests.cs|tests/test_login.py|src/Button.stories.tsx|spec/login_spec.rb|src/db.test.tsx";

/** What a hasty reader takes for a secret and is none; each row of the same kinds as the secrets. `<V>` is not a secret here. */
export const lookAlikesTable: readonly KindRow[] = [
  [
    "addresses to test a parser with",
    "url/testdata/urls.json|test/fixtures/urls.txt|testdata/parse.yml",
    ['"input": "http://&a:foo(b]c@d:2/"\n', "- http://joe:fl4t!k@h/\n", "ftp://u:p4ssw@d:21/\n"],
  ],
  [
    "sentences and signs",
    `${config}|src/a.ts|src/Main.java`,
    ['password: "Required!"\n', 'label_password = "Weiter-Gehen!"\n', 'password: "Is it?"\n'],
  ],
  [
    "address or query",
    config,
    [
      '"pass": "http://shop.corp.tld/search/?q=kettle"\n',
      "<n>=https://<h>/login?next=%2Fhome&lang=de\n",
      "<n>: /api/v1/users?sort=name&page=2\n",
      "<n> = q=kettle&sort=price&page=3\n",
    ],
  ],
  [
    "capitals that name themselves",
    config,
    [
      "<N>=CLUSTER_API_SECRET\n",
      "<n>: <N>\n",
      '"<c>": "<N>_V2"\n',
      "KAFKA_PASSWORD=KAFKA_CLUSTER_1_PASSWORD\n",
    ],
  ],
  [
    "capitals in an address",
    `${code}|${config}`,
    [
      'dsn = "sentry://PROJECT_ID:SENTRY_API_KEY@SENTRY_HOST/"\n',
      'url = "postgres://DB_USER:DB_PASSWORD@DB_HOST:5432/DB_NAME"\n',
      "amqp://USER:PASS@HOST/\n",
    ],
  ],
  [
    "documentation",
    "docs/api.md|README.md|src/help.ts|docs/auth.rst|site/index.html",
    [
      'curl -H "Authorization: Token 9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b" https://api.example.com/\n',
      "<input placeholder='Passw0rd!23x' type=password>\n",
      "nats://admin:s3cr3tpw9@localhost:4222\n",
      "postgres://app:Zu8Kd02mm@127.0.0.1:5432/app\n",
    ],
  ],
  [
    "named like its value",
    code,
    [
      "login(<n>=<n>, user=user)\n",
      "client = Client(password=password, token=token)\n",
      "  appPassword=appPassword,\n",
      "  <c>: <c>,\n",
      "self.<n> = <n>\n",
    ],
  ],
  [
    "armour around no key",
    "docs/pem.txt|src/pem.ts|certs/a.pem",
    [
      "-----BEGIN PRIVATE KEY-----\nVGhpcyBpcyBqdXN0IHNvbWUgdGV4dCB0aGF0IHNvbWVib2R5IHB1dCBpbnRvIGJhc2U2NCB0\nbyBzaG93IGhvdyBhIGtleSBsb29rcywgYW5kIGl0IGlzIG5vIGtleSBhdCBhbGwsIHJlYWxs\neSBub3Qu\n-----END PRIVATE KEY-----\n",
      "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEAexamplekeyforthedocumentation\n-----END RSA PRIVATE KEY-----\n",
    ],
  ],
  [
    "made up in a unit test",
    tests,
    [
      'const token = "abc123def456ghi789";\n',
      '  api_key: "a1b2c3d4e5f6g7h8"\n',
      'token = "test-token-8f3k2"\n',
      'password := "Sup3rS3cret!"\n',
      'auth("user", "p4ssw0rd!x")\n',
      "  secret: 'my-s3cret-value-1'\n",
      '  token: "<V>",\n',
      'String <c> = "<V>";\n',
    ],
  ],
  [
    "a dotenv value that begins a comment",
    ".env|app/.env|prod.env",
    ["<N>=#DEPRECATED, use X\n", "<N>= # set it in the vault\n", "<N>=   #see9Wiki4Page\n"],
  ],
  [
    "translations",
    "locale/nl.json|i18n/de.yml|lang/fr.json|src/locales/pt-BR.ts|translations/messages.properties",
    [
      '"client-key": "LwM2M-clientsleutel"\n',
      'password: "Passwort-Eingabe2"\n',
      "<k>: Wachtwoord2-instellen\n",
      '"<c>": "Schlüssel für Server1"\n',
    ],
  ],
  [
    "translations in a file named like a login",
    "locales/ja/auth.json|i18n/zh-TW/credentials.json|locale/de/secrets.yml",
    ['"set_password": "パスワードを設定"\n', '"password": "設定密碼"\n', 'new_password: "Neues Passwort"\n'],
  ],
  [
    "sentences",
    `${config}|${code}`,
    [
      '<n> = "this_is_a_secret_abc123abc123abc"\n',
      "<n>: gitea-webhook-secret\n",
      '<c> = "my-very-secret-signing-key-1"\n',
      '<c>: "Please enter your 2nd password"\n',
      '<n> = "use-a-long-random-string-32"\n',
    ],
  ],
  [
    "switches",
    `.env|${config}`,
    ["<N>=disabled\n", "<n>: optional\n", "<n>: auto2\n", "<n>=none\n", "<N>=required\n"],
  ],
  [
    "templates",
    "templates/_helpers.tpl|deploy/up.sh|templates/secret.yaml|chart/templates/db.yaml",
    [
      '{{- $redisPassword := include "common.secrets.key" . -}}\n',
      "sed -i s|SMTP_PASSWORD|$SMTP_PASSWORD|g a.conf\n",
      "  <n>: {{ .Values.db.password | b64enc }}\n",
      "  <c>: {{ randAlphaNum 32 | quote }}\n",
      "<N>=<% .secret %>\n",
    ],
  ],
  [
    "types",
    "src/a.ts|src/types.d.ts|app/model.py|model.go|schema.graphql|api/openapi.yaml|src/Db.kt|src/main.rs",
    [
      "  apiKey: string\n",
      "  <c>?: string | null;\n",
      "<n>: Optional[str] = None\n",
      '\t<P> string `json:"<n>"`\n',
      "  <c>: String!\n",
      "  <n>: { type: string, minLength: 12 }\n",
      "    <n>: Option<String>,\n",
      "  val <c>: String,\n",
    ],
  ],
  [
    "published for everybody",
    code,
    [
      'const key = "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";\n',
      'accountKey = "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==";\n',
      'publishableKey: "pk_x_<V>"\n',
      'public_key = "<V>"\n',
      'siteKey: "6L<V>"\n',
    ],
  ],
  [
    "references",
    `.env|${config}`,
    [
      "<N>=$" + "{<N>}\n",
      "<n>: '{{ vault_<n> }}'\n",
      "<n>: !vault |\n",
      "<N>=op://shop/db/password\n",
      "<n>: $" + "{{ secrets.<N> }}\n",
      "<N>=$(cat /run/secrets/db)\n",
      "<c>: ssm:/shop/prod/<n>\n",
    ],
  ],
  [
    "calls and members",
    code,
    [
      "const <c> = getPassword();\n",
      "<n> = req.headers['x-auth-token1'];\n",
      '<c> = config.get("db.password2");\n',
      '<c> := r.Header.Get("X-Auth-Token2")\n',
      'String <c> = System.getenv("DB_PASSWORD_2");\n',
      "<c> = this.form.value.password1;\n",
    ],
  ],
  [
    "names of fields",
    code,
    [
      'const passwordField = "user_password_2";\n',
      'const PASSWORD_KEY = "spring.datasource.password";\n',
      'TOKEN_COOKIE = "XSRF-TOKEN2"\n',
      '<c> = "#password2";\n',
      "driver.find(\"//input[@name='password']\")\n",
      'SECRET_NAME = "db-credentials-v2"\n',
      'const <N> = "<n>";\n',
    ],
  ],
  [
    "messages",
    code,
    [
      '<c>: "Password must have at least 8 characters"\n',
      '<n> = "Invalid token: 401"\n',
      'throw new Error("password: expected 8 to 64")\n',
      "label: 'Password (min. 8 chars)', <c>: 'Repeat it'\n",
    ],
  ],
  [
    "paths",
    `${config}|.env`,
    [
      "<n>: /etc/ssl/private/key-1.pem\n",
      "<N>_FILE=/run/secrets/db_password_1\n",
      "<n>=C:\\Users\\shop\\key1.txt\n",
      "<c>: ./secrets/db1.txt\n",
      "<n>: file:///etc/token2\n",
    ],
  ],
  [
    "patterns",
    `${code}|config/app.yml`,
    ["<c>: /^(?=.*\\d)[A-Za-z\\d]{8,}$/\n", '<n> = "^[A-Za-z0-9_-]{20,40}$"\n', "<n>: '[a-f0-9]{32}'\n"],
  ],
  [
    "kinds and algorithms",
    config,
    [
      "key_type: ed25519\n",
      "token_algorithm: HS256\n",
      "secret_engine: kv-v2\n",
      "password_encoder: bcrypt12\n",
      "token_endpoint_auth_method: client_secret_post\n",
      "signing_key_alg: RSA-OAEP-256\n",
      "token_ttl: 86400s\n",
    ],
  ],
  [
    "placeholders",
    `.env|${config}`,
    [
      "<N>=your_<n>_here\n",
      "<n>: <<n>>\n",
      "<n>=xxxxxxxxxxxx\n",
      "<N>=changeme123\n",
      "<n>: REPLACE_WITH_<N>\n",
      "<N>=insert-<k>-here-1\n",
      "<n>: TODO_set_me_1\n",
    ],
  ],
  [
    "examples",
    ".env.example|.env.sample|config.example.yml|.env.template|app.dist.ini",
    ["<N>=<W>\n", "<n>: <V>\n"],
  ],
  [
    "numbers, times, versions",
    `${config}|.env`,
    [
      "<n>: 2031-04-05T10:11:12Z\n",
      "<n>=1234567890\n",
      "<n>: 10.20.30.40:8080\n",
      "<n>=v1.24.3-alpine3\n",
      "<n>: 15m30s\n",
    ],
  ],
  [
    "Dockerfile without a secret",
    "Dockerfile|docker/Dockerfile",
    [
      "FROM a\nARG NPM_TOKEN\nENV <N>=\nRUN make\n",
      "FROM a\nENV <N>=$<N>\n",
      "FROM a\nENV <N> $" + "{<N>}\n",
      "FROM a\nRUN --mount=type=secret,id=npm,env=<N> npm ci\n",
      'FROM a\nRUN echo "//<h>/:_authToken=$' + '{NPM_TOKEN}" > .npmrc\n',
      "FROM a\nRUN curl -u $USER:$PASS https://<h>/\n",
      "FROM a\nENV <N>_FILE=/run/secrets/db1\n",
      "FROM a\nRUN adduser -D -u 1000 app && mkdir -p /srv/app1\n",
    ],
  ],
  [
    "command line without a secret",
    "deploy.sh|Makefile|.github/workflows/ci.yml|ops/run.bash",
    [
      "\tmkdir -p build/out1 && cp -p a1b2c3 d4\n",
      "\tdocker run -p8080:80 --name shop1 img\n",
      "\tssh -p 2222 <u>@<h>\n",
      "\tmysql -p -u <u> shop\n",
      '\ttool login --password "$PASSWORD"\n',
      "\ttool --token-file ./token1.txt --password-stdin\n",
      '\tcurl -u "$USER:$TOKEN" https://<h>/\n',
      "\tread -s -p 'Password: ' pw1\n",
      '\tcurl -H "Authorization: Bearer $TOKEN" https://<h>/\n',
      "\tpsql -p 5432 -U <u>\n",
    ],
  ],
  [
    "SQL without a secret",
    "db/init.sql|schema.sql",
    [
      "CREATE USER a IDENTIFIED BY '$" + "{DB_PASSWORD}';\n",
      "CREATE ROLE a WITH PASSWORD '<password>';\n",
      "CREATE TABLE t (password varchar(255) NOT NULL, token2 char(40));\n",
      "SELECT password FROM users WHERE token = 'a1';\n",
      "CREATE USER a IDENTIFIED BY 'password';\n",
    ],
  ],
  [
    "files for a login without one",
    ".gitconfig|sftp-config.json|.netrc|.s3cfg|rclone.conf",
    [
      '{\n  "user": "a",\n  //"password": "password",\n  "remote_path": "/x1/"\n}\n',
      "[credential]\n\thelper = cache --timeout=3600\n",
      "machine <h> login <u>\n",
      "[github]\n\ttoken = !pass show github1\n",
    ],
  ],
  [
    "public halves",
    "jwks.json|wg0.conf|nats.conf|keys/me.pub|config/keys.json|id.pub",
    [
      '{"keys":[{"kty":"RSA","kid":"<V>","n":"<V><V><V><V>","e":"AQAB"}]}\n',
      "[Peer]\nPublicKey = aB3dE5gH7jK9mN1pQ3sT5vW7xY9zA1cE3gI5kM7oQ9s=\n",
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI<V> a@b\n",
      '{"kty":"EC","crv":"P-256","x":"<V>","y":"<V>"}\n',
    ],
  ],
  [
    "ciphertext",
    "secrets.yaml|.env|config/app.properties|k8s/sealed.yaml",
    [
      "<n>: ENC[AES256_GCM,data:<V>,iv:<V>,tag:<V>,type:str]\n",
      "<N>=encrypted:<V><V>\n",
      "<n>=ENC(<V>)\n",
      "<n>={cipher}<V>\n",
    ],
  ],
  [
    "other random values",
    `${code}|config/app.yml`,
    [
      'const commit = "<V>";\n',
      'etag = "<V>"\n',
      'integrity: "sha512-<V><V>=="\n',
      'requestId: "<V>",\n',
      "checksum: <V>\n",
      "keyId: <V>\n",
    ],
  ],
  [
    "keys of maps and of keyboards",
    code,
    [
      'const STORAGE_KEY = "shop.cart.v2";\n',
      'cacheKey = "user:42:profile"\n',
      'primaryKey: "order_id2",\n',
      'key: "ArrowDown1"\n',
      'hotKey = "Ctrl+Shift+P2"\n',
      'partition_key = "tenant_id_2"\n',
    ],
  ],
];
