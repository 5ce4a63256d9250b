import type { Builder } from "../builders/builder.ts";
import { type Bytes, toText } from "../bytes.ts";
import type { Pattern } from "../ignore/pattern.ts";
import type { EntryType } from "../model.ts";
import type { Touch, Trail } from "./trail.ts";

/** `.dockerignore:3 "*.log"` */
function cite({ source }: Pattern): string {
  const place = source.line === 0 ? `${source.file} (added by the builder)` : `${source.file}:${source.line}`;
  return `${place} ${JSON.stringify(toText(source.text))}`;
}

/** The verdict on a path and its reason. */
export function verdictSentence(
  builder: Builder,
  path: Bytes,
  trail: Trail,
  { sent, found }: { sent: boolean; found: EntryType | null },
): string {
  const subject = JSON.stringify(toText(path));
  const does =
    found === null ? (sent ? "would be sent" : "would not be sent") : sent ? "is sent" : "is not sent";
  const absent = found === null ? " (nothing is there now)" : "";
  return `${subject} ${does}: ${reason(builder, path, trail, sent)}${absent}.`;
}

function reason(builder: Builder, path: Bytes, trail: Trail, sent: boolean): string {
  const { by, because } = trail.verdict;
  if (trail.stopsAt !== null) return notEntered(builder, trail.stopsAt, by);
  if (because === "socket-skipped") return `${builder.title} skips sockets`;
  if (by === null) return trail.touches.length === 0 ? "no pattern matches it" : "no pattern excludes it";
  if (by.exception) return `${cite(by)} re-includes ${target(path, by, trail)}${emptied(trail)}`;
  return sent
    ? `${cite(by)} excludes it, but something below it is sent`
    : `${cite(by)} excludes ${target(path, by, trail)}`;
}

const emptied = ({ arrivesEmpty }: Trail) =>
  arrivesEmpty
    ? ", but a later pattern excludes a directory above it, so it arrives without its content"
    : "";

function notEntered(builder: Builder, directory: Bytes, by: Pattern | null): string {
  const where = JSON.stringify(toText(directory));
  return by === null
    ? `${builder.title} does not enter ${where}`
    : `${cite(by)} excludes ${where}, and ${builder.title} does not go in`;
}

function target(path: Bytes, by: Pattern, { touches }: Trail): string {
  const matches = touches.find(({ pattern }) => pattern === by)?.matches;
  return matches === undefined || matches === path ? "it" : `its parent ${JSON.stringify(toText(matches))}`;
}

/** What a pattern that matches comes to. */
export function effectOf({ pattern, matches }: Touch, trail: Trail): string {
  const { by } = trail.verdict;
  if (pattern === by) return `decides: ${pattern.exception ? "in" : "out"}`;
  if (by !== null && by.source.line > pattern.source.line) return `overruled by line ${by.source.line}`;
  const state = pattern.exception ? "nothing had excluded" : "an earlier line had already excluded";
  return `changes nothing: ${state} ${JSON.stringify(toText(matches))}`;
}
