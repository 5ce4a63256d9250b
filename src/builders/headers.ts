import { type Bytes, isAscii, toText } from "../bytes.ts";
import { CtxcheckError } from "../errors.ts";
import type { IgnoreEntry } from "../ignore/parse.ts";

/** A list that travels from BuildKit to its client as gRPC headers. */
export interface HeaderList {
  readonly name: "exclude-patterns" | "followpaths";
  readonly entries: readonly IgnoreEntry[];
}

/** How a release treats header values. */
export interface HeaderRules {
  readonly refused: RegExp;
  /** In the builder's words. */
  readonly words: (name: string) => string;
  /** If one value of a list is not ASCII, all of them are escaped, and nothing is refused. */
  readonly escapes: boolean;
}

/** Rule A25. */
export const currentHeaders: HeaderRules = {
  refused: /[^\x20-\x7e]/,
  words: (name) => `header key "${name}" contains value with non-printable ASCII characters`,
  escapes: true,
};

/** gRPC of 2020 sends values unchanged, and HTTP/2 refuses control characters except the tab. */
export const headersOf2020: HeaderRules = {
  refused: /[\x00-\x08\n-\x1f\x7f]/,
  words: () => "stream terminated by RST_STREAM with error code: PROTOCOL_ERROR",
  escapes: false,
};

/** gRPC's limit for all header values of a request, in bytes: name + value + 32 each (rule A25.3). */
const limit = 1_048_896;

/**
 * Refuses lists that cannot travel (rule A25; buildkit session/filesync: encodeStringForHeader). Throws
 * "unprintable-pattern" and "too-many-patterns". The few hundred bytes of the other headers are not counted.
 */
export function refuseHeaders(lists: readonly HeaderList[], rules: HeaderRules = currentHeaders): void {
  for (const list of lists) refuseUnprintable(list, rules);
  const size = lists.reduce((sum, list) => sum + listSize(list, rules), 0);
  if (size > limit) throw tooManyPatterns(lists, size);
}

const isEncoded = ({ entries }: HeaderList, { escapes }: HeaderRules): boolean =>
  escapes && entries.some(({ text }) => !isAscii(text));

function refuseUnprintable(list: HeaderList, rules: HeaderRules): void {
  const found = isEncoded(list, rules)
    ? undefined
    : list.entries.find(({ text }) => rules.refused.test(text));
  if (found !== undefined) throw unprintablePattern(rules.words(list.name), found);
}

function listSize(list: HeaderList, rules: HeaderRules): number {
  const encoded = isEncoded(list, rules);
  return list.entries.reduce((sum, { text }) => sum + list.name.length + 32 + valueSize(text, encoded), 0);
}

/** Escapes as in a URL query take three bytes for most punctuation. */
function valueSize(text: Bytes, encoded: boolean): number {
  return text.length + (encoded ? 2 * text.replace(/[\w.~ -]/g, "").length : 0);
}

function unprintablePattern(words: string, { file, line, column, text }: IgnoreEntry): CtxcheckError {
  return new CtxcheckError(
    "unprintable-pattern",
    `${file}:${line}:${column}: ${JSON.stringify(toText(text))} holds a control character; BuildKit refuses it (${words})`,
    "write ? for the control character",
  );
}

function tooManyPatterns(lists: readonly HeaderList[], size: number): CtxcheckError {
  const entries = lists.flatMap((list) => list.entries);
  const count = entries.length;
  return new CtxcheckError(
    "too-many-patterns",
    `${entries[0]?.file}: ${count} patterns take ${size} bytes as request headers; BuildKit refuses more than ${limit} (header list size to send violates the maximum size)`,
    "replace long lists of paths by a few patterns",
  );
}
