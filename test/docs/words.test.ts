import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url);

const below = (folder: string, ending: RegExp): string[] =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
    .filter((name) => ending.test(name))
    .map((name) => `${folder}${name}`);

const texts = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "CHANGELOG.md",
  ...below("docs/", /\.md$/),
  ...below("src/", /\.ts$/),
  ...below("page/", /\.(ts|html)$/),
];

/** What sounds translated or names what nobody else names so, and what to write. */
const banned: readonly (readonly [RegExp, string])[] = [
  [/\bmend(s|ed|ing)?\b/i, "fix"],
  [/\b(keeps?|kept|keeping) out\b/i, "exclude"],
  [/\blets? in again\b/i, "re-include"],
  [/\b(report|finding|page|ctxcheck|rule) tells?\b/i, "reports, says, shows"],
  [/\b(takings|takers|askers)\b/i, "copied path, consumer"],
  [/\blitters?\b/i, "junk, or its kind"],
  [/\bonly those too\b/i, "name what is meant"],
  [/\bwhat would shrink\b/i, "biggest savings"],
  [/\bbudgets? (that (is|are) )?passed( over)?\b/i, "exceeds the budget"],
  [/\bbytes over the limit\b/, "one unit in one sentence: showBytes"],
  [/\btold\b/i, "reported, shown"],
  [/\bask(s|ed|ing)? for\b/i, "request"],
  [/\bjudg(e|es|ed|ing|ement)\b/i, "match, decide, check"],
  [/\bpass(es|ed) over\b/i, "skip"],
  [/\bbuild goes through\b/i, "the build succeeds"],
  [/\b(comes|came) to nothing\b/i, "has no effect"],
  [/\bbrings? (it |them |nothing |everything )?back\b/i, "re-include"],
  [/\ball the same\b/i, "anyway"],
  [/\bnull where\b/i, "null if"],
  [/\b(nobody|somebody|who) asks?\b/i, "name the caller, or say when"],
  [/(?<!-)\bin vain\b/i, "needlessly"],
  [/\bstands? in (the|a|an|its|this|\[|`)/i, "is in"],
  [/\btaken today\b|\bnot here now\b|\bleft in: /, "used today, not present yet, kept"],
];

const excerpt = (text: string, at: number): string =>
  text.slice(Math.max(0, at - 40), at + 60).replace(/\s+/g, " ");

test.each(texts)("%s speaks as the field does", (path) => {
  const text = readFileSync(new URL(path, root), "utf8");
  const found = banned.flatMap(([words, instead]) => {
    const hit = words.exec(text);
    return hit === null ? [] : [`"${excerpt(text, hit.index)}": write ${instead}`];
  });
  expect(found).toEqual([]);
});
