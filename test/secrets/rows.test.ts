import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isAllowed } from "../../src/secrets/allow.ts";
import { type ContentOptions, scanContent } from "../../src/secrets/content.ts";
import { keyFileKind } from "../../src/secrets/key-files.ts";
import { profileOf } from "../../src/secrets/profiles.ts";
import { ruleCatalogue } from "../../src/secrets/rules.ts";
import { join, pem, valuesFrom } from "./values.ts";

const values = valuesFrom(21);
const stripe = join("sk_", "live_", values.alnum(24));
const password = values.password();

function scan(path: string, text: string | Buffer, more: Partial<ContentOptions> = {}) {
  return scanContent(path, Buffer.from(text), { salt: "", ...more });
}

function told(path: string, text: string | Buffer, more: Partial<ContentOptions> = {}): string[] {
  return scan(path, text, more).hits.map(({ rule, line, column }) => `${rule} ${line}:${column}`);
}

describe("which rules a file gets", () => {
  test.each([
    ["src/a.ts", "code"],
    ["README.md", "hard"],
    ["config/app.yaml", "config"],
    ["Dockerfile", "config"],
    ["docker/Dockerfile.prod", "config"],
    ["compose.yaml", "config"],
    ["settings.py", "config"],
    ["src/settings_page.tsx", "code"],
    [".env", "credentials"],
    [".ENV.production", "credentials"],
    ["a/prod.tfvars", "credentials"],
    [".aws/credentials", "credentials"],
    ["home/.kube/config", "credentials"],
    ["run/secrets/db", "credentials"],
    [".env.example", "hard"],
    ["config/app.sample.yaml", "hard"],
    ["dist/app.min.js", "hard"],
    ["app.js.map", "hard"],
    ["node_modules/a/.env", "hard"],
    ["vendor/a/config.yaml", "hard"],
    ["a/site-packages/x.cfg", "hard"],
    ["yarn.lock", "text"],
    ["package-lock.json", "text"],
  ])("%s: %s", (path, scope) => expect(profileOf(path).scope).toBe(scope));
});

describe("a password that somebody chose without digits", () => {
  test.each([
    ["signs among letters of both cases", "QxHm#sWaw", 1],
    ["a word with a sign at its end", "Required!", 0],
    ["letters alone", "Kirschbaum", 0],
    ["one case", "kirsch!baum", 0],
  ])("%s", (_, value, hits) => {
    expect(
      told("deploy.ps1", `$password = ConvertTo-SecureString "${value}" -AsPlainText -Force\n`),
    ).toHaveLength(hits);
  });
});

describe("where a secret is", () => {
  test.each([
    ["first line", `${stripe}\n`, ["stripe-key 1:1"]],
    ["after line ends of Windows", `a\r\nb = "${stripe}"\r\n`, ["stripe-key 2:6"]],
    ["last line without an end", `\n\n${stripe}`, ["stripe-key 3:1"]],
    ["columns are bytes", `é "${stripe}"`, ["stripe-key 1:5"]],
    ["two on one line", `${stripe} ${stripe}`, ["stripe-key 1:1", "stripe-key 1:34"]],
    ["in an escaped string", `"A\\n${stripe}\\n"`, ["stripe-key 1:5"]],
    ["in an address, escaped", `?key%3D${stripe}`, ["stripe-key 1:8"]],
    ["not inside a longer word", `x${stripe}`, []],
    ["not with more behind it", `${stripe}_${stripe}`, []],
  ])("%s", (_, text, expected) => expect(told("a.txt", text)).toEqual(expected));

  test("a key is told on the line of its header", () => {
    expect(told("a.txt", `one\ntwo\n${pem("ec", "sec1")}`)).toEqual(["private-key 3:31"]);
  });
});

describe("comments that allow a secret", () => {
  test.each([
    [`${stripe} # ctxcheck:allow`, 0],
    [`${stripe} # ctxcheck:allow stripe-key`, 0],
    [`${stripe} # ctxcheck:allow npm-token,stripe-key`, 0],
    [`${stripe} # ctxcheck:allow npm-token`, 1],
    [`${stripe} <!-- ctxcheck:allow -->`, 0],
    [`${stripe} # ctxcheck:allow it is revoked`, 0],
    [`# ctxcheck:allow-next-line\n${stripe}`, 0],
    [`# ctxcheck:allow-next-line npm-token\n${stripe}`, 1],
    [`# ctxcheck:allow\n${stripe}`, 1],
    [`# ctxcheck:allow-next-line\n\n${stripe}`, 1],
    [`${stripe} # gitleaks:allow`, 0],
    [`${stripe} # pragma: allowlist secret`, 0],
    [`# pragma: allowlist nextline secret\n${stripe}`, 0],
    [`${stripe} // trufflehog:ignore`, 0],
    [`${stripe} // secretlint-disable-line`, 0],
    [`// secretlint-disable-next-line\n${stripe}`, 0],
    [`${stripe} # ggignore`, 0],
    [`${stripe} # allowed`, 1],
  ])("%#", (text, hits) => {
    const result = scan("a.txt", text);
    expect([result.hits.length, result.allowed]).toEqual([hits, 1 - hits]);
  });
});

