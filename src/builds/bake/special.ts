import { Refusal } from "../refusal.ts";
import type { Expression } from "./ast.ts";
import { convert } from "./convert.ts";
import { attempt } from "./operators.ts";
import { readType } from "./type-expression.ts";
import { bool, type Value } from "./value.ts";

/** Functions that take their arguments as they are written; null where it is none of them. */
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
