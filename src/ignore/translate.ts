import { type Bytes, fromText, toText } from "../bytes.ts";

/** How a pattern is compared (rule B4). `literal` is a byte string, `source` RE2 text. */
export type Comparison =
  | { readonly kind: "exact"; readonly literal: Bytes }
  | { readonly kind: "prefix"; readonly literal: Bytes }
  | { readonly kind: "suffix"; readonly literal: Bytes }
  | { readonly kind: "regexp"; readonly source: Bytes };

/** Only these: the builder's escape table lacks `{`, `|`, `}` and `^` (rule B8). */
const escaped = new Set([".", "+", "(", ")", "$"]);

/** Characters that make a pattern more than a path. */
const special = /[*?[\]\\]/;

type Kind = Comparison["kind"];

interface Token {
  source: string;
  kind: Kind;
  /** Number of characters consumed. */
  width: number;
}

/** moby/patternmatcher: Pattern.compile (rule B3). */
export function translate(text: Bytes): Comparison {
  if (!special.test(text)) return { kind: "exact", literal: text };
  // Go's text/scanner drops a byte order mark at the very start; the literal comparisons do not.
  const chars = [...toText(text).replace(/^\ufeff/, "")];
  let source = "^";
  let kind: Kind = "exact";
  for (let at = 0; at < chars.length; ) {
    const token = translateToken(chars, at, kind);
    source += token.source;
    kind = token.kind;
    at += token.width;
  }
  return comparison(text, kind, source);
}

function comparison(text: Bytes, kind: Kind, source: string): Comparison {
  if (kind === "exact") return { kind, literal: text };
  if (kind === "prefix") return { kind, literal: text.slice(0, -2) };
  if (kind === "suffix") return { kind, literal: text.slice(2) };
  return { kind, source: fromText(`${source}$`) };
}

function translateToken(chars: readonly string[], at: number, kind: Kind): Token {
  const char = chars[at] ?? "";
  if (char === "*") return chars[at + 1] === "*" ? doubleStar(chars, at, kind) : regexp("[^/]*", 1);
  if (char === "?") return regexp("[^/]", 1);
  if (char === "[" || char === "]") return regexp(char, 1);
  if (char === "\\") return backslash(chars[at + 1], kind);
  return { source: escaped.has(char) ? `\\${char}` : char, kind, width: 1 };
}

const regexp = (source: string, width: number): Token => ({ source, kind: "regexp", width });

/** A backslash at the very end is left to escape the closing `$`, and does not change the kind. */
function backslash(next: string | undefined, kind: Kind): Token {
  return next === undefined ? { source: "\\", kind, width: 1 } : regexp(`\\${next}`, 2);
}

function doubleStar(chars: readonly string[], at: number, kind: Kind): Token {
  const width = chars[at + 2] === "/" ? 3 : 2;
  const atEnd = at + width === chars.length;
  const first = at === 0;
  if (!atEnd) return { source: "(.*/)?", kind: first ? "suffix" : "regexp", width };
  if (kind === "exact") return { source: "", kind: first ? "suffix" : "prefix", width };
  return { source: ".*", kind: first ? "suffix" : "regexp", width };
}
