import { type Document, isMap, isScalar, LineCounter, type Node, parseDocument, visit } from "yaml";
import { CtxcheckError } from "../../errors.ts";

export interface ConfigData {
  readonly data: unknown;
  /** 1-based line of the last key in a path of keys; null if not known. */
  readonly lineOf: (keys: readonly (string | number)[]) => number | null;
}

/**
 * Parses YAML 1.2, which includes JSON, as data only: no tag creates anything else. Throws CtxcheckError "config" that
 * names the line and repeats nothing of the text.
 */
export function parseConfig(given: string, shown: string, isPackage: boolean): ConfigData {
  const lines = new LineCounter();
  const fail = (what: string, at?: number): never => {
    const line = at === undefined ? "" : `:${lines.linePos(at).line}`;
    throw new CtxcheckError("config", `${shown}${line}: ${what}`, "docs/configuration.md lists the keys");
  };
  if (isPackage) checkJson(given, fail);
  const text = isPackage ? ownPart(given) : given;
  const document = readDocument(text, lines, fail);
  const [broken] = [...document.errors, ...document.warnings];
  if (broken !== undefined) fail(withoutQuotes(broken.message), broken.pos[0]);
  checkKeys(document, fail);
  const at = (keys: readonly (string | number)[]) => lineOfKey(document, keys, lines);
  const data = toData(document, fail);
  if (!isPackage) return { data, lineOf: at };
  const inside = typeof data === "object" && data !== null && "ctxcheck" in data ? data.ctxcheck : null;
  return { data: inside, lineOf: (keys) => at(["ctxcheck", ...keys]) };
}

/** Returns the library's message up to where it begins to quote: the file may be someone else's. */
const withoutQuotes = (message: string) => message.replace(/[;:"'`(\d].*|\bat line.*/s, "").trim();

type Fail = (what: string, at?: number) => never;

function checkJson(text: string, fail: Fail): void {
  try {
    JSON.parse(text);
  } catch {
    fail("it is not JSON");
  }
}

/** The library finds duplicate keys by comparing every key with every other; `checkKeys` does not. */
function readDocument(text: string, lineCounter: LineCounter, fail: Fail): Document {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false });
  } catch {
    return fail("it is nested too deeply");
  }
}

/** Aliases that would expand beyond the library's limit fail here. */
function toData(document: Document, fail: Fail): unknown {
  try {
    return document.toJS();
  } catch {
    return fail("its aliases expand to too much");
  }
}

/** Rejects keys with a special meaning in JavaScript and duplicate keys; numbers in another notation become text. */
function checkKeys(document: Document, fail: Fail): void {
  visit(document, {
    Map: (_, { items }) => {
      const met = new Set<string>();
      for (const { key } of items) {
        const name = isScalar(key) ? String(key.value) : fail("a key is not a string", offsetOf(key));
        if (/^(__proto__|constructor|prototype)$/.test(name))
          fail(`"${name}" cannot be a key`, offsetOf(key));
        if (met.has(name)) fail(`"${name}" appears twice`, offsetOf(key));
        met.add(name);
      }
    },
    Scalar: (_, node) => {
      // "+5" is a growth and 0x10 is not a size: a number keeps its spelling.
      if (typeof node.value === "number" && node.source !== undefined && node.source !== String(node.value))
        node.value = node.source;
    },
  });
}

function offsetOf(node: unknown): number | undefined {
  return typeof node === "object" && node !== null && "range" in node ? (node as Node).range?.[0] : undefined;
}

function lineOfKey(
  document: Document,
  keys: readonly (string | number)[],
  lines: LineCounter,
): number | null {
  const parent: unknown = keys.length > 1 ? document.getIn(keys.slice(0, -1), true) : document.contents;
  const last = keys.at(-1);
  const pair = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === last)?.key
    : null;
  const offset = offsetOf(pair ?? (last === undefined ? null : document.getIn(keys, true)));
  return offset === undefined ? null : lines.linePos(offset).line;
}

/**
 * Returns what follows the key "ctxcheck" in the text of a package.json, which is JSON, on its original lines: the YAML
 * reader would take seconds and hundreds of megabytes for the rest. A duplicate key stays so.
 */
function ownPart(text: string): string {
  const parts: string[] = [];
  let done = 0;
  for (const { start, end } of membersNamed(text, "ctxcheck")) {
    parts.push(lineBreaks(text.slice(done, start)), parts.length === 0 ? "{" : ",", text.slice(start, end));
    done = end;
  }
  return parts.length === 0 ? "{}" : `${parts.join("")}}`;
}

const lineBreaks = (text: string) => text.replace(/[^\n]+/g, "");

/** Yields members of the outermost object, from the key to the end of the value. */
function* membersNamed(json: string, name: string): Generator<{ start: number; end: number }> {
  let [depth, start, isKey] = [0, -1, false];
  for (let at = 0; at < json.length; at++) {
    const char = json[at];
    if (char === '"') {
      const end = endOfString(json, at);
      if (depth === 1 && isKey && JSON.parse(json.slice(at, end)) === name) start = at;
      isKey = false;
      at = end - 1;
    } else if (char === "{" || char === "[") {
      isKey = depth === 0 && char === "{";
      depth++;
    } else if (char === "}" || char === "]" || char === ",") {
      if (depth === 1) {
        if (start >= 0) yield { start, end: at };
        start = -1;
        isKey = char === ",";
      }
      if (char !== ",") depth--;
    }
  }
}

/** Returns the offset after the closing quote. */
function endOfString(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    if (json[at] === "\\") at++;
    else if (json[at] === '"') return at + 1;
  }
  return json.length;
}
