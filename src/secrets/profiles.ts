import type { Bytes } from "../bytes.ts";
import { placeOf } from "./directories.ts";
import { isExampleName } from "./examples.ts";

/** The rules that a file is checked with. */
export type Scope =
  /** Private keys and vendor tokens only: files not written by hand. */
  | "hard"
  /** Also addresses, headers, JWTs: any text. */
  | "text"
  /**
   * Also values under names that mean a secret, with low confidence unless they are someone's notes: text for people.
   */
  | "prose"
  /** Also literals that look random under such names: programs. */
  | "code"
  /** Also assignments whose value looks random: configuration. */
  | "config"
  /** Also assignments of any value that is not a placeholder: files that exist to hold credentials. */
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
  /** True below a directory of tests or examples, whose content was probably made for it. */
  readonly isTest: boolean;
  /** True for `a.spec.ts`, `a_test.go`, `ATest.java`, stories: apparent secrets in them are made up. */
  readonly isUnitTest: boolean;
  /** True below a directory that holds only test data (fixtures, mocks) or documentation. */
  readonly isFixture: boolean;
  /** True for `.env.example` and the like: only the hard rules apply. */
  readonly isExample: boolean;
  /** True for `sftp-config.json`, `.gitconfig` and the like: even a weak password counts. */
  readonly isLogin: boolean;
  /** True for translations: a value under `password` is a word of some language. */
  readonly isTranslation: boolean;
  /** True for prose: Markdown, pages. */
  readonly isProse: boolean;
  readonly isYaml: boolean;
  readonly isSql: boolean;
  /** True if a value may follow a word without a sign: Gradle, Ruby. */
  readonly isSpaced: boolean;
  /** True for a cell of a password column. */
  readonly isColumn?: boolean;
  /** True for text decoded from another file. */
  readonly isInside?: boolean;
  /** True for programs, including those that hold settings. */
  readonly isProgram: boolean;
}

const testName =
  /[._-](?:tests?|spec|stories|e2e|cy|fixtures?|mocks?)(?:[._-](?:data|keys?|certs?|helpers?|utils?|fixtures?|snap))?\.\w+(?:\.(?:tmpl|tpl|in|golden))?$|^test(?:[_-]|key|cert|ca\b)[\w-]*\.\w+$|^conftest\.py$/;
/**
 * `LoginTest.java`, `LoginTests.cs`, `LoginSpec.scala`, `LoginIT.java`, `testLogin.js`: recognized by its capital
 * letter.
 */
const testClass =
  /(?:[A-Za-z\d](?:Tests?|TestCase|Spec|Mock|Fixtures?)|[a-z\d]IT)\.(?:java|kt|kts|cs|scala|swift|php|groovy|[cm]?[jt]sx?)$|(?:^|\/)test[A-Z]\w*\.\w+$/;
const translation =
  /(?:^|\/)(?:locales?|i18n|l10n|lang|langs|languages?|translations?|nls|intl)\/|(?:^|\/)(?:messages|strings|translations?|lang|locale)(?:[_.-][a-z]{2}(?:[_-][A-Z]{2})?)?\.\w+$|(?:^|\/)[a-z]{2}[_-][A-Z]{2}\.\w+$|\.(?:po|pot|resx|xliff?|arb)$/;
const prose =
  /^(?:swagger|openapi)[\w.-]*\.(?:ya?ml|json)$|\.(?:mdx?|markdown|rst|txt|adoc|asciidoc|textile|org|pod|tex|[1-8])$|^(?:readme|changelog|changes|news|history|license|copying)(?:\.|$)/;

/** A page, or a template of one; `page.html.php` is a program. */
const page =
  /\.x?html?(?:\.(?:twig|erb|ejs|hbs|mustache|j2|jinja2?|njk|liquid|tpl|tmpl|[lh]?eex|haml|slim))?$/;

