import type { Builder, Folder } from "../../builders/builder.ts";
import type { Bytes } from "../../bytes.ts";
import { leadingSpace, trimSpace } from "../../ignore/clean.ts";
import type { Pattern } from "../../ignore/pattern.ts";
import type { Remark } from "./remark.ts";

export interface Subject {
  readonly builder: Builder;
  /** As in the file. */
  readonly content: Bytes;
  readonly patterns: readonly Pattern[];
}

/** Returns the patterns of the file: a builder may add some of its own. */
export const written = ({ patterns }: Pick<Subject, "patterns">): Pattern[] =>
  patterns.filter(({ source }) => source.line > 0);

/** Returns the pattern as the builder reads it. */
export const shownPattern = ({ text, exception }: Pattern): Bytes => (exception ? `!${text}` : text);

/** Returns the place of a remark about a pattern. */
export function placeOf(pattern: Pattern): Pick<Remark, "line" | "column" | "pattern"> {
  const { line, column } = pattern.source;
  return { line, column, pattern: shownPattern(pattern) };
}

/** Returns the line with its pattern respelled; `!` and the surrounding white space stay. */
export function respelled({ source: { raw }, exception }: Pattern, respell: (text: Bytes) => Bytes): Bytes {
  const outer = leadingSpace(raw);
  const start = exception ? outer + 1 + leadingSpace(raw.slice(outer + 1)) : outer;
  const text = trimSpace(raw.slice(start));
  return raw.slice(0, start) + respell(text) + raw.slice(start + text.length);
}

/** Opens the rules of the list alone in the root of a context, whatever a Dockerfile requests. */
export function openSubject({ builder, patterns }: Pick<Subject, "builder" | "patterns">): Folder {
  return builder.open({ patterns, requested: null, transferred: true });
}
