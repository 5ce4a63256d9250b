import { createRequire } from "node:module";
import type { Bytes } from "../bytes.ts";

const require = createRequire(import.meta.url);

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** GitHub's and npm's published format: the last six characters are the CRC-32 of what follows the prefix. */
export function hasBase62Checksum(token: Bytes): boolean {
  const body = token.slice(token.indexOf("_") + 1, -6);
  return inBase(crc32(body), 62).padStart(6, "0") === token.slice(-6);
}

/**
 * GitHub's fine-grained tokens: after 43 characters of the second part, eight of the base32 SHA-256 of everything
 * before.
 */
export function hasFineGrainedChecksum(token: Bytes): boolean {
  const end = "github_pat_".length + 22 + 1 + 43;
  const { createHash }: typeof import("node:crypto") = require("node:crypto");
  const digest = createHash("sha256").update(token.slice(0, end), "latin1").digest();
  return base32(digest.subarray(0, 5)) === token.slice(end, end + 8);
}

/** GitLab's routable tokens: seven base36 characters, the CRC-32 of everything before. */
export function hasBase36Checksum(token: Bytes): boolean {
  return inBase(crc32(token.slice(0, -7)), 36).padStart(7, "0") === token.slice(-7);
}

/** Grafana's service account tokens: eight hex digits, the CRC-32 (little endian) of everything before the last `_`. */
export function hasGrafanaChecksum(token: Bytes): boolean {
  const expected = Buffer.alloc(4);
  expected.writeUInt32LE(crc32(token.slice(0, -9)));
  return expected.toString("hex") === token.slice(-8);
}

/** Loaded for the first token with such a checksum. */
function crc32(bytes: Bytes): number {
  const zlib: typeof import("node:zlib") = require("node:zlib");
  return zlib.crc32(bytes);
}

function inBase(value: number, base: number): string {
  let digits = "";
  const alphabet = base === 36 ? "0123456789abcdefghijklmnopqrstuvwxyz" : base62;
  for (let rest = value; rest > 0; rest = Math.floor(rest / base)) digits = alphabet[rest % base] + digits;
  return digits;
}

function base32(bytes: Uint8Array): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  let text = "";
  for (let shift = bytes.length * 8 - 5; shift >= 0; shift -= 5)
    text += alphabet[Number((bits >> BigInt(shift)) & 31n)];
  return text;
}

const bech32Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const bech32Generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** BIP-173's checksum, as age uses it for its identities; the text is all upper or all lower case. */
export function hasBech32Checksum(token: Bytes): boolean {
  const text = token.toLowerCase();
  const split = text.lastIndexOf("1");
  const prefix = [...text.slice(0, split)].map((character) => character.charCodeAt(0));
  const data = [...text.slice(split + 1)].map((character) => bech32Alphabet.indexOf(character));
  let sum = 1;
  for (const value of [...prefix.map((code) => code >> 5), 0, ...prefix.map((code) => code & 31), ...data]) {
    sum = bech32Step(sum, value);
  }
  return sum === 1;
}

function bech32Step(sum: number, value: number): number {
  const top = sum >>> 25;
  return bech32Generator.reduce(
    (next, generator, bit) => (((top >>> bit) & 1) === 1 ? next ^ generator : next),
    ((sum & 0x1ffffff) << 5) ^ value,
  );
}

const base32Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** NATS (nkeys): base32 of a kind, 32 bytes and the CRC-16 (XMODEM, little endian) of everything before. */
export function hasNkeyChecksum(seed: Bytes): boolean {
  const bytes: number[] = [];
  let [value, bits] = [0, 0];
  for (const character of seed) {
    value = ((value << 5) | base32Alphabet.indexOf(character)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 0xff);
  }
  const [low = 0, high = 0] = bytes.slice(-2);
  return crc16(bytes.slice(0, -2)) === low + high * 256;
}

/** CRC-16/XMODEM. */
export function crc16(bytes: Iterable<number>): number {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) sum = ((sum << 1) ^ ((sum & 0x8000) === 0 ? 0 : 0x1021)) & 0xffff;
  }
  return sum;
}
