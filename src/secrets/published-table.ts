import { createRequire } from "node:module";
import type { Bytes } from "../bytes.ts";

const require = createRequire(import.meta.url);

/** SHA-256 (the first 16 hex digits) of values that their vendors publish for everybody: what they open is open. */
const published: ReadonlyMap<string, string> = new Map([
  ["0011cc25eb432071", "Azurite and the storage emulator of Azure"],
  ["aa6547439583c3a2", "the emulator of Azure Cosmos DB"],
  ["456a51b1f1b3cf3e", "gcloud as an OAuth client"],
  ["f0386f9be1fe905f", "gcloud's application default credentials"],
  ["5cc1e9113bbaa704", "the documentation of Django REST framework"],
  ["9c846fdf0fa8955c", "the documentation of Mailgun"],
  ["2cafc0970149a84f", "the documentation of Stripe"],
  ["f2d6ca16515033e5", "the documentation of Stripe, before"],
  ["31043aae8be22df7", "the web client of YouTube"],
  ["f5e95c9954635b65", "reCAPTCHA for tests"],
  ["03b970ed8171d73b", "reCAPTCHA for tests, the site's"],
  ["8b1b17a9740c068a", "RFC 7515, A.1"],
  ["5ccf2edb4f070f0b", "RFC 7515, A.3"],
  ["a45404ae333dd955", "RFC 7517, A.2"],
  ["190edf59d5736c3b", "RFC 8037, A.1"],
  ["8be5d113c0871ce1", "the key of every tutorial on one-time passwords"],
]);

/** Their lengths: only a value of one of them is worth a digest. */
const lengths = new Set([16, 24, 32, 36, 39, 40, 43, 86, 88]);

/** True for a value that a vendor publishes. */
export function isPublished(value: Bytes): boolean {
  if (!lengths.has(value.length)) return false;
  const { createHash }: typeof import("node:crypto") = require("node:crypto");
  return published.has(createHash("sha256").update(value, "latin1").digest("hex").slice(0, 16));
}
