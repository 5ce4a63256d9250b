import { describe, expect, test } from "vitest";
import {
  hasBase36Checksum,
  hasBase62Checksum,
  hasBech32Checksum,
  hasGrafanaChecksum,
} from "../../src/secrets/checksums.ts";
import { keyKind } from "../../src/secrets/key-names.ts";
import { fingerprint, mask } from "../../src/secrets/masking.ts";
import { entropy, isPlaceholder, isTutorialValue, looksRandom } from "../../src/secrets/placeholders.ts";
import { severityAt } from "../../src/secrets/placement.ts";
import { ageIdentity, join, valuesFrom, withBase62Checksum } from "./values.ts";

const values = valuesFrom(11);

describe("checksums", () => {
  const token = withBase62Checksum(join("gh", "p_"), values.alnum(30));
  const wrong = token.slice(0, -1) + (token.endsWith("A") ? "B" : "A");
  test("of GitHub and npm", () =>
    expect([hasBase62Checksum(token), hasBase62Checksum(wrong)]).toEqual([true, false]));
  test("of age", () => {
    const identity = ageIdentity(values);
    const broken = identity.slice(0, -1) + (identity.endsWith("Q") ? "P" : "Q");
    expect([hasBech32Checksum(identity), hasBech32Checksum(broken)]).toEqual([true, false]);
  });
  // The sums were worked out once with another implementation of CRC-32, for tokens that were never issued.
  test.each([
    ["a855f2a3", true],
    ["a855f2a0", false],
  ])("of Grafana: %s", (sum, expected) => {
    expect(hasGrafanaChecksum(join("gl", "sa_", "a".repeat(16), "B7".repeat(8), "_", sum))).toBe(expected);
  });
  test.each([
    ["137hakq", true],
    ["137hak_", false],
  ])("of GitLab: %s", (sum, expected) => {
    expect(hasBase36Checksum(join("glp", "at-", "b".repeat(27), ".01.0r", sum))).toBe(expected);
  });
});

describe("masks", () => {
  test.each([
    ["abcdefghijklmnop", "abcd\xe2\x80\xa6 (16 characters)"],
    ["abcdefghi", "abc\xe2\x80\xa6 (9 characters)"],
    ["hunter", "hu\xe2\x80\xa6 (6 characters)"],
    ["\xe3\x83\x91\xe3\x82\xb9\xe3\x83\xaf\xe3\x83\xbc", "\xe2\x80\xa6 (12 characters)"],
    ["ab", "\xe2\x80\xa6 (2 characters)"],
    ["", "\xe2\x80\xa6 (0 characters)"],
  ])("%s", (value, masked) => expect(mask(value)).toBe(masked));

  test("a fingerprint depends on the value and on the salt, and on nothing else", () => {
    expect(fingerprint("a", "1")).toMatch(/^[0-9a-f]{32}$/);
    expect(fingerprint("a", "1")).toBe(fingerprint("a", "1"));
    expect(new Set([fingerprint("a", "1"), fingerprint("a", "2"), fingerprint("b", "1")]).size).toBe(3);
  });
});

describe("names that promise a secret", () => {
  test.each([
    ["password", "password"],
    ["DB_PASSWORD", "password"],
    ["spring.datasource.password", "password"],
    ["$wgDBpassword", "password"],
    ["dbPassword2", "password"],
    ["MYSQL_ROOT_PASSWORD_PROD", "password"],
    ["clientSecret", "token"],
    ["client-secret", "token"],
    ["APIKey", "token"],
    ["X-API-Key", "token"],
    ["api_key_v2", "token"],
    ["secret_key_base", "token"],
    ["_authToken", "token"],
    ["_auth", "token"],
    ["AUTH_SALT", "token"],
    ["encryption-key", "token"],
    ["key", "bare"],
    ["auth", "bare"],
    ["SALT", "token"],
    ["NEW_RELIC_LICENSE_KEY", "token"],
    ["cache_password", "password"],
    ["PRIMARY_DB_PASSWORD", "password"],
    ["cacheKey", null],
    ["new_password", null],
    ["x-rapidapi-key", "token"],
    ["public_key", null],
    ["primaryKey", null],
    ["token_type", null],
    ["password_file", null],
    ["secretName", null],
    ["max_token", null],
    ["eos_token", null],
    ["nextPageToken", null],
    ["forgot_password", null],
    ["monkey", null],
    ["compass", null],
  ])("%s -> %s", (key, kind) => expect(keyKind(key)).toBe(kind));
});

describe("values", () => {
  const braces = "{DB_PASSWORD}";
  test.each([
    [`$${braces}`, true],
    ["{{ .Values.password }}", true],
    ["<%= ENV['X'] %>", true],
    ["$PASSWORD", true],
    ["$dir/private/cakey.pem#", true],
    ["$insta::secret", true],
    ["$k9!vQ/m2Zr8", false],
    ["%PASSWORD%", true],
    ["<password>", true],
    ["changeme", true],
    ["CHANGE-ME-NOW", true],
    ["your-api-key", true],
    ["xxxxxxxxxxxx", true],
    ["****************", true],
    ["null", true],
    ["", true],
    ["aaaaaaaa", true],
    ["1234567890", true],
    ["ENC[AES256_GCM,data:x]", true],
    ["op://vault/item/field", true],
    ["arn:aws:secretsmanager:eu:1:secret:x", true],
    ["hunter2hunter3", false],
    ["kJ82jd!s0Pq", false],
    ["correct horse battery staple", false],
  ])("%s is a placeholder: %s", (value, expected) => expect(isPlaceholder(value)).toBe(expected));

  test.each([
    ["postgres", true],
    ["admin123", true],
    ["my-secret-password", true],
    ["dev_secret_key", true],
    ["P@ssw0rd", true],
    ["testing-1", true],
    ["kJ82jd!s0Pq", false],
    ["tiger-garage-87", false],
  ])("%s is out of a tutorial: %s", (value, expected) => expect(isTutorialValue(value)).toBe(expected));

  test.each([
    ["kJ82jd!s0Pq", true],
    ["0f9d8c7b6a594837", true],
    ["database-credentials", false],
    ["com.corp.Passwords", false],
    ["/etc/ssl/key.pem", false],
    ["https://id.corp.net/token", false],
    ["getPassword()", false],
    ["[a-z0-9-]{1,20}", false],
    ["12345678901", false],
    ["two words 1A", false],
    ["short1", false],
    ["Schl\xc3\xbcssel12", false],
  ])("%s looks random: %s", (value, expected) => expect(looksRandom(value)).toBe(expected));

  test.each([
    ["aaaa", 0],
    ["abab", 1],
    ["abcdefgh", 3],
  ])("the entropy of %s is %d bits", (value, bits) => expect(entropy(value)).toBeCloseTo(bits));
});

describe("where a secret ends up", () => {
  test.each([
    ["error", "image", "error"],
    ["error", "stage", "warning"],
    ["error", "builder", "info"],
    ["warning", "image", "warning"],
    ["warning", "stage", "info"],
    ["info", "builder", "info"],
  ] as const)("%s in %s is %s", (severity, place, expected) =>
    expect(severityAt(severity, place)).toBe(expected),
  );
});
