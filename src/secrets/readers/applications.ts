import { isPlaceholder } from "../placeholders.ts";
import { credentialRule, type Reader } from "../reader.ts";

const masterKey = credentialRule(
  "master-key",
  "Rails or Jenkins master key",
  "a file that is nothing but 32, 64, 128 or 256 hex digits",
);

export const masterKeys: Reader = {
  rules: [masterKey],
  reads: ({ name, tail }) =>
    name === "master.key" || /^credentials\/[\w.-]+\.key$/.test(tail) || name === ".vault_pass",
  *read(text) {
    const match = /^\s{0,8}((?:[a-f\d]{32}){1,8})\s{0,8}$/.exec(text.slice(0, 400));
    const value = match?.[1];
    if (value === undefined || isPlaceholder(value)) return;
    const start = text.indexOf(value);
    yield { rule: masterKey, start, end: start + value.length };
  },
};

const railsSecret = credentialRule(
  "rails-secret-key-base",
  "Rails secret key base",
  "secret_key_base and 64 or more hex digits",
);

export const railsSecrets: Reader = {
  rules: [railsSecret],
  reads: ({ name }) =>
    /^(?:secrets?[\w.-]*\.ya?ml|secret_token\.rb|secret_key_base[\w.-]*|(?:production|staging)\.rb)$/.test(
      name,
    ),
  *read(text) {
    for (const match of text.matchAll(
      /secret_(?:key_base|token)["']?\s{0,4}[:=]\s{0,4}["']?([a-f\d]{64,256})/g,
    )) {
      const value = match[1] ?? "";
      const end = match.index + match[0].length;
      if (!isPlaceholder(value)) yield { rule: railsSecret, start: end - value.length, end };
    }
  },
};

const siteLogin = credentialRule(
  "site-login",
  "saved password of a file transfer or remote desktop client",
  "the password field of FileZilla, WinSCP, an .rdp profile, a server of JetBrains, or a login of Firefox",
  {
    confidence: "medium",
  },
);

export const savedSites: Reader = {
  rules: [siteLogin],
  reads: ({ name }) =>
    /^(?:filezilla|recentservers|sitemanager|webservers)\.xml$|^logins\.json$|^winscp\.ini$|\.rdp$/.test(
      name,
    ),
  *read(text) {
    const forms =
      /<Pass(?: encoding="base64")?>([^<]{4,400})<|^Password=([A-Fa-f\d]{16,400})\r?$|^password 51:b:([A-Fa-f\d]{32,2000})|"encryptedPassword"\s{0,4}:\s{0,4}"(M[A-Za-z\d+/=]{20,2000})"/gm;
    for (const match of text.matchAll(forms)) {
      const value = match[1] ?? match[2] ?? match[3] ?? match[4] ?? "";
      const start = match.index + match[0].indexOf(value, 4);
      if (match[4] !== undefined || !isPlaceholder(value))
        yield { rule: siteLogin, start, end: start + value.length };
    }
  },
};

const wireguardKey = credentialRule(
  "wireguard-key",
  "WireGuard private or preshared key",
  "PrivateKey or PresharedKey = 44 base64 characters",
);

export const wireguard: Reader = {
  rules: [wireguardKey],
  reads: ({ name, tail }) => /\.(?:conf|netdev|txt)$/.test(name) || tail.startsWith("wireguard/"),
  *read(text) {
    for (const match of text.matchAll(/^[ \t]*Pre?(?:ivate|shared)Key[ \t]*=[ \t]*([A-Za-z\d+/]{43}=)/gim)) {
      const value = match[1] ?? "";
      const end = match.index + match[0].length;
      if (!isPlaceholder(value)) yield { rule: wireguardKey, start: end - value.length, end };
    }
  },
};

const kaggleKey = credentialRule("kaggle-key", "Kaggle API key", '"key": 32 hex digits in kaggle.json');

const s3fsKey = credentialRule("s3fs-key", "key of s3fs", "ACCESS_KEY:SECRET, or BUCKET:ACCESS_KEY:SECRET");

export const s3fs: Reader = {
  rules: [s3fsKey],
  reads: ({ name }) => /^\.?passwd-s3fs$/.test(name),
  *read(text) {
    for (const match of text.matchAll(/^(?:[\w.-]{3,63}:)?[A-Z\d]{16,128}:([A-Za-z\d+/=_-]{16,256})\s*$/gm)) {
      const value = match[1] ?? "";
      const start = match.index + match[0].lastIndexOf(value);
      if (!isPlaceholder(value)) yield { rule: s3fsKey, start, end: start + value.length };
    }
  },
};

const condaToken = credentialRule("conda-token", "token of a Conda channel", "https://HOST/t/TOKEN/CHANNEL");

export const conda: Reader = {
  rules: [condaToken],
  reads: ({ name }) => /^\.?condarc$|^environment[\w.-]*\.ya?ml$/.test(name),
  *read(text) {
    for (const match of text.matchAll(/\/t\/([\w+-]{12,100})\//g)) {
      const value = match[1] ?? "";
      if (!isPlaceholder(value))
        yield { rule: condaToken, start: match.index + 3, end: match.index + 3 + value.length };
    }
  },
};

export const kaggle: Reader = {
  rules: [kaggleKey],
  reads: ({ name }) => name === "kaggle.json",
  *read(text) {
    const match = /"key"\s{0,8}:\s{0,8}"([a-f\d]{32})"/.exec(text);
    const value = match?.[1];
    if (match === null || value === undefined || isPlaceholder(value)) return;
    const end = match.index + match[0].length - 1;
    yield { rule: kaggleKey, start: end - value.length, end };
  },
};

const sensitiveOutput = credentialRule(
  "terraform-output",
  "sensitive output in a Terraform state",
  '"value" next to "sensitive": true',
  {
    confidence: "medium",
  },
);

export const terraformState: Reader = {
  rules: [sensitiveOutput],
  reads: ({ name }) => /\.tfstate(?:\.|$)/.test(name),
  *read(text) {
    const output =
      /"value"\s{0,8}:\s{0,8}"([^"\n]{6,2000})",\s{0,40}"type"\s{0,8}:\s{0,8}"string",\s{0,40}"sensitive"\s{0,8}:\s{0,8}true/g;
    for (const match of text.matchAll(output)) {
      const value = match[1] ?? "";
      const start = match.index + match[0].indexOf(value, '"value"'.length);
      if (!isPlaceholder(value)) yield { rule: sensitiveOutput, start, end: start + value.length };
    }
  },
};

const cookieFile = credentialRule(
  "browser-cookies",
  "exported cookies",
  "a Netscape cookie file with at least one session value",
  {
    severity: "warning",
    confidence: "medium",
  },
);

export const cookies: Reader = {
  rules: [cookieFile],
  reads: ({ name }) => /cookies?[\w.-]*\.txt$|^\.?cookie-?jar$/.test(name),
  *read(text) {
    const row =
      /^[\w.#-]{3,255}\t(?:TRUE|FALSE)\t[^\t\n]{1,255}\t(?:TRUE|FALSE)\t\d{1,12}\t[^\t\n]{1,255}\t([^\t\r\n]{16,4000})/gm;
    for (const match of text.matchAll(row)) {
      const end = match.index + match[0].length;
      yield { rule: cookieFile, start: end - (match[1] ?? "").length, end };
      return;
    }
  },
};
