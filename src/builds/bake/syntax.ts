import type { Cursor } from "./cursor.ts";

const identifier = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;

export const readName = (cursor: Cursor): string | null => cursor.match(identifier);

const blanks = /[ \t]+/y;
const comment = /(?:#|\/\/)[^\n]*/y;

/** Over blanks and comments; over line breaks too where they mean nothing. */
export function skip(cursor: Cursor, overLines: boolean): void {
  for (;;) {
    if (cursor.match(blanks) !== null) continue;
    if (cursor.match(comment) !== null) continue;
    if (cursor.starts("/*")) skipComment(cursor);
    else if (overLines && (cursor.take("\n") || cursor.take("\r\n"))) continue;
    else return;
  }
}

function skipComment(cursor: Cursor): void {
  const end = cursor.text.indexOf("*/", cursor.at + 2);
  if (end < 0) cursor.refuse("a comment does not end");
  cursor.at = end + 2;
}

export const takeLineBreak = (cursor: Cursor): boolean => cursor.take("\n") || cursor.take("\r\n");
