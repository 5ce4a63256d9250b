import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Where } from "../cli/run.ts";
import { git } from "../context/git/repository.ts";
import type { Sandbox } from "./sandbox.ts";

export const ways = ["a commit", "HEAD", "a tar", "a tar.gz", "a tar on stdin"] as const;

/** How the program is given the repository. */
export type Way = "a directory" | (typeof ways)[number];

const options = { "a commit": ["--ref", "HEAD"], HEAD: ["--git"] } as const;
const archives = { "a tar": "x.tar", "a tar.gz": "x.tar.gz", "a tar on stdin": "-" } as const;

/** The same words for a repository that is given in another way; beside an archive lies no directory of it. */
export function given(
  { root, repo }: Sandbox,
  way: Way,
  args: readonly string[],
): Where & { readonly cwd: string; readonly args: readonly string[] } {
  if (way === "a directory") return { cwd: repo, args };
  if (way in options) commit(repo);
  if (way === "a commit" || way === "HEAD") return { cwd: repo, args: [...args, ...options[way]] };
  const name = archives[way];
  const path = join(root, way === "a tar on stdin" ? "x.tar" : name);
  execFileSync("tar", [path.endsWith("gz") ? "-czf" : "-cf", path, "--exclude=./.git", "-C", repo, "."]);
  const words = args[0] === "explain" ? [...args, `--context=${name}`] : [...args, name];
  return { cwd: root, args: words, ...(name === "-" ? { stdin: readFileSync(path) } : {}) };
}

/** With what its own .gitignore names. */
function commit(repo: string): void {
  git(repo, "init", "-q", "-b", "main");
  git(repo, "add", "-A", "-f");
  git(repo, "commit", "-q", "--no-verify", "-m", "x");
}
