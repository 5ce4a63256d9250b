/**
 * A number of HCL: Go's big.Float, a binary fraction of at most `precision` bits (512 for a literal in a file). The
 * value is mantissa * 2 ** exponent.
 */
export interface Num {
  readonly mantissa: bigint;
  /** Infinity for an infinite number, whose mantissa is 1 or -1. */
  readonly exponent: number;
  readonly precision: number;
  /** Negative zero. */
  readonly minus?: true;
}

const most = 512;

const bits = (value: bigint): number => {
  const hex = (value < 0n ? -value : value).toString(16);
  return hex === "0" ? 0 : hex.length * 4 - Math.clz32(Number.parseInt(hex[0] ?? "0", 16)) + 28;
};

/** Rounds to nearest, ties to even. */
function round(mantissa: bigint, exponent: number, precision: number): Num {
  const excess = bits(mantissa) - precision;
  if (excess <= 0) return { mantissa, exponent, precision };
  const unit = 1n << BigInt(excess);
  const size = mantissa < 0n ? -mantissa : mantissa;
  const rest = size & (unit - 1n);
  const low = size >> BigInt(excess);
  const up = rest > unit / 2n || (rest === unit / 2n && (low & 1n) === 1n);
  const rounded = up ? low + 1n : low;
  return { mantissa: mantissa < 0n ? -rounded : rounded, exponent: exponent + excess, precision };
}

export const fromInteger = (value: bigint | number, precision = 64): Num => {
  const mantissa = BigInt(value);
  return round(mantissa, 0, Math.max(precision, bits(mantissa)));
};

/** Converts a float64, with its 53 bits. */
export function fromDouble(value: number): Num {
  if (!Number.isFinite(value)) return infinity(value > 0 ? 1n : -1n);
  let exponent = 0;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    exponent--;
  }
  return { mantissa: BigInt(scaled), exponent, precision: 53 };
}

const infinity = (sign: bigint): Num => ({
  mantissa: sign,
  exponent: Number.POSITIVE_INFINITY,
  precision: most,
});
export const isInfinite = ({ exponent }: Num): boolean => exponent === Number.POSITIVE_INFINITY;

/** A number that would take more than a few kilobytes is rejected. */
const mostDigits = 4096;

