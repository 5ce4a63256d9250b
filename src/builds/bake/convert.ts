import { spend } from "../effort.ts";
import { Refusal } from "../refusal.ts";
import { parseNumber, printNumber } from "./number.ts";
import {
  anyType,
  bool,
  boolType,
  entriesOf,
  isNumber,
  isPrimitive,
  isText,
  itemsOf,
  list,
  listOf,
  map,
  mapOf,
  nameOf,
  nothing,
  nullOf,
  number,
  numberType,
  object,
  sameType,
  set,
  setOf,
  stringType,
  type Type,
  text,
  tuple,
  type Value,
} from "./value.ts";

/** Converts to a type like go-cty, including unsafe conversions. Throws Refusal if there is none. */
export function convert(value: Value, to: Type): Value {
  spend(1);
  if (to.kind === "any" || sameType(value.type, to)) return value;
  if (!convertible(value.type, to, true)) throw new Refusal(`${nameOf(to)} required`);
  if (value.data === null) return nullOf(withoutAny(value.type, to));
  return convertKnown(value, to);
}

const withoutAny = (from: Type, to: Type): Type => (to.kind === "any" ? from : to);

function convertKnown(value: Value, to: Type): Value {
  if (to.kind === "string") return toText(value);
  if (to.kind === "number") return toNumber(value);
  if (to.kind === "bool") return toBool(value);
  if (to.kind === "list" || to.kind === "set") return toCollection(value, to.kind, to.of);
  if (to.kind === "map") return toMap(value, to.of);
  if (to.kind === "tuple")
    return tuple(itemsOf(value).map((item, at) => convert(item, to.items[at] ?? anyType)));
  return to.kind === "object" ? toObject(value, to) : value;
}

export function toText(value: Value): Value {
  if (isNumber(value)) return text(printNumber(value.data));
  return typeof value.data === "boolean" ? text(String(value.data)) : value;
}

function toNumber(value: Value): Value {
  const parsed = isText(value) ? parseNumber(value.data) : null;
  if (parsed === null) throw new Refusal("a number is required");
  return number(parsed);
}

function toBool(value: Value): Value {
  if (value.data === "true" || value.data === "1") return bool(true);
  if (value.data === "false" || value.data === "0") return bool(false);
  throw new Refusal("a bool is required");
}

function toCollection(value: Value, kind: "list" | "set", of: Type): Value {
  const items = itemsOf(value);
  const element = of.kind === "any" ? elementTypeOf(value.type) : of;
  if (element === null) throw new Refusal(`element types must all match for conversion to ${kind}`);
  const converted = unified(items.map((item) => convert(item, element)));
  const shared = converted[0]?.type ?? element;
  return kind === "list" ? list(shared, converted) : set(shared, converted);
}

function toMap(value: Value, of: Type): Value {
  const entries = [...entriesOf(value)];
  const element = of.kind === "any" ? elementTypeOf(value.type) : of;
  if (element === null) throw new Refusal("attribute types must all match for conversion to map");
  const converted = unified(entries.map(([, item]) => convert(item, element)));
  return map(
    converted[0]?.type ?? element,
    new Map(entries.map(([key], at) => [key, converted[at] ?? nothing])),
  );
}

/** Elements that kept their own types (for an inner "any") get the type that they have in common. */
function unified(items: readonly Value[]): readonly Value[] {
  const [first] = items;
  if (first === undefined || items.every(({ type }) => sameType(type, first.type))) return items;
  const shared = unify(items.map(({ type }) => type));
  if (shared === null) throw new Refusal("cannot find a common base type for all elements");
  return items.map((item) => convert(item, shared));
}

function elementTypeOf(type: Type): Type | null {
  if ("of" in type) return type.of;
  const types = type.kind === "tuple" ? type.items : type.kind === "object" ? [...type.fields.values()] : [];
  return types.length === 0 ? anyType : unify(types);
}

function toObject(value: Value, to: Type & { kind: "object" }): Value {
  const entries = entriesOf(value);
  const fields = new Map<string, Value>();
  for (const [name, type] of to.fields) {
    const given = entries.get(name);
    if (given !== undefined) fields.set(name, convert(given, type));
    else if (to.optional?.has(name) === true) fields.set(name, nullOf(type));
    else throw new Refusal(`attribute "${name}" is required`);
  }
  return object(fields);
}

