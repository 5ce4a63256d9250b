import type { Bytes } from "../bytes.ts";

/** A component that cleaning removes, or the whole path. */
const unclean = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** Go: path/filepath.Clean on Unix (rule A22). */
export function cleanPath(path: Bytes): Bytes {
  if (!unclean.test(path)) return path;
  const rooted = path.startsWith("/");
  const kept: Bytes[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") kept.push(part);
    else if (kept.length > 0 && kept[kept.length - 1] !== "..") kept.pop();
    else if (!rooted) kept.push(part);
  }
  const joined = kept.join("/");
  return rooted ? `/${joined}` : joined === "" ? "." : joined;
}

/** UTF-8 forms of what Go's unicode.IsSpace considers white space (rule A19): not U+200B, not U+FEFF. */
const spaces = new Set<Bytes>([
  ..."\t\n\v\f\r ",
  "\xc2\x85",
  "\xc2\xa0",
  "\xe1\x9a\x80",
  ...Array.from({ length: 11 }, (_, i) => `\xe2\x80${String.fromCharCode(0x80 + i)}`),
  "\xe2\x80\xa8",
  "\xe2\x80\xa9",
  "\xe2\x80\xaf",
  "\xe2\x81\x9f",
  "\xe3\x80\x80",
]);

const spaceWidths = [1, 2, 3] as const;

/** Whether a byte is never part of white space, whatever is next to it. */
const isInk = (code: number): boolean => code > 0x20 && code < 0x80;

/** Returns the number of white-space bytes at the start. */
export function leadingSpace(text: Bytes): number {
  if (isInk(text.charCodeAt(0))) return 0;
  let at = 0;
  for (let width: number | undefined = 0; width !== undefined; at += width ?? 0) {
    width = spaceWidths.find((candidate) => spaces.has(text.slice(at, at + candidate)));
  }
  return at;
}

/** Go: strings.TrimSpace. */
export function trimSpace(text: Bytes): Bytes {
  if (isInk(text.charCodeAt(0)) && isInk(text.charCodeAt(text.length - 1))) return text;
  const start = leadingSpace(text);
  let end = text.length;
  for (;;) {
    const width = spaceWidths.find(
      (candidate) => end - candidate >= start && spaces.has(text.slice(end - candidate, end)),
    );
    if (width === undefined) return text.slice(start, end);
    end -= width;
  }
}
