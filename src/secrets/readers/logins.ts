import type { Bytes } from "../../bytes.ts";
import type { Found } from "../model.ts";
import { isPlaceholder, isTutorialValue } from "../placeholders.ts";
import type { Profile } from "../profiles.ts";
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
  /^[ \t]*(?:sentinel[ \t]+auth-pass[ \t]+\S{1,64}|password|passphrase|requirepass|masterauth|set [a-z]+_pass(?:word)?)[ \t]*=?[ \t]*["']?([^\s"'#=]{4,256})|\bpass(?:word)?[ \t]+["']([^"'\n]{4,256})["']|\bpass(?:word)?[ \t]+([^\s"'#=,]{4,256})/;

/** Files that write a password after a word without a sign, and the lines that hold one. */
const spacedForms: readonly (readonly [name: RegExp, line: RegExp])[] = [
  [/^(?:\.?(?:esmtp|msmtp|fetchmail|mutt)rc|redis[\w.-]*\.conf|sentinel[\w.-]*\.conf)$/, spacedLine],
  // client server secret addresses
  [
    /^(?:chap|pap)-secrets$/,
    /^[ \t]*["']?[^\s"'#]{1,64}["']?[ \t]+["']?[^\s"']{1,64}["']?[ \t]+["']?([^\s"']{4,256})/,
  ],
  [/^ipsec[\w.-]*\.secrets$/, /:[ \t]*(?:PSK|XAUTH|EAP|NTLM)[ \t]+["']?([^\s"'#]{4,256})/],
  [/^userlist\.txt$/, /^"[^"]{1,64}"[ \t]+"((?!md5[a-f\d]{32}"|SCRAM-)[^"]{4,256})"/],
  [
    /^(?:rndc\.(?:key|conf)|named[\w.-]*\.conf(?:\.\w{1,20})?)$/,
    /\bsecret[ \t]+"([A-Za-z\d+/]{16,200}={0,2})"/,
  ],
  [/^(?:\.mbsyncrc|isyncrc)$/, /^[ \t]*Pass[ \t]+["']?([^\s"']{4,256})/],
  [/^sasl_passwd(?:\.\w{1,20})?$/, /^\S{1,255}[ \t]+[^\s:]{1,255}:(\S{4,256})/],
  [/^\.?davfs2\/secrets$/, /^\S{1,255}[ \t]+\S{1,255}[ \t]+["']?([^\s"']{4,256})/],
  [/^slapd[\w.-]*\.conf$/, /^[ \t]*(?:rootpw|credentials)[ \t=]+["']?(?!\{)([^\s"']{4,256})/],
  [/^servlist_?\.conf$/, /^P=(\S{4,256})/],
  // Game servers, Cisco's IOS
  [
    /\.cfg$|-confg?$/,
    /^[ \t]*(?:rcon|sv|g)_?password[ \t]+"?([^\s"]{4,256})|^[ \t]*(?:enable|username \S{1,64})(?: \w{1,20}){0,3} (?:secret|password) (?:[0-9] )?(\S{6,256})/,
  ],
  [/^clients[\w.-]*\.conf$/, /^[ \t]*secret[ \t]*=[ \t]*["']?([^\s"'#]{4,256})/],
];

const spacedForm = ({ name, tail }: Profile): RegExp | undefined =>
  spacedForms.find(([files]) => files.test(name) || files.test(tail))?.[1];

export const spaced: Reader = {
  rules: [spacedPassword],
  reads: (profile) => spacedForm(profile) !== undefined,
  *read(text, profile) {
    const { name } = profile;
    const form = spacedForm(profile);
    if (form === undefined) return;
    for (const line of linesOf(text)) {
      const match = /^[ \t]*#/.test(line.text) ? null : form.exec(line.text);
      const value = match?.[1] ?? match?.[2] ?? match?.[3];
      if (match === null || value === undefined || isPlaceholder(value)) continue;
      const start = line.start + line.text.indexOf(value, match.index);
      // The default of every copy of a daemon: `testing123` of FreeRADIUS.
      const isDefault = name.startsWith("clients") && isTutorialValue(value);
      yield {
        rule: spacedPassword,
        start,
        end: start + value.length,
        ...(isDefault && { confidence: "low" }),
      };
    }
  },
};

/** A user on the first line, the password on the second: `auth-user-pass FILE` of OpenVPN. */
export const twoLines: Reader = {
  rules: [spacedPassword],
  reads: ({ tail }) =>
    /^[\w.-]*(?:openvpn|vpn|client|vsftpd)\/(?:auth|login|pass|up|user|cred)[\w.-]*$/.test(tail),
  *read(text) {
    const match = /^[^\s:={}<>#]{1,64}\r?\n([^\s:={}<>#]{4,128})\s{0,8}$/.exec(text.slice(0, 400));
    const value = match?.[1];
    if (match === null || value === undefined || isPlaceholder(value)) return;
    const start = text.indexOf(value, text.indexOf("\n"));
    yield { rule: spacedPassword, start, end: start + value.length };
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
  /^([\w.@+-]{1,64}):(\$(?:apr1|1|5|6|y|gy|7)\$[\w./$=,+-]{8,200}|\$2[abxy]\$\d\d\$[\w./]{53}|\{(?:SHA|SSHA|PBKDF2)[\w]{0,10}\}[A-Za-z0-9+/=$.]{20,200}|\d{1,10}:[\dA-FX]{32}:[\dA-F]{32}|[\w./]{13})(?=:|$)(:\d{0,6}:\d{0,6}:\d{0,6}:)?/;

export const passwordFiles: Reader = {
  rules: [htpasswdHash, shadowHash],
  reads: ({ name, tail }) =>
    /htpasswd|(?:^|[._-]|proftpd|smb)passwd$|^users?\.(?:txt|list)$|^shadow-?$|^gshadow-?$/.test(name) ||
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
  // Old crypt hashes are 13 plain characters: accepted only with a digit and both cases.
  if (value.length === 13 && !(/\d/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value))) return;
  const start = at + user.length + 1;
  yield { rule: match[3] === undefined ? htpasswdHash : shadowHash, start, end: start + value.length };
}
