import { type Bytes, fromBuffer } from "../../bytes.ts";
import { runGit } from "./run.ts";

/** What the last commits of a repository changed in a directory of it. */
export interface History {
  /** The newest first; paths relative to the directory, each commit's once. Merges are left out. */
  readonly commits: readonly (readonly Bytes[])[];
  /** Why nothing could be read; null if it was. */
  readonly problem: string | null;
}

const options = "--no-ext-diff --no-textconv --no-show-signature --no-color --no-decorate --no-notes".split(
  " ",
);

/** Runs `git log` over the last `count` commits up to `ref`. Never throws for what git or the file system does. */
export function readHistory(directory: Bytes, count: number, ref = "HEAD"): History {
  const answer = runGit(directory, [
    ...["log", "--name-only", "-z", "--no-renames", "--no-merges", "--ignore-submodules=all", "--relative"],
    ...[...options, `--format=format:${mark}%H`, "-n", String(count), ref],
  ]);
  return "problem" in answer
    ? { commits: [], problem: answer.problem }
    : { commits: readCommits(fromBuffer(answer.output)), problem: null };
}

const mark = "\x01";

/** `<mark><hash>`, the names, each closed by NUL; another NUL between two commits. */
function readCommits(output: Bytes): Bytes[][] {
  const commits: Bytes[][] = [];
  for (const part of output.split("\0")) {
    const [head, hash] = /^\x01([0-9a-f]{40,64})\n?/.exec(part) ?? ["", undefined];
    if (hash !== undefined) commits.push([]);
    const name = part.slice(head.length);
    if (name !== "") commits.at(-1)?.push(name);
  }
  return commits;
}
