import type { Bytes } from "../../bytes.ts";
import { compileRegexp } from "../../regexp/index.ts";

/**
 * The character classes of a pattern that match a slash where one can stand (rule B9): not at an end of the pattern, nor
 * beside a slash. A class that holds `*` or `?` is another thing for the builder and is skipped.
 */
export function classesThatMatchSlash(text: Bytes): Bytes[] {
  return classesOf(text).flatMap(({ at, source }) => {
    const beside = [text[at - 1], text[at + source.length]];
    const possible = beside.every((char) => char !== undefined && char !== "/");
    return possible && !/[*?]/.test(source) && matchesSlash(source) ? [source] : [];
  });
}

function matchesSlash(source: Bytes): boolean {
  const automaton = compileRegexp(`^${source}$`);
  return automaton?.accepts(automaton.run(automaton.start, "/")) === true;
}

/** Each from its `[` to the `]` behind its first character. */
function classesOf(text: Bytes): { at: number; source: Bytes }[] {
  const found: { at: number; source: Bytes }[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "[") {
      const end = classEnd(text, at);
      if (end < 0) break;
      found.push({ at, source: text.slice(at, end) });
      at = end - 1;
    }
  }
  return found;
}

/** -1 where it is not closed. */
function classEnd(text: Bytes, open: number): number {
  const first = text[open + 1] === "^" ? open + 2 : open + 1;
  for (let at = first; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "]" && at > first) return at + 1;
  }
  return -1;
}
