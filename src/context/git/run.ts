import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import type { Bytes } from "../../bytes.ts";
import { disk, osPath } from "../disk.ts";
import { leadsAway } from "./directory.ts";

/** The output of git, or why there is none. */
export type GitAnswer = { readonly output: Buffer } | { readonly problem: string };

export interface GitCall {
  /** For stdin. */
  readonly input?: Buffer;
  /** Bytes; longer output is a problem. `what` names the output. */
  readonly mostOutput?: number;
  readonly what?: string;
  /** Whether exit code 1 means that nothing was found. */
  readonly finds?: boolean;
  /** Whether the beginning of a longer output is enough. */
  readonly headOnly?: boolean;
  /** Milliseconds. */
  readonly patience?: number;
}

/**
 * The repository may be someone else's: nothing that its configuration names is run (hooks, monitors, pagers, filters,
 * signature helpers), nothing is fetched, nothing is written.
 */
const settings = [
  "core.fsmonitor=false",
  "core.hooksPath=/dev/null",
  "core.pager=cat",
  "core.attributesFile=/dev/null",
  "core.sshCommand=false",
  "core.askPass=",
  "core.alternateRefsCommand=",
  "credential.helper=",
  "diff.external=",
  "log.showSignature=false",
  "log.mailmap=false",
  "protocol.allow=never",
  "safe.bareRepository=explicit",
];

export const missingContents = "contents are missing from this clone (--filter), and nothing is fetched";

const mostOutput = 64 * 1024 * 1024;

/** Runs git in a directory. Never throws for errors of git or the file system. */
export function runGit(directory: Bytes, args: readonly string[], call: GitCall = {}): GitAnswer {
  if (leadsAway(disk, directory)) return { problem: "its .git leads to what is not its own repository" };
  const { input = Buffer.alloc(0), patience = 10_000, headOnly = false } = call;
  const { mostOutput: most = mostOutput, what = "what git prints" } = call;
  const all = [
    ...["-C", osPath(directory).toString(), "--no-pager", "--no-optional-locks", "--no-replace-objects"],
    ...settings.flatMap((setting) => ["-c", setting]),
    ...args,
  ];
  const { status, error, stdout, stderr } = spawnSync("git", all, {
    env: environment(),
    // A PATH with ".", and Windows, look for programs where they are started: not in a stranger's tree.
    cwd: dirname(process.execPath),
    input,
    timeout: patience,
    killSignal: "SIGKILL",
    maxBuffer: most,
    windowsHide: true,
  });
  if (headOnly && error !== undefined && codeOf(error) === "ENOBUFS") return { output: stdout };
  const tooMuch = `${what} takes more than the limit of ${most / 1024 ** 2} MiB`;
  if (error !== undefined) return { problem: failureWords(error, patience, tooMuch) };
  if (status !== 0 && !(call.finds === true && status === 1))
    return { problem: refusalWords(stderr.toString("latin1")) };
  return { output: stdout };
}

/** That of the user: one that the repository names could be any file outside of it (git: setup_standard_excludes). */
export function ownExcludes(root: Bytes): string {
  const answer = runGit(root, ["config", "--global", "--type=path", "--get", "core.excludesFile"]);
  if ("output" in answer) return answer.output.toString().replace(/\n$/, "");
  const { XDG_CONFIG_HOME: directory, HOME: home } = process.env;
  return `${directory || `${home}/.config`}/git/ignore`;
}

/** Retains the user's own configuration, which says which repositories of others are trusted. */
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

const codeOf = (error: Error): unknown => ("code" in error ? error.code : undefined);

function failureWords(error: Error, patience: number, tooMuch: string): string {
  switch (codeOf(error)) {
    case "ENOENT":
      return "git is not installed";
    case "ETIMEDOUT":
      return `git took longer than ${patience / 1_000} seconds`;
    case "ENOBUFS":
      return tooMuch;
    default:
      return "git could not be run";
  }
}

function refusalWords(stderr: string): string {
  if (/not a git repository/.test(stderr)) return "this is not a git repository";
  if (/must be run in a work tree/.test(stderr))
    return "this is a bare repository, without a directory of files";
  if (/dubious ownership|unsafe repository/.test(stderr))
    return "the repository belongs to another user, and git does not trust it (safe.directory)";
  if (/does not have any commits|ambiguous argument 'HEAD'/.test(stderr)) return "there are no commits";
  if (/unknown revision|bad revision|bad object|Needed a single revision/.test(stderr))
    return "the repository has no such commit";
  if (/could not fetch|promisor|unable to get size|transport/.test(stderr)) return missingContents;
  return "git could not read the repository";
}
