import type { Bytes } from "../../bytes.ts";
import { checkNamedValue, namedValueRules } from "../check-value.ts";
import { keyKind } from "../key-names.ts";
import type { Found } from "../model.ts";
import type { Profile } from "../profiles.ts";
import { linesOf, type Reader } from "../reader.ts";

/** Rows that suffice to know what a file is. */
const mostRows = 10_000;

interface Cell {
  readonly start: number;
  readonly text: Bytes;
}

/** Matches one cell: quoted, or up to a separator. */
const cellWithin = (blanks: string) =>
  new RegExp(
    String.raw`${blanks}N?(?:"((?:[^"\\\n]|\\.|""){0,600})"|'((?:[^'\\\n]|\\.|''){0,600})'|([^,;\t|()\n]{0,600}))${blanks}`,
    "y",
  );
const cellOfLine = cellWithin(" {0,8}");
const cellOfStatement = cellWithin("[ \\t\\r\\n]{0,80}");

/** Returns the cells from `at` to where no `separator` follows, and that position. */
function cellsAt(cell: RegExp, text: Bytes, at: number, separator: string): { cells: Cell[]; end: number } {
  const cells: Cell[] = [];
  for (let begin = at; cells.length < 200; begin += 1) {
    cell.lastIndex = begin;
    const match = cell.exec(text);
    if (match === null) return { cells, end: begin };
    const value = match[1] ?? match[2] ?? match[3] ?? "";
    cells.push({ text: value, start: begin + match[0].indexOf(value) });
    begin = cell.lastIndex;
    if (text[begin] !== separator) return { cells, end: begin };
  }
  return { cells, end: text.length };
}

/** Yields the secrets of a row, under names that mean secrets. */
function* secretsOf(names: readonly Bytes[], cells: readonly Cell[], profile: Profile): Generator<Found> {
  for (const [column, { text, start }] of cells.entries()) {
    const name = names[column];
    if (name === undefined || !isSecretColumn(name)) continue;
    const isColumn = keyKind(name) === "password";
    const place: Profile = { ...profile, scope: profile.isLogin ? "credentials" : "config", isColumn };
    const found = checkNamedValue(name, { text, start, isQuoted: true }, place);
    if (found !== null) yield found;
  }
}

/** A column of passwords, or of values that a service issues; plain tokens and keys are mostly data. */
const isForSecrets = (names: readonly Bytes[]): boolean => names.some(isSecretColumn);
const isSecretColumn = (name: Bytes): boolean =>
  keyKind(name) !== null && /pass|pwd|secret|credential|api/i.test(name);

/** Tables of users: the first line names the columns. */
export const tables: Reader = {
  rules: namedValueRules,
  reads: ({ name }) => /\.(?:csv|tsv)$/.test(name),
  *read(text, profile) {
    let names: readonly Bytes[] = [];
    let separator = ",";
    let rows = 0;
    for (const line of linesOf(text)) {
      if (line.start === 0) {
        separator = [",", ";", "\t", "|"].find((sign) => line.text.includes(sign)) ?? ",";
        names = line.text.split(separator).map((name) => name.replaceAll(/["'\xef\xbb\xbf]/g, "").trim());
        if (!isForSecrets(names)) return;
        continue;
      }
      if (++rows > mostRows) return;
      const { cells } = cellsAt(cellOfLine, line.text, 0, separator);
      const placed = cells.map((one) => ({ ...one, start: one.start + line.start }));
      yield* secretsOf(names, placed, profile);
    }
  },
};

const insert =
  /\binsert\s{1,8}(?:ignore\s{1,8})?into\s{1,8}[\w."'`[\]]{1,100}\s{0,8}(?:\(([^()]{1,2000})\)\s{0,8})?values\s{0,8}/gi;

/** INSERT INTO users (login, password) VALUES ('a', 'x'), (...) */
export const insertedRows: Reader = {
  rules: namedValueRules,
  reads: ({ isSql }) => isSql,
  *read(text, profile) {
    for (const match of text.matchAll(insert)) {
      const names = (match[1] ?? "").split(",").map((name) => name.replaceAll(/["'`[\]]/g, "").trim());
      if (!isForSecrets(names)) continue;
      for (let at = match.index + match[0].length; text[at] === "("; ) {
        const { cells, end } = cellsAt(cellOfStatement, text, at + 1, ",");
        yield* secretsOf(names, cells, profile);
        const next = /[)][ \t\r\n]{0,20},[ \t\r\n]{0,20}/y;
        next.lastIndex = end;
        if (!next.test(text)) break;
        at = next.lastIndex;
      }
    }
  },
};
