import type { Bytes } from "../bytes.ts";
import { isExampleName } from "./examples.ts";

/** Which rules a file gets. */
export type Scope =
  /** Private keys and vendor tokens only: what people did not write by hand. */
  | "hard"
  /** And addresses, headers, JWTs: any text. */
  | "text"
  /** And assignments whose value looks random: configuration. */
  | "config"
  /** And assignments of any value that is no placeholder: files that exist to hold credentials. */
  | "credentials";

export interface Profile {
  readonly path: Bytes;
  /** Base name, lower case. */
  readonly name: Bytes;
  /** Last two components, lower case: `.kube/config`. */
  readonly tail: Bytes;
  readonly scope: Scope;
  /** True below node_modules and the like. */
  readonly isVendored: boolean;
  /** True below a directory of tests or examples: what is there was probably made for it. */
  readonly isTest: boolean;
  /** True for `.env.example` and the like: only hard rules speak. */
  readonly isExample: boolean;
}

const vendored =
  /(?:^|\/)(?:node_modules|bower_components|jspm_packages|vendor|third_party|site-packages|dist-packages|Pods|\.yarn\/(?:cache|unplugged|releases)|\.pnpm-store|\.venv|\.bundle\/ruby|\.terraform\/(?:providers|modules))\//;

const test =
  /(?:^|\/)(?:(?:[\w.-]{1,64}[_-])?tests?(?:[_-]?(?:data|fixtures?|keys|certs|cases|resources|utils?|helpers?|suite))?|testing|__tests__|fixtures?|__fixtures__|specs?|e2e|mocks?|__mocks__|examples?|samples?|docs?)\//i;

const testName =
  /[._-](?:tests?|spec)(?:[._-](?:data|keys?|certs?|helpers?|utils?|fixtures?))?\.\w+$|^test_\w+\.py$/;

/** Names as sets where they can be: a regular expression of a hundred names takes longer to compile than ten files to read. */
const setOf = (words: string): ReadonlySet<Bytes> => new Set(words.split(" "));

/** What stands behind the last dot of a name, or behind the last but one. */
function endsIn(name: Bytes, endings: ReadonlySet<Bytes>): boolean {
  const dot = name.lastIndexOf(".");
  if (dot < 0) return false;
  const before = dot > 0 ? name.lastIndexOf(".", dot - 1) : -1;
  return endings.has(name.slice(dot + 1)) || (before >= 0 && endings.has(name.slice(before + 1)));
}

const bulk = setOf(
  "map min.js min.cjs min.mjs svg ipynb_checkpoints lockb snap tsbuildinfo po pot xliff xlf css wasm csv tsv geojson log",
);

const lockFiles = setOf(
  "package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml composer.lock gemfile.lock cargo.lock poetry.lock " +
    "pipfile.lock pdm.lock uv.lock go.sum flake.lock mix.lock podfile.lock packages.lock.json bun.lock deno.lock",
);

const credentialFiles = setOf(
  ".envrc env.list .dev.vars .npmrc .yarnrc .yarnrc.yml .pypirc .my.cnf my.cnf .pg_service.conf .odbc.ini .s3cfg .boto " +
    ".databrickscfg rclone.conf settings-security.xml nuget.config gradle.properties .dockercfg .dockerconfigjson " +
    "credentials credentials.toml .credentials .credentials.json .terraformrc terraform.rc wp-config.php " +
    "localsettings.php secret_token.rb local.settings.json http-client.private.env.json kaggle.json .ftpconfig " +
    ".remote-sync.json deployment-config.json sftp-config.json sftp.json filezilla.xml recentservers.xml " +
    "sitemanager.xml webservers.xml winscp.ini robomongo.json .esmtprc .msmtprc .muttrc .fetchmailrc .wgetrc .curlrc " +
    "kubeconfig kubeconfig.yaml kubeconfig.yml admin.conf",
);

const credentialEndings = setOf("tfvars tfvars.json tfstate publishsettings");

const credentialFile = new RegExp(
  [
    "^(?:\\.(?:env|secrets)(?:\\.[\\w.-]+)?|[\\w.-]*\\.(?:env|kubeconfig)|wg[\\w.-]*\\.conf|client_secret[\\w.-]*\\.json)$",
    "^(?:[\\w.-]*[.-])?secrets?\\.(?:ya?ml|json|toml|ini|properties)$|^secrets?\\.[\\w.-]+\\.ya?ml$",
    "\\.tfstate\\.[\\w.-]+$",
  ].join("|"),
);

const credentialTail =
  /^(?:\.aws\/\w+|\.kube\/config|\.docker\/config\.json|\.m2\/settings\.xml|\.git\/config|\.bundle\/config|\.oci\/config|\.fly\/config\.yml|doctl\/config\.yaml|\.streamlit\/secrets\.toml|\.circleci\/cli\.yml|gitlab-runner\/config\.toml|gh\/hosts\.yml|run\/secrets\/.*|secrets\/[^.]*)$|^[^/]*secrets?\/(?:[\w-]+\.)?(?:ya?ml|json|toml|env|txt|properties)$/;

const configEndings = setOf(
  "yaml yml json json5 jsonc toml ini cfg conf config cnf properties props xml plist tf hcl tfstate env http rest rc " +
    "service desktop reg gradle kts sh bash zsh fish ps1 bat cmd mk jsonnet cue dhall nix list vars j2 erb tpl tmpl " +
    "settings dockerfile",
);

const configFile =
  /^\.[\w-]*rc$|^dockerfile|^(?:containerfile|makefile|jenkinsfile|vagrantfile|procfile|config|settings|environment)(?:\.[\w.-]+)?$|^\.(?:bash_profile|bash_login|profile|zshenv|exports|extra)$|^(?:docker-)?compose[\w.-]*$/;

/** Programs that by their name hold settings: only quoted values count there, which the value rules see to. */
const configProgram =
  /^(?:(?:local|prod|production|dev|development|staging|test)?_?(?:settings|config|configuration|secrets?|credentials?|parameters|constants|environment|env|database|app)(?:[._-]\w+)?)\.(?:py|php|rb|[cm]?[jt]s|pl|groovy|go|java|cs)$/;

export function profileOf(path: Bytes): Profile {
  const lower = path.toLowerCase();
  const slash = lower.lastIndexOf("/");
  const name = lower.slice(slash + 1);
  const tail = lower.slice(lower.lastIndexOf("/", slash - 1) + 1);
  const isVendored = slash >= 0 && vendored.test(path);
  const isExample = isExampleName(name);
  const isTest = (slash >= 0 && test.test(path)) || testName.test(name);
  return {
    path,
    name,
    tail,
    isVendored,
    isTest,
    isExample,
    scope: scopeOf(name, tail, isVendored, isExample),
  };
}

function scopeOf(name: Bytes, tail: Bytes, isVendored: boolean, isExample: boolean): Scope {
  if (isVendored || endsIn(name, bulk)) return "hard";
  if (lockFiles.has(name)) return "text";
  if (isExample) return "hard";
  if (isForCredentials(name, tail)) return "credentials";
  return endsIn(name, configEndings) || configFile.test(name) || configProgram.test(name) ? "config" : "text";
}

function isForCredentials(name: Bytes, tail: Bytes): boolean {
  if (credentialFiles.has(name) || endsIn(name, credentialEndings)) return true;
  return credentialFile.test(name) || credentialTail.test(tail);
}