/** Someone's own notes: `servers.txt`, not part of documentation. */
const note =
  /^(?!readme|licen[cs]e|copying|change|news|notice|requirements|constraints|robots|humans|authors|contribut|credits|install|cmakelists|third|word|dict|version|security|release|faq|ads\b|llms|manifest|sources|sums|manual|guide|usage|help|tutorial|howto|spec|rfc|api|data|test|log(?!in)|output|sha|md5|sitemap).*\.txt$/;

/**
 * Names are in sets where possible: compiling a regular expression of a hundred names takes longer than reading ten
 * files.
 */
const setOf = (words: string): ReadonlySet<Bytes> => new Set(words.split(" "));

/** Whether `endings` has what follows the last dot of a name, or the last but one. */
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

const loginFiles = setOf(
  "sftp-config.json .remote-sync.json deployment-config.json .ftpconfig sftp.json ftp-sync.json .esmtprc .msmtprc .muttrc " +
    "muttrc .fetchmailrc filezilla.xml recentservers.xml sitemanager.xml webservers.xml winscp.ini dbeaver-data-sources.xml " +
    ".dbeaver-data-sources.xml data-sources.json datasources.xml datasources.local.xml mongoid.yml robomongo.json ventrilo_srv.ini " +
    ".gitconfig hub .tugboat .hgrc hgrc .passwd-s3fs passwd-s3fs rclone.conf .s3cfg .boto boto.cfg .my.cnf .pg_service.conf " +
    ".odbc.ini odbc.ini salesforce.js .dockercfg database.yml .pypirc .wgetrc .curlrc logins.json credentials.xml settings.xml " +
    "settings-security.xml nuget.config gradle.properties .credentials kubeconfig terraform.rc .terraformrc .databrickscfg " +
    "credentials.tfrc.json proftpdpasswd wp-config.php localsettings.php parameters.yml parameters.yaml tomcat-users.xml " +
    "configuration.php config.inc.php keystore.properties signing.properties key.properties pgpass servlist_.conf pip.conf pip.ini " +
    ".git-credentials .mailrc .offlineimaprc getmailrc .smbcredentials .mongorc.js clouds.yaml flyway.conf liquibase.properties " +
    "wb-profiles.properties unattend.xml autounattend.xml sysprep.inf wpa_supplicant.conf credentials.sbt sonatype.sbt " +
    "git/config local.properties gh/hosts.yml .fly/config.yml doctl/config.yaml .purple/accounts.xml .git/config .oci/config git/credentials " +
    "pypoetry/auth.toml .sbt/credentials .irssi/config .weechat/irc.conf weechat/irc.conf .weechat/sec.conf weechat/sec.conf " +
    "gftp/bookmarks lftp/bookmarks pg_service.conf etc/local.xml .mutt/accounts",
);

/** Ansible inventories, and exports of browsers and password managers. */
const loginFile =
  /^(?:hosts|inventory)(?:\.ini)?$|^inventor(?:y|ies)\/[\w-]+$|(?:^|[ _.-])passwords?\.csv$|^(?:lastpass|bitwarden|keepass|1password|dashlane)[\w.-]*\.(?:csv|json)$/;

const credentialFiles = setOf(
  ".envrc env.list .dev.vars .npmrc .yarnrc .yarnrc.yml .pypirc .my.cnf my.cnf .pg_service.conf .odbc.ini .s3cfg .boto " +
    ".databrickscfg rclone.conf settings-security.xml nuget.config gradle.properties .dockercfg .dockerconfigjson " +
    "credentials credentials.toml .credentials .credentials.json .terraformrc terraform.rc wp-config.php " +
    "localsettings.php secret_token.rb local.settings.json http-client.private.env.json kaggle.json .ftpconfig " +
    ".remote-sync.json deployment-config.json sftp-config.json sftp.json filezilla.xml recentservers.xml " +
    "sitemanager.xml webservers.xml winscp.ini robomongo.json .esmtprc .msmtprc .muttrc .fetchmailrc .wgetrc .curlrc " +
    "kubeconfig kubeconfig.yaml kubeconfig.yml admin.conf heroku.json config.php configuration.php config.inc.php " +
    ".buildkite-agent.cfg buildkite-agent.cfg auth.json .condarc gcloud.json adc.json application_default_credentials.json " +
    "credentials-config.json secrets.toml",
);

