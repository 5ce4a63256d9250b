import { type Bytes, toText } from "../bytes.ts";
import { leadingSpace } from "../ignore/clean.ts";
import { refuse } from "./refusal.ts";
import { trimEnd } from "./runes.ts";

/** A parser directive: `# syntax=...`, `# escape=...` or `# check=...`. */
export interface Directive {
  name: "syntax" | "escape" | "check";
  value: Bytes;
  line: number;
}

const assignment = /^([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*([^\n]*)$/;

/**
 * Returns the name and value of a comment's text, or null if it is not a directive (parser/directives.go ParseLine).
 */
export function readDirective(text: Bytes): { name: Directive["name"]; value: Bytes } | null {
  const match = assignment.exec(text.slice(leadingSpace(text)));
  const name = match?.[1]?.toLowerCase();
  const value = trimEnd(match?.[2] ?? "", "\t\n\f\r ");
  if (!value || (name !== "syntax" && name !== "escape" && name !== "check")) return null;
  return { name, value };
}

/**
 * Reads directives from the top of the file up to the first line that is not one (parser/directives.go
 * DirectiveParser).
 */
export class DirectiveReader {
  readonly found: Directive[] = [];
  escapeToken: Bytes = "\\";
  private readonly known: readonly string[];
  private done = false;

  constructor(known: readonly string[]) {
    this.known = known;
  }

  /** `line`: the physical line without its line ending. Returns whether it is a directive. */
  read(line: Bytes, number: number): boolean {
    const directive = this.done || !line.startsWith("#") ? null : readDirective(line.slice(1));
    if (directive === null || !this.known.includes(directive.name)) {
      this.done = true;
      return false;
    }
    if (this.found.some(({ name }) => name === directive.name)) {
      refuse(`only one ${directive.name} parser directive can be used`);
    }
    this.found.push({ ...directive, line: number });
    if (directive.name === "escape") this.setEscape(directive.value);
    return true;
  }

  private setEscape(value: Bytes): void {
    if (value !== "`" && value !== "\\") refuse(`invalid escape token '${value}' does not match \` or \\`);
    this.escapeToken = value;
  }
}

/** Docker's frontends, wherever they are mirrored. */
const own = /(^|\/)docker\/dockerfile(-upstream)?(:[^/@]*)?(@[^/]*)?$/;

/**
 * The image that reads the Dockerfile instead of BuildKit's own frontend, where it is not Docker's: what it makes of the
 * text is not known (parser.DetectSyntax; the argument BUILDKIT_SYNTAX comes first). Null if there is none.
 */
export function foreignFrontend(content: Bytes, buildArgs: ReadonlyMap<Bytes, Bytes>): string | null {
  const named = buildArgs.get("BUILDKIT_SYNTAX") ?? "";
  const syntax = named === "" ? writtenSyntax(content) : named;
  const [image = ""] = toText(syntax).trim().split(/\s+/);
  return image === "" || own.test(image) ? null : image;
}

/** A script may begin with a line for the shell, and may use slashes for comments. */
function writtenSyntax(content: Bytes): Bytes {
  const text = content.replace(/^\xef\xbb\xbf/, "").replace(/^#![^\n]*\n/, "");
  const found = directive(text, "#") || directive(text, "//");
  return found !== "" || !/^\s*\{/.test(text) ? found : jsonSyntax(text);
}

function jsonSyntax(text: Bytes): Bytes {
  try {
    const { syntax } = Object(JSON.parse(text));
    return typeof syntax === "string" ? syntax : "";
  } catch {
    return "";
  }
}

function directive(text: Bytes, comment: "#" | "//"): Bytes {
  const reader = new DirectiveReader(["syntax", "escape", "check"]);
  try {
    for (let [start, line] = [0, 1]; text.startsWith(comment, start); line++) {
      const end = text.indexOf("\n", start);
      const plain = text.slice(start + comment.length, end < 0 ? undefined : end).replace(/\r$/, "");
      if (!reader.read(`#${plain}`, line) || end < 0) break;
      start = end + 1;
    }
  } catch {
    // Nothing after a rejected directive is read.
  }
  return reader.found.find(({ name }) => name === "syntax")?.value ?? "";
}
