import { Refusal } from "../refusal.ts";
import { asBool, asNumber, asText } from "./convert.ts";
import { fn, nullable, numOf, str, textOf } from "./define.ts";
import { toJson } from "./functions-encode.ts";
import { clusters } from "./functions-text.ts";
import { isInteger, printGeneral, toDouble, truncate } from "./number.ts";
import type { Fn } from "./scope.ts";
import { isNumber, isSequence, itemsOf, list, nothing, stringType, text, type Value } from "./value.ts";

interface Verb {
  readonly flags: string;
  /** -1 if there is none. */
  readonly width: number;
  readonly precision: number;
  readonly mode: string;
}

const verbs = /%(?:%|([0#\- +]*)([1-9]\d*)?(?:\.(\d*))?(?:\[([1-9]\d*)\])?([a-zA-Z]))|%|[^%]+/gy;
const widest = 10_000;

/** cty's printf. Throws Refusal. */
function format(template: string, args: readonly Value[]): string {
  let [next, highest] = [1, 0];
  const parts = [...template.matchAll(verbs)].map(([whole, flags, width, precision, at, mode]) => {
    if (whole === "%%") return "%";
    if (whole === "%") throw new Refusal("the format is invalid");
    if (mode === undefined) return whole;
    const index = at === undefined ? next : Number(at);
    next = index + 1;
    highest = Math.max(highest, index);
    const arg = args[index - 1];
    if (arg === undefined) throw new Refusal(`there are not enough arguments for "${whole}"`);
    const size = (digits: string | undefined) => (digits === undefined ? -1 : Number(digits));
    const verb = { flags: flags ?? "", width: size(width), precision: size(precision), mode };
    if (verb.width > widest || verb.precision > widest) throw new Refusal("the width is too large");
    return print(verb, arg);
  });
  if (highest < args.length) throw new Refusal("there are more arguments than the format uses");
  return parts.join("");
}

function print(verb: Verb, arg: Value): string {
  if (verb.mode === "v") return pad(verb, printAsIs(verb, arg));
  if (arg.data === null) throw new Refusal("a null value cannot be formatted");
  if (verb.mode === "t") return String(asBool(arg).data);
  if (verb.mode === "s" || verb.mode === "q") return printText(verb, arg);
  const number = numOf(asNumber(arg));
  if ("bdoxX".includes(verb.mode)) {
    if (!isInteger(number)) throw new Refusal("an integer is required");
    return printInteger(verb, truncate(number));
  }
  if (!"eEfgG".includes(verb.mode)) throw new Refusal(`there is no format verb "${verb.mode}"`);
  return padNumber(verb, signed(verb, toDouble(number) < 0, printFloat(verb, Math.abs(toDouble(number)))));
}

function printAsIs({ flags }: Verb, arg: Value): string {
  if (flags.includes("#") || arg.data === null) return toJson(arg);
  if (typeof arg.data === "string") return arg.data;
  return isNumber(arg) ? printGeneral(arg.data) : toJson(arg);
}

function printText(verb: Verb, arg: Value): string {
  const whole = asText(arg);
  const cut = verb.precision > 0 ? clusters(whole).slice(0, verb.precision).join("") : whole;
  return pad(verb, verb.mode === "q" ? toJson(text(cut)) : cut);
}

function pad({ flags, width }: Verb, printed: string): string {
  if (width <= 0) return printed;
  const missing = width - clusters(printed).length;
  if (missing <= 0) return printed;
  const blanks = (flags.includes("0") ? "0" : " ").repeat(missing);
  return flags.includes("-") ? printed + blanks : blanks + printed;
}

const radix: Readonly<Record<string, number>> = { b: 2, o: 8, d: 10, x: 16, X: 16 };
const prefixes: Readonly<Record<string, string>> = { b: "0b", o: "0", x: "0x", X: "0X", d: "" };

function printInteger(verb: Verb, value: bigint): string {
  const size = value < 0n ? -value : value;
  const digits = size.toString(radix[verb.mode] ?? 10).padStart(Math.max(verb.precision, 0), "0");
  const prefix = verb.flags.includes("#") ? (prefixes[verb.mode] ?? "") : "";
  const shown = prefix + (verb.mode === "X" ? digits.toUpperCase() : digits);
  return padNumber(verb, signed(verb, value < 0n, shown));
}

const signed = ({ flags }: Verb, negative: boolean, digits: string): string =>
  (negative ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "") + digits;

/** Zeros are inserted between the sign and the digits. */
function padNumber({ flags, width, precision, mode }: Verb, printed: string): string {
  if (printed.length >= width) return printed;
  if (flags.includes("-")) return printed.padEnd(width, " ");
  const zeros = flags.includes("0") && !(precision >= 0 && "bdoxX".includes(mode));
  if (!zeros) return printed.padStart(width, " ");
  const [, sign = "", digits = ""] = /^([-+ ]?)(.*)$/s.exec(printed) ?? [];
  return sign + digits.padStart(width - sign.length, "0");
}

function printFloat({ mode, precision }: Verb, value: number): string {
  const digits = precision < 0 ? 6 : Math.min(precision, 100);
  if (mode === "f") return value.toFixed(digits);
  if (mode === "e" || mode === "E") {
    const shown = wideExponent(value.toExponential(digits));
    return mode === "E" ? shown.toUpperCase() : shown;
  }
  const shown = printShortest(value, precision);
  return mode === "G" ? shown.toUpperCase() : shown;
}

const wideExponent = (shown: string): string =>
  shown.replace(/e([-+])(\d)$/, (_, sign: string, digit: string) => `e${sign}0${digit}`);

function printShortest(value: number, precision: number): string {
  const count = precision < 0 ? null : Math.max(precision, 1);
  const scientific = count === null ? value.toExponential() : value.toExponential(count - 1);
  const exponent = Number(/e([-+]\d+)$/.exec(scientific)?.[1] ?? 0);
  const trimmed = scientific.replace(/(\.\d*?)0+e/, "$1e").replace(/\.e/, "e");
  if (exponent < -4 || exponent >= (count ?? 21)) return wideExponent(trimmed);
  return String(Number(scientific));
}

function formatList([template, ...args]: readonly Value[]): Value {
  const lists = args.map((arg) => (arg.data !== null && isSequence(arg.type) ? itemsOf(arg) : null));
  const lengths = new Set(lists.flatMap((items) => (items === null ? [] : [items.length])));
  if (lengths.size > 1) throw new Refusal("the lists must have one length");
  const [count = 1] = lengths;
  const rows = Array.from({ length: count }, (_, at) =>
    args.map((arg, index) => {
      const items = lists[index] ?? null;
      return items === null ? arg : (items[at] ?? nothing);
    }),
  );
  return list(
    stringType,
    rows.map((row) => text(format(textOf(template), row))),
  );
}

export const formatFunctions: Readonly<Record<string, Fn>> = {
  format: fn([str], ([template, ...args]) => text(format(textOf(template), args)), nullable),
  formatlist: fn([str], formatList, nullable),
};
