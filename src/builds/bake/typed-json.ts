import { Refusal } from "../refusal.ts";
import { type Json, parseFirstJson } from "./json-syntax.ts";
import { parseNumber } from "./number.ts";
import {
  anyType,
  bool,
  list,
  map,
  nullOf,
  number,
  object,
  set,
  stringType,
  type Type,
  text,
  tuple,
  type Value,
} from "./value.ts";

/** Reads JSON as a value of a type, like cty: numbers that become text keep their digits. Throws Refusal. */
export const readJsonAs = (content: string, type: Type): Value => as(parseFirstJson(content), type);

function as(json: Json, type: Type): Value {
  if (json.is === "word" && json.value === null) return nullOf(type);
  switch (type.kind) {
    case "string":
      return text(rawOf(json));
    case "number":
      return number(parseNumber(rawOf(json)) ?? wrong(type));
    case "bool":
      return asTruth(rawOf(json));
    case "list":
      return list(
        type.of,
        itemsIn(json, type).map((item) => as(item, type.of)),
      );
    case "set":
      return set(
        type.of,
        itemsIn(json, type).map((item) => as(item, type.of)),
      );
    case "tuple":
      return asTuple(itemsIn(json, type), type);
    case "map":
      return map(
        type.of,
        new Map(membersIn(json, type).map(({ name, value }) => [name, as(value, type.of)])),
      );
    case "object":
      return asObject(json, type);
    default:
      return wrong(type);
  }
}

/** Returns text, or the literal of a number or boolean. */
function rawOf(json: Json): string {
  if (json.is === "string") return json.text;
  if (json.is === "number") return json.digits;
  if (json.is === "word") return String(json.value);
  return wrong(stringType);
}

function asTruth(raw: string): Value {
  if (raw === "true" || raw === "1") return bool(true);
  if (raw === "false" || raw === "0") return bool(false);
  throw new Refusal("a bool is required");
}

function asTuple(items: readonly Json[], type: Type & { kind: "tuple" }): Value {
  if (items.length !== type.items.length) return wrong(type);
  return tuple(items.map((item, at) => as(item, type.items[at] ?? anyType)));
}

function asObject(json: Json, type: Type & { kind: "object" }): Value {
  const members = new Map(membersIn(json, type).map(({ name, value }) => [name, value]));
  for (const name of members.keys())
    if (!type.fields.has(name)) throw new Refusal(`unsupported attribute "${name}"`);
  return object(
    new Map(
      [...type.fields].map(([name, field]) => {
        const value = members.get(name);
        return [name, value === undefined ? nullOf(field) : as(value, field)];
      }),
    ),
  );
}

const itemsIn = (json: Json, type: Type): readonly Json[] => (json.is === "array" ? json.items : wrong(type));

function membersIn(json: Json, type: Type) {
  return json.is === "object" ? json.members : wrong(type);
}

function wrong({ kind }: Type): never {
  throw new Refusal(`the JSON is no ${kind}`);
}
