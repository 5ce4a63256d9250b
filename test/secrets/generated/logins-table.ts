import type { KindRow } from "./fill.ts";

/** Files that exist to hold a login, as their programs write them: a weak password counts there. See `fill` for the brackets. */
export const loginsTable: readonly KindRow[] = [
  [
    "Sublime SFTP",
    "sftp-config.json|web/sftp-config.json",
    [
      '{\n  // one connection\n  "type": "sftp",\n  "host": "<h>",\n  "user": "<u>",\n  "password": "<X>",\n  "remote_path": "/www/"\n}\n',
    ],
  ],
  [
    "Atom remote-sync",
    ".remote-sync.json",
    ['{"transport":"scp","hostname":"<h>","username":"<u>","password":"<X>","target":"/www"}'],
  ],
  [
    "Atom remote-ftp",
    ".ftpconfig",
    [
      '{\n  "protocol": "ftp",\n  "host": "<h>",\n  "user": "<u>",\n  "pass": "<X>",\n  "passphrase": ""\n}\n',
    ],
  ],
  [
    "deployment-config",
    "deployment-config.json",
    ['{\n  "type": "ftp",\n  "host": "<h>",\n  "username": "<u>",\n  "password": "<X>"\n}\n'],
  ],
  [
    "VS Code SFTP",
    ".vscode/sftp.json",
    ['{ "host": "<h>", "username": "<u>", "password": "<X>", "uploadOnSave": true }'],
  ],
  ["vim-sftp", ".vscode/ftp-sync.json", ['{ "host": "<h>", "username": "<u>", "password": "<X>" }']],
  [
    "FileZilla",
    "filezilla.xml|recentservers.xml|sitemanager.xml|FileZilla/FileZilla.xml",
    [
      "<FileZilla3><RecentServers><Server>\n<Host><h></Host>\n<User><u></User>\n<Pass><X></Pass>\n</Server></RecentServers></FileZilla3>\n",
      '<FileZilla3><Servers><Server>\n<Host><h></Host>\n<Pass encoding="base64"><B></Pass>\n</Server></Servers></FileZilla3>\n',
    ],
  ],
  [
    "DBeaver",
    "dbeaver-data-sources.xml|.dbeaver-data-sources.xml",
    [
      '<data-sources>\n<data-source id="a"><connection host="<h>" user="<u>" password="<X>" url="jdbc:mysql://<h>/shop"/></data-source>\n</data-sources>\n',
    ],
  ],
  [
    "Mongoid",
    "mongoid.yml|config/mongoid.yml",
    [
      "production:\n  clients:\n    default:\n      hosts:\n        - <h>:27017\n      options:\n        user: <u>\n        password: <X>\n",
      "production:\n  sessions:\n    default:\n      username: <u>\n      password: '<X>'\n",
    ],
  ],
  [
    "Robomongo",
    "robomongo.json",
    ['{"connections":[{"serverHost":"<h>","credentials":[{"userName":"<u>","userPassword":"<X>"}]}]}'],
  ],
  ["Ventrilo", "ventrilo_srv.ini", ["[Server]\nName=shop\nPort=3784\nAdminPassword=<X>\nPassword=\n"]],
  [
    "git configuration",
    ".gitconfig|home/.gitconfig",
    [
      "[user]\n\tname = a\n[github]\n\tuser = <u>\n\ttoken = <X>\n",
      "[github]\n\toauth-token = <V>\n",
      "[sendemail]\n\tsmtpuser = <u>\n\tsmtppass = <X>\n",
      '[url "https://<u>:<V>@<h>/"]\n\tinsteadOf = https://<h>/\n',
    ],
  ],
  ["hub", ".config/hub|config/hub", ["github.com:\n- user: <u>\n  oauth_token: <V>\n  protocol: https\n"]],
  [
    "gh",
    ".config/gh/hosts.yml",
    ["github.com:\n    user: <u>\n    oauth_token: <V>\n    git_protocol: ssh\n"],
  ],
  [
    "Tugboat",
    ".tugboat",
    [
      "---\nauthentication:\n  access_token: <V>\nssh:\n  ssh_user: root\n",
      "authentication:\n  client_key: <V>\n  api_key: 1\n",
    ],
  ],
  [
    "Mercurial",
    ".hg/hgrc|.hgrc",
    [
      "[auth]\nx.prefix = <h>\nx.username = <u>\nx.password = <X>\n",
      "[paths]\ndefault = https://<u>:<V>@<h>/shop\n",
    ],
  ],
  [
    "s3fs",
    ".passwd-s3fs|etc/passwd-s3fs",
    ["AKIAQ7ZL2XWVB3PDMR5K:<V>aB3dE5gH7jK9mN1pQ\n", "shop-bucket:AKIAQ7ZL2XWVB3PDMR5K:<V>aB3dE5gH7jK9\n"],
  ],
  [
    "rclone",
    "rclone.conf|.config/rclone/rclone.conf",
    [
      "[a]\ntype = sftp\nhost = <h>\nuser = <u>\npass = <V>\n",
      "[b]\ntype = s3\naccess_key_id = X\nsecret_access_key = <V>\n",
      '[c]\ntype = drive\ntoken = {"access_token":"<V>","token_type":"Bearer"}\n',
    ],
  ],
  ["s3cmd", ".s3cfg", ["[default]\naccess_key = QWERT12\nsecret_key = <V>\nuse_https = True\n"]],
  [
    "boto",
    ".boto|etc/boto.cfg",
    [
      "[Credentials]\naws_access_key_id = X\naws_secret_access_key = <V>\n",
      "[Credentials]\ngs_secret_access_key = <V>\n",
      "[Credentials]\ngs_oauth2_refresh_token = <V>\n",
    ],
  ],
  [
    "gcloud",
    "gcloud/legacy_credentials/a/adc.json|application_default_credentials.json",
    [
      '{\n  "client_id": "1.apps",\n  "client_secret": "<V>",\n  "refresh_token": "1//0<V>",\n  "type": "authorized_user"\n}\n',
    ],
  ],
  ["doctl", ".config/doctl/config.yaml|doctl/config.yaml", ["access-token: <V>\ncontext: default\n"]],
  ["flyctl", ".fly/config.yml", ["access_token: <V>\nauto_update_enabled: true\n"]],
  [
    "netrc",
    ".netrc|_netrc|home/.netrc",
    [
      "machine api.heroku.com\n  login <u>\n  password <V>\n",
      "machine <h> login <u> password <X>\n",
      "default login <u> password <X>\n",
    ],
  ],
  ["Terraform CLI", "terraform.rc|.terraformrc", ['credentials "app.terraform.io" {\n  token = "<V>"\n}\n']],
  [
    "esmtp",
    ".esmtprc",
    [
      "hostname = <h>:587\nusername = <q><u><q>\npassword = <q><X><q>\n",
      "identity a@b\n\thostname <h>:25\n\tusername <u>\n\tpassword <X>\n",
    ],
  ],
  ["msmtp", ".msmtprc", ["account a\nhost <h>\nuser <u>\npassword <X>\n"]],
  ["mutt", ".muttrc|.mutt/muttrc", ['set imap_user="<u>"\nset imap_pass="<X>"\n', "set smtp_pass = '<X>'\n"]],
  [
    "fetchmail",
    ".fetchmailrc",
    [
      "poll <h> proto imap user <u> password <X>\n",
      'poll <h> with proto POP3\n  user "<u>" there with password "<X>" is me here\n',
    ],
  ],
  ["PostgreSQL", ".pgpass|pgpass.conf", ["<h>:5432:shop:<u>:<X>\n", "*:*:*:<u>:<X>\n"]],
  ["MySQL", ".my.cnf|etc/my.cnf", ["[client]\nuser=<u>\npassword=<X>\n", '[mysqldump]\npassword = "<X>"\n']],
  ["PostgreSQL service", ".pg_service.conf", ["[shop]\nhost=<h>\nuser=<u>\npassword=<X>\n"]],
  ["ODBC", ".odbc.ini|odbc.ini", ["[shop]\nDriver=PostgreSQL\nUserName=<u>\nPassword=<X>\n"]],
  [
    "Rails database",
    "database.yml|config/database.yml",
    ["production:\n  adapter: mysql2\n  username: <u>\n  password: <X>\n"],
  ],
  [
    "WordPress",
    "wp-config.php",
    [
      "<?php\ndefine( 'DB_USER', '<u>' );\ndefine( 'DB_PASSWORD', '<X>' );\n",
      'define("AUTH_KEY", "<S><S>");\n',
    ],
  ],
  [
    "MediaWiki",
    "LocalSettings.php",
    ['$wgDBuser = "<u>";\n$wgDBpassword = "<X>";\n', '$wgSecretKey = "<V>";\n'],
  ],
  [
    "PHP configuration",
    "config.php|configuration.php|config/config.inc.php",
    [
      "$config['db_password'] = '<X>';\n",
      "\tpublic $password = '<X>';\n",
      "$cfg['Servers'][1]['password'] = '<X>';\n",
      "'dbpassword' => '<X>',\n",
    ],
  ],
  [
    ".env",
    ".env|app/.env|.env.production|prod.env",
    ["<N>=<X>\n", "export <N>=<q><W><q>\n", "<N>=<V> # live\n"],
  ],
  ["Git credential store", ".git-credentials", ["https://<u>:<X>@<h>\n"]],
  [
    "npm",
    ".npmrc|home/.npmrc",
    ["//<h>/:_authToken=<V>\n", "_auth=<B>\nemail=a@b\n", "//<h>/:username=<u>\n//<h>/:_password=<B>\n"],
  ],
  [
    "PyPI",
    ".pypirc",
    ["[distutils]\nindex-servers = a\n[a]\nrepository: https://<h>/\nusername: <u>\npassword: <X>\n"],
  ],
  [
    "Docker",
    ".dockercfg|.docker/config.json",
    ['{"https://<h>":{"auth":"<B>","email":"a@b.net"}}', '{"auths":{"<h>":{"auth":"<B>"}}}'],
  ],
  [
    "Maven",
    ".m2/settings.xml|settings.xml",
    [
      "<settings><servers><server>\n<id>a</id>\n<username><u></username>\n<password><X></password>\n</server></servers></settings>\n",
    ],
  ],
  [
    "NuGet",
    "nuget.config|NuGet.Config",
    [
      '<packageSourceCredentials><a>\n<add key="Username" value="<u>" />\n<add key="ClearTextPassword" value="<X>" />\n</a></packageSourceCredentials>\n',
    ],
  ],
  [
    "Gradle",
    "gradle.properties|.gradle/gradle.properties",
    ["mavenUser=<u>\nmavenPassword=<X>\n", "signing.password=<X>\n"],
  ],
  ["tfvars", "prod.tfvars|terraform.tfvars", ['<n> = "<X>"\n', '<n>="<V>"\n']],
  ["Heroku", "heroku.json", ['{\n  "HEROKU_API_KEY": "<V>",\n  "<N>": "<V>"\n}\n']],
  [
    "Salesforce",
    "salesforce.js",
    [
      "exports.username = '<u>';\nexports.password = '<X>';\n",
      "module.exports = {\n  user: '<u>',\n  pass: '<X>'\n};\n",
    ],
  ],
  [
    "Jenkins",
    "credentials.xml|jenkins/credentials.xml",
    [
      "<com.cloudbees.Cred>\n<username><u></username>\n<password>{AQAAABAAAAAQ<V>}</password>\n</com.cloudbees.Cred>\n",
      "<x>\n<secret>{AQAAABAAAAAQ<V>}</secret>\n</x>\n",
      "<x>\n<passphrase><X></passphrase>\n</x>\n",
    ],
  ],
  [
    "JetBrains",
    ".idea/WebServers.xml|WebServers.xml",
    [
      '<webServer id="a" name="b">\n<fileTransfer host="<h>" port="22" username="<u>" password="<H>" />\n</webServer>\n',
    ],
  ],
  [
    "JetBrains data sources",
    "dataSources.local.xml|.idea/dataSources.local.xml",
    ['<data-source name="shop">\n<user-name><u></user-name>\n<password><X></password>\n</data-source>\n'],
  ],
  ["WinSCP", "winscp.ini|WinSCP.ini", ["[Sessions\\a]\nHostName=<h>\nUserName=<u>\nPassword=<H>\n"]],
  [
    "Firefox logins",
    "logins.json",
    [
      '{"logins":[{"hostname":"https://<h>","encryptedUsername":"MDoEEPgAAAAA","encryptedPassword":"MDoEEPgAAAAAAAAAAAAAAAAAAAEwFAYIKoZIhvcNAwcECDxP<V>"}]}',
    ],
  ],
  ["ProFTPD", "proftpdpasswd", ["<u>:$1$abXYz12.$Nq7xR4vLk2mJ8pTsWq9dY/:1000:1000::/home/a:/bin/sh\n"]],
  ["htpasswd", ".htpasswd|htpasswd", ["<u>:$apr1$abXYz12.$Nq7xR4vLk2mJ8pTsWq9dY/\n"]],
  [
    "shadow",
    "etc/shadow|shadow",
    [
      "<u>:$6$abXYz12q$Nq7xR4vLk2mJ8pTsWq9dYNq7xR4vLk2mJ8pTsWq9dYNq7xR4vLk2mJ8pTsWq9dYNq7xR4vLk2mJ8pTsW/:18000:0:99999:7:::\n",
    ],
  ],
  [
    "shell start-up",
    ".bashrc|.bash_profile|.zshrc|.profile|.exports|.extra",
    ["export <N>=<V>\n", "export HOMEBREW_GITHUB_API_TOKEN=<q><V><q>\n"],
  ],
  [
    "CI runner",
    "gitlab-runner/config.toml|.circleci/cli.yml|.buildkite-agent.cfg|.drone.env",
    ['[[runners]]\n  token = "<V>"\n', "host: https://circleci.com\ntoken: <V>\n", 'token="<V>"\n'],
  ],
  [
    "OCI and Aliyun",
    ".aliyun/config.json",
    ['{"profiles":[{"access_key_id":"a","access_key_secret":"<V>"}]}'],
  ],
  [
    "Databricks",
    ".databrickscfg",
    [
      "[DEFAULT]\nhost = https://<h>\nusername = <u>\npassword = <X>\n",
      "[DEFAULT]\nhost = https://<h>\ntoken = <V>\n",
    ],
  ],
  ["Streamlit", ".streamlit/secrets.toml", ['<n> = "<X>"\n']],
  [
    "Conda",
    ".condarc|environment.yml",
    ["channels:\n  - https://<u>:<V>@<h>/conda\n", "channels:\n  - https://<h>/t/sh-<V>/shop\n"],
  ],
  ["pip", "pip.conf|.pip/pip.conf", ["[global]\nindex-url = https://<u>:<V>@<h>/simple\n"]],
  [
    "Composer",
    "auth.json",
    ['{"http-basic":{"<h>":{"username":"<u>","password":"<X>"}}}', '{"github-oauth":{"github.com":"<V>"}}'],
  ],
  ["Ivy and sbt", ".ivy2/.credentials|.credentials", ["realm=Sonatype\nhost=<h>\nuser=<u>\npassword=<X>\n"]],
  ["curl", ".curlrc|home/.curlrc", ["user = <q><u>:<X><q>\n", "-u <u>:<X>\n"]],
  ["wget", ".wgetrc", ["http_password = <X>\n", "user=<u>\npassword=<X>\n"]],
  [
    "RDP, VPN",
    "office.rdp",
    [
      "full address:s:<h>\nusername:s:<u>\npassword 51:b:01000000D08C9DDF0115D1118C7A00C04FC297EB01000000<V>\n",
    ],
  ],
  ["mail, in other programs", ".mailrc", ["set smtp-auth-user=<u>\nset smtp-auth-password=<X>\n"]],
  ["offlineimap", ".offlineimaprc", ["[Repository Remote]\nremoteuser = <u>\nremotepass = <X>\n"]],
  ["mbsync", ".mbsyncrc", ["IMAPAccount a\nHost <h>\nUser <u>\nPass <X>\n"]],
  ["Postfix", "etc/postfix/sasl_passwd", ["[<h>]:587 <u>@corp.net:<X>\n"]],
  ["mounts", ".smbcredentials|etc/.smbcredentials", ["username=<u>\npassword=<X>\n"]],
  ["davfs2", ".davfs2/secrets|etc/davfs2/secrets", ["https://<h>/dav <u> <X>\n"]],
  [
    "chat",
    ".irssi/config|.weechat/irc.conf",
    ['chatnets = { a = { sasl_username = "<u>"; sasl_password = "<X>"; }; };\n', 'a.sasl_password = "<X>"\n'],
  ],
  ["HexChat", ".config/hexchat/servlist.conf", ["N=a\nP=<X>\nS=<h>\n"]],
  ["game server", "server.cfg|cfg/server.cfg", ['rcon_password "<X>"\n', "rcon_password <X>\n"]],
  ["Cisco", "router-confg|backup/core1.cfg", ["username <u> privilege 15 secret 5 <V>x\n"]],
  [
    "Windows set-up",
    "unattend.xml|autounattend.xml",
    ["<AutoLogon><Password><Value><X></Value><PlainText>true</PlainText></Password></AutoLogon>\n"],
  ],
  ["sysprep", "sysprep.inf", ["[GuiUnattended]\nAdminPassword=<X>\n"]],
  ["Wi-Fi", "etc/wpa_supplicant.conf", ['network={\n  ssid="a"\n  psk="<X>"\n}\n']],
  ["OpenLDAP", "etc/openldap/slapd.conf", ["rootdn cn=a\nrootpw <X>\n"]],
  ["OpenStack", "clouds.yaml", ["clouds:\n  a:\n    auth:\n      username: <u>\n      password: <X>\n"]],
  [
    "migrations",
    "flyway.conf|liquibase.properties",
    ["flyway.password=<X>\n", "username: <u>\npassword: <X>\n"],
  ],
  ["Poetry", ".config/pypoetry/auth.toml", ['[http-basic.a]\nusername = "<u>"\npassword = "<X>"\n']],
  [
    "sbt",
    ".sbt/credentials|sonatype.sbt",
    ["host=<h>\nuser=<u>\npassword=<X>\n", 'credentials += Credentials("a", "<h>", "<u>", "<X>")\n'],
  ],
  [
    "Magento",
    "app/etc/local.xml",
    ["<connection><username><![CDATA[<u>]]></username><password><![CDATA[<X>]]></password></connection>\n"],
  ],
  ["mongo shell", ".mongorc.js", ["db.auth('<u>', '<X>');\n"]],
  ["Ansible inventory", "hosts|inventory/prod", ["[web]\na ansible_user=<u> ansible_ssh_pass=<X>\n"]],
  [
    "bookmarks",
    ".config/lftp/bookmarks|.config/git/credentials|.git/config|.pip/pip.conf",
    ["a = ftp://<u>:<X>@<h>/\n"],
  ],
  [
    "exports of browsers",
    "Chrome Passwords.csv|lastpass_export.csv",
    ["name,url,username,password\na,https://<h>,<u>,<X>\n"],
  ],
  ["Erlang", "sys.config|hex.config", ['{api_key, <<"<V>">>}.\n', '{password, "<V>"},\n']],
  [
    "Jenkins, elsewhere",
    "users/a/config.xml|jobs/a/config.xml",
    ["<apiToken>{AQAAABAAAAAQNq7xR4vLk2mJ8p<V>}</apiToken>\n"],
  ],
];
