import type { Bytes } from "../../bytes.ts";

/** The records of a pax header; an empty value has no effect. */
export type Records = ReadonlyMap<Bytes, Bytes>;

const offset = "GNU.sparse.offset";
const length = "GNU.sparse.numbytes";
export const sparseMap = "GNU.sparse.map";

/** Parses repeated `<length> <key>=<value>LF`. Null if Go's archive/tar refuses them. */
export function readRecords(text: Bytes): Records | null {
  const records = new Map<Bytes, Bytes>();
  const spans: Bytes[] = [];
  for (let at = 0; at < text.length; ) {
    const record = recordAt(text, at);
    if (record === null) return null;
    const { key, value } = record;
    at = record.end;
    if (key !== offset && key !== length) records.set(key, value);
    else if ((spans.length % 2 === 0) !== (key === offset) || value.includes(",")) return null;
    else spans.push(value);
  }
  if (spans.length > 0) records.set(sparseMap, spans.join(","));
  return records;
}

/** Digits of a length; with more it would be longer than any header. */
const mostDigits = 16;

function recordAt(text: Bytes, at: number): { key: Bytes; value: Bytes; end: number } | null {
  const [digits = ""] = /^\d+(?= )/.exec(text.slice(at, at + mostDigits)) ?? [];
  const end = at + Number(digits);
  const start = at + digits.length + 1;
  if (digits === "" || end > text.length || end <= start || text[end - 1] !== "\n") return null;
  const equals = text.indexOf("=", start);
  if (equals < 0 || equals >= end || equals === start) return null;
  const [key, value] = [text.slice(start, equals), text.slice(equals + 1, end - 1)];
  const isName = key === "path" || key === "linkpath" || key === "uname" || key === "gname";
  return (isName ? value : key).includes("\0") ? null : { key, value, end };
}

/** Parses a decimal integer; null if it is none. */
export function wholeNumber(text: Bytes): number | null {
  return /^[+-]?\d{1,18}$/.test(text) ? Number(text) : null;
}
