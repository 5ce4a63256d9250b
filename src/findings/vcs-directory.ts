import { vcsDirectories } from "../ecosystems/index.ts";
import type { WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { Finding } from "./finding.ts";
import { directoryFix, everyDirectory, insideDependencies } from "./kinds.ts";
import type { Rule } from "./rule.ts";

export const vcsDirectory: Rule = {
  id: "vcs-directory",
  severity: "warning",
  summary:
    "A version control directory (.git and its like) is sent, with the whole history and what was deleted from it.",
  start: ({ plan }) => ({ entry: (entry) => check(entry, plan) }),
};

function check({ path, name, below, by }: WalkedEntry, plan: BuildPlan): Finding[] {
  if (below === undefined || below.sent.files === 0 || !vcsDirectories.has(name)) return [];
  if (insideDependencies(path)) return [];
  const { files, bytes } = below.sent;
  const fix = directoryFix({ by }, everyDirectory(path, plan));
  return [{ rule: "vcs-directory", severity: "warning", path, fix, bytes, files }];
}
