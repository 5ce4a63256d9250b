import type { Builder } from "../../builders/builder.ts";
import type { Bytes } from "../../bytes.ts";
import { CtxcheckError } from "../../errors.ts";
import { type Remark, readText, writeText } from "./remark.ts";
import { openSubject } from "./subject.ts";

export interface Broken {
  readonly remarks: readonly Remark[];
  /** The text with a comment in place of each broken line, so that the rest can be decided. */
  readonly content: Bytes;
}

/**
 * Finds the lines that a builder rejects, each read separately. `refused`: whether the build is rejected because of
 * them.
 */
export function findBroken(builder: Builder, content: Bytes, refused: boolean): Broken {
  const { mark, lines } = readText(content);
  const remarks = lines.flatMap(({ text }, index) => {
    const problem = problemOf(builder, text);
    return problem === null ? [] : [remark(builder, text, index + 1, problem, refused)];
  });
  const broken = new Set(remarks.map(({ line }) => line));
  const kept = lines.map((line, index) => (broken.has(index + 1) ? { ...line, text: "#" } : line));
  return { remarks, content: broken.size === 0 ? content : writeText({ mark, lines: kept }) };
}

function remark(builder: Builder, text: Bytes, line: number, problem: string, refused: boolean): Remark {
  const repaired = repairLine(builder, text);
  return {
    rule: "bad-pattern",
    severity: refused ? "error" : "warning",
    line,
    column: text.length - text.trimStart().length + 1,
    pattern: text.trim(),
    problem,
    refused,
    ...(repaired === null ? {} : { edit: { become: repaired, keeps: false, asked: true } }),
  };
}

/** Returns what is wrong with a line; null if the builder accepts it. An exception is also checked as an exclusion. */
function problemOf(builder: Builder, line: Bytes): string | null {
  try {
    const patterns = builder.readPatterns(line, "", null).filter(({ source }) => source.line > 0);
    const excluding = patterns.map((pattern) => ({ ...pattern, exception: false }));
    openSubject({ builder, patterns }).decide("x", "file");
    openSubject({ builder, patterns: excluding }).decide("x", "file");
    return null;
  } catch (error) {
    if (!(error instanceof CtxcheckError)) throw error;
    return error.code === "illegal-exclusion" ? "the ! is alone on its line" : `syntax error (${error.hint})`;
  }
}

/** Returns the first spelling that the builder accepts; no line at all for a lone `!`. */
function repairLine(builder: Builder, line: Bytes): Bytes[] | null {
  if (/^\s*!\s*\/?\s*$/.test(line)) return [];
  const repaired = repairs.map((repair) => repair(line)).find((text) => problemOf(builder, text) === null);
  return repaired === undefined ? null : [repaired];
}

const repairs: readonly ((line: Bytes) => Bytes)[] = [
  // A trailing backslash escapes nothing.
  (line) => (line.trimEnd().endsWith("\\") ? line.trimEnd().slice(0, -1) : line),
  // `[z-a]`, `[]a]`, `[a-]`.
  (line) =>
    line.replace(/\[(.)-(.)\]/g, (_, low, high) => (low > high ? `[${high}-${low}]` : `[${low}-${high}]`)),
  (line) => line.replace(/\[(\^?)\](?=[^[]*\])/g, "[$1\\]"),
  (line) => line.replace(/-\]/g, "\\-]").replace(/\[(\^?)-/g, "[$1\\-"),
  // A backslash meant as a slash.
  (line) => line.replace(/\\(?=[A-Za-z0-9])/g, "/"),
  (line) => line.replace(/\\.|[+(){}|^]/gs, escapeOne),
  (line) => line.replace(/\\.|[[\]]/gs, escapeOne),
  (line) => line.replace(/\\.|[[\]+(){}|^]/gs, escapeOne),
];

const escapeOne = (found: string): string => (found.length > 1 ? found : `\\${found}`);
