import { type Bytes, fromText, toBuffer, toText } from "../bytes.ts";
import { findSecrets } from "./find.ts";
import { mayHoldSecret, withoutValues } from "./mask-values.ts";
import type { Found } from "./model.ts";
import { profileOf } from "./profiles.ts";

/** Profile for any text: that of a file without an extension. */
const profile = profileOf("output");

/** Masks every token, key, and password of an address: at most four characters and the length remain. */
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

/** Masks what must not be shown of a text, before escapes of a format hide it from the masking of the output. */
export function withoutSecrets(text: string): string {
  const bytes = withoutValues(fromText(text));
  return toText(mayHoldSecret(bytes) ? maskText(bytes) : bytes);
}

const isKnown = ({ confidence }: Found) => confidence !== "low";

/** Shows nothing after a sign that may begin an escape of JSON or XML, which would be cut in two. */
function cover(value: Bytes): Bytes {
  const [shown = ""] = /^[\w-]{0,4}/.exec(value.slice(0, Math.floor(value.length / 3))) ?? [];
  return `${shown}\xe2\x80\xa6 (${value.length} characters)`;
}
