import { toText } from "../bytes.ts";
import { cleanPath } from "../ignore/clean.ts";
import type { BuildFailure } from "../image/destinations.ts";
import { brief } from "../secrets/mask-values.ts";
import { shellWord } from "../shell.ts";
import type { Finding } from "./finding.ts";

type Of<Rule extends Finding["rule"]> = Extract<Finding, { rule: Rule }>;
type Copy = Of<"copy-ignored" | "copy-missing" | "copy-matches-nothing" | "copy-outside">;

/** Describes a source that does not yield what it names. */
export function copyWords(finding: Copy): string {
  const { rule, source, kind, fails } = finding;
  const what = kind === "bind" ? `the bind mount of ${quoted(source)}` : `${kind} ${quoted(source)}`;
  switch (rule) {
    case "copy-ignored":
      return `${what}: ${ignored(finding)}`;
    case "copy-missing":
      return `${what}: ${missing(finding)}`;
    case "copy-matches-nothing":
      return `${what} matches nothing: ${fails ? "the build would fail" : "nothing is copied, and the build goes on"}`;
    case "copy-outside":
      return finding.cause === null || fails
        ? `${what} leaves the context, which no builder does: ${outside(finding)}`
        : `${what} leaves the context: ${finding.cause}`;
  }
}

function missing({ cause, isLost, similar }: Copy): string {
  if (isLost) return `${cause}; the build would fail`;
  const guess = similar === null ? "" : ` (did you mean ${similar}?)`;
  return `nothing of this name is in the context; the build would fail${cause === null ? guess : `; ${cause}`}`;
}

function ignored({ source, found, by, fails, isPattern, from, cause }: Copy): string {
  const excludes = (what: string) => (by === null ? `${what} is not sent` : `${toText(by)} excludes ${what}`);
  const it = quoted(found);
  if (cause !== null && !fails) return `it is there, but ${excludes("it")}; ${cause}`;
  const said = cause === null ? "" : ` (${cause})`;
  if (from !== null)
    return `stage ${from} would get it from ${it} of the context, but ${excludes("it")}; ${fails ? "the build would fail" : "where no RUN makes it, the build would fail"}`;
  if (isPattern)
    return `${it} matches, but ${excludes("it")}; ${fails ? `the build would fail${said}` : "nothing is copied"}`;
  if (!fails) return `an empty directory is copied: ${excludes(it)}, and all else in it`;
  const isLink = cleanPath(`/${source}`) !== `/${found}`;
  if (isLink) return `it leads to ${it}, but ${excludes("that")}; the build would fail${said}`;
  return `it is there, but ${excludes("it")}; the build would fail${said}`;
}

function outside({ found, fails }: Copy): string {
  const meant = found === "" ? "the whole context is copied" : `${quoted(found)} in the context is meant`;
  return fails ? `${meant}, and not there; the build would fail` : meant;
}

/** The most common mistake: what is missing is in another directory. */
export function contextWords({ why, missing, wanted, file, definedAt }: Of<"wrong-context">): string {
  if (why === "home") return "the context is your home directory: name the directory of the project";
  if (why === "root") return "the context is the root of the file system: name the directory of the project";
  const names = missing.slice(0, mostFirst).map(quoted).join(", ");
  const rest = missing.length > mostFirst ? ` and ${missing.length - mostFirst} more` : "";
  const reported = `${names}${rest}: not in this context, but in ${wanted}, as everything else that is copied`;
  if (definedAt !== null) return `${reported}: ${definedAt} fixes the context; name that directory there`;
  const words = [...(file === "" ? [] : ["-f", file]), wanted].map(shellWord).join(" ");
  return `${reported}: ctxcheck ${words} (docker build ${words})`;
}

/** Describes what the builder fails on. */
export function failureWords({ instruction, reason }: Of<"build-fails">): string {
  return `${instruction === "" ? "" : `${brief(toText(instruction))}: `}the build would fail: ${reason}`;
}

/** The same with its place, for use on its own. */
export function failureLine({ line, text, message }: BuildFailure, dockerfile = "Dockerfile"): string {
  const place = line === null ? dockerfile : `${dockerfile}:${line}`;
  const what = text === "" ? "" : `${brief(toText(text))}: `;
  return `${place}: ${what}the build would fail: ${message}`;
}

const mostFirst = 4;

/** Describes how often the layers below a copy are rebuilt, and what to copy first. */
export function cacheWords(finding: Of<"cache-buster">): string {
  const { copy, command, commits, changing, often, first, changingFirst } = finding;
  const names = first.slice(0, mostFirst).map(toText).join(", ");
  const rest = first.length > mostFirst ? ` and ${first.length - mostFirst} more` : "";
  const fix =
    first.length === 0
      ? "put that command above it"
      : `copy ${names}${rest} first and run it below them (changed by ${changingFirst} of them)`;
  const [most] = often;
  const example = most === undefined ? "" : ` (most often ${toText(most.path)}, ${most.commits})`;
  return `${brief(copy)}: ${changing} of the last ${commits} commits change what it copies${example}, and with each ${JSON.stringify(brief(command))} runs again; ${fix}`;
}

/** Describes why everything is sent. */
export function everythingWords({ why, source, unset }: Of<"copy-everything">): string {
  switch (why) {
    case "empty-source":
      return `${quoted(source)} is empty${unset.length === 0 ? "" : `, because ${unset.map(toText).join(" and ")} has no value`}: the whole context is copied${unset.map((name) => ` (--build-arg ${toText(name)}=<value>)`).join("")}`;
    case "tmpfs":
      return "BuildKit sends everything that is allowed for a tmpfs mount, although it shows none of it";
    case "links":
      return `${quoted(source)}: the wildcard matches a link, so BuildKit sends everything that its directory part matches`;
  }
}

const quoted = (source: string): string => JSON.stringify(toText(source) || ".");
