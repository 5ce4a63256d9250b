import { isDirectory } from "../context/source.ts";
import { differenceOf, type Growth, growsBeyond, parseGrowth } from "../diff/difference.ts";
import type { Difference } from "../diff/model.ts";
import { wrongUse } from "../errors.ts";
import { inspectBuild } from "../inspect.ts";
import type { InspectOptions } from "../inspect-options.ts";
import { planBuild } from "../plan/plan.ts";
import { renderDifference } from "../report/difference.ts";
import { renderDifferenceMarkdown } from "../report/difference-markdown.ts";
import { safe } from "../report/escape.ts";
import { jsonText } from "../report/json.ts";
import type { View } from "../report/view.ts";
import type { Report } from "../report-model.ts";
import { readWhole } from "../usage/whole.ts";
import type { Args, Settled } from "./command.ts";
import { listed, type Meaning, meaningOf, optionsOfSide, readReport, readSide } from "./diff-side.ts";
import { exitCodes, type Io } from "./io.ts";
import { namesBuilds } from "./names-builds.ts";
import { failingSeverities, limits, planOptions, secretOptions, text, texts, viewOf } from "./options.ts";

export async function diffCommand(settled: Settled, io: Io): Promise<number> {
  const { values } = settled;
  const growth = text(values, "fail-on-growth");
  const allowed = growth === undefined ? null : parseGrowth(growth, "fail-on-growth");
  if (namesBuilds(values)) return compareAll(settled, allowed, io);
  const compared = await compare(texts(values, "sides"), await inspectOptions(values, io), io);
  const { difference } = compared;
  const format = text(values, "format") ?? "table";
  io.stdout.write(
    format === "html" ? await renderPage(compared) : render(difference, format, viewOf(values, io)),
  );
  reportSides(difference, io);
  return fails(difference, values, allowed) ? exitCodes.finding : exitCodes.clean;
}

function fails(difference: Difference, values: Args["values"], allowed: Growth | null): boolean {
  const failing = failingSeverities(values);
  return (
    difference.findings.added.some(({ severity }) => failing.has(severity)) ||
    (allowed !== null && growsBeyond(difference, allowed))
  );
}

function reportSides({ from, to }: Difference, { stderr }: Io): void {
  for (const { shown, failures } of [from, to])
    for (const failure of failures) stderr.write(`ctxcheck: ${safe(`${shown}: ${failure}`)}\n`);
}

/** Compares every build that both sides have. */
async function compareAll(settled: Settled, allowed: Growth | null, io: Io): Promise<number> {
  const { values } = settled;
  const { diffAll } = await import("./diff-all.ts");
  const { renderRepositoryDifference } = await import("../report/repository/difference.ts");
  const changed = await diffAll(settled, io);
  const format = text(values, "format") ?? "table";
  if (format === "html")
    throw wrongSides("diff: the page shows one build: leave out --all, or name its Dockerfile");
  io.stdout.write(
    format === "json" ? jsonText(changed) : renderRepositoryDifference(changed, format === "markdown"),
  );
  for (const { difference } of changed.builds) reportSides(difference, io);
  return changed.builds.some(({ difference }) => fails(difference, values, allowed))
    ? exitCodes.finding
    : exitCodes.clean;
}

async function inspectOptions(values: Args["values"], io: Io): Promise<InspectOptions> {
  return {
    ...(await planOptions(values, io)),
    measureExcluded: false,
    secrets: await secretOptions(values, () => {}),
    limits: limits(values),
  };
}

/**
 * If only one side is named, the second is the context as it is; if none is, both are. Trial options (`--ignore-file`,
 * `--add`) apply to the second.
 */
async function compare(
  [a, b, ...more]: readonly string[],
  options: InspectOptions,
  { stdin }: Io,
): Promise<Compared> {
  const { ignoreFile, added = [], source, context } = options;
  if (more.length > 0) throw wrongSides("diff: more than two sides are named");
  if (!isDirectory(source))
    throw wrongSides("diff: --git and --ref cannot be used here: name the commit as a side");
  if (a === undefined && ignoreFile === undefined && added.length === 0)
    throw wrongSides("diff: name something to compare the context with");
  if (a === "-" && b === "-") throw wrongSides("diff: stdin cannot be both sides");
  const here: Meaning = { kind: "directory", word: context };
  const [one, other] = await Promise.all(
    [a, b].map((word) => {
      if (word === "-") return { kind: "stdin", word } as const;
      return word === undefined ? here : meaningOf(word, options);
    }),
  );
  const [first = here, second = here] = [one, other];
  const withoutGit = first.kind === "commit" || second.kind === "commit";
  const from = await readSide(first, { ...options, ignoreFile: undefined, added: [] }, withoutGit, stdin);
  const ofSecond = await optionsOfSide(second, options, withoutGit, stdin);
  const report = ofSecond && (await inspectBuild(ofSecond));
  const to = ofSecond && report ? listed(report, ofSecond) : await readReport(second.word, options.cwd);
  const shown = { from: a ?? context, to: b ?? context };
  const difference = differenceOf(from, to, {
    ...shown,
    withoutGit: withoutGit && first.kind !== second.kind,
  });
  return { difference, second: ofSecond && report && { report, options: ofSecond } };
}

interface Compared {
  readonly difference: Difference;
  /** Null for a saved report. */
  readonly second: { readonly report: Report; readonly options: InspectOptions } | null;
}

/** Renders the page of the second side, with what the first had. */
async function renderPage({ difference, second }: Compared): Promise<string> {
  if (second === null)
    throw wrongSides("diff: a saved report is not a tree to show: name a directory or a commit second");
  const [{ renderHtml }, parts] = await Promise.all([import("../report/html.ts"), import("ctxcheck:page")]);
  return renderHtml(second.report, readWhole(planBuild(second.options)), parts, difference);
}

const wrongSides = (message: string) =>
  wrongUse(
    message,
    "ctxcheck diff main, ctxcheck diff before.json after.json, or ctxcheck diff --add '<line>'",
  );

function render(difference: Difference, format: string, view: View): string {
  if (format === "json") return jsonText(difference);
  return format === "markdown" ? renderDifferenceMarkdown(difference) : renderDifference(difference, view);
}
