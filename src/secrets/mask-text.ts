import { type Bytes, fromText, toBuffer, toText } from "../bytes.ts";
import { findSecrets } from "./find.ts";
import { mayHoldSecret, withoutValues } from "./mask-values.ts";
import type { Found } from "./model.ts";
import { profileOf } from "./profiles.ts";

/** A text that is written by hand: tokens, keys, addresses and headers count, assignments do not. */
const profile = profileOf("output");

/** A text in which every token, key, and password of an address is shown by at most four characters and its length. */
export function maskText(text: Bytes): Bytes {
  const { found } = findSecrets(toBuffer(text), () => text, profile, isKnown);
  const parts: Bytes[] = [];
  let at = 0;
  for (const { start, end } of [...found].sort((a, b) => a.start - b.start)) {
    parts.push(text.slice(at, start), cover(text.slice(start, end)));
    at = end;
  }
  return [...parts, text.slice(at)].join("");
}

/** All that may not be shown of a text, before signs of a format are put into it that would hide it from the border. */
export function withoutSecrets(text: string): string {
  const bytes = withoutValues(fromText(text));
  return toText(mayHoldSecret(bytes) ? maskText(bytes) : bytes);
}

const isKnown = ({ confidence }: Found) => confidence !== "low";

/** Nothing is shown behind a sign that may begin an escape of JSON or XML: it would be cut in two. */
function cover(value: Bytes): Bytes {
  const [shown = ""] = /^[\w-]{0,4}/.exec(value.slice(0, Math.floor(value.length / 3))) ?? [];
  return `${shown}\xe2\x80\xa6 (${value.length} characters)`;
}
