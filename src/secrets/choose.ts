import { wrongOption } from "../errors.ts";
import type { Rule } from "./model.ts";
import { ruleCatalogue } from "./rules.ts";

/**
 * Returns the ids of the rules that a list of words selects: each an id or a family, with `-` in front to exclude it;
 * later words win. If the first word excludes something, all others are selected. Throws CtxcheckError "usage" if a
 * word names none, or none is left.
 */
export function chooseRules(words: readonly string[]): ReadonlySet<string> {
  const chosen = new Set(words[0]?.startsWith("-") ? ruleCatalogue.map(({ id }) => id) : []);
  for (const word of words) {
    const isLeftOut = word.startsWith("-");
    for (const { id } of rulesNamed(isLeftOut ? word.slice(1) : word)) {
      if (isLeftOut) chosen.delete(id);
      else chosen.add(id);
    }
  }
  if (chosen.size === 0) throw refused("no rule is left", "name one, or use --no-secret-content");
  return chosen;
}

function rulesNamed(name: string): Rule[] {
  const rules = ruleCatalogue.filter(({ id, family }) => id === name || family === name);
  if (rules.length > 0) return rules;
  throw refused(`"${name}" is neither a rule nor a family`, "`ctxcheck secrets` lists them");
}

const refused = (message: string, hint: string) => wrongOption("secret-rules", message, hint);
