import { type Bytes, isValidUtf8, sequenceLength } from "../bytes.ts";
import { trimSpace } from "./clean.ts";

/**
 * Returns the pattern that matches exactly this path, for every builder: plain if possible, else with operators
 * escaped, and `?` for what no line of an ignore file can hold (a control character, invalid UTF-8, white space at an
 * end).
 */
export function spellPath(path: Bytes): Bytes {
  if (isPlain(path)) return path;
  const chars = characters(path);
  const isEnd = (at: number) => at === 0 || at === chars.length - 1;
  return chars.map((char, at) => (isLost(char, isEnd(at)) ? "?" : escaped(char))).join("");
}

const bom = "\xef\xbb\xbf";

/**
 * Whether every builder reads the path unchanged: no operator of a glob or a regexp, nothing that reading would remove.
 */
function isPlain(path: Bytes): boolean {
  return (
    /^[\w.%,:;=@~&'"<>/ \x80-\xff-]+$/.test(path) &&
    isValidUtf8(path) &&
    trimSpace(path) === path &&
    !path.startsWith(bom) &&
    !path.endsWith(bom)
  );
}

/** Splits a path into UTF-8 sequences and single invalid bytes: what `?` matches (rule B20). */
function characters(path: Bytes): Bytes[] {
  const chars: Bytes[] = [];
  for (let at = 0; at < path.length; at += chars.at(-1)?.length ?? 1) {
    chars.push(path.slice(at, at + Math.max(sequenceLength(path, at), 1)));
  }
  return chars;
}

function isLost(char: Bytes, atEnd: boolean): boolean {
  if (/[\x00-\x1f\x7f]/.test(char) || sequenceLength(char, 0) === 0) return true;
  return atEnd && (trimSpace(char) === "" || char === bom);
}

const escaped = (char: Bytes) => char.replace(/[\\*?[\]{}()|^$+!#]/, "\\$&");
