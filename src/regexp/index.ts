import type { Bytes } from "../bytes.ts";
import { LazyAutomaton } from "./automaton.ts";
import { parseRegexp } from "./parse.ts";
import type { State } from "./state.ts";
import { SyntaxRefusal } from "./syntax.ts";
import { codePoints } from "./utf8.ts";

export type { State } from "./state.ts";

/**
 * A compiled expression, to be fed piece by piece. A state can be kept and gone on from any number of times: run a
 * directory's path once, then each name in it from there.
 */
export interface Automaton {
  /** Before any input. */
  readonly start: State;
  /** Consumes bytes. Each piece is decoded as UTF-8 on its own, so it may not end inside a character. */
  run(state: State, bytes: Bytes): State;
  /** Whether the expression matches if the input ends here, as Go's Regexp.MatchString answers. */
  accepts(state: State): boolean;
  /** True only where no continuation can ever match. */
  isDead(state: State): boolean;
  /** True only where every continuation matches. */
  isSettled(state: State): boolean;
}

/**
 * The automaton of an expression in the RE2 syntax of Go 1.26 (regexp.Compile), or null if Go refuses it: bad
 * syntax, invalid UTF-8, too large or too deeply nested. Matching takes time linear in the input for every
 * expression. An invalid byte of the input counts as one U+FFFD.
 *
 * Properties such as `\pL` and case variants are those of Unicode 15.0, as Go has them (see unicode.ts for what a
 * later Node.js release may change). Known to differ: a lone surrogate such as `\x{D800}` never matches here, while
 * Go, where it can decide each step by one character, takes it for U+FFFD right after the `^`.
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
