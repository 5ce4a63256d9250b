import { toText } from "../bytes.ts";
import type { ListedRule } from "../secrets/catalogue.ts";
import { columns } from "./columns.ts";
import { safe } from "./escape.ts";
import { paint, severityColors, type View } from "./view.ts";
import { count, joined, titled } from "./words.ts";

/** For `--json`: the examples are made up, and none is a whole value. */
export function describeRules(rules: readonly ListedRule[]) {
  return rules.map(({ id, family, severity, confidence, what, looks, example }) => ({
    ...{ rule: id, family, severity, confidence, what, looks },
    example: { path: toText(example.path), text: toText(example.text) },
  }));
}

/**
 * Renders by family: each rule, what it finds and an example line; with --verbose, also the form of the value in words.
 */
export function renderRules(rules: readonly ListedRule[], view: View): string {
  const families = [...new Set(rules.map(({ family }) => family))];
  const sections = families.map((family) => {
    const rows = rules.filter((rule) => rule.family === family).map((rule) => row(rule, view));
    return titled(family, columns(rows), view);
  });
  const closing = `${count(rules.length, "rule")} in ${count(families.length, "family")}; --secret-rules takes the name of either.`;
  return joined([...sections, [closing]]);
}

function row({ id, severity, confidence, what, looks, example }: ListedRule, view: View): string[] {
  const { path, text } = example;
  const shown = `${safe(toText(path))}: ${safe(toText(text))}`;
  const found = [id, paint(view, severityColors[severity], severity), confidence, what, shown];
  return view.verbose ? [...found, looks] : found;
}
