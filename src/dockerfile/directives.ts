import type { Bytes } from "../bytes.ts";
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

/** The name and value of a comment's text, or null where it is not a directive (parser/directives.go ParseLine). */
export function readDirective(text: Bytes): { name: Directive["name"]; value: Bytes } | null {
  const match = assignment.exec(text.slice(leadingSpace(text)));
  const name = match?.[1]?.toLowerCase();
  const value = trimEnd(match?.[2] ?? "", "\t\n\f\r ");
  if (!value || (name !== "syntax" && name !== "escape" && name !== "check")) return null;
  return { name, value };
}

/** Reads directives from the top of the file until the first line that is none (parser/directives.go DirectiveParser). */
export class DirectiveReader {
  readonly found: Directive[] = [];
  escapeToken: Bytes = "\\";
  private readonly known: readonly string[];
  private done = false;

  constructor(known: readonly string[]) {
    this.known = known;
  }

  /** `line` is the physical line without its line end. True where it is a directive. */
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
