import { type Bytes, toText } from "../bytes.ts";
import { cleanPath } from "../ignore/clean.ts";
import { refuse } from "./refusal.ts";

/** Type of a source of COPY or ADD. */
export type SourceType = "local" | "git" | "http";

const protocol = /^([a-zA-Z0-9]+):\/\//;
const sshForm = /^[a-zA-Z0-9-_]+@[a-zA-Z0-9-.]+:/;
const yesNo = new Set(["submodules", "keep-git-dir", "fetch-by-commit"]);
const texts = new Set(["ref", "tag", "branch", "subdir", "checksum", "commit", "mtime"]);

/** dfgitutil.ParseGitRef and isHTTPSource (convert_copy.go). */
export function sourceType(source: Bytes): SourceType {
  const isHttp = source.startsWith("http://") || source.startsWith("https://");
  const git = gitQuery(source);
  if (git === null) return isHttp ? "http" : "local";
  readGitQuery(git.query, git.fragment);
  return git.looksLocal ? "local" : "git";
}

/** What a Git URL has behind its path, or null if the text is none. */
function gitQuery(source: Bytes): { query: string; fragment: string; looksLocal: boolean } | null {
  if (source.startsWith("./") || source.startsWith("../")) return null;
  const scheme = protocol.exec(source)?.[1]?.toLowerCase();
  const looksLocal = source.startsWith("github.com/");
  if (scheme === undefined && !looksLocal) {
    return sshForm.test(source) && !source.includes("\n") ? { ...behindPath(source), looksLocal } : null;
  }
  if (!looksLocal && !["http", "https", "ssh", "git"].includes(scheme ?? "")) return null;
  const path = source.slice(0, source.search(/[?#]|$/));
  if (/%(?![0-9a-fA-F]{2})/.test(path)) return null;
  if (scheme?.startsWith("http") && !path.endsWith(".git")) return null;
  return { ...behindPath(source), looksLocal };
}

/** Returns query and fragment of a URL; "" for what it has not. */
export function behindPath(url: Bytes): { query: string; fragment: string } {
  const [address = "", ...fragment] = url.split("#");
  const [, ...query] = address.split("?");
  return { query: query.join("?"), fragment: fragment.join("#") };
}

/** What a Git URL requests of its repository; "" where it does not say. */
export interface GitQuery {
  readonly ref: string;
  readonly directory: string;
  /** Begins the id of the commit that the ref has to be. */
  readonly commit: string;
  /** The commit is fetched, whatever the ref is. */
  readonly byCommit: boolean;
}

/**
 * dfgitutil.GitRef.loadQuery: what is unknown, repeated or contradicts the fragment is refused, even in a path that only
 * looks like a URL. Throws Refusal.
 */
export function readGitQuery(query: string, fragment: string): GitQuery {
  const given = new Map<string, string>();
  for (const [key, value] of new URLSearchParams(query)) {
    const shown = JSON.stringify(toText(key));
    if (given.has(key)) refuse(`query ${shown} has multiple values`);
    checkValue(key, value, shown);
    given.set(key, value);
  }
  const [inRef = "", ...inDirectory] = fragment.split(":");
  const [tag, branch] = [given.get("tag"), given.get("branch")];
  const named = agreed("ref", inRef, given.get("ref"));
  const tagged = agreed("ref", named, tag && withPrefix("refs/tags/", tag));
  if (tag !== undefined && branch !== undefined) refuse("branch conflicts with tag");
  return {
    ref: agreed("ref", tagged, branch && withPrefix("refs/heads/", branch)),
    directory: agreed("subdir", cleanPath(`/${inDirectory.join(":")}`).slice(1), given.get("subdir")),
    commit: given.get("checksum") ?? given.get("commit") ?? "",
    byCommit: yes.test(given.get("fetch-by-commit") ?? "no"),
  };
}

/** strconv.ParseBool; nothing at all is true. */
const yes = /^(?:1|t|T|TRUE|true|True)?$/;
const no = /^(?:0|f|F|FALSE|false|False)$/;

function checkValue(key: string, value: string, shown: string): void {
  const isYesNo = yesNo.has(key);
  if (!isYesNo && !texts.has(key)) refuse(`unexpected query ${shown}`);
  if (value === "" && !isYesNo) refuse(`query ${shown} has no value`);
  const isWrong =
    (isYesNo && !yes.test(value) && !no.test(value)) ||
    (key === "mtime" && value !== "checkout" && value !== "commit");
  if (isWrong) refuse(`invalid ${key} value: ${JSON.stringify(toText(value))}`);
}

function agreed(what: string, before: string, value: string | undefined): string {
  if (before !== "" && value !== undefined && value !== before)
    refuse(`${what} conflicts: ${JSON.stringify(before)} vs ${JSON.stringify(value)}`);
  return value ?? before;
}

const withPrefix = (prefix: string, name: string): string => (name.startsWith(prefix) ? name : prefix + name);
