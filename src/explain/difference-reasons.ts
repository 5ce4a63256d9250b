import { type Bytes, toText } from "../bytes.ts";
import { unlessReported } from "../errors.ts";
import type { Pattern } from "../ignore/pattern.ts";
import { spellPath } from "../ignore/spell.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { Evidence, Side } from "./compared-sides.ts";
import { followTrail } from "./trail.ts";

/** Why one builder includes a path and another does not; the first that applies is used. */
type Reason = (takes: Evidence, leaves: Evidence) => string | null;

const reasons: readonly Reason[] = [
  otherIgnoreFile,
  alwaysSent,
  socket,
  notEntered,
  matchesOnlyThere,
  exceptionSkipped,
  exclusionSkipped,
];

export function reasonFor(takes: Evidence, leaves: Evidence): string {
  for (const reason of reasons) {
    const sentence = reason(takes, leaves);
    if (sentence !== null) return sentence;
  }
  return `${nameOf(leaves)} excludes it, ${nameOf(takes)} does not`;
}

const nameOf = ({ side }: Evidence): string => side.plan.builder.title;

const fileOf = ({ side }: Evidence): string => side.plan.ignoreFile?.shown ?? "no ignore file";

const quote = ({ source }: Pattern): string => JSON.stringify(toText(source.text));

function otherIgnoreFile(takes: Evidence, leaves: Evidence): string | null {
  if (fileOf(takes) === fileOf(leaves)) return null;
  return `${nameOf(takes)} reads ${fileOf(takes)}, ${nameOf(leaves)} reads ${fileOf(leaves)}`;
}

function alwaysSent(takes: Evidence): string | null {
  const added = takes.trail.verdict.by?.source.line === 0;
  return added ? `${nameOf(takes)} always sends its Dockerfile and its ignore file` : null;
}

function socket(_takes: Evidence, leaves: Evidence): string | null {
  return leaves.trail.verdict.because === "socket-skipped" ? `${nameOf(leaves)} skips sockets` : null;
}

/** Rules C6, F11, D.6. */
function notEntered(takes: Evidence, leaves: Evidence): string | null {
  const { stopsAt } = leaves.trail;
  const by = takes.trail.verdict.by;
  if (stopsAt === null || by?.exception !== true) return null;
  return `${nameOf(leaves)} enters an excluded directory only for an exception that spells its path; ${quote(by)} does not spell ${JSON.stringify(toText(stopsAt))}`;
}

/** The pattern that decides for one builder does not match at all for the other. */
function matchesOnlyThere(takes: Evidence, leaves: Evidence): string | null {
  const out = leaves.trail.verdict.by;
  if (out !== null && !out.exception && !isTouched(takes, out)) {
    return `${nameOf(leaves)} reads ${quote(out)} as matching it, ${nameOf(takes)} does not${whyMatching(out)}`;
  }
  const back = takes.trail.verdict.by;
  if (back === null || isTouched(leaves, back)) return null;
  return `${nameOf(takes)} reads ${quote(back)} as matching it, ${nameOf(leaves)} does not${whyMatching(back)}`;
}

/** Compares line numbers, because builders may spell their patterns differently. */
function isTouched({ trail }: Evidence, { source }: Pattern): boolean {
  return trail.touches.some(({ pattern }) => pattern.source.line === source.line);
}

function whyMatching({ text }: Pattern): string {
  if (/^\*\*[^/*]/.test(text)) return " (** in front of a name: the end of any path, or a whole name)";
  if (/[+(){}|^]/.test(text)) return " (+ ( ) { } | ^ are operators of a regular expression, or characters)";
  if (/[A-Z]/.test(text)) return " (upper and lower case may count as the same)";
  return "";
}

/** Rule B15.1. */
function exceptionSkipped(takes: Evidence, leaves: Evidence): string | null {
  const by = takes.trail.verdict.by;
  if (by?.exception !== true) return null;
  return `${nameOf(leaves)} looks at ${quote(by)} only where the path itself or a directory above it was excluded before; ${nameOf(takes)} applies every line`;
}

/** Rule B15.2. */
function exclusionSkipped(takes: Evidence, leaves: Evidence): string | null {
  const by = leaves.trail.verdict.by;
  if (by === null || by.exception) return null;
  return `${nameOf(leaves)} applies ${quote(by)} although the directory above was excluded before; ${nameOf(takes)} forgets what it skipped there`;
}

/** More lines than this are a list rather than a spelling. */
const mostLines = 3;

/**
 * Returns lines that, appended to the ignore file, make every builder include these paths; null if there are none. They
 * are tested against every builder's rules.
 */
export function portableLines(sides: readonly Side[], paths: readonly Bytes[]): string[] | null {
  if (paths.length > mostLines) return null;
  const lines = paths.map((path) => `!${spellPath(path)}`);
  const works = sides.every(({ plan }) => takesAll(plan, lines, paths));
  return works ? lines.map(toText) : null;
}

function takesAll(plan: BuildPlan, lines: readonly Bytes[], paths: readonly Bytes[]): boolean {
  const content = [plan.ignoreFile?.content ?? "", ...lines, ""].join("\n");
  const isTaken = () => {
    const patterns = plan.builder.readPatterns(content, "", plan.dockerfile?.inContext ?? null);
    const rules = { patterns, requested: null, transferred: true };
    return paths.every((path) => {
      const trail = followTrail(plan.builder.open(rules), path, "file");
      return trail.stopsAt === null && trail.verdict.allowed;
    });
  };
  return unlessReported(isTaken) ?? false;
}
