import type { Bytes } from "../bytes.ts";
import { spellPath } from "./spell.ts";

/** A line of a .gitignore, as git reads it. */
export interface GitLine {
  /** Directory of its file: "" or with a trailing slash. */
  readonly directory: Bytes;
  readonly file: string;
  readonly line: number;
  readonly raw: Bytes;
  readonly exception: boolean;
  /** Whether it matches only directories. */
  readonly directoryOnly: boolean;
  /** By component, relative to `directory`; at any depth if it begins with `**`. */
  readonly components: readonly Bytes[];
}

/** gitignore(5): lines that are not patterns are omitted. */
export function readGitignore(content: Bytes, file: string, directory: Bytes): GitLine[] {
  const text = content.startsWith("\xef\xbb\xbf") ? content.slice(3) : content;
  return text.split("\n").flatMap((piece, index) => {
    const raw = piece.endsWith("\r") ? piece.slice(0, -1) : piece;
    const line = raw.startsWith("#") ? "" : trimSpaces(raw);
    const exception = line.startsWith("!");
    const written = exception ? line.slice(1) : line;
    const directoryOnly = written.endsWith("/");
    const pattern = directoryOnly ? written.slice(0, -1) : written;
    if (pattern === "" || pattern.includes("//")) return [];
    const components = pattern.replace(/^\//, "").split("/");
    const anywhere = pattern.includes("/") ? [] : ["**"];
    return [
      {
        directory,
        file,
        line: index + 1,
        raw,
        exception,
        directoryOnly,
        components: [...anywhere, ...components],
      },
    ];
  });
}

/** Removes spaces at the end, unless a backslash precedes them. */
function trimSpaces(line: Bytes): Bytes {
  let end = line.length;
  while (end > 0 && line[end - 1] === " ") end--;
  let slashes = 0;
  while (slashes < end && line[end - 1 - slashes] === "\\") slashes++;
  return slashes % 2 === 1 && end < line.length ? line.slice(0, end + 1) : line.slice(0, end);
}

/** What a line of a .gitignore becomes, or why it has no equivalent. */
export type Translation = { readonly pattern: Bytes } | { readonly untranslated: string };

/** Returns the pattern in Docker's ignore file syntax: anchored, with `**` for any depth. */
export function translateLine({ directory, components }: GitLine): Translation {
  const translated: Bytes[] = [];
  for (const component of components) {
    const one = component === "**" ? "**" : translateComponent(component);
    if (one === null) return { untranslated: "its [ ] or its last backslash means something else to Docker" };
    translated.push(one);
  }
  const prefix = directory === "" ? "" : `${spellPath(directory.slice(0, -1))}/`;
  const pattern = `${prefix}${translated.join("/")}`;
  return { pattern: pattern.replace(/^[!#]/, "\\$&") };
}

const operators = new Set("{}()|^$+");

/** Returns null if no spelling means the same. */
function translateComponent(component: Bytes): Bytes | null {
  let out = "";
  for (let at = 0; at < component.length; at++) {
    const char = component[at] ?? "";
    if (char === "\\") {
      const next = component[++at];
      if (next === undefined) return null;
      out += /[\w\s\x80-\xff]/.test(next) ? spaceSafe(next, at === component.length - 1) : `\\${next}`;
    } else if (char === "[") {
      const end = classEnd(component, at);
      const body = end < 0 ? "" : component.slice(at + 1, end);
      // A negated class in Docker matches a slash, and there are no named classes.
      if (end < 0 || /^[!^]|\[:|\\/.test(body)) return null;
      out += `[${body}]`;
      at = end;
    } else if (char === "*") {
      while (component[at + 1] === "*") at++;
      out += "*";
    } else if (/[\t ]/.test(char)) out += spaceSafe(char, at === 0 || at === component.length - 1);
    else out += operators.has(char) ? `\\${char}` : char;
  }
  return out;
}

/** White space at the end would be removed. */
const spaceSafe = (char: Bytes, atEnd: boolean): Bytes => (/\s/.test(char) && atEnd ? "?" : char);

/** Returns the offset of the `]` that closes a class: the first one in it stands for itself. */
function classEnd(component: Bytes, start: number): number {
  const first = /^[!^]/.test(component.slice(start + 1)) ? start + 3 : start + 2;
  return component.indexOf("]", first);
}
