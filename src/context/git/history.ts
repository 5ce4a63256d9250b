import { type Bytes, fromBuffer } from "../../bytes.ts";
import { runGit } from "./run.ts";

/** What the last commits of a repository changed in one of its directories. */
export interface History {
  /** Newest first; paths relative to the directory, once per commit. Merges are omitted. */
  readonly commits: readonly (readonly Bytes[])[];
  /** Why nothing could be read; null if it could. */
  readonly problem: string | null;
}

const options = "--no-ext-diff --no-textconv --no-show-signature --no-color --no-decorate --no-notes".split(
  " ",
);

/** Runs `git log` over the last `count` commits up to `ref`. Never throws for errors of git or the file system. */
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

/** `<mark><hash>`, then the names, each ended by NUL; another NUL between commits. */
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
