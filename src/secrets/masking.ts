import { createRequire } from "node:module";
import type { Bytes } from "../bytes.ts";

const require = createRequire(import.meta.url);

/**
 * The first four bytes and the length. A short value shows less than a third of itself: four characters of a
 * six-character password are the password.
 */
export function mask(value: Bytes): Bytes {
  const shown = Math.min(4, Math.floor(value.length / 3));
  // No half of a character.
  const start = value.slice(0, shown).replace(/[\x80-\xff]+$/, "");
  return `${start}\xe2\x80\xa6 (${value.length} characters)`;
}

/** A value of fewer bytes can be found by trying all: a hash would tell it to whoever knows the salt. */
const shortest = 16;

/** The same value gives the same fingerprint under one salt; a short one has none. Hashing is loaded for the first. */
export function fingerprintOfValue(value: Bytes, salt: string): string | null {
  return value.length < shortest ? null : fingerprint(value, salt);
}

/** 32 hexadecimal digits of a text that holds no secret. */
export function fingerprint(text: Bytes, salt: string): string {
  const { createHmac }: typeof import("node:crypto") = require("node:crypto");
  return createHmac("sha256", salt).update(text, "latin1").digest("hex").slice(0, 32);
}