/** Parses a decimal number like big.ParseFloat; null if it is none. */
export function parseNumber(text: string, precision = most): Num | null {
  const [, sign = "", whole = "", fraction = "", power = "0"] =
    /^([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/.exec(text) ?? [];
  if (whole === "" && fraction === "") return null;
  const scale = Number(power) - fraction.length;
  if (Math.abs(scale) > mostDigits || text.length > mostDigits) return null;
  const digits = BigInt(`${sign === "-" ? "-" : ""}${whole}${fraction}`);
  if (scale >= 0) return round(digits * 10n ** BigInt(scale), 0, precision);
  return quotient(digits, 10n ** BigInt(-scale), 0, precision);
}

function quotient(dividend: bigint, divisor: bigint, exponent: number, precision: number): Num {
  const shift = Math.max(0, precision + 2 - (bits(dividend) - bits(divisor)));
  const scaled = dividend << BigInt(shift);
  const whole = scaled / divisor;
  // One more bit records a remainder, for rounding.
  const sticky = whole * divisor === scaled ? 0n : scaled < 0n !== divisor < 0n ? -1n : 1n;
  return round(whole * 2n + sticky, exponent - shift - 1, precision);
}

const common = (a: Num, b: Num): number => Math.max(a.precision, b.precision);

export function add(a: Num, b: Num): Num {
  if (isInfinite(a)) return a;
  if (isInfinite(b)) return b;
  const exponent = Math.min(a.exponent, b.exponent);
  const sum = round(aligned(a, exponent) + aligned(b, exponent), exponent, common(a, b));
  return signedZero(sum, a.minus === true && b.minus === true);
}

const aligned = (a: Num, exponent: number): bigint => a.mantissa << BigInt(a.exponent - exponent);

export const negate = (a: Num): Num => signedZero({ ...a, mantissa: -a.mantissa }, !isNegative(a));

const isNegative = ({ mantissa, minus }: Num): boolean => mantissa < 0n || minus === true;

function signedZero({ mantissa, exponent, precision }: Num, negative: boolean): Num {
  const plain = { mantissa, exponent, precision };
  return mantissa === 0n && negative ? { ...plain, minus: true } : plain;
}
export const subtract = (a: Num, b: Num): Num => add(a, negate(b));

export function multiply(a: Num, b: Num): Num {
  if (isInfinite(a) || isInfinite(b)) return infinity(sign(a) * sign(b) < 0 ? -1n : 1n);
  const product = round(a.mantissa * b.mantissa, a.exponent + b.exponent, common(a, b));
  return signedZero(product, isNegative(a) !== isNegative(b));
}

/** Returns null if there is no result: zero by zero. */
export function divide(a: Num, b: Num): Num | null {
  if (sign(b) === 0) return sign(a) === 0 ? null : infinity(sign(a) < 0 ? -1n : 1n);
  if (isInfinite(a)) return isInfinite(b) ? null : infinity(BigInt(sign(a) * sign(b)));
  if (isInfinite(b)) return fromInteger(0);
  const ratio = quotient(a.mantissa, b.mantissa, a.exponent - b.exponent, common(a, b));
  return signedZero(ratio, isNegative(a) !== isNegative(b));
}

/** The remainder has the sign of the dividend; for a divisor of zero it is the dividend. */
export function modulo(a: Num, b: Num): Num | null {
  if (sign(b) === 0) return a;
  const ratio = divide(a, b);
  if (ratio === null || isInfinite(ratio)) return ratio;
  return subtract(a, multiply(b, fromInteger(truncate(ratio), most)));
}

export const sign = ({ mantissa }: Num): number => (mantissa > 0n ? 1 : mantissa < 0n ? -1 : 0);

export function compare(a: Num, b: Num): number {
  if (isInfinite(a) || isInfinite(b)) {
    const [left, right] = [isInfinite(a) ? sign(a) : 0, isInfinite(b) ? sign(b) : 0];
    return left - right;
  }
  const exponent = Math.min(a.exponent, b.exponent);
  const difference = aligned(a, exponent) - aligned(b, exponent);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}

/** Rounds toward zero. */
export function truncate({ mantissa, exponent }: Num): bigint {
  return exponent >= 0 ? mantissa << BigInt(exponent) : mantissa / (1n << BigInt(-exponent));
}

export const isInteger = (a: Num): boolean =>
  !isInfinite(a) && compare(a, fromInteger(truncate(a), most)) === 0;

export const toDouble = (a: Num): number => Number(printNumber(a));

/** Formats all necessary digits, without an exponent: big.Float.Text('f', -1). */
export function printNumber(a: Num): string {
  if (isInfinite(a)) return sign(a) > 0 ? "+Inf" : "-Inf";
  const { negative, digits, point } = shortest(a);
  const text =
    point <= 0
      ? `0.${"0".repeat(-point)}${digits}`
      : digits.length <= point
        ? digits.padEnd(point, "0")
        : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return (negative || a.minus === true ? "-" : "") + (digits === "0" ? "0" : text);
}

/** Formats with an exponent from 1e6 up and 1e-5 down: big.Float.Text('g', -1). */
export function printGeneral(a: Num): string {
  if (isInfinite(a)) return printNumber(a);
  const { negative, digits, point } = shortest(a);
  const exponent = point - 1;
  if (digits === "0" || (exponent >= -4 && exponent < 6)) return printNumber(a);
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
  const power = String(Math.abs(exponent)).padStart(2, "0");
  return `${negative ? "-" : ""}${digits[0]}${fraction}e${exponent < 0 ? "-" : "+"}${power}`;
}

/** Returns the fewest decimal digits that identify the number at this precision: 0.digits * 10 ** point. */
function shortest(a: Num): { negative: boolean; digits: string; point: number } {
  const negative = a.mantissa < 0n;
  const size = negative ? -a.mantissa : a.mantissa;
  if (size === 0n) return { negative: false, digits: "0", point: 1 };
  const length = bits(size);
  if (a.exponent >= 0 && length + a.exponent <= a.precision) {
    const text = (size << BigInt(a.exponent)).toString();
    return { negative, digits: text.replace(/0+$/, ""), point: text.length };
  }
  // As a fraction of integers, with half a unit in the last place on either side.
  const shift = a.precision - length + 1;
  const unit = a.exponent - shift;
  const scaled = size << BigInt(shift);
  const [numerator, half, denominator] =
    unit >= 0 ? [scaled << BigInt(unit), 1n << BigInt(unit), 1n] : [scaled, 1n, 1n << BigInt(-unit)];
  const even = ((size >> 0n) & 1n) === 0n || shift > 1;
  return { negative, ...fewestDigits(numerator, half, denominator, even) };
}

function fewestDigits(
  numerator: bigint,
  half: bigint,
  denominator: bigint,
  inclusive: boolean,
): { digits: string; point: number } {
  const point = decimalPoint(numerator, denominator);
  for (let count = 1; ; count++) {
    // value * 10 ** (count - point), to the nearest integer
    const power = count - point;
    const [top, bottom] =
      power >= 0
        ? [numerator * 10n ** BigInt(power), denominator]
        : [numerator, denominator * 10n ** BigInt(-power)];
    const reach = power >= 0 ? half * 10n ** BigInt(power) : half;
    const nearest = (2n * top + bottom) / (2n * bottom);
    const error = nearest * bottom - top;
    const distance = error < 0n ? -error : error;
    if (distance < reach || (inclusive && distance === reach)) {
      const text = nearest.toString();
      return { digits: text.replace(/0+$/, ""), point: point + text.length - count };
    }
  }
}

/** value = 0.d1d2d3... * 10 ** point */
function decimalPoint(numerator: bigint, denominator: bigint): number {
  const whole = numerator / denominator;
  if (whole > 0n) return whole.toString().length;
  let point = 0;
  for (let scaled = numerator * 10n; scaled < denominator; scaled *= 10n) point--;
  return point;
}
