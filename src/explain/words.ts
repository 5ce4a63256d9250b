import type { Builder } from "../builders/builder.ts";
import { type Bytes, toText } from "../bytes.ts";
import type { Pattern } from "../ignore/pattern.ts";
import type { Because } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { Located } from "./locate.ts";
import { comesBefore, type Touch, type Trail } from "./trail.ts";
import type { PathVerdict } from "./verdict.ts";

/** Cites a pattern: `.dockerignore:3 "*.log"` */
function cite({ source }: Pattern): string {
  const place = source.line === 0 ? `${source.file} (added by the builder)` : `${source.file}:${source.line}`;
  return `${place} ${quote(source.text)}`;
}

const quote = (path: Bytes) => JSON.stringify(toText(path));

/** Returns the verdict on a path and its reason. */
export function verdictSentence(plan: BuildPlan, located: Located, verdict: PathVerdict): string {
  const { path, found, blockedBy } = located;
  const thereNow = found !== null || blockedBy !== null;
  const does = `${thereNow ? "is" : "would"} ${verdict.sent ? "" : "not "}${thereNow ? "" : "be "}sent`;
  const absent = thereNow ? "" : " (nothing is there now)";
  return `${quote(path)} ${does}: ${reason(plan, located, verdict)}${lost(verdict)}${absent}.`;
}

function reason(plan: BuildPlan, { path, blockedBy }: Located, { sent, trail }: PathVerdict): string {
  const { by, because } = trail.verdict;
  if (blockedBy !== null) return blocked(blockedBy);
  if (trail.stopsAt !== null) return notEntered(plan.builder, trail.stopsAt, by);
  const special = because && specialReasons[because];
  if (special !== undefined) return special(plan.builder, by);
  if (because === "not-requested")
    return sent
      ? "the Dockerfile copies something below it"
      : "nothing excludes it, but the Dockerfile does not copy or mount it";
  if (by === null) return trail.touches.length === 0 ? "no pattern matches it" : "no pattern excludes it";
  if (by.exception) return `${cite(by)} re-includes ${target(path, by, trail)}`;
  const excludes = `${cite(by)} excludes ${target(path, by, trail)}`;
  return sent ? `${excludes}, but something below it is sent` : excludes;
}

/** Reasons that do not come from a pattern. */
const specialReasons: Partial<Record<Because, (builder: Builder, by: Pattern | null) => string>> = {
  "socket-skipped": ({ title }) => `${title} skips sockets`,
  "stream-ended": ({ title }) => `what ${title} sends ends before, at a file that it cannot open`,
  "special-skipped": ({ title }) => `${title} copies files, directories and links only`,
  "files-only": ({ title }) => `${title} sends no directories, only what is in them`,
  mounted: (_, by) =>
    `a RUN --mount shows it${by === null ? "" : `, although ${cite(by)} excludes it`}: a mount knows no ignore file`,
  "named-by-copy": () => "an instruction names it, although COPY . would not reach it",
};

function blocked({ path, type }: NonNullable<Located["blockedBy"]>): string {
  return type === "symlink"
    ? `${quote(path)} is a symbolic link, which is sent as it is and never followed`
    : `${quote(path)} is a ${type}, nothing can lie below it`;
}

function lost({ emptied }: PathVerdict): string {
  switch (emptied) {
    case null:
      return "";
    case "pattern":
      return ", but a later pattern excludes a directory above it, so it arrives without its content";
    case "unreadable":
      return ", but you may not read it, so it arrives without its content";
    case "hard-link":
      return ", but it is another name of a file that arrives without its content";
    case "socket":
      return ", but a socket arrives as an empty file";
  }
}

function notEntered(builder: Builder, directory: Bytes, by: Pattern | null): string {
  const where = quote(directory);
  return by === null
    ? `${builder.title} does not enter ${where}`
    : `${cite(by)} excludes ${where}, and ${builder.title} does not go in`;
}

function target(path: Bytes, by: Pattern, { touches }: Trail): string {
  const matches = touches.find(({ pattern }) => pattern === by)?.matches;
  return matches === undefined || matches === path ? "it" : `its parent ${quote(matches)}`;
}

/** Describes the effect of a pattern that matches. */
export function effectOf({ pattern, matches }: Touch, trail: Trail): string {
  const { by } = trail.verdict;
  if (pattern === by) return `decides: ${pattern.exception ? "in" : "out"}`;
  if (by !== null && comesBefore(pattern, by))
    return `overruled by ${by.source.line === 0 ? "the builder" : `line ${by.source.line}`}`;
  const state = pattern.exception ? "nothing had excluded" : "an earlier line had already excluded";
  return `changes nothing: ${state} ${quote(matches)}`;
}
