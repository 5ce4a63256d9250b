import { describe, expect, test } from "vitest";
import { scanContent } from "../../src/secrets/content.ts";
import { anchoredRules, readers, ruleCatalogue } from "../../src/secrets/rules.ts";
import { specimenOf } from "../../src/secrets/specimens.ts";
import { sampled } from "../sample.ts";
import { plantedFiles } from "./planted.ts";

const options = { salt: "", minConfidence: "low" } as const;

/** Processor time, not the clock: other work on the machine does not count. In milliseconds, the best of some runs. */
function cost(path: string, unit: string, size: number, runs: number): number {
  const content = Buffer.alloc(size, unit, "latin1");
  const times = Array.from({ length: runs }, () => {
    const before = process.cpuUsage();
    scanContent(path, content, options);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

const small = 1 << 13;
const growth = 8;
/** 64 KiB in 5 ms is 1 MiB in 80 ms, unless the rule is worse than linear and so far too cheap to tell. */
const negligible = 5;

/**
 * Eight times the text may cost eight times as much; a quadratic rule costs 64 times, however often it is measured. 24
 * leaves room for noise, and a collection of garbage in the short runs is no rule: what seems dear is measured again,
 * with more runs.
 */
function isLinear(path: string, unit: string): string | null {
  let large = cost(path, unit, small * growth, 1);
  if (large < negligible) return null;
  const ratios = [];
  while (ratios.length < 5) {
    const ratio = large / Math.max(cost(path, unit, small, 5), 0.2);
    if (ratio < 24) return null;
    ratios.push(ratio.toFixed(0));
    large = cost(path, unit, small * growth, 5);
  }
  return `${path} ${JSON.stringify(unit.slice(0, 60))}: ${ratios.join(", ")} times`;
}

describe("no rule can hang", () => {
  const anchors = [...new Set(anchoredRules.credentials.map(({ anchors: [first = ""] }) => first))];

  test("on its anchor over and over, and on runs of what may follow", () => {
    const units = anchors.flatMap((anchor) => [
      anchor,
      `${anchor} `,
      `\n${anchor}a`,
      `${anchor}${"aA0".repeat(90)}`,
    ]);
    expect(
      sampled(units, 17)
        .map((unit) => isLinear(".env", unit))
        .filter((slow) => slow !== null),
    ).toEqual([]);
  });

  test("on pieces that begin like a secret and never end", () => {
    const units = [
      "-----BEGIN RSA PRIVATE KEY-----\n",
      `-----BEGIN RSA PRIVATE KEY-----\n${"\n".repeat(300)}`,
      `-----BEGIN RSA PRIVATE KEY-----\n${"A: b\\n".repeat(20)}`,
      "-----BEGIN PRIVATE KEY-----\\n",
      "LS0tLS1CRUdJTi",
      `${"LS0tLS1CRUdJTi".padEnd(64, "A")}\n`,
      "PuTTY-User-Key-File-3: a\nEncryption: none\n",
      "eyJhbGciOiJ.eyJ",
      " eyJhbGciOiJIUzI1NiJ9.",
      "://a:b",
      `://${"a".repeat(120)}:${"b".repeat(200)}`,
      "Authorization: Basic ",
      "Password=a;",
      "server=a;pwd=b;",
      "pass",
      "pass_",
      "pass = ",
      "password: 'a\\",
      `password: "${"\\a".repeat(250)}`,
      `password${" ".repeat(30)}`,
      `<password ${'a="b" '.repeat(3)}`,
      "name: password\n",
      "secret-key_token",
      "AKIAABCDEFGHIJKLMNOP ",
      "aws_secret_access_key",
      "kind: Secret\ndata:\n  a: YWFhYWFh\n",
      "---\nkind: Secret\n",
      "\n",
      " ",
      "=",
      '"',
    ];
    const paths = [".env", "k8s/secret.yaml", "src/a.ts"];
    const pairs = units.flatMap((unit) => paths.map((path) => [path, unit] as const));
    const slow = sampled(pairs, 11).map(([path, unit]) => isLinear(path, unit));
    expect(slow.filter((one) => one !== null)).toEqual([]);
  });

  test("on secrets with their end cut, one after the other", () => {
    const slow = sampled(plantedFiles(1), 17).map(({ path, content }) => {
      const text = content.toString("latin1");
      return isLinear(path, text.slice(0, -Math.ceil(text.length / 4)));
    });
    expect(slow.filter((one) => one !== null)).toEqual([]);
  });

  test("on the specimen of each rule, whole and with its end cut", () => {
    const slow = sampled(ruleCatalogue, 17).flatMap((rule) => {
      const { path, content } = specimenOf(rule);
      const text = content.toString("latin1");
      return [text, text.slice(0, -2), text.slice(0, -Math.ceil(text.length / 2))].map((unit) =>
        isLinear(path, unit),
      );
    });
    expect(slow.filter((one) => one !== null)).toEqual([]);
  });

  test("no reader either, on lines made of its own signs", () => {
    const names = [
      ".netrc",
      ".pgpass",
      "redis.conf",
      ".htpasswd",
      "auth.json",
      ".npmrc",
      ".bundle/config",
      "a.yaml",
    ];
    const more = [
      "config/master.key",
      "secrets.yml",
      "filezilla.xml",
      "wg0.conf",
      "kaggle.json",
      "x.tfstate",
      "cookies.txt",
      "credentials.xml",
      ".passwd-s3fs",
      ".condarc",
      ".curlrc",
      "openvpn/auth.txt",
      "users.csv",
      "dump.sql",
      "named.conf",
    ];
    const units = [
      "a:",
      "password ",
      '"auth":"',
      '"a.b":"',
      "_authToken=",
      "BUNDLE_A_",
      "data:\n a: b\n",
      "\t",
      "a\tTRUE\t",
      "\\:",
      '"value":"',
      "password,",
      "insert into a(password) values('",
      "insert into a(password) values(1,'a','b'),",
      '"a" "',
    ];
    const pairs = [...names, ...more].flatMap((path) => units.map((unit) => [path, unit] as const));
    const slow = sampled(pairs, 17).map(([path, unit]) => isLinear(path, unit));
    expect(readers.length).toBeLessThanOrEqual(names.length + more.length + 2);
    expect(slow.filter((one) => one !== null)).toEqual([]);
  });
});
