import type { WalkedEntry } from "../model.ts";
import type { Finding } from "./finding.ts";
import { directoryFix } from "./fix.ts";
import { baseName, insideDependencies, vcsDirectories } from "./kinds.ts";
import type { Rule } from "./rule.ts";

export const vcsDirectory: Rule = {
  id: "vcs-directory",
  severity: "warning",
  summary:
    "A version control directory (.git and its like) is sent, with the whole history and what was deleted from it.",
  start: () => ({ entry: judge }),
};

function judge({ path, below, by }: WalkedEntry): Finding[] {
  const name = baseName(path);
  if (below === undefined || below.sent.files === 0 || !vcsDirectories.has(name)) return [];
  if (insideDependencies(path)) return [];
  const { files, bytes } = below.sent;
  const fix = directoryFix({ by }, path === name ? name : `**/${name}`);
  return [{ rule: "vcs-directory", severity: "warning", path, fix, bytes, files }];
}
