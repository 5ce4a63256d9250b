import { foldClass } from "./casefold.ts";
import { type CharClass, MAX_CODE_POINT, negate, toClass, wordCharacters } from "./charclass.ts";
import { isAlphanumeric, type Scanner, sees, skip, take, takeUntil, textOf } from "./scanner.ts";
import { SyntaxRefusal } from "./syntax.ts";
import { unicodeClass } from "./unicode.ts";

const RANGE = "invalid character class range";

const lower = range("az");
const upper = range("AZ");
const digits = range("09");

const perlClasses: ReadonlyMap<string, CharClass> = new Map([
  ["d", digits],
  ["s", [9, 10, 12, 13, 32, 32]],
  ["w", wordCharacters],
]);

const posixClasses: ReadonlyMap<string, CharClass> = new Map([
  ["alnum", toClass([...digits, ...upper, ...lower])],
  ["alpha", toClass([...upper, ...lower])],
  ["ascii", [0, 0x7f]],
  ["blank", [9, 9, 32, 32]],
  ["cntrl", [0, 0x1f, 0x7f, 0x7f]],
  ["digit", digits],
  ["graph", range("!~")],
  ["lower", lower],
  ["print", range(" ~")],
  ["punct", toClass([...range("!/"), ...range(":@"), ...range("[`"), ...range("{~")])],
  ["space", [9, 13, 32, 32]],
  ["upper", upper],
  ["word", wordCharacters],
  ["xdigit", toClass([...digits, ...range("AF"), ...range("af")])],
]);

/** Reads the class in brackets; `[` is already consumed (regexp/syntax: parseClass). */
export function takeBracket(scanner: Scanner, fold: boolean): CharClass {
  const negated = skip(scanner, "^");
  const pairs: number[] = [];
  for (let first = true; first || !skip(scanner, "]"); first = false) {
    const part = takePosixClass(scanner, fold) ?? takeBackslashClass(scanner, fold);
    for (const end of part ?? takeRange(scanner, fold)) pairs.push(end);
  }
  const set = toClass(pairs);
  return negated ? negate(set) : set;
}

/** Reads `d s w p{...}` and their negations after a backslash, in brackets or not; null if none comes next. */
export function takeClassEscape(scanner: Scanner, fold: boolean): CharClass | null {
  const letter = textOf(scanner.text.slice(scanner.at, scanner.at + 1));
  const negated = letter >= "A" && letter <= "Z";
  const set = perlClasses.get(letter.toLowerCase());
  if (set === undefined && letter !== "p" && letter !== "P") return null;
  scanner.at++;
  return set === undefined ? takeProperty(scanner, fold, negated) : withFlags(set, fold, negated);
}

function takeBackslashClass(scanner: Scanner, fold: boolean): CharClass | null {
  if (!skip(scanner, "\\")) return null;
  const set = takeClassEscape(scanner, fold);
  if (set === null) scanner.at--;
  return set;
}

function takeProperty(scanner: Scanner, fold: boolean, outside: boolean): CharClass {
  const inBraces = skip(scanner, "{");
  const runes = inBraces ? takeUntil(scanner, "}") : [take(scanner, RANGE)];
  if (runes === null) throw new SyntaxRefusal(RANGE);
  const negated = runes[0] === 0x5e;
  const set = unicodeClass(textOf(negated ? runes.slice(1) : runes), fold, outside !== negated);
  if (set === null) throw new SyntaxRefusal(RANGE);
  return set;
}

function takePosixClass(scanner: Scanner, fold: boolean): CharClass | null {
  if (!skip(scanner, "[:")) return null;
  const runes = takeUntil(scanner, ":]");
  if (runes === null) {
    scanner.at -= 2;
    return null;
  }
  const negated = runes[0] === 0x5e;
  const set = posixClasses.get(textOf(negated ? runes.slice(1) : runes));
  if (set === undefined) throw new SyntaxRefusal(RANGE);
  return withFlags(set, fold, negated);
}

/** Reads one character, or two with a hyphen between; a hyphen before the closing bracket is a character of its own. */
function takeRange(scanner: Scanner, fold: boolean): CharClass {
  const lo = takeMember(scanner);
  let hi = lo;
  if (sees(scanner, "-") && !sees(scanner, "-]") && scanner.at + 1 < scanner.text.length) {
    scanner.at++;
    hi = takeMember(scanner);
  }
  if (hi < lo) throw new SyntaxRefusal(RANGE);
  return withFlags([lo, hi], fold, false);
}

function takeMember(scanner: Scanner): number {
  return skip(scanner, "\\") ? takeEscape(scanner) : take(scanner, "missing closing ]");
}

function withFlags(set: CharClass, fold: boolean, negated: boolean): CharClass {
  const folded = fold ? foldClass(set) : set;
  return negated ? negate(folded) : folded;
}

function range(ends: string): CharClass {
  return [ends.charCodeAt(0), ends.charCodeAt(1)];
}

const REASON = "invalid escape sequence";

const controls: ReadonlyMap<string, number> = new Map(
  Object.entries({ a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 }),
);

/** Reads the character that a backslash, already consumed, and what follows stand for (regexp/syntax: parseEscape). */
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
