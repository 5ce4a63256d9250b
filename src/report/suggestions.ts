import type { Suggestion, Suggestions } from "../advise/suggestions.ts";
import { brief } from "../secrets/mask-values.ts";
import { showBytes } from "../sizes.ts";
import { safe } from "./escape.ts";
import { paint, type View } from "./view.ts";
import { count, firstOf, joined, share, titled } from "./words.ts";

const headings = {
  high: "Safe: tools make it, or no build reads it",
  medium: "Likely: nothing that is known needs it",
  low: "Look first: a build may need it",
} as const;

/** Renders what to add to the ignore file, most certain first. */
export function renderSuggestions(suggestions: Suggestions, view: View): string {
  const groups = (["high", "medium", "low"] as const).map((confidence) =>
    titled(
      headings[confidence],
      bounded(
        suggestions.suggestions.filter((one) => one.confidence === confidence),
        (one) => suggestionLines(one, suggestions, view),
        view,
      ),
      view,
    ),
  );
  return joined([
    [title(suggestions)],
    ...groups,
    withheld(suggestions, view),
    unread(suggestions, view),
    [closing(suggestions, view)],
  ]);
}

const mostPaths = 3;
/** Rows under one heading; what saves most comes first. */
const mostRows = 50;

function bounded<Row>(rows: readonly Row[], linesOf: (row: Row) => readonly string[], view: View): string[] {
  const { shown, more } = firstOf(rows, mostRows, view);
  return [...shown.flatMap(linesOf), ...more];
}

function title({ sent, ignoreFile, dockerfiles }: Suggestions): string {
  const read = dockerfiles.filter(({ problem, elsewhere }) => problem === null && !elsewhere);
  const names = read.slice(0, mostPaths).map(({ path }) => safe(path));
  const more = read.length > names.length ? ` and ${read.length - names.length} more` : "";
  const by = read.length === 0 ? "no Dockerfile is known" : `tried on ${names.join(", ")}${more}`;
  return `Sent ${count(sent.files, "file")}, ${showBytes(sent.bytes)}; for ${safe(ignoreFile ?? ".dockerignore (there is none yet)")}; ${by}`;
}

function suggestionLines(one: Suggestion, { sent }: Suggestions, view: View): string[] {
  const { lines, replaces, what, reason, files, bytes, secrets, takenBy, differentFor, paths } = one;
  const place = replaces === null ? "" : `  (in the place of line ${replaces.line}: ${safe(replaces.text)})`;
  const shown = view.verbose ? undefined : mostPaths;
  const few = paths.slice(0, shown).map((path) => safe(path));
  const more = paths.length > few.length ? ` and ${paths.length - few.length} more` : "";
  return [
    ...lines.map((line, at) => paint(view, "cyan", safe(line)) + (at === 0 ? place : "")),
    `  ${showBytes(bytes)} less (${share(bytes, sent.bytes)}), ${count(files, "file")}: ${what}; ${reason}`,
    `  excludes ${few.join(", ")}${more}`,
    ...(secrets.length === 0 ? [] : [`  and with it ${count(secrets.length, "secret")}`]),
    ...takenBy
      .slice(0, shown)
      .map(
        ({ dockerfile, line, text }) => `  used today by ${safe(dockerfile)}:${line} ${safe(brief(text))}`,
      ),
    ...(takenBy.length > mostPaths && !view.verbose ? [`  and by ${takenBy.length - mostPaths} more`] : []),
    ...(differentFor.length === 0 ? [] : [`  does not exclude it for ${differentFor.join(", ")}`]),
  ];
}

function withheld({ withheld: kept }: Suggestions, view: View): string[] {
  const row = ({ what, paths: [path = "", ...more], reason }: (typeof kept)[number]) => {
    const rest = more.length === 0 ? "" : ` and ${more.length} more`;
    return [`${safe(path)}${rest} (${what}): ${safe(reason)}`];
  };
  return titled("Not suggested", bounded(kept, row, view), view);
}

function unread({ dockerfiles }: Suggestions, view: View): string[] {
  const rows = dockerfiles.flatMap(({ path, problem }) =>
    problem === null ? [] : [`${safe(path)}: ${safe(problem)}`],
  );
  return titled("Not read, so what they need is not known", rows, view);
}

function closing({ sent, together, suggestions }: Suggestions, view: View): string {
  if (suggestions.length === 0) return paint(view, "green", "Nothing to suggest.");
  if (together.files === sent.files && together.bytes === sent.bytes)
    return "Nothing is safe or likely: look at each.";
  return paint(
    view,
    "green",
    `All that is safe or likely: ${showBytes(together.bytes)} in ${count(together.files, "file")} instead of ${showBytes(sent.bytes)} in ${count(sent.files, "file")}.`,
  );
}
