import { type Bytes, fromText, toText } from "../bytes.ts";
import { leadingSpace } from "../ignore/clean.ts";
import type { Dialect } from "./dialect.ts";
import { refuse } from "./refusal.ts";
import { lowerCase, splitRunes, validRune } from "./runes.ts";
import { splitAtBlanks, splitAtFirstBlank, splitCommand, splitWords } from "./split-command.ts";

export interface Arguments {
  args: Bytes[];
  json: boolean;
}

type Reader = (args: Bytes, escapeToken: Bytes, dialect: Dialect) => Arguments;

const plain = (args: Bytes[]): Arguments => ({ args, json: false });

const readString = (args: Bytes): Arguments => plain(args === "" ? [] : [args]);

const readBlankSeparated = (args: Bytes): Arguments => plain(args === "" ? [] : splitAtBlanks(args));

const readMaybeJson: Reader = (args, _, { jsonTail }) => {
  const words = readJsonForm(args, jsonTail);
  return words === null ? readString(args) : { args: words, json: true };
};

const readMaybeJsonList: Reader = (args, _, { jsonTail }) => {
  const words = readJsonForm(args, jsonTail);
  return words === null ? readBlankSeparated(args) : { args: words, json: true };
};

/** Reads triples of name, value and delimiter ("=" or "" in the legacy form `ENV name value`). */
function readPairs(instruction: string): Reader {
  return (args, escapeToken) => {
    const words = splitWords(args, escapeToken);
    const [first] = words;
    if (first === undefined) return plain([]);
    if (!first.includes("=")) return plain(readOldPair(instruction, args));
    return plain(words.flatMap(splitPair));
  };
}

function readOldPair(instruction: string, args: Bytes): Bytes[] {
  const [name, value] = splitAtFirstBlank(args);
  if (value === undefined)
    refuse(`${instruction} must have two arguments`, `write ${instruction} ${toText(name)}=value`);
  return [name, value, ""];
}

function splitPair(word: Bytes): Bytes[] {
  const at = word.indexOf("=");
  if (at < 0) {
    refuse(`Syntax error - can't find = in ${JSON.stringify(toText(word))}. Must be of the form: name=value`);
  }
  return [word.slice(0, at), word.slice(at + 1), "="];
}

/** Reads the type (`CMD`, `NONE`) and the command (parser/line_parsers.go parseHealthConfig). */
const readHealthcheck: Reader = (args, _, dialect) => {
  const [type = "", ...rest] = /^([^\t-\r \x85\xa0]*)[\t-\r \x85\xa0]*(.*)$/s.exec(args)?.slice(1) ?? [];
  if (type === "") return plain([]);
  const command = readMaybeJson(rest[0] ?? "", "", dialect);
  return { args: [type, ...command.args], json: command.json };
};

/** ONBUILD: the name of the triggered instruction, then its arguments; its flags are read when it triggers. */
const readOnbuild: Reader = (args, escapeToken, dialect) => {
  if (args === "") return plain([]);
  const child = splitCommand(args, escapeToken);
  if (lowerCase(child.name) === "onbuild") return plain([child.name]); // refused later, whatever follows
  const read = readArguments(lowerCase(child.name), child.args, escapeToken, dialect);
  return { args: [child.name, ...read.args], json: read.json };
};

const readers = new Map<string, Reader>([
  ["add", readMaybeJsonList],
  ["arg", (args, escapeToken) => plain(splitWords(args, escapeToken))],
  ["cmd", readMaybeJson],
  ["copy", readMaybeJsonList],
  ["entrypoint", readMaybeJson],
  ["env", readPairs("ENV")],
  ["expose", readBlankSeparated],
  ["from", readBlankSeparated],
  ["healthcheck", readHealthcheck],
  ["label", readPairs("LABEL")],
  ["maintainer", readString],
  ["onbuild", readOnbuild],
  ["run", readMaybeJson],
  ["shell", readMaybeJson],
  ["stopsignal", readString],
  ["user", readString],
  ["volume", readMaybeJsonList],
  ["workdir", readString],
]);

/** Reads the words of an instruction (parser.go dispatch table); an unknown one has none and is rejected later. */
export function readArguments(name: string, args: Bytes, escapeToken: Bytes, dialect: Dialect): Arguments {
  return readers.get(name)?.(args, escapeToken, dialect) ?? plain([]);
}

/**
 * Returns the words of the JSON form (`COPY ["a", "b"]`), or null if the text is not JSON and BuildKit reads it as
 * plain words. An array that contains anything but strings is rejected (parser/line_parsers.go parseJSON).
 */
function readJsonForm(args: Bytes, tail: Dialect["jsonTail"]): Bytes[] | null {
  const text = args.slice(leadingSpace(args));
  if (!text.startsWith("[")) return null;
  const value = parseJson(tail === "dropped" ? text.slice(0, arrayEnd(text)) : text);
  if (!Array.isArray(value)) return null;
  return value.map((word: unknown) => {
    if (typeof word === "string") return fromText(word.toWellFormed());
    return refuse(
      "when using JSON array syntax, arrays must be comprised of strings only",
      "put quotes around every word",
    );
  });
}

/** Returns the offset after the bracket that closes the array; brackets in strings do not count. */
function arrayEnd(text: Bytes): number {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at];
    if (inString && byte === "\\") at++;
    else if (byte === '"') inString = !inString;
    else if (!inString && byte === "[") depth++;
    else if (!inString && byte === "]" && --depth === 0) return at + 1;
  }
  return text.length;
}

/** Go reads invalid bytes in JSON as U+FFFD, and fails on numbers that overflow. */
function parseJson(text: Bytes): unknown {
  try {
    return JSON.parse(toText(splitRunes(text).map(validRune).join("")), (_, value: unknown) => {
      if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY)
        throw new SyntaxError("overflow");
      return value;
    });
  } catch {
    return null;
  }
}
