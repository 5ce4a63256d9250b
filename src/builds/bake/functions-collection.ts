import { Refusal } from "../refusal.ts";
import { convert, unify } from "./convert.ts";
import { any, fn, nullable, num, sequence, str, strings, textOf, wholeOf } from "./define.ts";
import { elementAt } from "./evaluate.ts";
import type { Fn } from "./scope.ts";
import {
  anyType,
  bool,
  byBytes,
  entriesOf,
  equals,
  integer,
  isSequence,
  itemsOf,
  list,
  listOf,
  map,
  nothing,
  object,
  sameType,
  stringType,
  type Type,
  text,
  tuple,
  type Value,
} from "./value.ts";

const isMapping = ({ kind }: Type): boolean => kind === "map" || kind === "object";

/** A list stays a list, anything else becomes a tuple. */
function like(given: Value, items: readonly Value[]): Value {
  return given.type.kind === "list" ? list(given.type.of, items) : tuple(items);
}

function length([given = nothing]: readonly Value[]): Value {
  if (!isSequence(given.type) && given.type.kind !== "map")
    throw new Refusal("the collection must be a list, a map or a tuple");
  return integer(itemsOf(given).length);
}

function element([given, index]: readonly Value[]): Value {
  const of = sequence(given);
  const items = itemsOf(of);
  if (of.type.kind === "set" || items.length === 0) throw new Refusal("there is no such element");
  const at = wholeOf(index) % items.length;
  return items.at(at) ?? nothing;
}

function index([given = nothing, key = nothing]: readonly Value[]): Value {
  const wanted = given.type.kind === "map" ? "string" : "number";
  if (!["list", "tuple", "map"].includes(given.type.kind) || key.type.kind !== wanted)
    throw new Refusal("the collection or its key is of the wrong type");
  return elementAt(given, key);
}

function hasIndex([given = nothing, key = nothing]: readonly Value[]): Value {
  if (!["list", "tuple", "map"].includes(given.type.kind))
    throw new Refusal("the collection must be a list, a map or a tuple");
  const wanted = given.type.kind === "map" ? "string" : "number";
  if (key.type.kind !== wanted) return bool(false);
  try {
    elementAt(given, key);
    return bool(true);
  } catch (error) {
    if (error instanceof Refusal) return bool(false);
    throw error;
  }
}

function indexOf([given, wanted = nothing]: readonly Value[]): Value {
  if (given?.type.kind !== "list" && given?.type.kind !== "tuple")
    throw new Refusal("the argument must be a list or tuple");
  const at = itemsOf(given).findIndex((item) => equals(item, wanted));
  if (at < 0) throw new Refusal("the item was not found");
  return integer(at);
}

function coalesce(args: readonly Value[]): Value {
  const type = unify(args.map((arg) => arg.type));
  if (type === null) throw new Refusal("all arguments must have the same type");
  const found = args.find(({ data }) => data !== null);
  if (found === undefined) throw new Refusal("all arguments are null");
  return convert(found, type);
}

function coalesceList(args: readonly Value[]): Value {
  if (args.some(({ type }) => type.kind !== "list" && type.kind !== "tuple"))
    throw new Refusal("the arguments must be lists or tuples");
  const found = args.find((arg) => itemsOf(arg).length > 0);
  if (found === undefined) throw new Refusal("all arguments are empty");
  return found;
}

function concat(args: readonly Value[]): Value {
  if (args.length === 0) throw new Refusal("at least one argument is required");
  if (args.some(({ type }) => type.kind !== "list" && type.kind !== "tuple"))
    throw new Refusal("all arguments must be lists or tuples");
  const type = args.every((arg) => arg.type.kind === "list") ? unify(args.map((arg) => arg.type)) : null;
  if (type?.kind !== "list") return tuple(args.flatMap(itemsOf));
  return list(
    type.of,
    args.flatMap((arg) => itemsOf(convert(arg, type))),
  );
}

function distinct([given = nothing]: readonly Value[]): Value {
  const found: Value[] = [];
  for (const item of itemsOf(given)) if (!found.some((one) => equals(one, item))) found.push(item);
  return like(given, found);
}

