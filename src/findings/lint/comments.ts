import type { Bytes } from "../../bytes.ts";
import { leadingSpace, trimSpace } from "../../ignore/clean.ts";
import type { Edit, Remark } from "./remark.ts";
import { placeOf, type Subject, written } from "./subject.ts";

/** Rule A18: a comment has its # in front of everything else. */
export function commentsInside(subject: Subject): Remark[] {
  return written(subject).flatMap((pattern) => {
    const found = check(pattern.source.raw);
    return found === null
      ? []
      : [{ rule: "comment-not-at-start", severity: "warning", ...placeOf(pattern), ...found }];
  });
}

type Found = Pick<Extract<Remark, { rule: "comment-not-at-start" }>, "why"> & { readonly edit: Edit };

function check(raw: Bytes): Found | null {
  const text = raw.slice(leadingSpace(raw));
  if (text.startsWith("#")) return { why: "indented", edit: comment(text, null) };
  if (/^\/\/(?![^\s/])/.test(text)) return { why: "slashes", edit: comment(`#${text.slice(2)}`, null) };
  const at = inlineAt(text);
  if (at === null) return null;
  const words = text.slice(at).replace(/^\/\//, "#");
  const why = text[at] === "#" ? "inline" : "slashes";
  return { why, edit: comment(words, raw.slice(0, raw.length - text.length) + trimSpace(text.slice(0, at))) };
}

/** Where ` # ` or ` // ` begins words behind a pattern: a name may hold a #, but hardly between blanks. */
function inlineAt(text: Bytes): number | null {
  const found = /[ \t](#|\/\/)(?=[ \t]|$)|[ \t]#(?=\w)/.exec(text);
  return found === null ? null : found.index + 1;
}

/** A comment on a line of its own, above the pattern that it stood behind. What has no pattern is kept as it is sent. */
function comment(words: Bytes, pattern: Bytes | null): Edit {
  const alone = pattern === null;
  return { become: alone ? [words] : [words, pattern], keeps: alone, asked: !alone };
}
