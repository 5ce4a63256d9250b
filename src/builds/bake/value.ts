import { spend } from "../effort.ts";
import { compare, fromInteger, type Num } from "./number.ts";

/** The types of HCL (go-cty): a list has one element type, a tuple one for each element; likewise map and object. */
export type Type =
  | { readonly kind: "string" | "number" | "bool" | "any" }
  | { readonly kind: "list" | "set" | "map"; readonly of: Type }
  | { readonly kind: "tuple"; readonly items: readonly Type[] }
  | {
      readonly kind: "object";
      readonly fields: ReadonlyMap<string, Type>;
      readonly optional?: ReadonlySet<string>;
    };

export type Data = null | string | boolean | Num | readonly Value[] | ReadonlyMap<string, Value>;

export interface Value {
  readonly type: Type;
  readonly data: Data;
}

export const stringType: Type = { kind: "string" };
export const numberType: Type = { kind: "number" };
export const boolType: Type = { kind: "bool" };
export const anyType: Type = { kind: "any" };

export const listOf = (of: Type): Type => ({ kind: "list", of });
export const setOf = (of: Type): Type => ({ kind: "set", of });
export const mapOf = (of: Type): Type => ({ kind: "map", of });

/** HCL normalizes text to Unicode's composed form. */
export function text(value: string): Value {
  spend(value.length);
  return { type: stringType, data: value.normalize("NFC") };
}
export const number = (value: Num): Value => ({ type: numberType, data: value });
export const integer = (value: bigint | number): Value => number(fromInteger(value));
export const bool = (value: boolean): Value => ({ type: boolType, data: value });
export const nullOf = (type: Type): Value => ({ type, data: null });
export const nothing = nullOf(anyType);

export const list = (of: Type, items: readonly Value[]): Value => ({ type: listOf(of), data: items });

export const tuple = (items: readonly Value[]): Value => ({
  type: { kind: "tuple", items: items.map(({ type }) => type) },
  data: items,
});

/** Sorted by name, which is the order of elements. */
export function object(fields: ReadonlyMap<string, Value>): Value {
  const sorted = sortedByKey(fields);
  return {
    type: { kind: "object", fields: new Map([...sorted].map(([name, { type }]) => [name, type])) },
    data: sorted,
  };
}

export const map = (of: Type, entries: ReadonlyMap<string, Value>): Value => ({
  type: mapOf(of),
  data: sortedByKey(entries),
});

/** Keeps each element once, in the order of cty: text by bytes, numbers by size, false before true. */
export function set(of: Type, items: readonly Value[]): Value {
  const distinct: Value[] = [];
  for (const item of items) if (!distinct.some((one) => rawEqual(one, item))) distinct.push(item);
  return { type: setOf(of), data: distinct.toSorted(compareElements) };
}

function compareElements(a: Value, b: Value): number {
  if (a.data === null || b.data === null) return Number(a.data === null) - Number(b.data === null);
  if (typeof a.data === "string" && typeof b.data === "string") return byBytes(a.data, b.data);
  if (typeof a.data === "boolean") return Number(a.data) - Number(b.data);
  return isNumber(a) && isNumber(b) ? compare(a.data, b.data) : 0;
}

export const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

function sortedByKey(entries: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  return new Map([...entries].toSorted(([a], [b]) => byBytes(a, b)));
}

export const isSequence = ({ kind }: Type): boolean => kind === "list" || kind === "set" || kind === "tuple";
export const isPrimitive = ({ kind }: Type): boolean =>
  kind === "string" || kind === "number" || kind === "bool";

export const isText = (value: Value): value is Value & { data: string } => typeof value.data === "string";
export const isNumber = (value: Value): value is Value & { data: Num } =>
  value.type.kind === "number" && value.data !== null;

/** Returns the elements of a list, set or tuple, or the values of a map or object; none for null. */
export function itemsOf({ data }: Value): readonly Value[] {
  if (Array.isArray(data)) return data;
  return data instanceof Map ? [...data.values()] : [];
}

export function entriesOf({ data }: Value): ReadonlyMap<string, Value> {
  return data instanceof Map ? data : new Map();
}

export function sameType(a: Type, b: Type): boolean {
  spend(1);
  if (a.kind !== b.kind) return false;
  if ("of" in a && "of" in b) return sameType(a.of, b.of);
  if (a.kind === "tuple" && b.kind === "tuple")
    return (
      a.items.length === b.items.length && a.items.every((one, at) => sameType(one, b.items[at] ?? anyType))
    );
  if (a.kind === "object" && b.kind === "object")
    return (
      a.fields.size === b.fields.size &&
      [...a.fields].every(([name, type]) => {
        const other = b.fields.get(name);
        return other !== undefined && sameType(type, other);
      })
    );
  return true;
}

/** Whether the types and all values are equal. Two nulls are equal whatever their type. */
export function equals(a: Value, b: Value): boolean {
  if (a.data === null || b.data === null) return a.data === null && b.data === null;
  return sameType(a.type, b.type) && rawEqual(a, b);
}

function rawEqual(a: Value, b: Value): boolean {
  spend(1);
  if (a.data === null || b.data === null) return a.data === b.data;
  if (isNumber(a) && isNumber(b)) return compare(a.data, b.data) === 0;
  if (Array.isArray(a.data) && Array.isArray(b.data)) {
    const others: readonly Value[] = b.data;
    return (
      a.data.length === others.length && a.data.every((item, at) => rawEqual(item, others[at] ?? nothing))
    );
  }
  if (a.data instanceof Map && b.data instanceof Map) {
    const others: ReadonlyMap<string, Value> = b.data;
    return (
      a.data.size === others.size &&
      [...a.data].every(([key, item]) => others.has(key) && rawEqual(item, others.get(key) ?? nothing))
    );
  }
  return a.data === b.data;
}

/** Returns the name of a type for messages. */
export function nameOf(type: Type): string {
  if (type.kind === "any") return "dynamic";
  return "of" in type ? `${type.kind} of ${nameOf(type.of)}` : type.kind;
}
