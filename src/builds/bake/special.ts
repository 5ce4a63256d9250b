import { Refusal } from "../refusal.ts";
import type { Expression } from "./ast.ts";
import { convert } from "./convert.ts";
import { attempt } from "./operators.ts";
import { anyType, bool, boolType, numberType, stringType, type Type, type Value } from "./value.ts";

/** Calls functions whose arguments are not evaluated first; null if it is none of them. */
export function callSpecial(
  name: string,
  args: readonly Expression[],
  value: (expression: Expression) => Value,
): Value | null {
  if (name === "try") return first(args, value);
  if (name === "can") {
    if (args.length !== 1) throw new Refusal("can: it takes one argument");
    return bool(args.every((arg) => !(attempt(() => value(arg)) instanceof Refusal)));
  }
  if (name !== "convert") return null;
  const [given, type] = args;
  if (given === undefined || type === undefined || args.length !== 2)
    throw new Refusal("convert: it takes a value and a type");
  return convert(value(given), readType(type));
}

function first(args: readonly Expression[], value: (expression: Expression) => Value): Value {
  for (const arg of args) {
    const found = attempt(() => value(arg));
    if (!(found instanceof Refusal)) return found;
  }
  throw new Refusal("try: no expression succeeded");
}

const simple = new Map<string, Type>([
  ["string", stringType],
  ["number", numberType],
  ["bool", boolType],
  ["any", anyType],
]);

/** Reads what follows `type =`: string, list(number), object({ a = string }), ... Throws Refusal. */
export function readType(expression: Expression): Type {
  if (expression.is === "parentheses") return readType(expression.of);
  if (expression.is === "variable" && expression.steps.length === 0) {
    const found = simple.get(expression.name);
    if (found !== undefined) return found;
  }
  if (expression.is === "call") return readConstructor(expression);
  throw new Refusal("it is not a valid type specification", expression.line);
}

function readConstructor({ name, args, line }: Expression & { is: "call" }): Type {
  const [inner] = args;
  if (inner === undefined || args.length !== 1)
    throw new Refusal(`the type ${name} takes one argument`, line);
  if (name === "list" || name === "set" || name === "map") return { kind: name, of: readType(inner) };
  if (name === "tuple" && inner.is === "tuple") return { kind: "tuple", items: inner.items.map(readType) };
  if (name === "object" && inner.is === "object") return readObject(inner);
  throw new Refusal(`there is no type ${name} of this kind`, line);
}

function readObject({ items }: Expression & { is: "object" }): Type {
  const fields = new Map<string, Type>();
  for (const { key, value } of items) {
    const isName = key.is === "bare" && !key.dotted;
    if (!isName) throw new Refusal("a field of an object type must be a plain name", key.line);
    fields.set(key.name, readType(value));
  }
  return { kind: "object", fields };
}
