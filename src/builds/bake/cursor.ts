import { Refusal } from "../refusal.ts";

export class Cursor {
  readonly text: string;
  at: number;
  /** Nesting depth of the parser. */
  depth = 0;
  readonly #lines: number[] = [0];

  constructor(text: string, at = 0) {
    this.text = text;
    this.at = at;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) this.#lines.push(end + 1);
  }

  line(at = this.at): number {
    let [low, high] = [0, this.#lines.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lines[middle] ?? 0) <= at) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  get rest(): string | undefined {
    return this.text[this.at];
  }

  get ended(): boolean {
    return this.at >= this.text.length;
  }

  starts(word: string): boolean {
    return this.text.startsWith(word, this.at);
  }

  take(word: string): boolean {
    if (!this.starts(word)) return false;
    this.at += word.length;
    return true;
  }

  /** Returns null if the (sticky) pattern does not match here. */
  match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const [found = null] = pattern.exec(this.text) ?? [];
    if (found !== null) this.at += found.length;
    return found;
  }

  refuse(message: string, at = this.at): never {
    throw new Refusal(message, this.line(at));
  }

  /** Reads one level deeper. Throws Refusal if that is too deep. */
  deeper<T>(read: () => T): T {
    if (++this.depth > 200) this.refuse("it is nested too deeply");
    const value = read();
    this.depth--;
    return value;
  }
}

const identifier = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;

export const readName = (cursor: Cursor): string | null => cursor.match(identifier);

const blanks = /[ \t]+/y;
const comment = /(?:#|\/\/)[^\n]*/y;

/** Skips blanks and comments, and line breaks if they are ignored. */
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
