import { type Bytes, toText } from "../bytes.ts";
import { refuse } from "./refusal.ts";

/** What a source of COPY or ADD names. */
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
  checkQuery(git.query);
  return git.looksLocal ? "local" : "git";
}

/** The query of a Git URL, or null where the text is none. */
function gitQuery(source: Bytes): { query: string; looksLocal: boolean } | null {
  if (source.startsWith("./") || source.startsWith("../")) return null;
  const scheme = protocol.exec(source)?.[1]?.toLowerCase();
  const looksLocal = source.startsWith("github.com/");
  if (scheme === undefined && !looksLocal) {
    return sshForm.test(source) && !source.includes("\n") ? { query: queryOf(source), looksLocal } : null;
  }
  if (!looksLocal && !["http", "https", "ssh", "git"].includes(scheme ?? "")) return null;
  const path = source.slice(0, source.search(/[?#]|$/));
  if (/%(?![0-9a-fA-F]{2})/.test(path)) return null;
  if (scheme?.startsWith("http") && !path.endsWith(".git")) return null;
  return { query: queryOf(source), looksLocal };
}

function queryOf(url: Bytes): string {
  const at = url.search(/[?#]/);
  if (url[at] !== "?") return "";
  return url.slice(at + 1).split("#", 1)[0] ?? "";
}

/** dfgitutil.GitRef.loadQuery: an unknown or repeated key is refused, even in a path that only looks like a URL. */
function checkQuery(query: string): void {
  const given = new Map<string, string>();
  for (const [key, value] of new URLSearchParams(query)) {
    const shown = JSON.stringify(toText(key));
    if (given.has(key)) refuse(`query ${shown} has multiple values`);
    if (value === "" && !yesNo.has(key)) refuse(`query ${shown} has no value`);
    if (!yesNo.has(key) && !texts.has(key)) refuse(`unexpected query ${shown}`);
    given.set(key, value);
  }
  if (given.has("tag") && given.has("branch")) refuse("branch conflicts with tag");
}
