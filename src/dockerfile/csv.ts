import type { Bytes } from "../bytes.ts";
import { refuse } from "./refusal.ts";

/** Splits one line of comma-separated values, with quotes as in CSV (tonistiigi/go-csvvalue). */
export function readCsvLine(line: Bytes): Bytes[] {
  const text = line.replace(/\r?\n$/, "");
  if (text === "") refuse("failed to parse csv mounts: EOF");
  const fields: Bytes[] = [];
  let at = 0;
  for (;;) {
    const field = text[at] === '"' ? quotedField(text, at) : plainField(text, at);
    fields.push(field.value);
    if (field.end >= text.length) return fields;
    at = field.end + 1;
    if (at === text.length) {
      fields.push("");
      return fields;
    }
  }
}

interface Field {
  value: Bytes;
  /** Offset of the comma after it, or the end. */
  end: number;
}

function plainField(text: Bytes, start: number): Field {
  const comma = text.indexOf(",", start);
  const end = comma < 0 ? text.length : comma;
  const value = text.slice(start, end);
  const quote = value.indexOf('"');
  if (quote >= 0) refuseCsv(start + quote, 'bare " in non-quoted-field');
  return { value, end };
}

function quotedField(text: Bytes, start: number): Field {
  let value = "";
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) refuseCsv(text.length, 'extraneous or missing " in quoted-field');
    value += text.slice(at, quote);
    const after = text[quote + 1];
    if (after === undefined || after === ",") return { value, end: quote + 1 };
    if (after !== '"') refuseCsv(quote, 'extraneous or missing " in quoted-field');
    value += '"';
    at = quote + 2;
  }
}

function refuseCsv(at: number, what: string): never {
  return refuse(`failed to parse csv mounts: parse error on line 1, column ${at + 1}: ${what}`);
}
