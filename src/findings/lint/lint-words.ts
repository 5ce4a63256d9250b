import { type Bytes, toText } from "../../bytes.ts";
import { showBytes } from "../../sizes.ts";
import type { Remark } from "./remark.ts";

type Of<Rule extends Remark["rule"]> = Extract<Remark, { rule: Rule }>;

const quote = (text: Bytes): string => JSON.stringify(toText(text));

/** Returns the text of a remark about a line of the ignore file: its effect, why, and what to write. */
export function lintWords(remark: Remark): string {
  const { pattern } = remark;
  switch (remark.rule) {
    case "root-only-pattern":
      return rootOnly(remark);
    case "unused-pattern":
      return `${quote(pattern)} excludes nothing here that no other line excludes`;
    case "duplicate-pattern":
      return `${quote(pattern)} repeats line ${remark.other.line}: removing it changes nothing`;
    case "shadowed-pattern":
      return `everything that ${quote(pattern)} can match is already matched by ${quote(remark.other.pattern)} (line ${remark.other.line}): removing it changes nothing`;
    case "exception-never-applies":
      return neverApplies(remark);
    case "negation-only-file":
      return `${remark.count === 1 ? "its one pattern is an exception" : `all ${remark.count} patterns are exceptions`}, and nothing is excluded to re-include: put "*" in front, or drop the !`;
    case "comment-not-at-start":
      return comment(remark);
    case "trailing-slash-means-nothing":
      return `the slash at the end of ${quote(pattern)} does not limit it to directories: it also excludes the file ${quote(remark.example)}`;
    case "parent-escape":
      return `${quote(pattern)} is outside the context, and matches nothing: patterns are relative to the root of the context`;
    case "backslash-path":
      return `a backslash escapes the next character, and an escaped letter means something else (\\b, \\d, \\s): ${quote(pattern)} matches no path below a directory; write slashes`;
    case "case-differs":
      return `${quote(pattern)} matches nothing, but ${quote(remark.actual)} is there: upper and lower case differ`;
    case "bom":
      return remark.why === "start"
        ? "the file begins with a byte order mark: Docker removes it, buildah and others read it as part of the first line. Save the file without it"
        : "a byte order mark before the line becomes part of the pattern, or turns a comment into a pattern";
    case "crlf":
      return lineEnds(remark);
    case "bad-pattern":
      return `${remark.problem}${remark.refused ? ": the build fails" : ": the build fails as soon as the pattern is compared with a path"}`;
    case "unescaped-operator":
      return operators(remark);
    case "class-matches-slash":
      return `${quote(remark.found)} matches a slash, too, and so reaches into directories: ${quote(pattern)}`;
    case "not-portable":
      return notPortable(remark);
    case "walk-cost":
      return `${quote(pattern)} has a wildcard, so BuildKit enters every excluded directory: ${many(remark.directories, "directory", "directories")} with ${many(remark.entries, "entry", "entries")} read needlessly on each build. Spell out what is re-included, without wildcards`;
  }
}

const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

function listed(paths: readonly Bytes[], count: number): string {
  const rest = count > paths.length ? ` and ${count - paths.length} more` : "";
  return `${paths.map(quote).join(", ")}${rest}`;
}

function rootOnly({ pattern, files, bytes, count, paths }: Of<"root-only-pattern">): string {
  const size = `${many(files, "file", "files")}, ${showBytes(bytes)}`;
  return `${quote(pattern)} matches in the root of the context only, unlike in a .gitignore; sent from below: ${listed(paths, count)} (${size}). Write **/ in front if they are meant, / in front if not`;
}

function neverApplies({ pattern, why, other }: Of<"exception-never-applies">): string {
  const exception = `the exception ${quote(pattern)}`;
  switch (why) {
    case "order":
      return `${exception} has no effect: ${other === null ? "a later line" : `${quote(other.pattern)} (line ${other.line})`} excludes again what it re-includes. Move it below that line`;
    case "not-excluded":
      return `${exception} has no effect: no earlier line excludes what it matches`;
    case "not-entered":
      return `${exception} has no effect: this builder does not enter the excluded directory to look for matches. Spell the path without wildcards`;
    case "nothing":
      return `${exception} matches nothing that is here`;
  }
}

function comment({ why, pattern }: Of<"comment-not-at-start">): string {
  const read = `the line is read as the pattern ${quote(pattern)}`;
  switch (why) {
    case "indented":
      return `a # after white space does not start a comment: ${read}`;
    case "inline":
      return `a comment cannot follow a pattern: ${read}`;
    case "slashes":
      return `// does not start a comment: ${read}`;
  }
}

function lineEnds({ why, count }: Of<"crlf">): string {
  return why === "mixed"
    ? `${many(count, "line ends", "lines end")} differently from the rest of the file (LF, CR LF); every builder reads both`
    : "a carriage return alone does not end a line: everything around it is one pattern";
}

function operators({ why, pattern, operators }: Of<"unescaped-operator">): string {
  return why === "braces"
    ? `no builder expands braces: ${quote(pattern)} matches names that contain the braces. Write a line for each`
    : `in a pattern with a wildcard, ${operators} ${operators.length > 1 ? "are operators" : "is an operator"} of a regular expression: ${quote(pattern)}; put a backslash before it to mean the character`;
}

function notPortable({ reason, count, paths, portable }: Of<"not-portable">): string {
  const lines =
    portable === null
      ? ""
      : `. The same for all of them: ${portable.map((line) => JSON.stringify(line)).join(", ")}`;
  return `builders differ over ${listed(paths, count)}: ${reason}${lines}`;
}
