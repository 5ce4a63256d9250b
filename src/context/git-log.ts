import { spawnSync } from "node:child_process";
import { type Bytes, fromBuffer } from "../bytes.ts";
import { osPath } from "./disk.ts";

/** What the last commits of a repository changed in a directory of it. */
export interface History {
  /** The newest first; paths relative to the directory, each commit's once. Merges are left out. */
  readonly commits: readonly (readonly Bytes[])[];
  /** Why nothing could be read; null where it was. */
  readonly problem: string | null;
}

const patience = 10_000;
const mostOutput = 64 * 1024 * 1024;

/**
 * The repository may belong to somebody else: nothing that its configuration names is run (hooks, monitors, pagers,
 * filters, helpers of signatures), nothing is fetched, nothing is written.
 */
const settings = [
  "core.fsmonitor=false",
  "core.hooksPath=/dev/null",
  "core.pager=cat",
  "core.attributesFile=/dev/null",
  "core.sshCommand=false",
  "core.askPass=",
  "credential.helper=",
  "diff.external=",
  "log.showSignature=false",
  "log.mailmap=false",
  "protocol.allow=never",
];

const options = "--no-ext-diff --no-textconv --no-show-signature --no-color --no-decorate --no-notes".split(
  " ",
);

/** Runs `git log` over the last `count` commits. Never throws for what git or the file system does. */
export function readHistory(directory: Bytes, count: number): History {
  const args = [
    ...["-C", osPath(directory).toString(), "--no-pager", "--no-optional-locks", "--no-replace-objects"],
    ...settings.flatMap((setting) => ["-c", setting]),
    ...["log", "--name-only", "-z", "--no-renames", "--no-merges", "--ignore-submodules=all", "--relative"],
    ...[...options, `--format=format:${mark}%H`, "-n", String(count), "HEAD"],
  ];
  const { status, error, stdout, stderr } = spawnSync("git", args, {
    env: environment(),
    timeout: patience,
    killSignal: "SIGKILL",
    maxBuffer: mostOutput,
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
  });
  if (error !== undefined) return failed(failureWords(error));
  if (status !== 0) return failed(refusalWords(stderr.toString("latin1")));
  return { commits: readCommits(fromBuffer(stdout)), problem: null };
}

const failed = (problem: string): History => ({ commits: [], problem });

/** The user's own configuration is kept: it says which repositories of others are trusted. */
function environment(): Record<string, string> {
  const kept = ["PATH", "HOME", "XDG_CONFIG_HOME", "USERPROFILE", "SystemRoot"];
  const own = kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return {
    ...Object.fromEntries(own),
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_LAZY_FETCH: "1",
    GIT_ALLOW_PROTOCOL: "none",
  };
}

function failureWords(error: Error): string {
  const code = "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "git is not installed";
  if (code === "ETIMEDOUT") return `git took longer than ${patience / 1_000} seconds`;
  if (code === "ENOBUFS") return "the last commits change too many files";
  return "git could not be run";
}

function refusalWords(stderr: string): string {
  if (/not a git repository/.test(stderr)) return "this is no git repository";
  if (/dubious ownership|unsafe repository/.test(stderr))
    return "the repository belongs to another user, and git does not trust it (safe.directory)";
  if (/does not have any commits|unknown revision|ambiguous argument 'HEAD'/.test(stderr))
    return "there are no commits";
  return "git could not read the repository";
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
