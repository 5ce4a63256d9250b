import type { Value } from "./value.ts";

/** A function of HCL. Its arguments are already what `parameters` wants. */
export interface Fn {
  readonly parameters: readonly Parameter[];
  readonly rest?: Parameter;
  readonly call: (args: readonly Value[]) => Value;
}

export interface Parameter {
  readonly type: Value["type"];
  /** Null may be given. */
  readonly nullable?: boolean;
}

/** What names stand for. An inner scope knows those of the outer ones too. */
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
