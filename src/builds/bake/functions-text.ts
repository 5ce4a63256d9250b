import { posix } from "node:path";
import { spend } from "../effort.ts";
import { Refusal } from "../refusal.ts";
import { fn, num, ofText, str, strings, textOf, wholeOf } from "./define.ts";
import type { Fn } from "./scope.ts";
import { byBytes, integer, itemsOf, list, stringType, text, type Value } from "./value.ts";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
/**
 * Splits text into user-perceived characters. In ASCII, only CR LF is one of two; otherwise V8 takes quadratic time.
 */
export function clusters(value: string): string[] {
  if (/^[\0-\x0c\x0e-\x7f]*$/.test(value)) return value.split("");
  spend(20 * value.length + value.length ** 2 / 160);
  return Array.from(graphemes.segment(value), ({ segment }) => segment);
}

/** A character that would become several stays unchanged, as in Go. */
const eachCharacter = (change: (character: string) => string) => (value: string) =>
  Array.from(value, (character) => {
    const changed = change(character);
    return [...changed].length === 1 ? changed : character;
  }).join("");

const upper = eachCharacter((character) => character.toUpperCase());
const lower = eachCharacter((character) => character.toLowerCase());

function substring(value: string, offset: number, length: number): string {
  const parts = clusters(value);
  const start = offset < 0 ? offset + parts.length : offset;
  if (offset >= 0 && length === 0) return "";
  if (start > parts.length) return "";
  const rest = start > 0 ? parts.slice(start) : parts;
  // The length is checked only after the first one: 0 takes all.
  return (length <= 0 ? rest : rest.slice(0, length)).join("");
}

function join([separator, ...lists]: readonly Value[]): Value {
  if (lists.length === 0) throw new Refusal("at least one list is required");
  const items = lists.flatMap(itemsOf);
  if (items.some(({ data }) => data === null)) throw new Refusal("null values cannot be joined");
  return text(items.map(textOf).join(textOf(separator)));
}

function sort([given]: readonly Value[]): Value {
  const items = given === undefined ? [] : itemsOf(given);
  if (items.some(({ data }) => data === null)) throw new Refusal("null cannot be sorted");
  return list(stringType, items.map(textOf).toSorted(byBytes).map(text));
}

function split([separator, given]: readonly Value[]): Value {
  const [by, whole] = [textOf(separator), textOf(given)];
  return list(stringType, (by === "" ? [...whole] : whole.split(by)).map(text));
}

/** Capitalizes the first letter of each word. */
function title(value: string): string {
  let before = " ";
  return Array.from(value, (character) => {
    const starts = isSeparator(before);
    before = character;
    return starts ? upper(character) : character;
  }).join("");
}

const isSeparator = (character: string): boolean =>
  character <= "\x7f" ? !/\w/.test(character) : !/[\p{L}\p{N}]/u.test(character) && /\s/.test(character);

function trim(value: string, cutset = ""): string {
  const cut = new Set(cutset);
  const characters = [...value];
  const from = characters.findIndex((one) => !cut.has(one));
  return from < 0
    ? ""
    : characters.slice(from, characters.findLastIndex((one) => !cut.has(one)) + 1).join("");
}

function chomp(value: string): string {
  let end = value.length;
  while (end > 0 && (value[end - 1] === "\n" || value[end - 1] === "\r")) end--;
  return value.slice(0, end);
}

const mostSpaces = 10_000;

function indent([spaces, given]: readonly Value[]): Value {
  const count = wholeOf(spaces);
  if (count < 0 || count > mostSpaces) throw new Refusal("so many spaces are not added");
  return text(textOf(given).replaceAll("\n", `\n${" ".repeat(count)}`));
}

function baseName(path: string): string {
  if (path === "") return ".";
  return posix.basename(path) || "/";
}

const directoryName = (path: string): string =>
  posix.normalize(path.slice(0, path.lastIndexOf("/") + 1) || ".").replace(/(?<=.)\/$/, "");

const replaceAll = (value: string, from = "", to = "") =>
  from === "" ? [...value, ""].map((one) => to + one).join("") : value.replaceAll(from, () => to);

export const textFunctions: Readonly<Record<string, Fn>> = {
  upper: ofText(upper),
  lower: ofText(lower),
  reverse: ofText((value) => clusters(value).toReversed().join("")),
  strlen: fn([str], ([given]) => integer(clusters(textOf(given)).length)),
  substr: fn([str, num, num], ([given, offset, length]) =>
    text(substring(textOf(given), wholeOf(offset), wholeOf(length))),
  ),
  join: fn([str], join, strings),
  sort: fn([strings], sort),
  split: fn([str, str], split),
  chomp: ofText(chomp),
  indent: fn([num, str], indent),
  title: ofText(title),
  trim: ofText(trim, 2),
  trimspace: ofText((value) => value.trim()),
  trimprefix: ofText(
    (value, prefix = "") => (value.startsWith(prefix) ? value.slice(prefix.length) : value),
    2,
  ),
  trimsuffix: ofText(
    (value, suffix = "") =>
      suffix !== "" && value.endsWith(suffix) ? value.slice(0, -suffix.length) : value,
    2,
  ),
  replace: ofText(replaceAll, 3),
  basename: ofText(baseName),
  dirname: ofText(directoryName),
  sanitize: ofText((value) => value.replace(/[^a-zA-Z0-9_-]/gu, "_")),
};