const credentialEndings = setOf("tfvars tfvars.json tfstate publishsettings");

const credentialFile = new RegExp(
  [
    "^(?:\\.(?:env|secrets)(?:\\.[\\w.-]+)?|[\\w.-]*\\.(?:env|kubeconfig|credentials)|wg[\\w.-]*\\.conf|client_secret[\\w.-]*\\.json)$",
    "^(?:[\\w.-]*[.-])?secrets?\\.(?:ya?ml|json|toml|ini|properties)$|^secrets?\\.[\\w.-]+\\.ya?ml$",
    "\\.tfstate\\.[\\w.-]+$|^[\\w.-]*credentials[\\w.-]*\\.json$",
  ].join("|"),
);

const credentialTail =
  /^(?:\.aws\/\w+|\.kube\/config|\.docker\/config\.json|\.m2\/settings\.xml|\.git\/config|\.bundle\/config|\.oci\/config|\.fly\/config\.yml|doctl\/config\.yaml|\.streamlit\/secrets\.toml|\.circleci\/cli\.yml|gitlab-runner\/config\.toml|gh\/hosts\.yml|glab-cli\/config\.yml|\.purple\/accounts\.xml|\.mutt\/\w+|\.aliyun\/config\.json|\.hg\/hgrc|\.config\/hub|run\/secrets\/.*|secrets\/[^.]*)$|^[^/]*secrets?\/(?:[\w-]+\.)?(?:ya?ml|json|toml|env|txt|properties)$/;

const configEndings = setOf(
  "yaml yml json json5 jsonc hjson hocon edn toml ini cfg conf config cnf properties props xml plist tf hcl tfstate env http rest " +
    "rc csproj vbproj fsproj pubxml targets user rsp sql ddl psql mysql creds " +
    "service desktop reg sh bash zsh fish ksh csh ps1 psm1 psd1 bat cmd mk jsonnet cue dhall nix list vars j2 erb tpl tmpl " +
    "settings dockerfile",
);

const configFile =
  /^\.[\w-]*rc$|^dockerfile|^(?:containerfile|makefile|jenkinsfile|vagrantfile|procfile|config|settings|environment)(?:\.[\w.-]+)?$|^\.(?:bash_profile|bash_login|profile|zshenv|exports|extra)$|^\.?\w{0,20}_history$|^(?:docker-)?compose[\w.-]*$/;

/** Programs: only quoted strings are values. */
const codeEndings = setOf(
  "js mjs cjs jsx ts mts cts tsx vue svelte py pyw go java kt kts cs vb fs php phtml rb rs swift scala sc ex exs erl groovy gradle " +
    "sbt rake gemspec podspec dart lua pl pm r jl clj cljs hs elm c cc cpp cxx h hpp m mm ino sol nim cr cfm jsp aspx erb ejs ipynb",
);

/** Files written by a program: names in them are those of columns. */
const dataEndings = setOf("data dat bin dump bak out pcap har jsonl ndjson parquet");

/** Programs whose names have no extension. */
const programFile = setOf("rakefile gemfile podfile fastfile capfile guardfile appfile matchfile");

const inventory = /^(?:hosts|inventory)(?:\.ini|\.yml)?$|^inventor(?:y|ies)\/[\w.-]+$/;

/** Programs that hold settings, according to their names: only quoted values count, which the value rules ensure. */
const configProgram =
  /^(?:(?:local|prod|production|dev|development|staging|test)?_?(?:settings|config|configuration|secrets?|credentials?|parameters|constants|environment|env|database|app)(?:[._-]\w+)?)\.(?:py|php|rb|[cm]?[jt]s|pl|groovy|go|java|cs)$/;

