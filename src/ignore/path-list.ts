import { type Bytes, fromText } from "../bytes.ts";
import { CtxcheckError, wrongUse } from "../errors.ts";
import { cleanPath } from "./clean.ts";
import { isBroken } from "./cursor.ts";
import { compilePatterns, type Pattern } from "./pattern.ts";
import { rootScope, type Scope } from "./scope.ts";

/**
 * Reads patterns that a user writes for other purposes, with the syntax of an ignore file: anchored, a directory
 * includes all below it, `**` matches any depth, the last match decides. `place`: where they are, for display. Throws
 * CtxcheckError "usage" for one that a builder would reject.
 */
export function readPathList(texts: readonly string[], place: string): Scope {
  return rootScope(texts.flatMap((text) => compile(text, place)));
}

function compile(text: string, place: string): Pattern[] {
  const [sign = "", written = ""] = /^(!?)(.*)$/s.exec(fromText(text))?.slice(1) ?? [];
  const entry = { text: sign + cleanPath(written).replace(/^\/(?=.)/, ""), raw: fromText(text), file: place };
  try {
    const patterns = written === "" ? [] : compilePatterns([{ ...entry, line: 1, column: 1 }]);
    if (patterns.length > 0 && !patterns.some(isBroken)) return patterns;
  } catch (error) {
    if (!(error instanceof CtxcheckError)) throw error;
  }
  throw wrongUse(
    `${place}: "${text}" is not a pattern of paths`,
    "write it like a line of .dockerignore: src, src/**, **/*.map",
  );
}

/** Whether the list matches a path or a directory above it. */
export function matchesList(list: Scope, path: Bytes): boolean {
  const names = path.split("/");
  const name = names.pop() ?? "";
  return names.reduce((inside, component) => inside.enter(component), list).decideAlone(name).matched;
}
