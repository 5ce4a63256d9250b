import { type Bytes, toText } from "../bytes.ts";
import { refuse } from "./refusal.ts";

/** What a source of COPY or ADD names. */
export type SourceType = "local" | "git" | "http";

const protocol = /^([a-zA-Z0-9]+):\/\//;
const sshForm = /^[a-zA-Z0-9-_]+@[a-zA-Z0-9-.]+:([^\n]*?)(?:\?([^\n]*?))?(?:#[^\n]*)?$/;
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
    const match = sshForm.exec(source);
    return match === null ? null : { query: match[2] ?? "", looksLocal };
  }
  if (!looksLocal && !["http", "https", "ssh", "git"].includes(scheme ?? "")) return null;
  const url = /^([^?#]*)(?:\?([^#]*))?/.exec(source);
  if (/%(?![0-9a-fA-F]{2})/.test(url?.[1] ?? "")) return null;
  if (scheme?.startsWith("http") && !url?.[1]?.endsWith(".git")) return null;
  return { query: url?.[2] ?? "", looksLocal };
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
