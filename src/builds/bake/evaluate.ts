import { spend } from "../effort.ts";
import { Refusal } from "../refusal.ts";
import type { Expression, For, Step } from "./ast.ts";
import { asBool, asNumber, convert, toText, unify } from "./convert.ts";
import { compare, type Num } from "./number.ts";
import { attempt, binary, isNum, unary } from "./operators.ts";
import { lookUp, type Scope, within } from "./scope.ts";
import { callSpecial } from "./special.ts";
import {
  anyType,
  entriesOf,
  integer,
  isPrimitive,
  isSequence,
  itemsOf,
  list,
  nameOf,
  nothing,
  object,
  stringType,
  text,
  tuple,
  type Value,
} from "./value.ts";

/** Evaluates an expression. Throws Refusal, with the line if known. */
export function evaluate(expression: Expression, scope: Scope, item: Value = nothing): Value {
  try {
    const value = evaluateKind(expression, scope, item);
    spend(1 + sizeOf(value));
    return value;
  } catch (error) {
    if (error instanceof Refusal && error.line === null && expression.line > 0)
      throw new Refusal(error.message, expression.line);
    throw error;
  }
}

const sizeOf = ({ data }: Value): number =>
  data instanceof Map ? data.size : Array.isArray(data) ? data.length : 0;

function evaluateKind(expression: Expression, scope: Scope, item: Value): Value {
  const value = (one: Expression) => evaluate(one, scope, item);
  switch (expression.is) {
    case "literal":
      return expression.value;
    case "template":
      return text(expression.parts.map((part) => piece(value(part))).join(""));
    case "variable":
      return follow(variable(expression.name, scope), expression.steps);
    case "access":
      return follow(value(expression.of), expression.steps);
    case "index":
      return elementAt(value(expression.of), value(expression.key));
    case "item":
      return item;
    case "splat":
      return splat(value(expression.of), expression.each, scope);
    case "call":
      return call(expression, scope, item);
    case "conditional":
      return conditional(expression, value);
    case "binary":
      return binary(expression, value);
    case "unary":
      return unary(expression.operator, value(expression.of));
    case "tuple":
      return tuple(expression.items.map(value));
    case "object":
      return makeObject(expression.items, value);
    case "bare":
      if (expression.dotted) throw new Refusal("a key with dots must be quoted, or in parentheses");
      return text(expression.name);
    case "for":
      return iterate(expression, scope, item);
    case "join":
      return text(itemsOf(value(expression.of)).map(piece).join(""));
    case "parentheses":
      return value(expression.of);
    case "invalid":
      throw new Refusal(expression.message);
  }
}

function piece(value: Value): string {
  if (value.data === null) throw new Refusal("a null value cannot be in a text");
  const { data } = convert(value, stringType);
  return String(data);
}

function variable(name: string, scope: Scope): Value {
  const found = lookUp(scope, name);
  if (found !== undefined) return found;
  throw new Refusal(`there is no variable named "${name}"`);
}

const follow = (value: Value, steps: readonly Step[]): Value =>
  steps.reduce((at, step) => ("name" in step ? attribute(at, step.name) : elementAt(at, step.key)), value);

function attribute(of: Value, name: string): Value {
  if (of.data === null) throw new Refusal("a null value has no attributes");
  if (of.type.kind !== "object" && of.type.kind !== "map")
    throw new Refusal(`a ${nameOf(of.type)} has no attributes`);
  const found = entriesOf(of).get(name);
  if (found !== undefined) return found;
  throw new Refusal(`there is no attribute "${name}"`);
}

/** Throws Refusal if there is no such element. */
export function elementAt(of: Value, key: Value): Value {
  if (of.data === null || key.data === null) throw new Refusal("null has no elements, and is not an index");
  if (of.type.kind === "map" || of.type.kind === "object") {
    const found = entriesOf(of).get(String(toText(convert(key, stringType)).data));
    if (found !== undefined) return found;
    throw new Refusal("the given key does not identify an element");
  }
  if (of.type.kind !== "list" && of.type.kind !== "tuple")
    throw new Refusal(`a ${nameOf(of.type)} has no indices`);
  const index = asNumber(key).data;
  const items = itemsOf(of);
  const found = items.find((_, at) => isNum(index) && compare(index, indexNumber(at)) === 0);
  if (found !== undefined) return found;
  throw new Refusal("the given index does not identify an element");
}

const indexNumber = (at: number): Num => ({ mantissa: BigInt(at), exponent: 0, precision: 64 });
/** Anything but a sequence counts as a sequence of itself, null as an empty one. */
function splat(of: Value, each: Expression, scope: Scope): Value {
  const isOne = !isSequence(of.type);
  if (of.data === null && !isOne) throw new Refusal("a null sequence has no elements");
  const items = isOne ? (of.data === null ? [] : [of]) : itemsOf(of);
  const values = items.map((one) => evaluate(each, scope, one));
  if (isOne || of.type.kind === "tuple") return tuple(values);
  return list(values[0]?.type ?? anyType, values);
}

