import { type Bytes, isAscii, isValidUtf8 } from "../bytes.ts";
import { globMatch } from "./glob.ts";

/**
 * The pattern that matches exactly this path, for every builder: plain where it can be, with operators escaped where
 * it cannot, and `?` for what no line of an ignore file can hold (a control character, invalid UTF-8).
 */
export function spellPath(path: Bytes): Bytes {
  return isPlain(path) ? path : path.split("/").map(spellName).join("/");
}

/** Read the same by every builder: no operator of a glob or a regexp, nothing that trimming would take. */
function isPlain(path: Bytes): boolean {
  return (
    /^[\w.%,:;=@~&'"<>/ \x80-\xff-]+$/.test(path) &&
    !/^[ !#]|[ ]$/.test(path) &&
    isValidUtf8(path) &&
    !hasUnicodeSpace(path)
  );
}

const hasUnicodeSpace = (path: Bytes) =>
  !isAscii(path) && /\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80|\xe2\x81\x9f|\xe3\x80\x80/.test(path);

function spellName(name: Bytes): Bytes {
  const escaped = name.replace(/[\\*?[\]{}()|^$+!#]/g, "\\$&");
  const readable = isValidUtf8(name) ? escaped : escaped.replace(/[\x80-\xff]/g, "?");
  const spelled = readable.replace(/[\x00-\x1f\x7f]/g, "?").replace(/^ | $/g, "?");
  return globMatch(spelled, ".") === "bad" ? "?*" : spelled;
}
