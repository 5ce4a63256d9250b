import type { Bytes } from "../../bytes.ts";
import type { Found } from "../model.ts";
import { isPlaceholder } from "../placeholders.ts";
import { credentialRule, linesOf, type Reader } from "../reader.ts";

const loginPair = credentialRule("curl-login", "login of curl", "user = USER:PASSWORD in .curlrc");

export const curl: Reader = {
  rules: [loginPair],
  reads: ({ name }) => /^[._]curlrc$/.test(name),
  *read(text) {
    for (const match of text.matchAll(
      /^\s{0,8}(?:-u|-{0,2}(?:proxy-)?user)[ \t=:]{1,6}["']?[^\s:"']{1,64}:([^\s"']{4,200})/gm,
    )) {
      const value = match[1] ?? "";
      const end = match.index + match[0].length;
      if (!isPlaceholder(value)) yield { rule: loginPair, start: end - value.length, end };
    }
  },
};

const netrcPassword = credentialRule(
  "netrc-password",
  "password in .netrc",
  "machine NAME login USER password PASSWORD",
);
const netrcWord = /(?:^|\s)(password|account)\s+(\S{1,512})/g;

export const netrc: Reader = {
  rules: [netrcPassword],
  reads: ({ name }) => name === ".netrc" || name === "_netrc" || name.endsWith(".netrc"),
  *read(text) {
    for (const match of text.matchAll(netrcWord)) {
      const value = match[2] ?? "";
      const end = match.index + match[0].length;
      if (!isPlaceholder(value)) yield { rule: netrcPassword, start: end - value.length, end };
    }
  },
};

const pgpassPassword = credentialRule(
  "pgpass-password",
  "password in .pgpass",
  "host:port:database:user:password",
);
const pgpassLine = /^(?:[^:\\]|\\.){1,255}:(?:\d{1,5}|\*):(?:[^:\\]|\\.){1,255}:(?:[^:\\]|\\.){1,255}:/;

export const pgpass: Reader = {
  rules: [pgpassPassword],
  reads: ({ name }) => name.endsWith(".pgpass") || name === "pgpass.conf" || name === "pgpass",
  *read(text) {
    for (const line of linesOf(text)) {
      const fields = line.text.startsWith("#") ? null : pgpassLine.exec(line.text);
      const value = line.text.slice(fields?.[0].length ?? line.text.length);
      const start = line.start + line.text.length - value.length;
      if (value !== "" && !isPlaceholder(value))
        yield { rule: pgpassPassword, start, end: start + value.length };
    }
  },
};

const spacedPassword = credentialRule(
  "mail-password",
  "password in a mail or daemon configuration",
  "password VALUE, a word and a value",
);
const spacedLine =
  /^[ \t]*(?:password|passphrase|requirepass|masterauth|set [a-z]+_pass(?:word)?)[ \t]*=?[ \t]*["']?([^\s"'#=]{4,256})|\bpass(?:word)?[ \t]+["']([^"'\n]{4,256})["']|\bpass(?:word)?[ \t]+([^\s"'#=,]{4,256})/;

/** Files that write `password value`, without a sign between. */
export const spaced: Reader = {
  rules: [spacedPassword],
  reads: ({ name }) =>
    /^(?:\.?(?:esmtp|msmtp|fetchmail|mutt)rc|chap-secrets|pap-secrets|redis[\w.-]*\.conf|sentinel[\w.-]*\.conf)$/.test(
      name,
    ),
  *read(text) {
    for (const line of linesOf(text)) {
      const match = spacedLine.exec(line.text);
      const value = match?.[1] ?? match?.[2] ?? match?.[3];
      if (match === null || value === undefined || isPlaceholder(value)) continue;
      const start = line.start + line.text.indexOf(value, match.index);
      yield { rule: spacedPassword, start, end: start + value.length };
    }
  },
};

const hash = { family: "password-hash", severity: "warning", confidence: "high" } as const;
const htpasswdHash = credentialRule(
  "htpasswd-hash",
  "password hash for a web server",
  "user: and a crypt, bcrypt, APR1 or SHA hash",
  hash,
);
const shadowHash = credentialRule(
  "shadow-hash",
  "password hash of a system account",
  "user:$6$... and the ages of a shadow file",
  hash,
);
const hashForms =
  /^([\w.@+-]{1,64}):(\$(?:apr1|1|5|6|y|gy|7)\$[\w./$=,+-]{8,200}|\$2[abxy]\$\d\d\$[\w./]{53}|\{(?:SHA|SSHA|PBKDF2)[\w]{0,10}\}[A-Za-z0-9+/=$.]{20,200}|[\w./]{13})(?=:|$)(:\d{0,6}:\d{0,6}:\d{0,6}:)?/;

export const passwordFiles: Reader = {
  rules: [htpasswdHash, shadowHash],
  reads: ({ name, tail }) =>
    /htpasswd|^(?:proftpd)?passwd$|^users?\.(?:txt|list)$|^shadow-?$|^gshadow-?$/.test(name) ||
    tail.startsWith("etc/"),
  *read(text) {
    for (const line of linesOf(text)) yield* hashIn(line.text, line.start);
  },
};

function* hashIn(line: Bytes, at: number): Generator<Found> {
  const match = hashForms.exec(line);
  const user = match?.[1];
  const value = match?.[2];
  if (match === null || user === undefined || value === undefined) return;
  // Old crypt hashes are 13 plain characters: believed only where they are not a word.
  if (value.length === 13 && !(/\d/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value))) return;
  const start = at + user.length + 1;
  yield { rule: match[3] === undefined ? htpasswdHash : shadowHash, start, end: start + value.length };
}
