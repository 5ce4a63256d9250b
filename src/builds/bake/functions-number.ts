import { Refusal } from "../refusal.ts";
import { any, fn, nullable, num, numOf, textOf, wholeOf } from "./define.ts";
import {
  add,
  compare,
  divide,
  fromDouble,
  fromInteger,
  isInfinite,
  isInteger,
  modulo,
  multiply,
  type Num,
  negate,
  sign,
  subtract,
  toDouble,
  truncate,
} from "./number.ts";
import type { Fn } from "./scope.ts";
import { bool, boolType, equals, integer, list, number, numberType, type Value } from "./value.ts";

const ofOne = (change: (given: Num) => Num): Fn => fn([num], ([given]) => number(change(numOf(given))));

const ofTwo = (change: (a: Num, b: Num) => Num | null): Fn =>
  fn([num, num], ([a, b]) => {
    const result = change(numOf(a), numOf(b));
    if (result === null) throw new Refusal("zero cannot be divided by zero");
    return number(result);
  });

const ordered = (holds: (order: number) => boolean): Fn =>
  fn([num, num], ([a, b]) => bool(holds(compare(numOf(a), numOf(b)))));

const ofDoubles = (change: (a: number, b: number) => number): Fn =>
  fn([num, num], ([a, b]) => {
    const result = change(toDouble(numOf(a)), toDouble(numOf(b)));
    if (Number.isNaN(result)) throw new Refusal("the result is not a number");
    return number(fromDouble(result));
  });

const extreme = (wanted: number): Fn =>
  fn(
    [],
    (args) => {
      const [first, ...rest] = args.map(numOf);
      if (first === undefined) throw new Refusal("at least one number is required");
      return number(rest.reduce((best, one) => (compare(one, best) === wanted ? one : best), first));
    },
    num,
  );

/** Rounds down for -1, up for 1. */
const wholeTowards = (direction: 1 | -1) => (given: Num) => {
  if (isInteger(given) || isInfinite(given)) return given;
  const whole = truncate(given);
  const isPast = sign(given) === direction;
  return fromInteger(isPast ? whole + BigInt(direction) : whole, given.precision);
};

const digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

function parseInteger([given, radix]: readonly Value[]): Value {
  if (given?.type.kind !== "string") throw new Refusal("the first argument must be a string");
  const base = wholeOf(radix);
  if (base < 2 || base > 62) throw new Refusal("the base must be between 2 and 62");
  const [, minus = "", written = ""] = /^([-+]?)([0-9a-zA-Z]+)$/.exec(textOf(given)) ?? [];
  const known = base <= 36 ? written.toLowerCase() : written;
  const values = Array.from(known, (digit) => digits.indexOf(digit));
  if (values.length === 0 || values.length > 4096 || values.some((value) => value >= base))
    throw new Refusal(`the text is not an integer of base ${base}`);
  const size = values.reduce((sum, value) => sum * BigInt(base) + BigInt(value), 0n);
  return integer(minus === "-" ? -size : size);
}

const mostValues = 1024;

function range(args: readonly Value[]): Value {
  const [first = fromInteger(0), second, third] = args.map(numOf);
  if (args.length < 1 || args.length > 3) throw new Refusal("one, two or three arguments are required");
  const [start, end] = second === undefined ? [fromInteger(0), first] : [first, second];
  const step = third ?? fromInteger(compare(end, start) < 0 ? -1 : 1);
  const direction = sign(step);
  if (direction === 0) throw new Refusal("the step must not be zero");
  if (compare(end, start) === -direction) throw new Refusal("the step leads away from the end");
  const values: Value[] = [];
  for (let at = start; compare(at, end) === -direction; at = add(at, step)) {
    if (values.length >= mostValues) throw new Refusal("more than 1024 values were generated");
    values.push(number(at));
  }
  return list(numberType, values);
}

const truth = { type: boolType };

export const numberFunctions: Readonly<Record<string, Fn>> = {
  absolute: ofOne((given) => (sign(given) < 0 ? negate(given) : given)),
  add: ofTwo(add),
  subtract: ofTwo(subtract),
  multiply: ofTwo(multiply),
  divide: ofTwo(divide),
  modulo: ofTwo(modulo),
  negate: ofOne(negate),
  ceil: ofOne(wholeTowards(1)),
  floor: ofOne(wholeTowards(-1)),
  int: ofOne((given) => (isInteger(given) ? given : fromInteger(truncate(given)))),
  signum: fn([num], ([given]) => integer(sign(fromInteger(wholeOf(given))))),
  log: ofDoubles((a, b) => Math.log(a) / Math.log(b)),
  pow: ofDoubles((a, b) => a ** b),
  min: extreme(-1),
  max: extreme(1),
  parseint: fn([any, num], parseInteger),
  range: fn([], range, num),
  greaterthan: ordered((order) => order > 0),
  greaterthanorequalto: ordered((order) => order >= 0),
  lessthan: ordered((order) => order < 0),
  lessthanorequalto: ordered((order) => order <= 0),
  and: fn([truth, truth], ([a, b]) => bool(a?.data === true && b?.data === true)),
  or: fn([truth, truth], ([a, b]) => bool(a?.data === true || b?.data === true)),
  not: fn([truth], ([a]) => bool(a?.data !== true)),
  equal: fn([nullable, nullable], ([a, b]) => bool(same(a, b))),
  notequal: fn([nullable, nullable], ([a, b]) => bool(!same(a, b))),
};

const same = (a: Value | undefined, b: Value | undefined): boolean =>
  a !== undefined && b !== undefined && equals(a, b);
