import { MAX_CODE_POINT } from "./charclass.ts";
import { isAlphanumeric, type Scanner, skip, take } from "./scanner.ts";
import { SyntaxRefusal } from "./syntax.ts";

const REASON = "invalid escape sequence";

const controls: ReadonlyMap<string, number> = new Map(
  Object.entries({ a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 }),
);

/** The character that a backslash, already consumed, and what follows stand for (regexp/syntax: parseEscape). */
export function takeEscape(scanner: Scanner): number {
  const rune = take(scanner, "trailing backslash at end of expression");
  if (rune >= 0x80) throw new SyntaxRefusal(REASON);
  if (!isAlphanumeric(rune)) return rune;
  if (rune === 0x78) return takeHex(scanner);
  // A single non-zero digit would be a back reference, which the language lacks.
  if (rune === 0x30 || (isOctal(rune) && isOctal(scanner.text[scanner.at]))) return takeOctal(scanner, rune);
  const control = controls.get(String.fromCharCode(rune));
  if (control === undefined) throw new SyntaxRefusal(REASON);
  return control;
}

function takeOctal(scanner: Scanner, first: number): number {
  let value = first - 0x30;
  for (let digits = 1; digits < 3; digits++) {
    const rune = scanner.text[scanner.at];
    if (rune === undefined || !isOctal(rune)) break;
    value = value * 8 + rune - 0x30;
    scanner.at++;
  }
  return value;
}

function takeHex(scanner: Scanner): number {
  if (!skip(scanner, "{")) return hexDigit(take(scanner, REASON)) * 16 + hexDigit(take(scanner, REASON));
  let value = hexDigit(take(scanner, REASON));
  while (!skip(scanner, "}")) {
    value = value * 16 + hexDigit(take(scanner, REASON));
    if (value > MAX_CODE_POINT) throw new SyntaxRefusal(REASON);
  }
  return value;
}

function hexDigit(rune: number): number {
  const lower = rune | 0x20;
  if (rune >= 0x30 && rune <= 0x39) return rune - 0x30;
  if (lower >= 0x61 && lower <= 0x66) return lower - 0x61 + 10;
  throw new SyntaxRefusal(REASON);
}

function isOctal(rune: number | undefined): boolean {
  return rune !== undefined && rune >= 0x30 && rune <= 0x37;
}