describe("a configuration that allows a secret", () => {
  const [hit] = scan("a.txt", stripe).hits;
  if (hit === undefined) throw new Error("nothing found");
  test.each([
    [{}, false],
    [{ rules: new Set(["stripe-key"]) }, true],
    [{ rules: new Set(["npm-token"]) }, false],
    [{ fingerprints: new Set([hit.fingerprint ?? ""]) }, true],
    [{ fingerprints: new Set(["0"]) }, false],
    [{ paths: (path: string) => path === "a.txt" }, true],
    [{ paths: (path: string) => path === "b.txt" }, false],
  ])("%#", (list, expected) => expect(isAllowed(hit, "a.txt", list)).toBe(expected));
});

describe("how sure, and how bad", () => {
  const low = { minConfidence: "low" } as const;
  test("a local database's password is only told on request", () => {
    const text = `connect("postgres://shop:${password}@localhost/x")`;
    expect([told("a.js", text).length, told("a.js", text, low).length]).toEqual([0, 1]);
  });
  test("a tutorial's password in .env is only told on request", () => {
    expect([
      told(".env", "DB_PASSWORD=postgres1\n").length,
      told(".env", "DB_PASSWORD=postgres1\n", low).length,
    ]).toEqual([0, 1]);
  });
  test("an access key id without its secret is only told on request", () => {
    const text = `id = "${join("AK", "IA", values.pick("ABCDEFGHIJKLMNOP234567", 16))}"`;
    expect([told("a.js", text).length, told("a.js", text, low).length]).toEqual([0, 1]);
  });
  test.each([
    ["src/key.pem", "error"],
    ["test/key.pem", "warning"],
    ["node_modules/a/key.pem", "warning"],
  ])("a private key at %s: %s", (path, severity) => {
    expect(scan(path, pem("ec", "pkcs8")).hits[0]?.severity).toBe(severity);
  });
  const random = "h7Qk2vWz9Lx4Rt6Yb3Np8Mc5";
  test.each([
    ["a.yml", `api_keys:\n  - key: ${random}\n`, 1],
    ["a.yml", `files:\n  - key: ${random}\n`, 0],
    ["a.ini", `; api_token = ${random}\nfrom = shop@example.com\n`, 1],
    ["a.ini", `; api_token = ${random}\n; url = https://api.example.com/\n`, 0],
    ["a.yml", `swagger:\n  enabled: true\nspring:\n  password: ${random}\n`, 1],
    ["a.yml", `swagger: "2.0"\ninfo:\n  password: ${random}\n`, 0],
    ["a.html.php", `<?php $db_password = "${random}";\n`, 1],
    [".env", `POST_PASS=${random}\n`, 1],
    [".env", "POST_PASS=depth24stencil8\n", 0],
  ])("%s: %j", (path, text, hits) => expect(told(path, text)).toHaveLength(hits));

  test("only the rules that are asked for", () => {
    const text = `${stripe}\n${pem("ec", "pkcs8")}`;
    expect(told("a.txt", text, { rules: new Set(["private-key"]) })).toEqual(["private-key 2:28"]);
  });
});

describe("a value is told once, by the rule that knows most", () => {
  test.each([
    [".env", `STRIPE_SECRET_KEY=${stripe}\n`, ["stripe-key 1:19"]],
    [".npmrc", `//npm.corp.net/:_authToken=${stripe}\n`, ["stripe-key 1:28"]],
    ["app.yaml", `password: https://a:${password}@corp.net\n`, ["url-password 1:21"]],
  ])("%s", (path, text, expected) => expect(told(path, text)).toEqual(expected));
});

