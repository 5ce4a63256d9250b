import type { Bytes } from "../bytes.ts";
import { isFailure, type TreeRoot } from "../context/source.ts";
import { cleanPath } from "../ignore/clean.ts";
import type { WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { Finding } from "./finding.ts";
import { insideDependencies, parentPath } from "./kinds.ts";
import type { Rule } from "./rule.ts";

/** The advice decides whether anything reads it; otherwise there is no finding. */
export const gitFile: Rule = {
  id: "git-file",
  severity: "warning",
  summary: "The .git of a worktree or submodule leads out of the context, and the build runs git.",
  start: ({ plan }) => ({ entry: (entry) => check(entry, plan) }),
};

function check({ path, name, type, sent }: WalkedEntry, { context }: BuildPlan): Finding[] {
  if (name !== ".git" || type !== "file" || !sent || insideDependencies(path)) return [];
  const target = repositoryOf(context, path);
  if (target === null || isInside(target, path)) return [];
  return [{ rule: "git-file", severity: "warning", path, fix: path, target }];
}

const longest = 8_192;

/** gitrepository-layout: the file `.git` of a worktree or submodule names the repository. */
function repositoryOf({ source, root }: TreeRoot, path: Bytes): Bytes | null {
  const stats = source.stats(`${root}/${path}`);
  if (isFailure(stats) || stats.size > longest) return null;
  const read = source.read(`${root}/${path}`);
  return isFailure(read) ? null : (/^gitdir: (.+?)\n*$/s.exec(read.content)?.[1] ?? null);
}

/** An absolute path means another place in the build. */
function isInside(target: Bytes, path: Bytes): boolean {
  if (target.startsWith("/")) return false;
  const resolved = cleanPath(`${parentPath(path)}/${target}`.replace(/^\//, ""));
  return resolved !== ".." && !resolved.startsWith("../");
}
