/** A date as Go prints a time.Time. */
export interface Timestamp {
  readonly time: string;
}

/** What YAML decodes to in Go: an integer is a bigint, a float a number. */
export type Value = null | boolean | string | bigint | number | Timestamp | Value[] | Mapping;
export type Mapping = Map<string, Value>;

export const isMapping = (value: Value | undefined): value is Mapping => value instanceof Map;
export const isList = (value: Value | undefined): value is Value[] => Array.isArray(value);

export function isTimestamp(value: Value | undefined): value is Timestamp {
  return typeof value === "object" && value !== null && "time" in value;
}

export function copyOf(value: Value): Value {
  if (isList(value)) return value.map(copyOf);
  if (isMapping(value)) return new Map([...value].map(([key, item]) => [key, copyOf(item)]));
  return value;
}

/** Formats a value like Go's fmt.Sprint, as a build argument receives it. */
export function print(value: Value): string {
  if (value === null) return "<nil>";
  if (typeof value === "number") return printFloat(value);
  if (isTimestamp(value)) return value.time;
  if (isList(value)) return `[${value.map(print).join(" ")}]`;
  if (isMapping(value)) return `map[${[...value].map(([key, item]) => `${key}:${print(item)}`).join(" ")}]`;
  return String(value);
}

/** Formats the shortest digits that round-trip, with an exponent from 1e6 up and 1e-5 down: strconv's 'g'. */
function printFloat(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [, sign = "", first = "", rest = "", power = ""] =
    /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(value.toExponential()) ?? [];
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return sign + placePoint(first + rest, exponent);
  const fraction = rest === "" ? "" : `.${rest}`;
  return `${sign}${first}${fraction}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

function placePoint(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return digits.padEnd(exponent + 1, "0");
  return `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}
