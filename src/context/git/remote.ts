import { type Bytes, fromBuffer, fromText, toText } from "../../bytes.ts";
import { Refusal } from "../../dockerfile/refusal.ts";
import { behindPath, readGitQuery } from "../../dockerfile/remote-source.ts";
import { CtxcheckError } from "../../errors.ts";
import { cleanPath } from "../../ignore/clean.ts";
import type { Source } from "../source.ts";
import { runGit } from "./run.ts";
import { gitSourceAt } from "./source.ts";

/** A Git URL as a builder reads it: `https://host/r.git#ref:directory`. */
export interface GitUrl {
  /** As it was given. */
  readonly shown: string;
  /** Without fragment and query. */
  readonly repository: string;
  /** Null for the default branch. */
  readonly ref: string | null;
  /** Relative to the top of the repository, "" for the top itself. */
  readonly directory: string;
  /** Begins the id of the commit that the ref has to be; "" where that does not matter. */
  readonly commit: string;
  /** Why BuildKit refuses what stands behind the repository. */
  readonly problem: string | null;
}

const remote = /^(https?:\/\/|git:\/\/|git@|ssh:\/\/|github\.com\/)/;
const alwaysGit = /^(git:\/\/|git@|ssh:\/\/|github\.com\/)/;

/** Null for anything that no builder takes for a repository (rule A9; buildkit: dfgitutil.ParseGitRef). */
export function parseGitUrl(shown: string): GitUrl | null {
  if (!remote.test(shown)) return null;
  const repository = shown.replace(/[?#].*$/s, "");
  const { query, fragment } = behindPath(shown);
  if (!alwaysGit.test(repository) && !repository.endsWith(".git")) return null;
  const isUrl = /^[a-z]+:\/\/|^github\.com\//.test(repository);
  try {
    const { ref, directory, commit, byCommit } = readGitQuery(query, isUrl ? decoded(fragment) : fragment);
    const place = cleanPath(`/${directory}`).slice(1);
    const wanted = byCommit && commit !== "" ? commit : ref;
    return { shown, repository, ref: wanted || null, directory: place, commit, problem: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { shown, repository, ref: null, directory: "", commit: "", problem: error.message };
  }
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

function split(text: string, at: string): [string, string?] {
  const index = text.indexOf(at);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}

/** A commit of the URL as a source, and the directory that is the context. */
export interface LocalCommit {
  readonly source: Source;
  readonly root: Bytes;
}

/**
 * Opens the commit from the clone that contains `cwd`, if one of its remotes is this repository. `mount`: where its
 * files are placed. Throws CtxcheckError "context": nothing is fetched.
 */
export function openGitUrl(url: GitUrl, cwd: string, mount: Bytes): LocalCommit {
  if (url.problem !== null) throw unknown(url, url.problem, `write ${url.repository}#ref:directory`);
  const name = remotesOf(cwd).find(({ place }) => place === placeOf(url.repository))?.name;
  if (name === undefined)
    throw unknown(
      url,
      "nothing is fetched, and the directory that you are in is not a clone of it",
      "run it in a clone",
    );
  const ref = refOf(url, name, cwd);
  checkCommit(url, ref, cwd);
  const source = gitSourceAt(mount, fromText(cwd), ref, url.ref ?? "the default branch");
  return { source, root: url.directory === "" ? mount : `${mount}/${fromText(url.directory)}` };
}

/** Returns `host/path`, however the address is spelled. */
export function placeOf(address: string): string {
  return address
    .replace(/^[a-z+]+:\/\//, "")
    .replace(/^[^@/]*@/, "")
    .replace(/^([^/:]+):(?:\d+(?=\/))?\/*/, "$1/")
    .replace(/\/*(\.git)?\/*$/, "");
}

/** Returns the remotes of the clone that contains a directory. */
export function remotesOf(cwd: string): { readonly name: string; readonly place: string }[] {
  const args = ["config", "--null", "--get-regexp", "^remote\\..*\\.url$"];
  const answer = runGit(fromText(cwd), args, { finds: true });
  if ("problem" in answer) return [];
  return fromBuffer(answer.output)
    .split("\0")
    .filter((record) => record !== "")
    .map((record) => {
      const [key = "", address = ""] = split(record, "\n");
      return {
        name: toText(key.slice("remote.".length, -".url".length)),
        place: placeOf(toText(address)),
      };
    });
}

/** Returns a branch of the remote, a tag, or a commit: what the builder would fetch, as this clone last saw it. */
function refOf(url: GitUrl, remote: string, cwd: string): string {
  const { ref } = url;
  const branch = `refs/remotes/${remote}/${(ref ?? "HEAD").replace(/^refs\/heads\//, "")}`;
  const tag = `refs/tags/${(ref ?? "").replace(/^refs\/tags\//, "")}`;
  const isCommit = ref !== null && /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(ref);
  const wanted = ref === null ? [branch] : isCommit ? [ref] : [branch, tag];
  const found = wanted.filter((one) => exists(one, cwd));
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  if (found.length > 1)
    throw unknown(
      url,
      `"${ref}" is a branch and a tag of it`,
      `write #refs/heads/${ref} or #refs/tags/${ref}`,
    );
  if (ref === null)
    throw unknown(
      url,
      "this clone does not know its default branch",
      `name the branch: ${url.repository}#main, or run git remote set-head ${remote} --auto`,
    );
  throw unknown(
    url,
    `this clone has no "${ref}" of it, and nothing is fetched`,
    `run git fetch ${remote} first`,
  );
}

/** git/source.go: the id begins so, of the commit or of the tag that names it. */
function checkCommit(url: GitUrl, ref: string, cwd: string): void {
  if (url.commit === "") return;
  const answer = runGit(fromText(cwd), ["rev-parse", ref, `${ref}^{commit}`]);
  const ids = "problem" in answer ? [] : fromBuffer(answer.output).trim().split("\n");
  if (ids.some((id) => id.startsWith(url.commit))) return;
  throw unknown(
    url,
    `expected checksum to match ${url.commit}, got ${ids.at(-1)}`,
    "name the commit that is meant",
  );
}

function exists(ref: string, cwd: string): boolean {
  if (/^-|\.\./.test(ref)) return false;
  return !("problem" in runGit(fromText(cwd), ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]));
}

const unknown = (url: GitUrl, problem: string, hint: string) =>
  new CtxcheckError("context", `the Git context "${url.shown}" cannot be read: ${problem}`, hint);
