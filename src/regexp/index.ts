import type { Bytes } from "../bytes.ts";
import { LazyAutomaton } from "./automaton.ts";
import { parseRegexp } from "./parse.ts";
import type { State } from "./state.ts";
import { SyntaxRefusal } from "./syntax.ts";
import { codePoints } from "./utf8.ts";

export type { State } from "./state.ts";

/**
 * A compiled expression that is fed piece by piece. A state can be kept and continued from any number of times: run a
 * directory's path once, then each name in it from there.
 */
export interface Automaton {
  /** Before any input. */
  readonly start: State;
  /** Consumes bytes. Each piece is decoded as UTF-8 separately, so it must not end inside a character. */
  run(state: State, bytes: Bytes): State;
  /** Whether the expression matches if the input ends here, like Go's Regexp.MatchString. */
  accepts(state: State): boolean;
  /** True only if no continuation can ever match. */
  isDead(state: State): boolean;
  /** True only if every continuation matches. */
  isSettled(state: State): boolean;
}

/**
 * Compiles an expression in the RE2 syntax of Go 1.26 (regexp.Compile); null if Go rejects it: bad syntax, invalid
 * UTF-8, too large or too deeply nested. Matching takes time linear in the input for every expression. An invalid byte
 * of the input counts as one U+FFFD.
 *
 * Properties such as `\pL` and case variants are those of Unicode 15.0, as in Go (see unicode.ts for what a later
 * Node.js release may change). Known difference: a lone surrogate such as `\x{D800}` never matches here, while Go, if
 * it can decide each step by one character, takes it for U+FFFD right after the `^`.
 */
export function compileRegexp(source: Bytes): Automaton | null {
  const text = codePoints(source);
  if (text === null) return null;
  try {
    return new LazyAutomaton(parseRegexp(text));
  } catch (error) {
    if (error instanceof SyntaxRefusal) return null;
    throw error;
  }
}
