import type { Bytes } from "../bytes.ts";
import { cleanPath } from "./clean.ts";
import { olderCursor } from "./cursor.ts";
import { translateForContainers } from "./older-translation.ts";
import { columnOf, type IgnoreEntry } from "./parse.ts";
import { type Pattern, readPatterns } from "./pattern.ts";
import type { Matcher } from "./stateless.ts";

/** containers/storage pkg/fileutils: PatternMatcher.Matches (rule F8). */
export const containersMatcher: Matcher = {
  cursor: (pattern) => olderCursor(pattern, { translate: translateForContainers, below: true }),
  testsOneAncestor: false,
  comparesAll: true,
};

/** Reads an ignore file like openshift/imagebuilder's ParseIgnoreReader (rule F5): only slashes are trimmed. */
export function parseContainersIgnoreFile(content: Bytes, file: string): IgnoreEntry[] {
  return content.split("\n").flatMap((raw, index) => {
    const text = raw.startsWith("#") ? "" : raw.replace(/^\/+|\/+$/g, "");
    return text === "" ? [] : [{ text, raw, file, line: index + 1, column: columnOf(raw) }];
  });
}

/** podman cmd/podman/common/build.go: parseDockerignore. Nothing is stripped (rule F16). */
export function parsePodmanIgnoreFile(content: Bytes, file: string): IgnoreEntry[] {
  return content.split("\n").flatMap((raw, index) => {
    if (raw === "" || raw.startsWith("#")) return [];
    return [{ text: raw, raw, file, line: index + 1, column: columnOf(raw) }];
  });
}

/** containers/storage pkg/fileutils: NewPatternMatcher (rule F6), before it rejects bad syntax. */
export function readContainersPatterns(entries: readonly IgnoreEntry[]): Pattern[] {
  return readPatterns(entries).map((pattern) =>
    pattern.exception && pattern.text !== ""
      ? { ...pattern, text: cleanPath(pattern.text).replace(/^\//, "") }
      : pattern,
  );
}
