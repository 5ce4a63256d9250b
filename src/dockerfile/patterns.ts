import { type Bytes, toText } from "../bytes.ts";
import { limits } from "../limits.ts";
import { refuse, refuseLimit } from "./refusal.ts";
import { replacement, scannerRunes, splitRunes, validRune, validRunes } from "./runes.ts";

/** A shell pattern of `${x#p}`, `${x%p}`, `${x/p/r}`: characters, `?` and `*` (no classes). */
type Token = { literal: Bytes } | "any" | "star";

/** `shell/lex.go: convertShellPatternToRegex`, with tokens instead of a regexp. */
function parseShellPattern(pattern: Bytes): Token[] {
  const runes = scannerRunes(pattern);
  const tokens: Token[] = [];
  for (let i = 0; i < runes.length; i++) {
    const rune = runes[i] ?? "";
    if (rune === "*") tokens.push("star");
    else if (rune === "?") tokens.push("any");
    else if (rune !== "\\") tokens.push({ literal: rune });
    else if (runes[i + 1] !== "}" && runes[i + 1] !== "/")
      tokens.push({ literal: escapedRune(runes[++i], pattern) });
  }
  return tokens;
}

function escapedRune(rune: Bytes | undefined, pattern: Bytes): Bytes {
  if (rune === "*" || rune === "?" || rune === "\\") return rune;
  return refuse(
    `invalid pattern (${toText(pattern)}) in substitution: invalid escape '\\${toText(rune ?? replacement)}'`,
  );
}

interface Matcher {
  /** Returns where a match that starts at `start` ends; -1 for none. */
  matchAt(start: number): number;
  /** Must be called before the search continues after a match that ended at `end`. */
  forget(end: number): void;
}

/**
 * Leftmost-first matching as in RE2, by depth-first search that remembers dead ends, so that a whole search takes at
 * most tokens x characters steps. `greedy`: stars match as much as they can.
 */
function matcher(tokens: readonly Token[], runes: readonly Bytes[], greedy: boolean): Matcher {
  const states = tokens.length + 1;
  if (states * (runes.length + 1) > limits.substitution)
    refuseLimit(`a substitution takes more than ${limits.substitution} comparisons`);
  const dead = new Uint8Array(states * (runes.length + 1));
  const fits = (token: Token, at: number) =>
    at < runes.length && (typeof token === "object" ? token.literal === runes[at] : runes[at] !== "\n");
  const matchAt = (start: number) => {
    const open = [start * states];
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      if (dead[state]) continue;
      dead[state] = 1;
      const at = Math.floor(state / states);
      const token = tokens[state - at * states];
      if (token === undefined) return at;
      const further = fits(token, at) ? state + states + (token === "star" ? 0 : 1) : -1;
      const leave = token === "star" ? state + 1 : -1;
      const [later, first] = greedy ? [leave, further] : [further, leave];
      if (later >= 0) open.push(later);
      if (first >= 0) open.push(first);
    }
    return -1;
  };
  // A match marks its own path, too; only the marks at its end can be reached again.
  return { matchAt, forget: (end) => dead.fill(0, end * states, (end + 1) * states) };
}

/** `${value#pattern}` (shortest) and `${value##pattern}` (longest): shell/lex.go trimPrefix. */
export function trimPrefix(pattern: Bytes, value: Bytes, longest: boolean): Bytes {
  const runes = splitRunes(value);
  const end = matcher(parseShellPattern(pattern), runes.map(validRune), longest).matchAt(0);
  return end < 0 ? value : runes.slice(end).join("");
}

/**
 * `${value%pattern}` and `${value%%pattern}`: both are reversed, so that it becomes a prefix search (lex.go
 * trimSuffix).
 */
export function trimSuffix(pattern: Bytes, value: Bytes, longest: boolean): Bytes {
  const reversed = validRunes(value).reverse().join("");
  return splitRunes(trimPrefix(reversePattern(pattern), reversed, longest))
    .reverse()
    .join("");
}

/** `shell/lex.go: reversePattern`: a backslash stays before the character that it escapes. */
function reversePattern(pattern: Bytes): Bytes {
  const runes = validRunes(pattern);
  const out: Bytes[] = [];
  for (let i = 0; i < runes.length; i++) {
    const rune = runes[i] ?? "";
    out.push(rune === "\\" && i + 1 < runes.length ? rune + (runes[++i] ?? "") : rune);
  }
  return out.reverse().join("");
}

/** `${value/pattern/replacement}`: the first match, with the replacement taken literally. */
export function replaceFirst(pattern: Bytes, value: Bytes, replacement: Bytes): Bytes {
  const runes = splitRunes(value);
  const { matchAt } = matcher(parseShellPattern(pattern), runes.map(validRune), true);
  for (let start = 0; start <= runes.length; start++) {
    const end = matchAt(start);
    if (end >= 0) return runes.slice(0, start).join("") + replacement + runes.slice(end).join("");
  }
  return value;
}

/**
 * `${value//pattern/replacement}`: Go's `ReplaceAllString`, where `$0` and `${0}` in the replacement mean the match,
 * other names nothing, `$$` a dollar.
 */
export function replaceAll(
  pattern: Bytes,
  value: Bytes,
  replacement: Bytes,
  spend: (size: number) => void,
): Bytes {
  const runes = splitRunes(value);
  const { matchAt, forget } = matcher(parseShellPattern(pattern), runes.map(validRune), true);
  const out: Bytes[] = [];
  let copied = 0;
  for (let from = 0; from <= runes.length; from++) {
    const end = matchAt(from);
    if (end < 0) continue;
    out.push(runes.slice(copied, from).join(""));
    if (end > copied || from === 0) {
      const inserted = expandTemplate(replacement, runes.slice(from, end).join(""));
      spend(inserted.length);
      out.push(inserted);
    }
    copied = end;
    forget(end);
    from = Math.max(from, end - 1);
  }
  return out.join("") + runes.slice(copied).join("");
}

/** Go's `regexp.Expand` for an expression without groups. */
function expandTemplate(template: Bytes, match: Bytes): Bytes {
  const name = "[\\w\\x80-\\xff]+";
  return template.replace(new RegExp(`\\$(?:\\$|\\{(${name})\\}|(${name}))`, "g"), (whole, braced, plain) => {
    if (whole === "$$") return "$";
    return (braced ?? plain) === "0" ? match : "";
  });
}
