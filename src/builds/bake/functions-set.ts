import { Refusal } from "../refusal.ts";
import { convert, unify } from "./convert.ts";
import { any, fn, sequence } from "./define.ts";
import type { Fn } from "./scope.ts";
import { anyType, bool, equals, itemsOf, list, nothing, set, type Type, tuple, type Value } from "./value.ts";

const sets = { type: { kind: "set", of: anyType } } as const;

function setOperation(combine: (a: readonly Value[], b: readonly Value[]) => readonly Value[]): Fn["call"] {
  return (args) => {
    const types = args.flatMap(({ type, data }) =>
      type.kind === "set" && !(type.of.kind === "any" && Array.isArray(data) && data.length === 0)
        ? [type.of]
        : [],
    );
    const of = types.length === 0 ? anyType : unify(types);
    if (of === null) throw new Refusal("the sets must have compatible types");
    const [first = [], ...rest] = args.map((arg) => itemsOf(arg).map((item) => convert(item, of)));
    return set(of, rest.reduce(combine, first));
  };
}

const has = (items: readonly Value[], wanted: Value) => items.some((item) => equals(item, wanted));
const without = (a: readonly Value[], b: readonly Value[]) => a.filter((item) => !has(b, item));

const mostProducts = 100_000;

function product(args: readonly Value[]): Value {
  if (args.length < 2) throw new Refusal("at least two arguments are required");
  const types = args.map((arg) => {
    const { type } = sequence(arg);
    const of =
      "of" in type
        ? type.of
        : type.kind === "tuple"
          ? (unify(type.items) ?? (type.items.length === 0 ? anyType : null))
          : null;
    if (of === null) throw new Refusal("all elements must be of the same type");
    return of;
  });
  let rows: Value[][] = [[]];
  for (const [at, arg] of args.entries()) {
    const items = itemsOf(arg).map((item) => convert(item, types[at] ?? anyType));
    if (rows.length * items.length > mostProducts) throw new Refusal("the product is too large");
    rows = rows.flatMap((row) => items.map((item) => [...row, item]));
  }
  const of: Type = { kind: "tuple", items: types };
  const made = rows.map(tuple);
  return args.some(({ type }) => type.kind === "set") ? set(of, made) : list(of, made);
}

export const setFunctions: Readonly<Record<string, Fn>> = {
  setproduct: fn([], product, any),
  sethaselement: fn([sets, any], ([given = nothing, wanted = nothing]) => bool(has(itemsOf(given), wanted))),
  setunion: fn(
    [sets],
    setOperation((a, b) => [...a, ...b]),
    sets,
  ),
  setintersection: fn(
    [sets],
    setOperation((a, b) => a.filter((item) => has(b, item))),
    sets,
  ),
  setsubtract: fn([sets, sets], setOperation(without)),
  setsymmetricdifference: fn(
    [sets],
    setOperation((a, b) => [...without(a, b), ...without(b, a)]),
    sets,
  ),
};
