import { type Bytes, toText } from "../bytes.ts";
import { type Explanation, type PatternPlace, type TrailStep, trackedByGit } from "../explain/explain.ts";
import { showBytes } from "../sizes.ts";
import { columns } from "./columns.ts";
import { safe } from "./escape.ts";
import { paint, type View } from "./view.ts";
import { count } from "./words.ts";

/** Renders the verdict, then the trail, then what would reverse the verdict. */
export function renderExplanation(explanation: Explanation, view: View): string {
  const { sent, verdict, trail, change, below, copiedBy, stays } = explanation;
  const lines = [
    paint(view, sent ? "green" : "yellow", safe(verdict)),
    ...columns(trail.map(stepRow)).map((line) => `  ${line}`),
    ...copiedBy.map(
      ({ file, line, text }) =>
        `  ${sent ? "Copied" : "Would be copied"} by ${safe(file)}:${line} ${safe(text)}`,
    ),
    ...(below === null || !sent
      ? []
      : [
          `  Below it: sent ${count(below.sent.files, "file")}, ${showBytes(below.sent.bytes)}; excluded, as far as it was scanned: ${count(below.excluded.files, "file")}, ${count(below.excluded.directories, "directory")}.`,
        ]),
    ...(stays === trackedByGit ? [] : gitLines(explanation)),
    ...(stays === undefined ? [] : [`  It stays: ${safe(stays)}.`]),
    ...(change === null
      ? []
      : [`  ${turns[change.makes]}, append to the ignore file: ${paint(view, "cyan", safe(change.line))}`]),
  ];
  return `${lines.join("\n")}\n`;
}

function gitLines({ git, sent }: Explanation): string[] {
  if (git == null) return [];
  const { tracked, ignoredBy } = git;
  if (tracked) return ["  git tracks it."];
  const ignored =
    ignoredBy === null
      ? ""
      : `, and ignores it: ${safe(ignoredBy.file)}:${ignoredBy.line} ${safe(ignoredBy.pattern)}`;
  return [`  git does not track it${ignored}${sent ? "; a clean checkout does not have it" : ""}.`];
}

const turns = {
  sent: "To send it",
  allowed: "To re-include it for an instruction that copies it",
  excluded: "To keep it out",
} as const;

function stepRow({ file, line, pattern, matches, effect, decides }: TrailStep): string[] {
  const place = line === 0 ? "added by the builder" : `${safe(file)}:${line}`;
  return [decides ? "→" : " ", place, safe(pattern), `matches ${safe(matches)}`, safe(effect)];
}

/**
 * Renders a line like `git check-ignore -v --non-matching`; "::" if no pattern decided. With `nul`, nothing is escaped.
 */
export function porcelain(by: PatternPlace | null, path: Bytes, nul: boolean): string {
  const [file, line, pattern] = by === null ? ["", "", ""] : [by.file, String(by.line), by.pattern];
  if (nul) return `${file}\0${line}\0${pattern}\0${toText(path)}\0`;
  return `${safe(file)}:${line}:${safe(pattern)}\t${safe(toText(path))}\n`;
}