function call({ name, args, expands }: Expression & { is: "call" }, scope: Scope, item: Value): Value {
  const special = callSpecial(name, args, (one) => evaluate(one, scope, item));
  if (special !== null) return special;
  const fn = scope.functions(name);
  if (fn === undefined) throw new Refusal(`there is no function named "${name}"`);
  const given = args.map((arg) => evaluate(arg, scope, item));
  const values = expands ? [...given.slice(0, -1), ...expanded(given.at(-1) ?? nothing)] : given;
  if (values.length < fn.parameters.length) throw new Refusal(`${name}: not enough arguments`);
  if (values.length > fn.parameters.length && fn.rest === undefined)
    throw new Refusal(`${name}: too many arguments`);
  const wanted = values.map((value, at) => {
    const parameter = fn.parameters[at] ?? fn.rest ?? { type: anyType };
    if (value.data === null && parameter.nullable !== true)
      throw new Refusal(`${name}: an argument must not be null`);
    return convert(value, parameter.type);
  });
  try {
    return fn.call(wanted);
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal(`${name}: ${error.message}`, error.line);
    throw error;
  }
}

function expanded(value: Value): readonly Value[] {
  if (value.data !== null && isSequence(value.type)) return itemsOf(value);
  throw new Refusal("only a list, a set or a tuple can be expanded to arguments");
}

/** Both results are evaluated for their types; an error in the one that is not chosen does not count. */
function conditional(
  { test, yes, no }: Expression & { is: "conditional" },
  value: (one: Expression) => Value,
): Value {
  const [first, second] = [attempt(() => value(yes)), attempt(() => value(no))];
  const shared = sharedType(first, second);
  if (shared === null) throw new Refusal("both results of a conditional must have one type");
  const condition = value(test);
  if (condition.data === null) throw new Refusal("the condition is null");
  const chosen = asBool(condition).data === true ? first : second;
  if (chosen instanceof Refusal) throw chosen;
  return convert(chosen, shared);
}

function sharedType(first: Value | Refusal, second: Value | Refusal): Value["type"] | null {
  if (first instanceof Refusal || second instanceof Refusal) return anyType;
  const isBareNull = ({ type, data }: Value) => data === null && type.kind === "any";
  if (isBareNull(first)) return second.type;
  return isBareNull(second) ? first.type : unify([first.type, second.type]);
}

function makeObject(
  items: readonly { readonly key: Expression; readonly value: Expression }[],
  value: (one: Expression) => Value,
): Value {
  return object(new Map(items.map((one) => [keyText(value(one.key)), value(one.value)])));
}

function keyText(key: Value): string {
  if (key.data === null) throw new Refusal("null cannot be a key");
  return String(convert(key, stringType).data);
}

function iterate(loop: For, scope: Scope, item: Value): Value {
  const of = evaluate(loop.of, scope, item);
  if (of.data === null) throw new Refusal("a null value cannot be iterated over");
  if (isPrimitive(of.type) || of.type.kind === "any")
    throw new Refusal(`a ${nameOf(of.type)} cannot be iterated over`);
  const found: { key: string; value: Value }[] = [];
  for (const [key, value] of elements(of)) {
    const names = new Map([[loop.valueName, value]]);
    if (loop.keyName !== null) names.set(loop.keyName, key);
    const inner = within(scope, names);
    if (loop.condition !== null && !holds(evaluate(loop.condition, inner, item))) continue;
    const name = loop.key === null ? "" : keyText(evaluate(loop.key, inner, item));
    found.push({ key: name, value: evaluate(loop.value, inner, item) });
  }
  return loop.key === null ? tuple(found.map(({ value }) => value)) : collect(found, loop.groups);
}

function holds(condition: Value): boolean {
  if (condition.data === null) throw new Refusal('the value of the "if" is null');
  return asBool(condition).data === true;
}

function collect(found: readonly { key: string; value: Value }[], groups: boolean): Value {
  const byKey = new Map<string, Value[]>();
  for (const { key, value } of found) {
    const values = byKey.get(key) ?? [];
    if (values.length > 0 && !groups) throw new Refusal(`two items have the key "${key}"`);
    byKey.set(key, [...values, value]);
  }
  return object(
    new Map([...byKey].map(([key, values]) => [key, groups ? tuple(values) : (values[0] ?? nothing)])),
  );
}

/** Returns elements with their keys: names, or indices; an element of a set is its own key. */
export function elements(of: Value): [key: Value, value: Value][] {
  if (of.data instanceof Map) return [...entriesOf(of)].map(([key, value]) => [text(key), value]);
  return itemsOf(of).map((value, at) => [of.type.kind === "set" ? value : integer(at), value]);
}
