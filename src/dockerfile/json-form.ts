import { type Bytes, fromText, toText } from "../bytes.ts";
import { leadingSpace } from "../ignore/clean.ts";
import type { Dialect } from "./dialect.ts";
import { refuse } from "./refusal.ts";
import { splitRunes, validRune } from "./runes.ts";

/**
 * The words of the JSON form (`COPY ["a", "b"]`), or null where the text is not JSON and BuildKit reads it as plain
 * words. An array that holds something other than strings is refused (parser/line_parsers.go parseJSON).
 */
export function readJsonForm(args: Bytes, tail: Dialect["jsonTail"]): Bytes[] | null {
  const text = args.slice(leadingSpace(args));
  if (!text.startsWith("[")) return null;
  const value = parseJson(tail === "dropped" ? text.slice(0, arrayEnd(text)) : text);
  if (!Array.isArray(value)) return null;
  return value.map((word: unknown) => {
    if (typeof word === "string") return fromText(word.toWellFormed());
    return refuse(
      "when using JSON array syntax, arrays must be comprised of strings only",
      "put quotes around every word",
    );
  });
}

/** Behind the bracket that closes the array; brackets in strings do not count. */
function arrayEnd(text: Bytes): number {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at];
    if (inString && byte === "\\") at++;
    else if (byte === '"') inString = !inString;
    else if (!inString && byte === "[") depth++;
    else if (!inString && byte === "]" && --depth === 0) return at + 1;
  }
  return text.length;
}

/** Go reads invalid bytes in JSON as U+FFFD, and fails on a number that overflows. */
function parseJson(text: Bytes): unknown {
  try {
    return JSON.parse(toText(splitRunes(text).map(validRune).join("")), (_, value: unknown) => {
      if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY)
        throw new SyntaxError("overflow");
      return value;
    });
  } catch {
    return null;
  }
}
