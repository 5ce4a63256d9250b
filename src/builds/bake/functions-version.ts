import { Refusal } from "../refusal.ts";
import { fn, str, textOf } from "./define.ts";
import type { Fn } from "./scope.ts";
import { bool } from "./value.ts";

/* Versions and constraints as Masterminds/semver 3.4 compares them. */

interface Version {
  /** Major, minor and patch. */
  readonly numbers: readonly [number, number, number];
  readonly pre: string;
}

const loose = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*))?(?:\+[\dA-Za-z.-]+)?$/;

function readVersion(written: string): Version {
  const [, major, minor = "0", patch = "0", pre = ""] = loose.exec(written) ?? [];
  if (major === undefined) throw new Refusal("it is not a semantic version");
  return { numbers: [Number(major), Number(minor), Number(patch)], pre };
}

interface Constraint {
  readonly operator: string;
  readonly version: Version;
  readonly anyMajor: boolean;
  readonly anyMinor: boolean;
  readonly anyPatch: boolean;
}

const part = "v?[0-9xX*]+(?:\\.[0-9xX*]+)?(?:\\.[0-9xX*]+)?(?:-[0-9A-Za-z.-]+)?(?:\\+[0-9A-Za-z.-]+)?";
const one = new RegExp(`\\s*(=>|>=|=<|<=|!=|~>|=|>|<|~|\\^)?\\s*(${part})\\s*,?`, "y");
const range = new RegExp(`\\s*(${part})\\s+-\\s+(${part})\\s*`, "g");

function readConstraints(written: string): Constraint[] {
  const text = written.replace(range, ">= $1, <= $2 ");
  const found: Constraint[] = [];
  one.lastIndex = 0;
  while (one.lastIndex < text.length) {
    const [, operator = "", version = ""] = one.exec(text) ?? [];
    if (version === "") throw new Refusal("it is not a constraint of versions");
    found.push(readConstraint(operator, version));
  }
  return found.length > 0 || written.trim() !== "" ? found : [readConstraint("", "*")];
}

const isAny = (word: string | undefined): boolean => word === undefined || /^[xX*]$/.test(word);

function readConstraint(operator: string, written: string): Constraint {
  const [, major, minor, patch, pre = ""] =
    /^v?([^.+-]+)(?:\.([^.+-]+))?(?:\.([^.+-]+))?(-[^+]+)?/.exec(written) ?? [];
  const anyMajor = isAny(major);
  const anyMinor = !anyMajor && isAny(minor);
  const anyPatch = !anyMajor && !anyMinor && isAny(patch);
  const numbers = [
    anyMajor ? "0" : major,
    anyMajor || anyMinor ? "0" : minor,
    anyMajor || anyMinor || anyPatch ? "0" : patch,
  ];
  const version = readVersion(`${numbers.join(".")}${pre}`);
  return { operator, version, anyMajor, anyMinor, anyPatch };
}

function compare(a: Version, b: Version): number {
  for (const [at, number] of a.numbers.entries())
    if (number !== b.numbers[at]) return number - (b.numbers[at] ?? 0);
  return comparePre(a.pre, b.pre);
}

/** A release is later than its pre-releases. */
function comparePre(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "" || b === "") return a === "" ? 1 : -1;
  const [left, right] = [a.split("."), b.split(".")];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const order = comparePart(left[at], right[at]);
    if (order !== 0) return order;
  }
  return 0;
}

function comparePart(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  const [isNumber, otherIs] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber && otherIs) return Number(a) - Number(b);
  if (isNumber !== otherIs) return isNumber ? -1 : 1;
  return a > b ? 1 : -1;
}

function satisfies(version: Version, constraint: Constraint): boolean {
  const order = compare(version, constraint.version);
  const [major, minor] = version.numbers;
  const [wantedMajor, wantedMinor] = constraint.version.numbers;
  const { anyMajor, anyMinor, anyPatch } = constraint;
  switch (constraint.operator) {
    case "!=":
      return differs(version, constraint, order);
    case ">":
      if (major !== wantedMajor && (anyMajor || anyMinor || anyPatch)) return major > wantedMajor;
      if (anyMinor) return false;
      return anyPatch ? minor > wantedMinor : order > 0;
    case "<":
      return order < 0;
    case ">=":
    case "=>":
      return order >= 0;
    case "<=":
    case "=<":
      if (!anyMajor && !anyMinor && !anyPatch) return order <= 0;
      return major < wantedMajor || (major === wantedMajor && (minor <= wantedMinor || anyMinor));
    case "^":
      return order >= 0 && withinCaret(version, constraint);
    case "":
    case "=":
      if (!anyMajor && !anyMinor && !anyPatch) return order === 0;
      return withinTilde(version, constraint, order);
    default:
      return withinTilde(version, constraint, order);
  }
}

function differs(
  version: Version,
  { version: wanted, anyMajor, anyMinor, anyPatch }: Constraint,
  order: number,
): boolean {
  if (!anyMajor && !anyMinor && !anyPatch) return order !== 0;
  const [major, minor, patch] = version.numbers;
  if (major !== wanted.numbers[0]) return true;
  if (minor !== wanted.numbers[1] && !anyMinor) return true;
  if (anyMinor) return false;
  if (patch !== wanted.numbers[2] && !anyPatch) return true;
  return anyPatch ? comparePre(version.pre, wanted.pre) !== 0 : order !== 0;
}

function withinTilde(
  version: Version,
  { version: wanted, anyMinor, anyPatch }: Constraint,
  order: number,
): boolean {
  if (order < 0) return false;
  if (wanted.numbers.every((number) => number === 0) && !anyMinor && !anyPatch) return true;
  return version.numbers[0] === wanted.numbers[0] && (version.numbers[1] === wanted.numbers[1] || anyMinor);
}

function withinCaret(version: Version, { version: wanted, anyMinor, anyPatch }: Constraint): boolean {
  const [major, minor, patch] = version.numbers;
  const [wantedMajor, wantedMinor, wantedPatch] = wanted.numbers;
  if (wantedMajor > 0 || anyMinor) return major === wantedMajor;
  if (major > 0) return false;
  if (wantedMinor > 0 || anyPatch) return minor === wantedMinor;
  return minor === 0 && patch === wantedPatch;
}

function check(version: Version, written: string): boolean {
  return written.split("||").some((either) => {
    const constraints = readConstraints(either);
    const takesPre = constraints.some((constraint) => constraint.version.pre !== "");
    return constraints.every((one) => (version.pre === "" || takesPre) && satisfies(version, one));
  });
}

export const versionFunctions: Readonly<Record<string, Fn>> = {
  semvercmp: fn([str, str], ([version, constraint]) =>
    bool(check(readVersion(textOf(version)), textOf(constraint))),
  ),
};
