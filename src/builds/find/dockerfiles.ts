import type { Build, Files } from "../model.ts";
import { dirname, join } from "../paths.ts";

/** Sources and texts about Dockerfiles: `dockerfile.ts`, `Dockerfile.md`. */
const otherKind =
  /\.(dockerignore|containerignore|[cm]?[jt]sx?|md|rst|html?|jsonl?|ya?ml|toml|py|rb|go|rs|java|kts?|scala|groovy|swift|php|cs|[ch](?:pp)?|exs?|erl|clj|cr|dart|lua|pl|gz|zip|vim|snap|lock)$/i;

/** Whether a name is one that people give to Dockerfiles. */
export const isDockerfile = (name: string): boolean =>
  !otherKind.test(name) &&
  (/^(Dockerfile|Containerfile)([.-][\w.-]+)?$/i.test(name) ||
    /^.+\.(Dockerfile|Containerfile)$/i.test(name));

/** Files of editors and development environments: nobody ships what they build. */
const ofEditors = /(^|\/)(\.(devcontainer|cursor|vscode|idea|zed|gitpod|codespaces)\/|\.gitpod\.)/i;

/** Returns a build for each Dockerfile that no build names, in the directory where its copies work. */
export function guessDockerfiles(
  listing: readonly string[],
  builds: readonly Build[],
  files: Files,
  all: readonly string[] = listing,
): Build[] {
  const known = new Set(builds.map(({ dockerfile }) => dockerfile));
  const paths = new Set(all);
  return listing
    .filter(
      (file) => (isDockerfile(file.split("/").at(-1) ?? "") && !ofEditors.test(file)) || listing !== all,
    )
    .filter((file) => !known.has(file))
    .map((file) => guess(file, files, paths));
}

function guess(file: string, files: Files, paths: ReadonlySet<string>): Build {
  const text = files.read(file);
  const own = dirname(file) === "." ? "" : dirname(file);
  const sources = text === null ? [] : copiedPaths(text);
  const candidates = ancestors(own);
  const scored = candidates.map((folder) => ({
    folder,
    found: sources.filter((source) => exists(join(folder, source), files, paths)).length,
  }));
  const best = scored.reduce((a, b) => (b.found > a.found ? b : a), scored[0] ?? { folder: own, found: 0 });
  return {
    name: nameOf(file),
    kind: "dockerfile",
    source: { file, line: 1 },
    context: best.folder,
    dockerfile: file,
    inline: null,
    target: null,
    args: {},
    contexts: {},
    platforms: [],
    groups: [],
    problem: text === null ? "it cannot be read" : null,
    guessed: reason(best, own, sources.length),
  };
}

/** Returns the folder itself, then its parents, up to the directory. */
function ancestors(folder: string): string[] {
  const found = [folder];
  for (let at = folder; at !== ""; ) {
    at = dirname(at) === "." ? "" : dirname(at);
    found.push(at);
  }
  return found;
}

const exists = (path: string, files: Files, paths: ReadonlySet<string>): boolean =>
  paths.has(path) || files.isDirectory(path) || files.read(path) !== null;

function reason({ folder, found }: { folder: string; found: number }, own: string, total: number): string {
  const where = folder === "" ? "the directory itself" : folder;
  if (total === 0) return "its own directory: no path that it copies says more";
  if (folder === own) return `its own directory holds ${found} of the ${total} paths that it copies`;
  return `${where} holds ${found} of the ${total} paths that it copies, more than its own directory`;
}

/** `api/Dockerfile` is api, `Dockerfile.web` is web, `docker/web.Dockerfile` is web. */
function nameOf(file: string): string {
  const name = file.split("/").at(-1) ?? file;
  const suffix =
    /^(?:Dockerfile|Containerfile)[.-](.+)$/i.exec(name)?.[1] ??
    /^(.+)\.(?:Dockerfile|Containerfile)$/i.exec(name)?.[1];
  const folder = dirname(file);
  return suffix ?? (folder === "." ? "Dockerfile" : (folder.split("/").at(-1) ?? name));
}

const instruction = /^\s*(?:COPY|ADD)\s+(.+)$/i;

/** Returns sources of COPY and ADD that name a file or directory of the context. */
function copiedPaths(text: string): string[] {
  const joined = text.slice(0, 200_000).replace(/\\\r?\n/g, " ");
  return joined.split(/\r?\n/).flatMap((line) => {
    const rest = instruction.exec(line)?.[1] ?? "";
    if (rest === "" || /--from=/.test(rest)) return [];
    const words = rest.startsWith("[")
      ? (rest.match(/"[^"]*"/g) ?? []).map((word) => word.slice(1, -1))
      : rest.split(/\s+/);
    return words
      .filter((word) => !word.startsWith("--"))
      .slice(0, -1)
      .filter((word) => !/[$*?[\]]|:\/\/|^<</.test(word))
      .map((word) => word.replace(/^\.?\//, "").replace(/\/$/, ""))
      .filter((word) => word !== "" && word !== ".");
  });
}