export function profileOf(path: Bytes): Profile {
  const lower = path.toLowerCase();
  const slash = lower.lastIndexOf("/");
  const name = lower.slice(slash + 1);
  const tail = lower.slice(lower.lastIndexOf("/", slash - 1) + 1);
  const isExample = isExampleName(name);
  const place = placeOf(path.slice(0, slash + 1));
  const isUnitTest = (testName.test(name) || testClass.test(path) || place.isStory) && !place.isWorkflow;
  return {
    path,
    name,
    tail,
    isVendored: place.isVendored,
    isTest: place.isTest || isUnitTest,
    isUnitTest,
    isFixture: place.isFixture,
    isExample,
    isLogin: isForLogin(name, tail),
    isTranslation: translation.test(path),
    isProse: (prose.test(name) || page.test(name)) && !(note.test(name) && !place.isTest),
    isYaml: /\.(?:ya?ml|tpl)$/.test(name),
    isSql: /\.(?:sql|ddl|psql|mysql)$/.test(name),
    isSpaced: /\.(?:gradle|groovy|rb|kts|conf|cfg)$/.test(name),
    isProgram: endsIn(name, codeEndings) || programFile.has(name),
    scope: scopeOf(name, tail, place.isVendored, isExample),
  };
}

/** Refines a profile by content: the first line of a script without an extension names a shell or another language. */
export function profileOfText(profile: Profile, bytes: Buffer): Profile {
  if (profile.scope === "config")
    return isApiDescription(profile, bytes) ? { ...profile, isProse: true } : profile;
  if (profile.scope !== "code" || profile.isProgram || bytes[0] !== 0x23 || bytes[1] !== 0x21) return profile;
  const [line = ""] = bytes.toString("latin1", 0, 80).split("\n", 1);
  const isShell = /\b(?:sh|bash|zsh|dash|ksh|fish|make)\b/.test(line);
  const isOther = /\b(?:python|node|ruby|perl|php|groovy|lua|deno|bun|tclsh)/.test(line);
  if (isShell) return { ...profile, scope: "config" };
  return isOther ? { ...profile, scope: "code", isProgram: true } : profile;
}

/** OpenAPI and Swagger under any name: their values are examples. */
function isApiDescription({ isYaml, name }: Profile, bytes: Buffer): boolean {
  if (!isYaml && !name.endsWith(".json")) return false;
  return /^\s{0,8}(?:#[^\n]{0,80}\n|---\s|\{\s{0,8}){0,4}["']?(?:openapi|swagger)["']?\s{0,2}:\s{0,2}["']?\d/.test(
    bytes.toString("latin1", 0, 400),
  );
}

/** Whether findings in a file weigh less, or come from fewer rules, because of its path. */
export function isExcused(path: Bytes): boolean {
  const { isVendored, isTest, isExample, isProse, scope } = profileOf(path);
  return isVendored || isTest || isExample || isProse || scope === "hard";
}

function scopeOf(name: Bytes, tail: Bytes, isVendored: boolean, isExample: boolean): Scope {
  if (isVendored || endsIn(name, bulk)) return "hard";
  if (lockFiles.has(name)) return "text";
  if (isExample) return "hard";
  if (isForCredentials(name, tail)) return "credentials";
  if (endsIn(name, configEndings) || configFile.test(name) || configProgram.test(name)) return "config";
  if (inventory.test(name) || inventory.test(tail)) return "config";
  if (page.test(name)) return "text";
  if (prose.test(name)) return "prose";
  return endsIn(name, dataEndings) ? "text" : "code";
}

const isForLogin = (name: Bytes, tail: Bytes): boolean =>
  loginFiles.has(name) || loginFiles.has(tail) || loginFile.test(name) || loginFile.test(tail);

function isForCredentials(name: Bytes, tail: Bytes): boolean {
  if (credentialFiles.has(name) || isForLogin(name, tail) || endsIn(name, credentialEndings)) return true;
  return credentialFile.test(name) || credentialTail.test(tail);
}
