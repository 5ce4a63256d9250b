import { Refusal } from "../refusal.ts";
import { isInteger, type Num, truncate } from "./number.ts";
import type { Fn, Parameter } from "./scope.ts";
import { anyType, isNumber, isSequence, listOf, numberType, stringType, text, type Value } from "./value.ts";

/** Shorthands for the tables of functions. */

export const any: Parameter = { type: anyType };
export const nullable: Parameter = { type: anyType, nullable: true };
export const str: Parameter = { type: stringType };
export const num: Parameter = { type: numberType };
export const strings: Parameter = { type: listOf(stringType) };

export function fn(parameters: readonly Parameter[], call: Fn["call"], rest?: Parameter): Fn {
  return rest === undefined ? { parameters, call } : { parameters, call, rest };
}

/** Creates a function from text to text. */
export const ofText = (change: (given: string, ...more: string[]) => string, count = 1): Fn =>
  fn(
    Array.from({ length: count }, () => str),
    (args) => {
      const [given = "", ...more] = args.map(textOf);
      return text(change(given, ...more));
    },
  );

export const textOf = (value: Value | undefined): string =>
  value !== undefined && typeof value.data === "string" ? value.data : "";

export function numOf(value: Value | undefined): Num {
  if (value !== undefined && isNumber(value)) return value.data;
  throw new Refusal("a number is required");
}

/** Throws Refusal for a fraction, and for a number beyond the safe integers. */
export function wholeOf(value: Value | undefined): number {
  const given = numOf(value);
  const whole = Number(truncate(given));
  if (!isInteger(given) || !Number.isSafeInteger(whole)) throw new Refusal("a whole number is required");
  return whole;
}

export function sequence(value: Value | undefined): Value {
  if (value !== undefined && value.data !== null && isSequence(value.type)) return value;
  throw new Refusal("a list, a set or a tuple is required");
}
