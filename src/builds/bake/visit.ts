import type { Expression } from "./ast.ts";

type See = (expression: Expression, local: ReadonlySet<string>) => void;

/** Visits an expression and every one below it; `local`: names that a `for` defines there. */
export function visit(expression: Expression, see: See, local: ReadonlySet<string> = new Set()): void {
  see(expression, local);
  for (const below of children(expression)) visit(below, see, local);
  if (expression.is !== "for") return;
  const { keyName, valueName, key, value, condition } = expression;
  const inner = new Set([...local, valueName, ...(keyName === null ? [] : [keyName])]);
  for (const below of [key, value, condition]) if (below !== null) visit(below, see, inner);
}

/** Returns the children that see the same names. */
function children(expression: Expression): readonly Expression[] {
  switch (expression.is) {
    case "template":
      return expression.parts;
    case "tuple":
      return expression.items;
    case "call":
      return expression.args;
    case "object":
      return expression.items.flatMap(({ key, value }) => [key, value]);
    case "index":
      return [expression.of, expression.key];
    case "splat":
      return [expression.of, expression.each];
    case "conditional":
      return [expression.test, expression.yes, expression.no];
    case "binary":
      return [expression.left, expression.right];
    case "for":
    case "access":
    case "unary":
    case "join":
    case "parentheses":
      return [expression.of];
    default:
      return [];
  }
}
