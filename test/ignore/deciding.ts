import type { Bytes } from "../../src/bytes.ts";
import { parseIgnoreFile } from "../../src/ignore/parse.ts";
import { compilePatterns, type Pattern } from "../../src/ignore/pattern.ts";
import { rootScope, type Scope } from "../../src/ignore/scope.ts";

/** The patterns of the lines of an ignore file, as the matcher gets them. */
export function patternsOf(lines: readonly Bytes[]): Pattern[] {
  return compilePatterns(parseIgnoreFile(lines.join("\n"), ".dockerignore"));
}

/** The list as it stands in the directory of `path`, and the last name of `path`. */
export function descend(patterns: readonly Pattern[], path: Bytes): { scope: Scope; name: Bytes } {
  const names = path.split("/");
  const name = names.pop() ?? "";
  return { scope: names.reduce((scope, folder) => scope.enter(folder), rootScope(patterns)), name };
}
