import { RE2JS } from "re2js";
import { Refusal } from "../refusal.ts";
import { fn, ofText, str, textOf } from "./define.ts";
import type { Fn } from "./scope.ts";
import { list, nullOf, object, stringType, type Type, text, tuple, type Value } from "./value.ts";

/** Compiles Go's regular expressions, whose matching time is linear for any pattern. Throws Refusal. */
function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch {
    throw new Refusal("the regular expression is invalid");
  }
}

/**
 * Type of a match: the whole text if nothing is captured, else a tuple or, with named groups, an object of the
 * captures.
 */
interface Shape {
  readonly pattern: RE2JS;
  readonly names: readonly (readonly [string, number])[];
  readonly type: Type;
}

function shapeOf(written: string): Shape {
  const pattern = compile(written);
  const names = Object.entries(pattern.namedGroups());
  const groups = pattern.groupCount();
  if (names.length > 0 && names.length < groups)
    throw new Refusal("named and unnamed capture groups cannot be mixed");
  const type: Type =
    groups === 0
      ? stringType
      : names.length > 0
        ? { kind: "object", fields: new Map(names.map(([name]) => [name, stringType])) }
        : { kind: "tuple", items: Array.from({ length: groups }, () => stringType) };
  return { pattern, names, type };
}

type Groups = { group(at: number): string | null };

function capture({ names, type }: Shape, found: Groups): Value {
  const group = (at: number) => {
    const value = found.group(at);
    return value === null ? nullOf(stringType) : text(value);
  };
  if (type.kind === "tuple") return tuple(type.items.map((_, at) => group(at + 1)));
  return type.kind === "object" ? object(new Map(names.map(([name, at]) => [name, group(at)]))) : group(0);
}

function regex([pattern, given]: readonly Value[]): Value {
  const shape = shapeOf(textOf(pattern));
  const matcher = shape.pattern.matcher(textOf(given));
  if (!matcher.find()) throw new Refusal("the pattern did not match any part of the text");
  return capture(shape, matcher);
}

function regexAll([pattern, given]: readonly Value[]): Value {
  const shape = shapeOf(textOf(pattern));
  const matcher = shape.pattern.matcher(textOf(given));
  const found: Value[] = [];
  while (matcher.find()) found.push(capture(shape, matcher));
  return list(shape.type, found);
}

function replace(given: string, pattern = "", template = ""): string {
  const compiled = compile(pattern);
  const matcher = compiled.matcher(given);
  const names = new Map(Object.entries(compiled.namedGroups()));
  const parts: string[] = [];
  let from = 0;
  while (matcher.find()) {
    const start = matcher.start(0);
    parts.push(given.slice(from, start), expand(template, matcher, names, compiled.groupCount()));
    from = matcher.end(0);
  }
  return parts.join("") + given.slice(from);
}

/** `$1`, `${1}`, `$name`, `$$`: the longest name counts, and an unknown group expands to nothing. */
function expand(template: string, found: Groups, names: ReadonlyMap<string, number>, groups: number): string {
  return template.replace(
    /\$(?:\$|\{([\p{L}\p{N}_]+)\}|([\p{L}\p{N}_]+))/gu,
    (match, braced?: string, bare?: string) => {
      if (match === "$$") return "$";
      const name = braced ?? bare ?? "";
      const at = /^\d+$/.test(name) ? Number(name) : names.get(name);
      return at === undefined || at > groups ? "" : (found.group(at) ?? "");
    },
  );
}

export const regexFunctions: Readonly<Record<string, Fn>> = {
  regex: fn([str, str], regex),
  regexall: fn([str, str], regexAll),
  regex_replace: ofText(replace, 3),
};
