import type { Build, Files, Reading } from "../model.ts";
import { clean, isAbsolute, isRemote, join } from "../paths.ts";

/** `docker build` lines of which every word is literal: GitLab CI, make, shell. Others are not listed. */
export function readCommandLines(file: string, files: Files): Reading {
  const text = files.read(file);
  if (text === null) return { builds: [], problems: [{ file, line: null, message: "it cannot be read" }] };
  const builds: Build[] = [];
  const known = new Set<string>();
  for (const { line, words } of commands(text)) {
    const build = readCommand(words, { file, line });
    const key = JSON.stringify({ ...build, source: null });
    if (build !== null && !known.has(key)) builds.push(build);
    known.add(key);
  }
  return { builds, problems: [] };
}

const begins =
  /(?:^|[\s;&|"'@-])((?:docker|podman)\s+(?:buildx\s+|image\s+)?build|buildah\s+(?:bud|build))\s+(.*)$/;

/** A line that ends in a backslash goes on. */
function commands(text: string): { line: number; words: string[] }[] {
  const lines = text.split(/\r?\n/);
  return lines.flatMap((first, at) => {
    if (/^\s*#/.test(first)) return [];
    const rest = begins.exec(first)?.[2];
    if (rest === undefined) return [];
    let whole = rest;
    for (let next = at + 1; whole.endsWith("\\") && next < lines.length && next - at < 100; next++)
      whole = `${whole.slice(0, -1)} ${(lines[next] ?? "").trim()}`;
    const words = splitWords(whole);
    return words === null ? [] : [{ line: at + 1, words }];
  });
}

/** Null where a word is not literal: a variable, a substitution, a pattern. */
function splitWords(command: string): string[] | null {
  const words: string[] = [];
  const pattern = /\s*(?:"([^"$`\\]*)"|'([^']*)'|([^\s"'$`\\;&|<>(){}*?#]+)|(&&|\|\||[;&|<>#)]))/y;
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

/** Options that take no value. */
const flags =
  /^(-q|--quiet|--no-cache|--pull|--rm|--force-rm|--squash|--compress|--push|--load|--check|-D|--debug|--isolation)$/;

function readCommand(words: readonly string[], source: Build["source"]): Build | null {
  const given = new Map<string, string[]>();
  const operands: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (!word.startsWith("-") || word === "-") {
      operands.push(word);
      continue;
    }
    const equals = word.indexOf("=");
    const name = equals < 0 ? word : word.slice(0, equals);
    const value = equals >= 0 ? word.slice(equals + 1) : flags.test(name) ? "" : (words[++at] ?? "");
    const values = given.get(name) ?? [];
    values.push(value);
    given.set(name, values);
  }
  const [context] = operands;
  if (context === undefined || context === "-" || operands.length > 1) return null;
  const last = (...names: string[]) => names.flatMap((name) => given.get(name) ?? []).at(-1);
  const file = last("-f", "--file");
  const remote = isRemote(context);
  return {
    name: (last("-t", "--tag") ?? "").split(":")[0]?.split("/").at(-1) || "build",
    kind: "command",
    source,
    context: remote ? context : local(context),
    dockerfile: remote ? (file ?? "Dockerfile") : local(file ?? join(local(context), "Dockerfile")),
    inline: null,
    target: last("--target") ?? null,
    args: Object.fromEntries((given.get("--build-arg") ?? []).map(pair)),
    contexts: Object.fromEntries(
      (given.get("--build-context") ?? []).flatMap((one) => {
        const [name, value] = pair(one);
        return value === null ? [] : [[name, /^[a-z-]+:/.test(value) ? value : local(value)]];
      }),
    ),
    platforms: (last("--platform") ?? "").split(",").filter((one) => one !== ""),
    groups: [],
    problem: null,
  };
}

function pair(text: string): [string, string | null] {
  const at = text.indexOf("=");
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}

function local(path: string): string {
  if (isAbsolute(path)) return clean(path);
  const cleaned = clean(path === "" ? "." : path);
  return cleaned === "." ? "" : cleaned;
}
