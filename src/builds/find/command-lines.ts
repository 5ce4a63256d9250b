import { appendTo } from "../../append.ts";
import type { Build, Files, Reading } from "../model.ts";
import { isRemote, join, local, pairOf } from "../paths.ts";

/** Reads `docker build` lines in which every word is literal: GitLab CI, make, shell. Others are not listed. */
export function readCommandLines(file: string, files: Files): Reading {
  const text = files.read(file);
  if (text === null) return { builds: [], problems: [{ file, line: null, message: "it cannot be read" }] };
  const builds: Build[] = [];
  const known = new Set<string>();
  for (const { line, words, clones } of commands(text)) {
    const build = readCommand(words, { file, line }, clones);
    const key = JSON.stringify({ ...build, source: null });
    if (build !== null && !known.has(key)) builds.push(build);
    known.add(key);
  }
  return { builds, problems: [] };
}

const begins =
  /(?:^|[\s;&|"'@-])((?:docker|podman)\s+(?:buildx\s+|image\s+)?build|buildah\s+(?:bud|build))\s+(.*)$/;

/** A line that ends in a backslash continues. */
function commands(text: string): { line: number; words: string[]; clones: boolean }[] {
  const lines = text.split(/\r?\n/);
  const isClassic = /\bDOCKER_BUILDKIT=["']?0\b/.test(text);
  return lines.flatMap((first, at) => {
    if (/^\s*#/.test(first)) return [];
    const [, program = "", rest] = begins.exec(first) ?? [];
    if (rest === undefined) return [];
    const clones = !program.startsWith("docker") || isClassic;
    let whole = rest;
    for (let next = at + 1; whole.endsWith("\\") && next < lines.length && next - at < 100; next++)
      whole = `${whole.slice(0, -1)} ${(lines[next] ?? "").trim()}`;
    const words = splitWords(whole);
    return words === null ? [] : [{ line: at + 1, words, clones }];
  });
}

/** Returns null if a word is not literal: a variable, a substitution, a pattern. */
function splitWords(command: string): string[] | null {
  const words: string[] = [];
  const pattern =
    /\s*(?:"([^"$`\\]*)"|'([^']*)'|([^\s"'$`\\;&|<>(){}*?#][^\s"'$`\\;&|<>(){}*?]*)|(&&|\|\||[;&|<>#)]))/y;
  let joined = false;
  while (pattern.lastIndex < command.length) {
    const from = pattern.lastIndex;
    const found = pattern.exec(command);
    if (found === null) return command.slice(from).trim() === "" ? words : null;
    if (found[4] !== undefined) break;
    const word = found[1] ?? found[2] ?? found[3] ?? "";
    const continues = joined && !/^\s/.test(found[0]);
    if (continues) words.push(`${words.pop() ?? ""}${word}`);
    else words.push(word);
    joined = true;
  }
  return words;
}

/** Options of docker, buildx, podman and buildah that take no value. */
const switches: ReadonlySet<string> = new Set(
  (
    "all-platforms check compat-volumes compress created-annotation debug disable-compression disable-content-trust " +
    "force-rm http-proxy identity-label inherit-annotations inherit-labels layers load no-cache no-hostname no-hosts " +
    "omit-history pull pull-always pull-never push quiet rewrite-timestamp rm rusage save-stages skip-unused-stages " +
    "squash squash-all stdin stream tls-verify D q"
  ).split(" "),
);

const shortNames: Readonly<Record<string, string>> = { f: "file", t: "tag" };

/** Splits combined switches and the option that takes the rest: `-qt name`, `-fDockerfile`. */
function readShort(word: string): [name: string, value: string | undefined] {
  const at = [...word].findIndex((letter, at) => at > 0 && !switches.has(letter));
  if (at < 0) return ["q", ""];
  const letter = word[at] ?? "";
  const rest = word.slice(at + 1).replace(/^=/, "");
  return [shortNames[letter] ?? letter, rest === "" ? undefined : rest];
}

function readLong(word: string): [name: string, value: string | undefined] {
  const [name, value] = pairOf(word.slice(2));
  return [name, value ?? (switches.has(name) ? "" : undefined)];
}

/** Returns the last component of an image name, without its tag. */
const shortName = (tag: string): string => tag.split("/").at(-1)?.split(/[:@]/)[0] ?? "";

function readCommand(words: readonly string[], source: Build["source"], clones: boolean): Build | null {
  const given = new Map<string, string[]>();
  const operands: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (!word.startsWith("-") || word === "-") {
      operands.push(word);
      continue;
    }
    const [name, value = words[++at] ?? ""] = word.startsWith("--") ? readLong(word) : readShort(word);
    appendTo(given, name, value);
  }
  const [context] = operands;
  if (context === undefined || context === "-" || operands.length > 1) return null;
  const last = (name: string) => given.get(name)?.at(-1);
  const file = last("file");
  const remote = isRemote(context);
  return {
    name: shortName(last("tag") ?? "") || "build",
    kind: "command",
    source,
    context: remote ? context : local(context),
    ...(remote && clones ? { clones } : {}),
    dockerfile: remote ? (file ?? "Dockerfile") : local(file ?? join(local(context), "Dockerfile")),
    inline: null,
    target: last("target") ?? null,
    args: Object.fromEntries((given.get("build-arg") ?? []).map(pairOf)),
    contexts: Object.fromEntries(
      (given.get("build-context") ?? []).flatMap((one) => {
        const [name, value] = pairOf(one);
        return value === null ? [] : [[name, /^[a-z-]+:/.test(value) ? value : local(value)]];
      }),
    ),
    platforms: (last("platform") ?? "").split(",").filter((one) => one !== ""),
    groups: [],
    problem: null,
  };
}
