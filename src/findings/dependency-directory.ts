import type { Bytes } from "../bytes.ts";
import { dependencyDirectories, dependencyMarkers } from "../ecosystems/index.ts";
import { spellPath } from "../ignore/spell.ts";
import type { WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { Finding } from "./finding.ts";
import { directoryFix, everyDirectory, insideDependencies, parentPath } from "./kinds.ts";
import type { Rule } from "./rule.ts";

export const dependencyDirectory: Rule = {
  id: "dependency-directory",
  severity: "warning",
  summary: "A directory that a tool fills (node_modules, .venv, target, ...) is sent.",
  start: ({ plan }) => {
    const marked = new Map<Bytes, string>();
    return { entry: (entry) => noteMarker(entry, marked) ?? check(entry, marked, plan) };
  },
};

function noteMarker({ path, name, sent }: WalkedEntry, marked: Map<Bytes, string>): null {
  const what = sent ? dependencyMarkers.get(name) : undefined;
  if (what !== undefined && parentPath(path) !== "") marked.set(parentPath(path), what);
  return null;
}

function check(
  { path, name, below, by }: WalkedEntry,
  marked: Map<Bytes, string>,
  plan: BuildPlan,
): Finding[] {
  if (below === undefined || below.sent.files === 0) return [];
  const what = dependencyDirectories.get(name) ?? marked.get(path);
  marked.delete(path);
  if (what === undefined || insideDependencies(path)) return [];
  const line = dependencyDirectories.has(name) ? everyDirectory(path, plan) : spellPath(path);
  const fix = directoryFix({ by }, line);
  const { files, bytes } = below.sent;
  return [{ rule: "dependency-directory", severity: "warning", path, fix, bytes, files, what }];
}
