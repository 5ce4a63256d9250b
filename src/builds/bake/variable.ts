import { Refusal } from "../refusal.ts";
import type { Attribute } from "./ast.ts";
import { Cursor } from "./cursor.ts";
import { parseNumber } from "./number.ts";
import { parseExpression } from "./parse-expression.ts";
import { readType } from "./special.ts";
import { readJsonAs } from "./typed-json.ts";
import {
  anyType,
  bool,
  isPrimitive,
  list,
  map,
  number,
  set,
  type Type,
  text,
  tuple,
  type Value,
} from "./value.ts";

/** Returns null if there is no type; `any` counts as one. Throws Refusal. */
export function readVariableType(attribute: Attribute | undefined): Type | null {
  if (attribute === undefined) return null;
  const { value, written } = attribute;
  if (written === undefined && value.is === "literal" && value.value.data === null) return null;
  return readType(written === undefined ? value : parseExpression(new Cursor(written), true));
}

/** Returns the value of a variable that the environment sets. Throws Refusal. */
export function fromEnvironment(
  name: string,
  override: { readonly text: string; readonly json: boolean },
  { written, preset }: { readonly written: Type | null; readonly preset: Value | null },
): Value {
  if (written !== null && override.json) return readJsonAs(override.text, written);
  if (written !== null && ["list", "set", "tuple", "map"].includes(written.kind))
    return fromCsv(name, override.text, written);
  if (written !== null && isPrimitive(written)) return primitive(name, override.text, written);
  if (written !== null) throw new Refusal(`unsupported type ${written.kind} for variable ${name}`);
  if (preset === null || preset.type.kind === "any") return text(override.text);
  if (isPrimitive(preset.type)) return primitive(name, override.text, preset.type);
  throw new Refusal(`unsupported type ${preset.type.kind} for variable ${name}`);
}

const truths: Readonly<Record<string, boolean>> = Object.fromEntries([
  ...["1", "t", "T", "TRUE", "true", "True"].map((word) => [word, true] as const),
  ...["0", "f", "F", "FALSE", "false", "False"].map((word) => [word, false] as const),
]);

function primitive(name: string, given: string, type: Type): Value {
  if (type.kind === "string") return text(given);
  if (type.kind === "bool") {
    const truth = Object.hasOwn(truths, given) ? truths[given] : undefined;
    if (truth === undefined) throw new Refusal(`failed to parse ${name} as bool`);
    return bool(truth);
  }
  const parsed = /^[-+]?(\d[\d]*\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(given) ? parseNumber(given, 53) : null;
  if (type.kind !== "number" || parsed === null || !Number.isFinite(Number(given)))
    throw new Refusal(`failed to parse ${name} as number`);
  return number(parsed);
}

function fromCsv(name: string, given: string, type: Type): Value {
  const fields = readCsvFields(given, ",");
  if (type.kind === "tuple") {
    if (type.items.length !== fields.length)
      throw new Refusal(`${name} expects ${type.items.length} elements but ${fields.length} are given`);
    return tuple(fields.map((field, at) => element(name, field, type.items[at] ?? anyType)));
  }
  if (type.kind === "map") return map(type.of, new Map(fields.map((field) => pair(name, field, type.of))));
  if (type.kind !== "list" && type.kind !== "set") throw new Refusal(`unsupported type for variable ${name}`);
  const items = fields.map((field) => element(name, field, type.of));
  return type.kind === "list" ? list(type.of, items) : set(type.of, items);
}

function element(name: string, field: string, type: Type): Value {
  if (!isPrimitive(type)) throw new Refusal(`unsupported type ${type.kind} for CSV of variable ${name}`);
  return primitive(name, field, type);
}

function pair(name: string, field: string, type: Type): [string, Value] {
  const [key, value, ...more] = readCsvFields(field, ":");
  if (key === undefined || value === undefined || more.length > 0)
    throw new Refusal(`${name} expects key:value pairs`);
  return [key, element(name, value, type)];
}

/** Splits one line into fields like go-csvvalue. Throws Refusal. */
function readCsvFields(line: string, comma: "," | ":"): string[] {
  if (line === "") throw new Refusal("the value is empty, which is no CSV");
  const fields: string[] = [];
  const pattern =
    comma === "," ? /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y : /(?:"((?:[^"]|"")*)"|([^":]*))(:|$)/y;
  for (let at = 0; at <= line.length; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const found = pattern.exec(line);
    if (found === null) throw new Refusal("the value is no CSV");
    fields.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? "");
    if (found[3] === "") break;
  }
  return fields;
}