/** Whether values of one type can become the other; `unsafe`: even if that depends on the value. */
export function convertible(from: Type, to: Type, unsafe: boolean): boolean {
  spend(1);
  if (to.kind === "any" || (unsafe && from.kind === "any")) return true;
  if (isPrimitive(from) && isPrimitive(to))
    return from.kind === to.kind || to.kind === "string" || (unsafe && from.kind === "string");
  if (from.kind === "object" && to.kind === "object")
    return [...to.fields].every(([name, type]) => {
      const given = from.fields.get(name);
      return given === undefined ? to.optional?.has(name) === true : convertible(given, type, unsafe);
    });
  if (from.kind === "tuple" && to.kind === "tuple")
    return (
      from.items.length === to.items.length &&
      from.items.every((item, at) => convertible(item, to.items[at] ?? anyType, unsafe))
    );
  if (to.kind === "list" || to.kind === "set") {
    if (from.kind === "tuple")
      return from.items.length === 0 || elementsConvertible(from.items, to.of, unsafe);
    const fits = from.kind === "set" || (from.kind === "list" && (to.kind === "list" || unsafe));
    return fits && convertible("of" in from ? from.of : anyType, to.of, unsafe);
  }
  if (to.kind === "map") {
    if (from.kind === "map") return convertible(from.of, to.of, unsafe);
    return from.kind === "object" && elementsConvertible([...from.fields.values()], to.of, unsafe);
  }
  if (to.kind === "object" && from.kind === "map")
    return unsafe && [...to.fields].every(([, type]) => convertible(from.of, type, unsafe));
  return false;
}

function elementsConvertible(types: readonly Type[], to: Type, unsafe: boolean): boolean {
  if (types.length === 0) return true;
  const target = to.kind === "any" ? unify(types) : to;
  return (
    target !== null && types.every((type) => sameType(type, target) || convertible(type, target, unsafe))
  );
}

/** Returns the type that all can be converted to, or null: go-cty's UnifyUnsafe. */
export function unify(types: readonly Type[]): Type | null {
  spend(1);
  const [first] = types;
  if (first === undefined) return null;
  if (types.every((type) => sameType(type, first))) return first;
  const kinds = new Set(types.map(({ kind }) => kind));
  const hasAny = kinds.delete("any");
  const only = (...allowed: Type["kind"][]) => [...kinds].every((kind) => allowed.includes(kind));
  if (kinds.size > 0 && (only("map") || only("list") || only("set") || only("object") || only("tuple"))) {
    if (hasAny) return anyType;
    if (only("object")) return unifyObjects(types);
    if (only("tuple")) return unifyTuples(types);
    const element = unify(types.flatMap((type) => ("of" in type ? [type.of] : [])));
    return element === null
      ? null
      : only("map")
        ? mapOf(element)
        : only("list")
          ? listOf(element)
          : setOf(element);
  }
  if (kinds.has("map") && only("map", "object")) {
    const found = unifyAs(types, "object", objectsToMap);
    if (found?.kind === "map") return found;
  } else if (kinds.has("list") && only("list", "tuple")) {
    const found = unifyAs(types, "tuple", tuplesToList);
    if (found?.kind === "list") return found;
  } else if (kinds.has("object") && kinds.has("tuple")) return null;
  return unifyByPreference(types);
}

function unifyAs(types: readonly Type[], kind: Type["kind"], together: (of: readonly Type[]) => Type | null) {
  const shared = together(types.filter((type) => type.kind === kind));
  return shared === null ? null : unify(types.map((type) => (type.kind === kind ? shared : type)));
}

/** Text comes before numbers and booleans, which become text. */
function unifyByPreference(types: readonly Type[]): Type | null {
  const ordered = types.toSorted((a, b) => rank(a) - rank(b));
  return (
    ordered.find((wanted) =>
      types.every((type) => sameType(type, wanted) || convertible(type, wanted, true)),
    ) ?? null
  );
}

const rank = ({ kind }: Type): number => ["any", "string", "number", "bool"].indexOf(kind) + 1 || 9;

function unifyObjects(types: readonly Type[]): Type | null {
  const objects = types.flatMap((type) => (type.kind === "object" ? [type] : []));
  const names = [...(objects[0]?.fields.keys() ?? [])];
  const alike = objects.every(
    ({ fields }) => fields.size === names.length && names.every((name) => fields.has(name)),
  );
  if (!alike) return objectsToMap(types);
  const fields = new Map<string, Type>();
  for (const name of names) {
    const shared = unify(objects.map((type) => type.fields.get(name) ?? anyType));
    if (shared === null) return null;
    fields.set(name, shared);
  }
  return { kind: "object", fields };
}

function objectsToMap(types: readonly Type[]): Type | null {
  const element = unify(types.flatMap((type) => (type.kind === "object" ? [...type.fields.values()] : [])));
  return element === null ? null : mapOf(element);
}

function unifyTuples(types: readonly Type[]): Type | null {
  const tuples = types.flatMap((type) => (type.kind === "tuple" ? [type.items] : []));
  const length = tuples[0]?.length ?? 0;
  if (tuples.some((items) => items.length !== length)) return tuplesToList(types);
  const items: Type[] = [];
  for (let at = 0; at < length; at++) {
    const shared = unify(tuples.map((one) => one[at] ?? anyType));
    if (shared === null) return null;
    items.push(shared);
  }
  return { kind: "tuple", items };
}

function tuplesToList(types: readonly Type[]): Type | null {
  const element = unify(types.flatMap((type) => (type.kind === "tuple" ? type.items : [])));
  return element === null ? null : listOf(element);
}

export const asText = (value: Value): string => String(convert(value, stringType).data);
export const asNumber = (value: Value) => convert(value, numberType);
export const asBool = (value: Value) => convert(value, boolType);
