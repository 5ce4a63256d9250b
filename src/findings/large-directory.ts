import type { Bytes } from "../bytes.ts";
import { spellPath } from "../ignore/spell.ts";
import type { WalkedEntry } from "../model.ts";
import type { Finding } from "./finding.ts";
import { directoryFix, insideDependencies, isFilled, parentPath } from "./kinds.ts";
import type { Limits, Rule } from "./rule.ts";

export const largeDirectory: Rule = {
  id: "large-directory",
  severity: "warning",
  summary:
    "What a directory sends beyond its large files and large subdirectories exceeds --large-directory (default 100MB).",
  start: ({ limits }) => {
    const reported = new Map<Bytes, number>();
    return { entry: (entry) => check(entry, reported, limits) };
  },
};

/** By directory: bytes below it that findings already cover, so that nothing is reported twice. */
function check(entry: WalkedEntry, reported: Map<Bytes, number>, limits: Limits): Finding[] {
  const { path, name, below, sentBytes } = entry;
  if (below === undefined) {
    if (sentBytes > limits.largeFile) addTo(reported, parentPath(path), sentBytes);
    return [];
  }
  const before = reported.get(path) ?? 0;
  reported.delete(path);
  const { files, bytes } = below.sent;
  if (isFilled(name)) {
    addTo(reported, parentPath(path), bytes);
    return [];
  }
  // Nothing is reported inside a filled directory, and what counts as reported there does not affect directories
  // outside it.
  const large = bytes - before > limits.largeDirectory && !insideDependencies(path);
  addTo(reported, parentPath(path), large ? bytes : before);
  const limit = limits.largeDirectory;
  const fix = directoryFix(entry, spellPath(path));
  return large ? [{ rule: "large-directory", severity: "warning", path, fix, bytes, files, limit }] : [];
}

function addTo(reported: Map<Bytes, number>, path: Bytes, bytes: number): void {
  if (path !== "" && bytes > 0) reported.set(path, (reported.get(path) ?? 0) + bytes);
}
