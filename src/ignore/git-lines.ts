import type { Bytes } from "../bytes.ts";
import { spellPath } from "./spell.ts";

/** A line of a .gitignore, as git reads it. */
export interface GitLine {
  /** Of the file that it is in: "" or with a closing slash. */
  readonly directory: Bytes;
  readonly file: string;
  readonly line: number;
  readonly raw: Bytes;
  readonly exception: boolean;
  /** It means directories alone. */
  readonly directoryOnly: boolean;
  /** By component, relative to `directory`; at any depth where it begins with `**`. */
  readonly components: readonly Bytes[];
}

/** gitignore(5): what is not a pattern is left out. */
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

/** Spaces at the end go, unless a backslash stands before them. */
function trimSpaces(line: Bytes): Bytes {
  let end = line.length;
  while (end > 0 && line[end - 1] === " ") end--;
  let slashes = 0;
  while (slashes < end && line[end - 1 - slashes] === "\\") slashes++;
  return slashes % 2 === 1 && end < line.length ? line.slice(0, end + 1) : line.slice(0, end);
}

/** What a line of a .gitignore becomes, or why it becomes nothing. */
export type Translation = { readonly pattern: Bytes } | { readonly untranslated: string };

/** The pattern in the words of an ignore file of Docker: anchored, with `**` for any depth. */
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

/** Null if no spelling means the same. */
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
      // A negated class of Docker matches a slash, and it knows no named ones.
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

/** White space at an end would be taken away. */
const spaceSafe = (char: Bytes, atEnd: boolean): Bytes => (/\s/.test(char) && atEnd ? "?" : char);

/** The `]` that closes a class: the first one in it stands for itself. */
function classEnd(component: Bytes, start: number): number {
  const first = /^[!^]/.test(component.slice(start + 1)) ? start + 3 : start + 2;
  return component.indexOf("]", first);
}