describe("files that are no text", () => {
  test("zero bytes all over make a file binary; one of them, or all at its end, hides nothing", () => {
    expect(scan("a.txt", `${"\0\x01\0".repeat(40)}${stripe}`)).toMatchObject({ kind: "binary", hits: [] });
    expect(told("a.txt", `\0${stripe}`)).toEqual(["stripe-key 1:2"]);
    expect(told("a.txt", `${stripe}\n${"\0".repeat(9000)}`)).toEqual(["stripe-key 1:1"]);
  });
  test.each([
    ["an empty file", "", 0],
    ["a certificate", "3082010030820080a003", 260],
    ["some sequence", "300d06092a864886f70d010101", 15],
    ["a PKCS#8 key that goes on behind its end", "302e020100300506032b657004220420", 49],
  ])("%s is not a key", (_, head, size) => {
    const bytes = Buffer.alloc(Math.max(size, head.length / 2));
    bytes.write(head, "hex");
    expect(keyFileKind(bytes, bytes.length)).toBe(null);
  });
  test.each([
    ["an OpenPGP secret key packet", "9501fe0460000000", true],
    ["of version 6, as RFC 9580 has them", "c54b0663877fe31b00000020", true],
    ["of version 5, as LibrePGP has them", "c561055f2f0000160000002d", true],
    ["with a key longer than any", "c54b0663877fe31b01010101", false],
    ["a public key of version 6", "c62a0663877fe31b00000020", false],
  ])("%s", (_, head, isKey) => {
    const bytes = Buffer.alloc(200, 1);
    bytes.write(head, "hex");
    expect(keyFileKind(bytes, 200)?.rule.id).toBe(isKey ? "pgp-secret-keyring" : undefined);
  });
});

describe("a file with very many secrets", () => {
  const lines = Array.from({ length: 1200 }, () => `api_key: ${values.alnum(20)}7q2`);
  const text = lines.join("\n");

  test("is cut, and says so with a finding that another value changes", () => {
    const { hits, isCapped } = scan("a.yml", text);
    expect([hits.length, isCapped]).toEqual([1001, true]);
    const rest = ({ hits: all }: ReturnType<typeof scan>) =>
      all.find(({ masked }) => masked.includes("values)"));
    expect(rest({ ...scan("a.yml", text) })?.severity).toBe("error");
    expect(rest(scan("a.yml", `${text}\napi_key: ${values.alnum(20)}7q2`))?.fingerprint).not.toBe(
      rest(scan("a.yml", text))?.fingerprint,
    );
  });

  test("does not hide a worse one at its end, nor do those that a comment allows", () => {
    expect(told("a.yml", `${text}\nx: ${stripe}\n`)).toContain("stripe-key 1201:4");
    const allowed = lines.map((line) => `${line} # ctxcheck:allow`).join("\n");
    expect(told("a.yml", `${allowed}\nx: ${stripe}\n`)).toEqual(["stripe-key 1201:4"]);
  });
});

test("any bytes under any name are read without an error", () => {
  const name = fc.constantFrom(
    "a.pem",
    ".env",
    "a.yaml",
    "auth.json",
    ".netrc",
    ".pgpass",
    "x.tfstate",
    "etc/shadow",
    "a",
  );
  const piece = fc.constantFrom(
    "password=",
    "kind: Secret\ndata:\n",
    "-----BEGIN PRIVATE KEY-----",
    "://a:b@",
    '"auth":"',
    "\0",
    "0\x82",
  );
  const text = fc.array(fc.oneof(piece, fc.string({ unit: "binary" })), { maxLength: 20 });
  fc.assert(
    fc.property(name, text, (path, parts) => {
      const content = Buffer.from(parts.join(""), "utf8");
      const { hits } = scanContent(path, content, { salt: "", minConfidence: "low" });
      expect(hits.every(({ line, column }) => line >= 1 && column >= 1)).toBe(true);
    }),
  );
});

test("rules have ids of one form, each once, and words for people", () => {
  const ids = ruleCatalogue.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id))).toEqual([]);
  expect(ruleCatalogue.filter(({ what, looks }) => what === "" || looks === "")).toEqual([]);
});

describe("a name that is given a value", () => {
  const secret = values.password();
  const given = (name: string, rest = "") => told("app.env", `${rest}${name}=${secret}\n`).length;
  test.each([
    ["of 80 characters", "a".repeat(72) + "PASSWORD", 1],
    ["of 81", "a".repeat(73) + "PASSWORD", 0],
    ["that goes on for 32 from its word", "PASSWORD_STAGING_BASE64_STAGE_22", 1],
    ["that goes on for longer", "PASSWORD_STAGING_BASE64_STAGE_222", 0],
  ])("%s", (_, name, found) => expect(given(name)).toBe(found));

  test.each([
    [4_096, 1],
    [4_097, 0],
  ])("in a line of %i bytes", (length, found) => {
    const line = `PASSWORD="${secret}"`;
    expect(
      told("app.yaml", `${"x ".repeat(2_048).slice(0, length - line.length - 1)} ${line}\n`).length,
    ).toBe(found);
  });
});

test.each([
  "not a secret",
  "safe to commit, it is not a real one",
  "NOTSOSECRET",
  "obviously not treated as a secret",
  "kind: SealedSecret",
])("what a comment says of it silences no secret: %s", (words) => {
  const source = `const key = "${stripe}";\nconst dbPassword = "${password}";\n`;
  for (const path of ["src/a.js", "node_modules/b/c.js"])
    expect(told(path, `// ${words}\n${source}`)).toHaveLength(told(path, source).length);
  expect(told("src/a.js", source)).toHaveLength(2);
});
