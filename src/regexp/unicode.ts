import { foldClass } from "./casefold.ts";
import { anyCharacter, type CharClass, negate, subtract, toClass, union } from "./charclass.ts";
import { assignedSince15, recategorised } from "./unicode15.ts";

/**
 * Returns the class `\p{name}`, or null if Go knows no such name (regexp/syntax: unicodeTable). Contents come from this
 * Node.js release's own tables, reduced to Unicode 15.0 as in Go; code points assigned by an edition after 17.0 count
 * as that edition says.
 */
export function unicodeClass(name: string, fold: boolean, negated: boolean): CharClass | null {
  const canonical = canonicalName(name);
  const known = propertyOf(canonical);
  if (known === null) return null;
  // Go has no table of case variants for LC.
  const folds = fold && known !== category("LC");
  const set = folds ? remembered(`(?i)${canonical}`, () => foldClass(known)) : known;
  return negated ? remembered(`${folds}^${canonical}`, () => negate(set)) : set;
}

function propertyOf(canonical: string): CharClass | null {
  if (canonical === "Any") return anyCharacter;
  if (canonical === "Ascii") return ascii;
  if (canonical === "Assigned") return remembered("Assigned", () => negate(category("Cn")));
  const short = canonical === "Lc" ? "LC" : (categoryAliases.get(canonical) ?? canonical);
  if (categories.has(short)) return category(short);
  return scripts.has(canonical) ? script(canonical) : null;
}

const ascii: CharClass = [0, 0x7f];

/** Since Go 1.25, names are compared without case, blanks, underscores and hyphens (regexp/syntax: canonicalName). */
function canonicalName(name: string): string {
  const letters = name.replace(/[ _-]/g, "");
  const lower = letters.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return lower.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}

const found = new Map<string, CharClass>();

function remembered(key: string, make: () => CharClass): CharClass {
  const known = found.get(key);
  if (known !== undefined) return known;
  const made = make();
  found.set(key, made);
  return made;
}

function category(name: string): CharClass {
  return remembered(`gc=${name}`, () => {
    const unassigned = name === "Cn" || name === "C";
    let set = scan(`gc=${name}`);
    set = unassigned ? union([set, assignedSince15]) : subtract(set, assignedSince15);
    for (const { codePoint, was, now } of recategorised) {
      if (name === was || (name === "LC" && was === "Ll")) set = union([set, [codePoint, codePoint]]);
      if (name === now) set = subtract(set, [codePoint, codePoint]);
    }
    return set;
  });
}

function script(name: string): CharClass {
  return remembered(`sc=${name}`, () => subtract(scan(`sc=${name}`), assignedSince15));
}

const SURROGATES = { first: 0xd800, last: 0xdfff } as const;

function scan(property: string): CharClass {
  const runs = new RegExp(`\\p{${property}}+`, "gu");
  const pairs: number[] = [];
  planes().forEach((text, plane) => {
    for (const { index, 0: run } of text.matchAll(runs)) addRun(pairs, plane, index, run.length);
  });
  if (new RegExp(`\\p{${property}}`, "u").test("\ud800")) pairs.push(SURROGATES.first, SURROGATES.last);
  return toClass(pairs);
}

/** Adds a run of UTF-16 units in the text of one plane, as code points. The first plane's text has no surrogates. */
function addRun(pairs: number[], plane: number, index: number, length: number): void {
  if (plane > 0) {
    const lo = plane * 0x10000 + index / 2;
    pairs.push(lo, lo + length / 2 - 1);
    return;
  }
  const end = index + length - 1;
  const gap = SURROGATES.last + 1 - SURROGATES.first;
  if (index < SURROGATES.first) pairs.push(index, Math.min(end, SURROGATES.first - 1));
  if (end >= SURROGATES.first) pairs.push(Math.max(index, SURROGATES.first) + gap, end + gap);
}

let planeTexts: readonly string[] | null = null;

function planes(): readonly string[] {
  planeTexts ??= Array.from({ length: 17 }, (_, plane) => planeText(plane));
  return planeTexts;
}

function planeText(plane: number): string {
  let text = "";
  for (let row = 0; row < 0x100; row++) {
    const first = plane * 0x10000 + row * 0x100;
    if (first >= SURROGATES.first && first <= SURROGATES.last) continue;
    text += String.fromCodePoint(...Array.from({ length: 0x100 }, (_, i) => first + i));
  }
  return text;
}

/** Names that `\p{...}` accepts in Go 1.26, spelled as by `canonicalName`. */

const categories = words(`
  C Cc Cf Cn Co Cs L LC Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs
`);

/**
 * Only scripts of one word: since Go 1.25, a name loses its underscores before the lookup, so that entries of
 * unicode.Scripts such as Old_Italic (or SignWriting, for its inner capital) can no longer be found.
 */
const scripts = words(`
  Adlam Ahom Arabic Armenian Avestan Balinese Bamum Batak Bengali Bhaiksuki Bopomofo Brahmi Braille
  Buginese Buhid Carian Chakma Cham Cherokee Chorasmian Common Coptic Cuneiform Cypriot Cyrillic Deseret
  Devanagari Dogra Duployan Elbasan Elymaic Ethiopic Georgian Glagolitic Gothic Grantha Greek Gujarati
  Gurmukhi Han Hangul Hanunoo Hatran Hebrew Hiragana Inherited Javanese Kaithi Kannada Katakana Kawi
  Kharoshthi Khmer Khojki Khudawadi Lao Latin Lepcha Limbu Lisu Lycian Lydian Mahajani Makasar Malayalam
  Mandaic Manichaean Marchen Medefaidrin Miao Modi Mongolian Mro Multani Myanmar Nabataean Nandinagari
  Newa Nko Nushu Ogham Oriya Osage Osmanya Palmyrene Phoenician Rejang Runic Samaritan Saurashtra Sharada
  Shavian Siddham Sinhala Sogdian Soyombo Sundanese Syriac Tagalog Tagbanwa Takri Tamil Tangsa Tangut
  Telugu Thaana Thai Tibetan Tifinagh Tirhuta Toto Ugaritic Vai Vithkuqi Wancho Yezidi Yi
`);

const categoryAliases: ReadonlyMap<string, string> = new Map(
  Object.entries({
    Casedletter: "LC",
    Closepunctuation: "Pe",
    Combiningmark: "M",
    Connectorpunctuation: "Pc",
    Control: "Cc",
    Currencysymbol: "Sc",
    Dashpunctuation: "Pd",
    Decimalnumber: "Nd",
    Enclosingmark: "Me",
    Finalpunctuation: "Pf",
    Format: "Cf",
    Initialpunctuation: "Pi",
    Letter: "L",
    Letternumber: "Nl",
    Lineseparator: "Zl",
    Lowercaseletter: "Ll",
    Mark: "M",
    Mathsymbol: "Sm",
    Modifierletter: "Lm",
    Modifiersymbol: "Sk",
    Nonspacingmark: "Mn",
    Number: "N",
    Openpunctuation: "Ps",
    Other: "C",
    Otherletter: "Lo",
    Othernumber: "No",
    Otherpunctuation: "Po",
    Othersymbol: "So",
    Paragraphseparator: "Zp",
    Privateuse: "Co",
    Punctuation: "P",
    Separator: "Z",
    Spaceseparator: "Zs",
    Spacingmark: "Mc",
    Surrogate: "Cs",
    Symbol: "S",
    Titlecaseletter: "Lt",
    Unassigned: "Cn",
    Uppercaseletter: "Lu",
    Cntrl: "Cc",
    Digit: "Nd",
    Punct: "P",
  }),
);

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
