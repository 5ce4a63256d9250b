import { SyntaxRefusal } from "./syntax.ts";

/** The text of an expression as code points, and the position of the parser. */
export interface Scanner {
  readonly text: readonly number[];
  at: number;
  /** What `takeUntil` did not find, and need not search for again. */
  readonly missing: Set<string>;
}

export function createScanner(text: readonly number[]): Scanner {
  return { text, at: 0, missing: new Set() };
}

/** Whether the ASCII text comes next. */
export function sees(scanner: Scanner, ascii: string, offset = 0): boolean {
  for (let i = 0; i < ascii.length; i++) {
    if (scanner.text[scanner.at + offset + i] !== ascii.charCodeAt(i)) return false;
  }
  return true;
}

/** Consumes the ASCII text if it comes next. */
export function skip(scanner: Scanner, ascii: string): boolean {
  if (!sees(scanner, ascii)) return false;
  scanner.at += ascii.length;
  return true;
}

/** Consumes one character; throws for the given reason at the end of the text. */
export function take(scanner: Scanner, reason: string): number {
  const rune = scanner.text[scanner.at];
  if (rune === undefined) throw new SyntaxRefusal(reason);
  scanner.at++;
  return rune;
}

export function atEnd(scanner: Scanner): boolean {
  return scanner.at >= scanner.text.length;
}

/** Consumes up to and including the ASCII text and returns what precedes it; null if it does not follow. */
export function takeUntil(scanner: Scanner, ascii: string): number[] | null {
  const from = scanner.at;
  const last = scanner.missing.has(ascii) ? -1 : scanner.text.length - ascii.length;
  for (let at = from; at <= last; at++) {
    if (!sees(scanner, ascii, at - from)) continue;
    scanner.at = at + ascii.length;
    return scanner.text.slice(from, at);
  }
  scanner.missing.add(ascii);
  return null;
}

export function textOf(runes: readonly number[]): string {
  return runes.map((rune) => String.fromCodePoint(rune)).join("");
}

export function isDigit(rune: number | undefined): boolean {
  return rune !== undefined && rune >= 0x30 && rune <= 0x39;
}

export function isAlphanumeric(rune: number): boolean {
  const lower = rune | 0x20;
  return isDigit(rune) || (lower >= 0x61 && lower <= 0x7a);
}
