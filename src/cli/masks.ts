import type { Bytes } from "../bytes.ts";
import { withoutValues } from "../secrets/mask-values.ts";

/** A run of letters, digits and signs that is long enough for a token; an address with a user; a key; a header. */
const runs = /[\w+/=-]{16,}/g;
const marked = /:\/\/[^\s/"'<>]*@|-----BEGIN|authorization|bearer/i;
/** Hexadecimal numbers are fingerprints, and tokens only by what stands around them. */
const tokenLike = /[g-zG-Z_-]/;

/** Whether a text is worth the search for secrets, whose rules are loaded for it. */
export function mayHoldSecret(text: Bytes): boolean {
  if (marked.test(text)) return true;
  for (const [run] of text.matchAll(runs)) if (tokenLike.test(run) && isMixed(run)) return true;
  return false;
}

/** A path of words is none, nor is a name as our JSON has them. */
const isMixed = (run: Bytes) =>
  /\d/.test(run) || (/[a-z]/.test(run) && /[A-Z]/.test(run) && !/^[a-z]+(?:[A-Z][a-z]+)+$/.test(run));

/** Text as it may be shown: what the search for secrets would mask in a file is masked. */
export async function masked(given: Bytes): Promise<Bytes> {
  const text = withoutValues(given);
  if (!mayHoldSecret(text)) return text;
  const { maskText } = await import("../secrets/mask-text.ts");
  return maskText(text);
}
