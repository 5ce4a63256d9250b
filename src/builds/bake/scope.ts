import type { Value } from "./value.ts";

/** A function of HCL. Its arguments already have the types of `parameters`. */
export interface Fn {
  readonly parameters: readonly Parameter[];
  readonly rest?: Parameter;
  readonly call: (args: readonly Value[]) => Value;
}

export interface Parameter {
  readonly type: Value["type"];
  /** Whether null is accepted. */
  readonly nullable?: boolean;
}

/** What names refer to. An inner scope also knows the names of the outer ones. */
export interface Scope {
  readonly variables: ReadonlyMap<string, Value>;
  readonly functions: (name: string) => Fn | undefined;
  readonly outer?: Scope;
}

export function lookUp(scope: Scope | undefined, name: string): Value | undefined {
  for (let one = scope; one !== undefined; one = one.outer) {
    const found = one.variables.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

export const within = (outer: Scope, variables: ReadonlyMap<string, Value>): Scope => ({
  variables,
  functions: outer.functions,
  outer,
});
