import { createRequire } from "node:module";
import type { Bytes } from "../bytes.ts";

const require = createRequire(import.meta.url);

/**
 * Returns the first four bytes and the length. Of a short value at most a third is shown: four characters of a
 * six-character password are the password.
 */
export function mask(value: Bytes): Bytes {
  const shown = Math.min(4, Math.floor(value.length / 3));
  // Drop bytes that may be part of a character.
  const start = value.slice(0, shown).replace(/[\x80-\xff]+$/, "");
  return `${start}\xe2\x80\xa6 (${value.length} characters)`;
}

/** A value of fewer bytes can be found by brute force: a hash would reveal it to anyone who knows the salt. */
const shortest = 16;

/**
 * Returns the same fingerprint for the same value under one salt; null for a short value. Hashing is loaded on first
 * use.
 */
export function fingerprintOfValue(value: Bytes, salt: string): string | null {
  return value.length < shortest ? null : fingerprint(value, salt);
}

/** Returns 32 hexadecimal digits for a text that holds no secret. */
export function fingerprint(text: Bytes, salt: string): string {
  const { createHmac }: typeof import("node:crypto") = require("node:crypto");
  return createHmac("sha256", salt).update(text, "latin1").digest("hex").slice(0, 32);
}
