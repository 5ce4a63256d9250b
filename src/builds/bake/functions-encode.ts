import { createHash } from "node:crypto";
import { spend } from "../effort.ts";
import { Refusal } from "../refusal.ts";
import { fn, nullable, ofText, str, textOf } from "./define.ts";
import { type Json, parseJson } from "./json-syntax.ts";
import { parseNumber, printNumber } from "./number.ts";
import type { Fn } from "./scope.ts";
import {
  bool,
  byBytes,
  isNumber,
  list,
  nothing,
  number,
  object,
  stringType,
  text,
  tuple,
  type Value,
} from "./value.ts";

const hash = (name: string): Fn => ofText((given) => createHash(name).update(given, "utf8").digest("hex"));

function decodeBase64(given: string): string {
  const packed = given.replace(/[\r\n]/g, "");
  const bytes = Buffer.from(packed, "base64");
  if (bytes.toString("base64") !== packed) throw new Refusal("the text is not base64");
  const decoded = bytes.toString("utf8");
  if (!Buffer.from(decoded, "utf8").equals(bytes)) throw new Refusal("the decoded text is no UTF-8");
  return decoded;
}

/** Formats JSON like cty: without blanks, keys sorted, and characters escaped that HTML could misread. */
export function toJson(value: Value): string {
  spend(1);
  if (value.data === null) return "null";
  if (isNumber(value)) return printNumber(value.data);
  if (typeof value.data === "string") return quote(value.data);
  if (Array.isArray(value.data)) return `[${value.data.map(toJson).join(",")}]`;
  if (value.data instanceof Map) {
    const fields = [...value.data].toSorted(([a], [b]) => byBytes(a, b));
    return `{${fields.map(([key, item]) => `${quote(key)}:${toJson(item)}`).join(",")}}`;
  }
  return String(value.data);
}

const goEscapes = /[<>&\u2028\u2029]/g;

const quote = (value: string): string =>
  JSON.stringify(value).replace(goEscapes, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Parses JSON. Numbers keep their digits; an array becomes a tuple, an object an object. Throws Refusal. */
export function fromJson(given: string): Value {
  return asValue(parseJson(given));
}

function asValue(json: Json): Value {
  switch (json.is) {
    case "string":
      return text(json.text);
    case "number":
      return number(parseNumber(json.digits) ?? tooLong());
    case "word":
      return json.value === null ? nothing : bool(json.value);
    case "array":
      return tuple(json.items.map(asValue));
    default:
      return object(new Map(json.members.map(({ name, value }) => [name, asValue(value)])));
  }
}

function tooLong(): never {
  throw new Refusal("the number is too long");
}

/** Parses CSV. Throws Refusal. */
export function readCsv(given: string): string[][] {
  const rows: string[][] = [];
  const fields = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  let row: string[] = [];
  while (fields.lastIndex < given.length) {
    const found = fields.exec(given);
    if (found === null) throw new Refusal("the text is no CSV");
    row.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? "");
    if (found[3] === ",") {
      if (fields.lastIndex === given.length) row.push("");
      else continue;
    }
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

function decodeCsv([given]: readonly Value[]): Value {
  const [header, ...rows] = readCsv(textOf(given));
  if (header === undefined) throw new Refusal("the header line is missing");
  if (new Set(header).size < header.length) throw new Refusal("a column name stands twice");
  if (rows.some((row) => row.length !== header.length))
    throw new Refusal("a line has another number of fields");
  const fields = new Map(header.map((name) => [name, stringType]));
  const objects = rows.map((row) => object(new Map(header.map((name, at) => [name, text(row[at] ?? "")]))));
  return list(objects[0]?.type ?? { kind: "object", fields }, objects);
}

const urlEncode = (given: string): string =>
  encodeURIComponent(given.toWellFormed())
    .replaceAll("%20", "+")
    .replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

const namespaces: Readonly<Record<string, string>> = {
  dns: "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
  url: "6ba7b811-9dad-11d1-80b4-00c04fd430c8",
  oid: "6ba7b812-9dad-11d1-80b4-00c04fd430c8",
  x500: "6ba7b814-9dad-11d1-80b4-00c04fd430c8",
};

function uuid5(given: string, name = ""): string {
  const space = (Object.hasOwn(namespaces, given) ? namespaces[given] : given) ?? "";
  const plain = space
    .replace(/^urn:uuid:/i, "")
    .replace(/^\{(.*)\}$/, "$1")
    .replaceAll("-", "");
  if (!/^[\da-f]{32}$/i.test(plain)) throw new Refusal("it is not a namespace");
  const digest = createHash("sha1")
    .update(Buffer.from(plain, "hex"))
    .update(name, "utf8")
    .digest()
    .subarray(0, 16);
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  return digest.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export const encodeFunctions: Readonly<Record<string, Fn>> = {
  base64encode: ofText((given) => Buffer.from(given, "utf8").toString("base64")),
  base64decode: ofText(decodeBase64),
  md5: hash("md5"),
  sha1: hash("sha1"),
  sha256: hash("sha256"),
  sha512: hash("sha512"),
  jsonencode: fn([nullable], ([given = nothing]) => text(toJson(given))),
  jsondecode: fn([str], ([given]) => fromJson(textOf(given))),
  csvdecode: fn([str], decodeCsv),
  urlencode: ofText(urlEncode),
  uuidv5: ofText(uuid5, 2),
};
