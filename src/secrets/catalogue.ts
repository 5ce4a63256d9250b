import type { Bytes } from "../bytes.ts";
import { type ContentOptions, scanContent } from "./content.ts";
import { isSureEnough, type Rule } from "./model.ts";
import { ruleCatalogue } from "./rules.ts";
import { specimenOf } from "./specimens.ts";

export interface ListedRule extends Rule {
  /** A made-up file with such a secret, and its line as a finding shows it, with the value masked. */
  readonly example: { readonly path: Bytes; readonly text: Bytes };
}

/**
 * Returns the rules that a scan with these options would use, in the order of the documentation, each with an example.
 */
export function listRules({
  minConfidence = "medium",
  rules,
}: Pick<ContentOptions, "minConfidence" | "rules">): ListedRule[] {
  return ruleCatalogue
    .filter((rule) => isSureEnough(rule.confidence, minConfidence) && rules?.has(rule.id) !== false)
    .map((rule) => ({ ...rule, example: exampleOf(rule) }));
}

/** Returns what the rule finds in its specimen, and throws if it finds nothing. */
function exampleOf(rule: Rule): ListedRule["example"] {
  const { path, content } = specimenOf(rule);
  const { hits, kind } = scanContent(path, content, { salt: "", minConfidence: "low" });
  const hit = hits.find(({ rule: id }) => id === rule.id);
  if (hit === undefined) throw new RangeError(`${rule.id}: its specimen is not found`);
  const line = kind === "binary" ? "" : (content.toString("latin1").split("\n")[hit.line - 1] ?? "");
  return { path, text: (line.slice(0, hit.column - 1) + hit.masked).trim() };
}
