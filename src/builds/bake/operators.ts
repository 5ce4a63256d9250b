import { Refusal } from "../refusal.ts";
import type { Expression } from "./ast.ts";
import { asBool, asNumber } from "./convert.ts";
import { add, compare, divide, modulo, multiply, type Num, negate, subtract } from "./number.ts";
import { bool, equals, number, type Value } from "./value.ts";

/** Evaluates a binary operator. Throws Refusal. */
export function binary(
  { operator, left, right }: Expression & { is: "binary" },
  value: (one: Expression) => Value,
): Value {
  if (operator === "&&" || operator === "||")
    return logical(
      operator,
      attempt(() => value(left)),
      () => value(right),
    );
  const [first, second] = [value(left), value(right)];
  if (operator === "==" || operator === "!=") return bool(equals(first, second) === (operator === "=="));
  return arithmetic(operator, operand(first), operand(second));
}

/** If one side decides, the other does not count, nor does an error in it. */
function logical(operator: "&&" | "||", left: Value | Refusal, right: () => Value): Value {
  const decides = operator === "||";
  const truth = (value: Value) => {
    const { data } = asBool(value);
    if (data === null) throw new Refusal("an operand is null");
    return data === true;
  };
  if (!(left instanceof Refusal) && truth(left) === decides) return bool(decides);
  const other = truth(right());
  if (other === decides) return bool(decides);
  if (left instanceof Refusal) throw left;
  return bool(!decides);
}

function operand(value: Value): Num {
  const { data } = asNumber(value);
  if (isNum(data)) return data;
  throw new Refusal("an operand is null");
}

function arithmetic(operator: string, a: Num, b: Num): Value {
  const order = compare(a, b);
  switch (operator) {
    case "<":
      return bool(order < 0);
    case "<=":
      return bool(order <= 0);
    case ">":
      return bool(order > 0);
    case ">=":
      return bool(order >= 0);
    case "+":
      return number(add(a, b));
    case "-":
      return number(subtract(a, b));
    case "*":
      return number(multiply(a, b));
    default: {
      const result = operator === "/" ? divide(a, b) : modulo(a, b);
      if (result === null) throw new Refusal("zero cannot be divided by zero");
      return number(result);
    }
  }
}

/** Evaluates a unary operator. Throws Refusal. */
export function unary(operator: string, of: Value): Value {
  if (operator === "-") return number(negate(operand(of)));
  const { data } = asBool(of);
  if (data === null) throw new Refusal("an operand is null");
  return bool(data !== true);
}

export const isNum = (data: Value["data"]): data is Num =>
  typeof data === "object" && data !== null && "mantissa" in data;

/** Returns a refusal as a value. */
export function attempt<T>(run: () => T): T | Refusal {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