function chunkList([given = nothing, size]: readonly Value[]): Value {
  const count = wholeOf(size);
  if (count < 0) throw new Refusal("the size must be positive");
  const items = itemsOf(given);
  const chunks: Value[] = [];
  for (let at = 0; at < items.length; at += count || items.length)
    chunks.push(like(given, items.slice(at, count === 0 ? undefined : at + count)));
  return list(given.type, chunks);
}

const flat = (given: Value): Value[] =>
  itemsOf(given).flatMap((item) => (item.data !== null && isSequence(item.type) ? flat(item) : [item]));

function keys([given = nothing]: readonly Value[]): Value {
  if (!isMapping(given.type)) throw new Refusal("it must be a map or an object");
  const names = [...entriesOf(given).keys()].toSorted(byBytes).map(text);
  return given.type.kind === "map" ? list(stringType, names) : tuple(names);
}

function values([given = nothing]: readonly Value[]): Value {
  if (!isMapping(given.type)) throw new Refusal("it must be a map or an object");
  const items = itemsOf(given);
  return given.type.kind === "map" ? list(given.type.of, items) : tuple(items);
}

function lookup([given = nothing, key, fallback = nothing]: readonly Value[]): Value {
  const found = entriesOf(given).get(textOf(key));
  if (given.type.kind === "map") {
    const other = convert(fallback, given.type.of);
    return found ?? other;
  }
  if (given.type.kind !== "object") throw new Refusal("it must be a map or an object");
  return found ?? fallback;
}

function merge(args: readonly Value[]): Value {
  const given = args.filter(({ type }) => type.kind !== "any");
  if (given.some(({ type }) => !isMapping(type))) throw new Refusal("the arguments must be maps or objects");
  const entries = new Map(given.flatMap((arg) => [...entriesOf(arg)]));
  const [first] = given;
  const alike = first?.type.kind === "map" && given.every(({ type }) => sameType(type, first.type));
  return alike && first.type.kind === "map" ? map(first.type.of, entries) : object(entries);
}

function reverse([given]: readonly Value[]): Value {
  const of = sequence(given);
  const items = itemsOf(of).toReversed();
  return of.type.kind === "set" ? list(of.type.of, items) : like(of, items);
}

function slice([given, from, to]: readonly Value[]): Value {
  const of = sequence(given);
  const items = itemsOf(of);
  const [start, end] = [wholeOf(from), wholeOf(to)];
  if (of.type.kind === "set" || start < 0 || end > items.length || start > end)
    throw new Refusal("there is no such slice");
  return like(of, items.slice(start, end));
}

function zipmap([names = nothing, given = nothing]: readonly Value[]): Value {
  const [fields, items] = [itemsOf(names), itemsOf(given)];
  if (given.type.kind !== "list" && given.type.kind !== "tuple")
    throw new Refusal("the values must be a list");
  if (fields.length !== items.length) throw new Refusal("there must be as many keys as values");
  if (fields.some(({ data }) => data === null)) throw new Refusal("a key is null");
  const entries = new Map(fields.map((field, at) => [textOf(field), items[at] ?? nothing]));
  return given.type.kind === "list" ? map(given.type.of, entries) : object(entries);
}

function contains([given, wanted = nothing]: readonly Value[]): Value {
  return bool(itemsOf(sequence(given)).some((item) => equals(item, wanted)));
}

export const collectionFunctions: Readonly<Record<string, Fn>> = {
  length: fn([any], length),
  element: fn([any, num], element),
  index: fn([any, any], index),
  hasindex: fn([any, any], hasIndex),
  indexof: fn([any, any], indexOf),
  coalesce: fn([], coalesce, nullable),
  coalescelist: fn([], coalesceList, nullable),
  compact: fn([strings], ([given = nothing]) =>
    list(
      stringType,
      itemsOf(given).filter(({ data }) => data !== null && data !== ""),
    ),
  ),
  concat: fn([], concat, any),
  contains: fn([any, any], contains),
  distinct: fn([{ type: listOf(anyType) }], distinct),
  chunklist: fn([{ type: listOf(anyType) }, num], chunkList),
  flatten: fn([any], ([given]) => tuple(flat(sequence(given)))),
  keys: fn([any], keys),
  values: fn([any], values),
  lookup: fn([any, str, any], lookup),
  merge: fn([], merge, nullable),
  reverselist: fn([any], reverse),
  slice: fn([any, num, num], slice),
  zipmap: fn([strings, any], zipmap),
};
