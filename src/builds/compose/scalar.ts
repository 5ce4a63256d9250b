import { Refusal } from "../refusal.ts";
import type { Timestamp, Value } from "./value.ts";

/**
 * Type of an untagged plain scalar in go-yaml 4 (resolver.go): YAML 1.2, except for octal numbers with a leading 0 and
 * for dates. "yes", "on" and the like stay text.
 */

const words = new Map<string, Value>([
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, Number.NaN] as const),
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map(
    (word) => [word, Number.POSITIVE_INFINITY] as const,
  ),
  ...["-.inf", "-.Inf", "-.INF"].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
  ["-0", -0],
  ["-0.0", -0],
]);

const core = "tag:yaml.org,2002:";

/** Returns the value of a scalar. Throws Refusal if an explicit tag does not fit it. */
export function resolveScalar(source: string, isPlain: boolean, tag: string | undefined): Value {
  if (tag === undefined) return isPlain ? resolvePlain(source) : source;
  if (!tag.startsWith(core)) return source;
  const wanted = tag.slice(core.length);
  if (wanted === "str" || wanted === "binary") return source;
  if (!["bool", "int", "float", "null", "timestamp"].includes(wanted)) return source;
  const value = wanted === "timestamp" ? resolvePlain(source) : resolveUndated(source);
  if (kindOf(value) === wanted) return value;
  if (wanted === "float" && typeof value === "bigint") return Number(value);
  throw new Refusal(`cannot construct !!${kindOf(value)} \`${source}\` as a !!${wanted}`);
}

function kindOf(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "bigint") return "int";
  if (typeof value === "number") return "float";
  return typeof value === "string" ? "str" : "timestamp";
}

function resolvePlain(source: string): Value {
  return words.has(source) ? resolveUndated(source) : (readDate(source) ?? resolveUndated(source));
}

function resolveUndated(source: string): Value {
  const word = words.get(source);
  if (word !== undefined) return word;
  if (/^\.\d+([eE][-+]?\d+)?$/.test(source)) return Number(source);
  if (!/^[-+\d]/.test(source)) return source;
  const plain = source.replaceAll("_", "");
  return readInteger(plain) ?? readFloat(plain) ?? source;
}

const smallest = -(2n ** 63n);
const largest = 2n ** 64n - 1n;

function readInteger(text: string): bigint | null {
  const [, sign = "", digits = ""] =
    /^([-+]?)(0[xX][\da-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9]\d*)$/.exec(text) ?? [];
  if (digits === "" || digits.length > 70) return null;
  const size = BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits.toLowerCase());
  const value = sign === "-" ? -size : size;
  // An unsigned number has no sign.
  return value >= smallest && value <= largest && (sign === "" || value < 2n ** 63n) ? value : null;
}

function readFloat(text: string): number | null {
  if (!/^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

const date = /^(\d{4})-(\d{1,2})-(\d{1,2})/;
const clock = /^(?:([Tt])|( ))(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d+))?(Z|[-+]\d\d:\d\d)?$/;

/** Parses go-yaml's four date layouts, like time.Parse. */
function readDate(source: string): Timestamp | null {
  const [found = "", year = "", month = "", day = ""] = date.exec(source) ?? [];
  if (found === "" || !isDay(Number(year), Number(month), Number(day))) return null;
  const rest = source.slice(found.length);
  const days = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  if (rest === "") return { time: `${days} 00:00:00 +0000 UTC` };
  const [, letter, , hour = "", minute = "", second = "", fraction = "", zone] = clock.exec(rest) ?? [];
  if (hour === "" || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  if ((letter === undefined) !== (zone === undefined)) return null;
  const parts = [hour, minute, second].map((part) => part.padStart(2, "0")).join(":");
  const beyond = fraction.slice(0, 9).replace(/0+$/, "");
  return { time: `${days} ${parts}${beyond === "" ? "" : `.${beyond}`} ${printZone(zone)}` };
}

function printZone(zone: string | undefined): string {
  if (zone === undefined || zone === "Z") return "+0000 UTC";
  const offset = zone.replace(":", "");
  return offset === "+0000" || offset === "-0000" ? "+0000 +0000" : `${offset} ${offset}`;
}

const isDay = (year: number, month: number, day: number) =>
  month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year || 4, month, 0)).getUTCDate();
