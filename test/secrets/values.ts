import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { crc32 } from "node:zlib";

/** Makes random-looking values from a seed: nothing that looks like a live secret stands in the repository. */
export interface Values {
  pick: (alphabet: string, length: number) => string;
  hex: (length: number) => string;
  alnum: (length: number) => string;
  lower: (length: number) => string;
  upper: (length: number) => string;
  digits: (length: number) => string;
  url64: (length: number) => string;
  /** Base64 of that many random bytes. */
  base64: (bytes: number) => string;
  uuid: () => string;
  password: () => string;
  bytes: (count: number) => Buffer;
}

const digits = "0123456789";
const lower = "abcdefghijklmnopqrstuvwxyz";
const upper = lower.toUpperCase();

export function valuesFrom(seed: number): Values {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const pick = (alphabet: string, length: number) =>
    Array.from({ length }, () => alphabet[Math.floor(next() * alphabet.length)]).join("");
  const bytes = (count: number) => Buffer.from(Array.from({ length: count }, () => Math.floor(next() * 256)));
  const hex = (length: number) => pick("0123456789abcdef", length);
  return {
    pick,
    bytes,
    hex,
    alnum: (length) => pick(digits + upper + lower, length),
    lower: (length) => pick(digits + lower, length),
    upper: (length) => pick(digits + upper, length),
    digits: (length) => pick("123456789", 1) + pick(digits, length - 1),
    url64: (length) => pick(`${digits}${upper}${lower}-_`, length - 2) + pick(lower + digits, 2),
    base64: (count) => bytes(count).toString("base64"),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    // Three classes for sure, as a password generator makes them.
    password: () =>
      pick(lower, 3) + pick(digits, 2) + pick(upper, 3) + pick("!+-_", 1) + pick(lower + digits, 6),
  };
}

/** Two halves of a prefix, so that a scanner of this repository does not take the prefix for a token. */
export const join = (...parts: string[]) => parts.join("");

export function withBase62Checksum(prefix: string, body: string): string {
  const alphabet = digits + upper + lower;
  let rest = crc32(body);
  let sum = "";
  for (let count = 0; count < 6; count++) {
    sum = alphabet[rest % 62] + sum;
    rest = Math.floor(rest / 62);
  }
  return prefix + body + sum;
}

const keys = {
  rsa: generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey,
  ec: generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey,
  ed25519: generateKeyPairSync("ed25519").privateKey,
};

export function pem(kind: keyof typeof keys, type: "pkcs1" | "pkcs8" | "sec1", passphrase?: string): string {
  return String(exported(keys[kind], type, "pem", passphrase));
}

export function der(kind: keyof typeof keys, type: "pkcs1" | "pkcs8" | "sec1", passphrase?: string): Buffer {
  return Buffer.from(exported(keys[kind], type, "der", passphrase));
}

function exported(
  key: KeyObject,
  type: "pkcs1" | "pkcs8" | "sec1",
  format: "pem" | "der",
  passphrase?: string,
) {
  const lock = passphrase === undefined ? {} : { cipher: "aes-256-cbc", passphrase };
  return format === "pem" ? key.export({ type, format, ...lock }) : key.export({ type, format, ...lock });
}

export function armour(label: string, body: Buffer, headers = ""): string {
  const lines = body.toString("base64").replaceAll(/(.{64})(?=.)/g, "$1\n");
  return `-----BEGIN ${label}-----\n${headers}${lines}\n-----END ${label}-----\n`;
}

/** The outer form of an OpenSSH key file (PROTOCOL.key); what is inside is random. */
export function openSshKey(values: Values, cipher: string): string {
  const text = (value: string) => Buffer.concat([Buffer.from([0, 0, 0, value.length]), Buffer.from(value)]);
  const kdf = cipher === "none" ? "none" : "bcrypt";
  const head = [Buffer.from("openssh-key-v1\0"), text(cipher), text(kdf), values.bytes(300)];
  return armour("OPENSSH PRIVATE KEY", Buffer.concat(head));
}

/** One DER value: tag, length, content. */
export function derValue(tag: number, content: Buffer): Buffer {
  const size = content.length;
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

/** The outer form of a PKCS#12 file (RFC 7292): version 3 and a `data` content. */
export function pkcs12(values: Values): Buffer {
  const dataId = Buffer.from("06092a864886f70d010701", "hex");
  const data = derValue(0xa0, derValue(4, values.bytes(400)));
  return derValue(
    0x30,
    Buffer.concat([Buffer.from([2, 1, 3]), derValue(0x30, Buffer.concat([dataId, data]))]),
  );
}

/** A Java key store (JKS, version 2) with so many certificates and no key. */
export function trustStore(values: Values, count: number): Buffer {
  const text = (value: string) => Buffer.concat([Buffer.from([0, value.length]), Buffer.from(value)]);
  const number = (value: number) => Buffer.from([0, 0, value >> 8, value & 255]);
  const entry = () =>
    Buffer.concat([
      number(2),
      text("a root"),
      values.bytes(8),
      text("X.509"),
      number(700),
      values.bytes(700),
    ]);
  const entries = Array.from({ length: count }, entry);
  return Buffer.concat([Buffer.from("feedfeed00000002", "hex"), number(count), ...entries, values.bytes(20)]);
}

const bech32Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/** An age identity: 32 bytes in BIP-173's Bech32, written out from its description. */
export function ageIdentity(values: Values): string {
  const prefix = [..."age-secret-key-"].map((character) => character.charCodeAt(0));
  const data = regroup(values.bytes(32));
  const expanded = [...prefix.map((code) => code >> 5), 0, ...prefix.map((code) => code & 31)];
  const sum = polymod([...expanded, ...data, 0, 0, 0, 0, 0, 0]) ^ 1;
  const checksum = [25, 20, 15, 10, 5, 0].map((shift) => (sum >>> shift) & 31);
  const body = [...data, ...checksum].map((value) => bech32Alphabet[value]).join("");
  return join("AGE-SECRET-", "KEY-1", body.toUpperCase());
}

function regroup(bytes: Buffer): number[] {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((group) => Number.parseInt(group.padEnd(5, "0"), 2));
}

function polymod(values: number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (const [bit, generator] of [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3].entries()) {
      if (((top >>> bit) & 1) === 1) sum ^= generator;
    }
  }
  return sum;
}

export const encode = (text: string) => Buffer.from(text, "latin1").toString("base64");
