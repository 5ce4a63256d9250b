import { createRequire } from "node:module";
import type { Bytes } from "../bytes.ts";

const require = createRequire(import.meta.url);

/**
 * The first four bytes and the length. A short value shows less than a third of itself: four characters of a
 * six-character password are the password.
 */
export function mask(value: Bytes): Bytes {
  const shown = Math.min(4, Math.floor(value.length / 3));
  return `${value.slice(0, shown)}\xe2\x80\xa6 (${value.length} characters)`;
}

/** The same value gives the same fingerprint under one salt; without the salt a short password can't be guessed back. Hashing is loaded for the first. */
export function fingerprint(value: Bytes, salt: string): string {
  const { createHmac }: typeof import("node:crypto") = require("node:crypto");
  return createHmac("sha256", salt).update(value, "latin1").digest("hex").slice(0, 32);
}
