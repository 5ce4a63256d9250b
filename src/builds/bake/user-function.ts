import { Refusal } from "../refusal.ts";
import type { Attribute, Block, Expression } from "./ast.ts";
import { evaluate } from "./evaluate.ts";
import { type Fn, type Scope, within } from "./scope.ts";
import { anyType, tuple, type Value } from "./value.ts";

/** Defines the function of a `function` block. Throws Refusal. */
export function defineFunction(
  { body, labels }: Block,
  scope: Scope,
  load: (result: Expression, parameters: ReadonlySet<string>) => void,
): Fn {
  const [name] = labels;
  const params = body.attributes.get("params");
  const variadic = body.attributes.get("variadic_params");
  const result = body.attributes.get("result");
  for (const key of body.attributes.keys())
    if (!["params", "variadic_params", "result"].includes(key))
      throw new Refusal(`a function has no argument "${key}"`);
  if (result === undefined) throw new Refusal(`empty result not allowed for ${name}`);
  if (params === undefined) throw new Refusal(`empty params not allowed for ${name}`);
  const names = parameterNames(params);
  const rest = variadic === undefined ? null : keyword(variadic.value, variadic.written);
  load(result.value, new Set(rest === null ? names : [...names, rest]));
  return {
    parameters: names.map(() => ({ type: anyType })),
    ...(rest === null ? {} : { rest: { type: anyType } }),
    call: (args) => evaluate(result.value, within(scope, bind(names, rest, args))),
  };
}

function parameterNames({ value }: Attribute): string[] {
  if (value.is !== "tuple") throw new Refusal("params is a list of names", value.line);
  return value.items.map((item) => keyword(item));
}

function keyword(expression: Expression, written?: string): string {
  if (expression.is === "variable" && expression.steps.length === 0) return expression.name;
  const text = written ?? (expression.is === "literal" ? expression.value.data : null);
  if (typeof text === "string" && /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(text)) return text;
  throw new Refusal("a parameter is a name", expression.line);
}

function bind(names: readonly string[], rest: string | null, args: readonly Value[]): Map<string, Value> {
  const bound = new Map(
    names.flatMap((name, at) => (args[at] === undefined ? [] : [[name, args[at]] as const])),
  );
  if (rest !== null) bound.set(rest, tuple(args.slice(names.length)));
  return bound;
}
