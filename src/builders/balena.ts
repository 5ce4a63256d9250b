import { type Bytes, fromText } from "../bytes.ts";
import { columnOf, type IgnoreEntry } from "../ignore/parse.ts";
import type { Pattern } from "../ignore/pattern.ts";
import { type BalenaRules, balenaRules, nodeText } from "./balena-rules.ts";
import type { Builder, Folder } from "./builder.ts";
import { rootIgnoreFile } from "./classic.ts";

/** Tools that test every path separately with @balena/dockerignore 1.0.2, with its defaults (semantics: rule G7). */
export const balena: Builder = {
  name: "balena",
  handsOver: true,
  title: "@balena/dockerignore",
  sends: "everything",
  dockerfileNames: ["Dockerfile"],
  dockerfileLinks: "followed",
  ignoreFilePlaces: () => [rootIgnoreFile],
  readPatterns: (content, file) => patternsOf(nodeText(content).split(/\r?\n/), file),
  open: ({ patterns }) => folder(balenaRules(patterns, true), ""),
  sendsParents: false,
  given: { archive: "refused", git: "refused" },
  unreadableFile: "refused",
};

/**
 * Returns the lines that the library makes rules of. It looks for a # before it trims, and JavaScript's trim removes a
 * BOM.
 */
export function patternsOf(lines: readonly string[], file: string): Pattern[] {
  return lines.flatMap((line, index) => {
    const text = line.trim();
    if (text === "" || line.startsWith("#")) return [];
    const raw = fromText(line);
    return [patternOf({ text: fromText(text), raw, file, line: index + 1, column: columnOf(raw) })];
  });
}

/** Returns a rule that a tool adds to those of the file. */
export function addedPattern(text: Bytes, file: string): Pattern {
  return patternOf({ text, raw: text, file, line: 0, column: 0 });
}

function patternOf(source: IgnoreEntry): Pattern {
  const exception = source.text.startsWith("!");
  return { text: exception ? source.text.slice(1) : source.text, exception, source };
}

function folder(library: BalenaRules, path: Bytes): Folder {
  return {
    decide: (name, type) => {
      const { matched, by } = library.decide(path + name);
      const isDirectory = type === "directory";
      return { allowed: !matched, sent: !matched, by, enter: isDirectory, reads: isDirectory || !matched };
    },
    arrivesEmpty: () => false,
    enter: (name) => folder(library, `${path}${name}/`),
    touching: (name) => library.touching(path + name),
  };
}
