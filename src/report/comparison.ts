import type { Comparison, DifferenceGroup } from "../explain/compare.ts";
import { showBytes } from "../sizes.ts";
import { columns } from "./columns.ts";
import { safe } from "./escape.ts";
import { paint, type View } from "./view.ts";
import { count, firstOf, joined } from "./words.ts";

/** Renders what each builder includes, then the differences with their reasons. */
export function renderComparison(comparison: Comparison, view: View): string {
  const { builders, refusals, groups, differences } = comparison;
  const failures = failureLines(comparison, view);
  const sizes = builders.map(({ name, files, bytes, ignoreFile }) => [
    paint(view, "bold", name),
    count(files, "file"),
    showBytes(bytes),
    safe(ignoreFile ?? "no ignore file"),
  ]);
  const refused = refusals.map(
    ({ builder, message }) => `${paint(view, "red", builder)} refuses: ${safe(message)}`,
  );
  const mounts = builders.flatMap(({ name, mounted }) =>
    mounted === 0
      ? []
      : [`the bind mounts of ${name} show ${count(mounted, "file")} besides, which the rules exclude`],
  );
  const failing = new Set([...refusals, ...comparison.failures].map(({ builder }) => builder));
  const isSame = differences === 0 && failing.size === 0 && mounts.length === 0;
  const sections = [
    columns(sizes, [1, 2]),
    refused,
    failures,
    mounts,
    ...groups.map((group) => groupLines(group, view)),
  ];
  const closing = isSame
    ? paint(view, "green", "All of them include the same files.")
    : differences === 0
      ? paint(view, "yellow", sameByRules(comparison, failing))
      : paint(view, "yellow", `${count(differences, "path")} ${differences === 1 ? "differs" : "differ"}.`);
  return joined([...sections, [closing]]);
}

function sameByRules({ builders }: Comparison, failing: ReadonlySet<string>): string {
  if (builders.every(({ name }) => failing.has(name)))
    return "None of them builds; by their rules they include the same files.";
  return failing.size > 0
    ? "Those that build include the same files by their rules."
    : "They include the same files by their rules, but not with their mounts.";
}

/** What several builders fail on for the same reason is reported once. */
function failureLines({ failures, dockerfile }: Comparison, view: View): string[] {
  const names = new Map<string, string[]>();
  for (const { builder, line, message } of failures) {
    const place = line === null ? dockerfile : `${dockerfile}:${line}`;
    const words = `${place}: the build would fail: ${message}`;
    names.set(words, [...(names.get(words) ?? []), builder]);
  }
  return [...names].map(([words, builders]) => `${paint(view, "red", builders.join(", "))}: ${safe(words)}`);
}

const mostPaths = 5;

function groupLines(
  { takenBy, leftBy, pattern, reason, portable, paths, bytes }: DifferenceGroup,
  view: View,
): string[] {
  const place = pattern === null || pattern.line === 0 ? "" : ` [${safe(pattern.file)}:${pattern.line}]`;
  const { shown, more } = firstOf(paths, mostPaths, view);
  return [
    `${count(paths.length, "path")}, ${showBytes(bytes)}: included by ${takenBy.join(", ")}; not by ${leftBy.join(", ")}`,
    `  ${safe(reason)}${place}`,
    ...[...shown.map(safe), ...more].map((line) => `    ${line}`),
    ...(portable === null
      ? []
      : [`  the same everywhere: ${portable.map((line) => paint(view, "cyan", safe(line))).join("  ")}`]),
  ];
}
