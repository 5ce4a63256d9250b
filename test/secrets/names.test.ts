import { describe, expect, test } from "vitest";
import { isExampleName } from "../../src/secrets/examples.ts";
import { nameTable } from "../../src/secrets/name-table.ts";
import { nameMeansSecret, secretName } from "../../src/secrets/names.ts";

type Row = [path: string, says: string | null];

function says(path: string): string | null {
  const isDirectory = path.endsWith("/");
  const hit = secretName(isDirectory ? path.slice(0, -1) : path, isDirectory);
  return hit === null
    ? null
    : `${hit.group} ${hit.severity} ${hit.mode}${hit.within === null ? "" : ` in ${hit.within}`}`;
}

const rows: Row[] = [
  ["id_rsa", "private-key error confirm"],
  ["deploy/ID_ED25519", "private-key error confirm"],
  ["id_rsa.pub", null],
  ["keys/deploy_rsa", "private-key error confirm"],
  ["ssh_host_rsa_key", "private-key error confirm"],
  ["ssh_host_ed25519_key.pub", null],
  ["certs/server.key", "private-key error confirm"],
  ["server.example.key", null],
  ["certs/CA.PEM", "private-key error confirm"],
  ["AuthKey_ABC123.p8", "app error name"],
  ["other.p8", "private-key error confirm"],
  [".chef/me.pem", "iac error name"],
  ["chef/me.pem", "private-key error confirm"],
  ["config/master.key", "app error confirm"],
  ["config/credentials/production.key", "app error confirm"],
  ["store.p12", "keystore error name"],
  ["android/release.keystore", "keystore error name"],
  ["sign.snk", "keystore warning name"],
  [".aws/credentials", "cloud error name"],
  ["home/me/.aws/credentials", "cloud error name"],
  ["my.aws/credentials", "app error confirm"],
  ["credentials", "app error confirm"],
  ["application_default_credentials.json", "cloud error name"],
  ["gcloud/legacy_credentials/me/adc.json", "cloud error name in gcloud/legacy_credentials"],
  ["my-service-account.json", "cloud error confirm"],
  ["account-service.json", null],
  ["client_secret_12.apps.json", "cloud error confirm"],
  ["app-credentials-prod.json", "cloud error confirm"],
  ["package.json", null],
  [".claude/.credentials.json", "ai error name"],
  [".npmrc", "package error confirm"],
  [".netrc", "vcs error confirm"],
  [".cargo/credentials.toml", "package error name"],
  ["credentials.tfrc.json", "package error name"],
  [".env", "env error confirm"],
  [".env.production", "env error confirm"],
  [".env.example", null],
  [".env.production.sample", null],
  ["env.example", null],
  [".env.d.ts", null],
  ["prod.env", "env error confirm"],
  ["template.env", null],
  [".env.keys", "env error name"],
  ["appsettings.Production.json", "env error confirm"],
  ["appsettings.json", null],
  ["terraform.tfstate", "iac error confirm"],
  ["terraform.tfstate.backup", "iac error confirm"],
  ["prod.tfvars", "iac error confirm"],
  [".vault_pass.txt", "iac error name"],
  [".vault_pass.py", null],
  [".vault_pass", "iac error name"],
  ["vault-password-file", "iac error name"],
  [".kube/config", "k8s error confirm"],
  ["config", null],
  ["app/kubeconfig", "k8s error confirm"],
  ["db-secret.yaml", "k8s error confirm"],
  ["secrets.dev.yaml", "k8s error confirm"],
  [".docker/config.json", "docker error confirm"],
  ["docker/config.json", null],
  [".git-credentials", "vcs error name"],
  [".git/config", "vcs error confirm"],
  [".git/HEAD", "vcs info hygiene in .git"],
  ["sub/.git/objects/ab/cd", "vcs info hygiene in sub/.git"],
  [".git/", "vcs info hygiene in .git"],
  [".git", null],
  [".github/workflows/ci.yml", null],
  [".gitignore", null],
  [".svn/auth/svn.simple/1", "vcs error name in .svn/auth"],
  [".svn/entries", "vcs info hygiene in .svn"],
  [".ssh/config", "ssh warning name in .ssh"],
  ["Home/.SSH/id_rsa", "ssh warning name in Home/.SSH"],
  [".ssh/", "ssh warning name in .ssh"],
  ["x.ssh/config", null],
  [".bash_history", "history warning name"],
  [".pgpass", "db error name"],
  ["wp-config.php", "db error confirm"],
  ["wp-config-sample.php", null],
  ["dump-2024.sql", "dump warning name"],
  ["nightly_backup_1.sql", "dump warning name"],
  ["migrations/001.sql", null],
  ["old.bak", "dump info hygiene"],
  ["data.sqlite3", "dump info hygiene"],
  ["key4.db", "browser error name"],
  ["profile/Login Data", "browser error name"],
  ["heapdump-1234.bin", "dump warning name"],
  ["node_modules/heapdump/heapdump.js", null],
  ["pw.kdbx", "password error name"],
  ["my.agilekeychain/", "password error name in my.agilekeychain"],
  ["my.agilekeychain/data/x", "password error name in my.agilekeychain"],
  ["rootfs/etc/shadow", "password error name"],
  ["petc/shadow", null],
  ["run/secrets/db", "app error name in run/secrets"],
  ["rerun/secrets/db", null],
  ["google-services.json", "app info confirm"],
  ["wg0.conf", "vpn warning confirm"],
  ["src/index.ts", null],
  ["a\xff\xe9/\xc9.txt", null],
  ["", null],
];

describe("what a name says", () => {
  test.each(rows)("%s -> %s", (path, expected) => expect(says(path)).toBe(expected));
});

test.each(rows)("%s: its last component is known where it is what decides", (path) => {
  const isDirectory = path.endsWith("/");
  const whole = isDirectory ? path.slice(0, -1) : path;
  const hit = secretName(whole, isDirectory);
  const decides = hit !== null && hit.within === (isDirectory ? whole : null);
  const name = whole.slice(whole.lastIndexOf("/") + 1);
  if (decides) expect(nameMeansSecret(name, isDirectory)).toBe(true);
});

test("every row of the table can be reached", () => {
  for (const [group, , , what, names] of nameTable) {
    for (const name of names.split(", ")) {
      const isDirectory = name.endsWith("/");
      const path = name.replaceAll("*", "zz").replace(/\/$/, "");
      const hit = secretName(path, isDirectory);
      expect([path, hit?.group, hit?.what]).toEqual([path, group, what]);
      expect(nameMeansSecret(path.slice(path.lastIndexOf("/") + 1), isDirectory)).toBe(true);
    }
  }
});

describe("names that say they are examples", () => {
  test.each([
    ["env.example", true],
    ["example.env", true],
    [".env.sample.local", true],
    ["settings-default.ini", true],
    ["id_rsa.pub", true],
    ["values.sops", true],
    ["distance.env", false],
    ["resample.env", false],
    [".env", false],
  ])("%s %s", (name, expected) => expect(isExampleName(name)).toBe(expected));
});
