import { spend } from "../effort.ts";
import { Refusal } from "../refusal.ts";

/** Returns the value of a variable; undefined if it is not set. */
export type Lookup = (name: string) => string | undefined;

/**
 * Interpolates like compose-go's template package, including its surprises: a default extends to the last "}" of the
 * line, is cut at its closing brace, and the rest is read again.
 */

const deepest = 100;

/** Replaces variables. Throws Refusal for an invalid "$", and for a required variable that is missing. */
export function substitute(template: string, lookup: Lookup, depth = 0): string {
  if (depth > deepest) throw new Refusal("variables are nested too deeply");
  let result = "";
  let from = 0;
  for (let at = template.indexOf("$"); at >= 0; at = template.indexOf("$", from)) {
    const match = matchAt(template, at);
    result += template.slice(from, at);
    const replaced = match === "$" ? match : replace(match, lookup, template, depth);
    spend(1 + replaced.length);
    result += replaced;
    from = at + match.length;
  }
  return result + template.slice(from);
}

const named = /\$(?:\$|[_a-z][_a-z0-9]*)/iuy;
const bracedName = /\$\{[_a-z][_a-z0-9]*/iuy;

/** Returns "$" or "${" if no variable begins there. */
function matchAt(template: string, at: number): string {
  const name = stickyAt(named, template, at);
  if (name !== null) return name;
  if (template[at + 1] !== "{") return "$";
  const start = stickyAt(bracedName, template, at);
  if (start === null) return "${";
  const after = at + start.length;
  if (template[after] === "}") return `${start}}`;
  if (!/^:?[-+?]/.test(template.slice(after, after + 2))) return "${";
  const line = template.indexOf("\n", after);
  const end = template.lastIndexOf("}", line < 0 ? template.length : line);
  return end <= after ? "${" : template.slice(at, end + 1);
}

function stickyAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

function replace(match: string, lookup: Lookup, template: string, depth: number): string {
  if (match === "$$") return "$";
  if (match === "${") throw new Refusal(`a "$" stands for no variable; escape it as "$$": ${template}`);
  if (!match.startsWith("${")) return lookup(match.slice(1)) ?? "";
  const closing = closingBrace(match);
  const whole = closing < 0 ? match : match.slice(0, closing + 1);
  const inner = whole.slice(2, -1);
  const applied = applyOperator(inner, firstOperator(match), lookup, depth);
  if (applied === null) return lookup(inner) ?? "";
  return applied + (closing < 0 ? "" : substitute(match.slice(closing + 1), lookup, depth + 1));
}

/** Any brace counts, except the character after an opening one. */
function closingBrace(text: string): number {
  let open = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "}" && --open === 0) return at;
    if (text[at] === "{") {
      open++;
      at++;
    }
  }
  return -1;
}

const operators = [":?", "?", ":-", "-", ":+", "+"] as const;
type Operator = (typeof operators)[number];

/** Returns the operator that comes first, wherever it is. */
function firstOperator(text: string): Operator {
  const places = operators
    .map((operator) => ({ operator, at: text.indexOf(operator) }))
    .filter(({ at }) => at >= 0);
  return places.toSorted((a, b) => a.at - b.at)[0]?.operator ?? ":?";
}

/** Returns null if the operator is not there. */
function applyOperator(inner: string, operator: Operator, lookup: Lookup, depth: number): string | null {
  const at = inner.indexOf(operator);
  if (at < 0) return null;
  const name = inner.slice(0, at);
  const word = () => substitute(inner.slice(at + operator.length), lookup, depth + 1);
  const value = lookup(name);
  const counts = value !== undefined && (!operator.startsWith(":") || value !== "");
  if (operator.endsWith("+")) return counts ? word() : (value ?? "");
  if (counts) return value;
  if (operator.endsWith("-")) return word();
  const reason = word();
  throw new Refusal(`required variable ${name} is missing a value${reason === "" ? "" : `: ${reason}`}`);
}
