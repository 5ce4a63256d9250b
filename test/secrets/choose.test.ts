import { describe, expect, test } from "vitest";
import { listRules } from "../../src/secrets/catalogue.ts";
import { chooseRules } from "../../src/secrets/choose.ts";
import { ruleCatalogue } from "../../src/secrets/rules.ts";
import { specimenOf } from "../../src/secrets/specimens.ts";

const all = ruleCatalogue.map(({ id }) => id);
const family = (name: string) => ruleCatalogue.filter((rule) => rule.family === name).map(({ id }) => id);

describe("rules by name", () => {
  const rows: [what: string, words: string[], chosen: string[]][] = [
    ["one", ["jwt"], ["jwt"]],
    ["a family", ["url"], family("url")],
    ["a family and one more", ["url", "npm-token"], [...family("url"), "npm-token"]],
    ["a family without one", ["url", "-url-token"], family("url").filter((id) => id !== "url-token")],
    ["all but a family", ["-token"], all.filter((id) => !family("token").includes(id))],
    [
      "all but a family, and one of it",
      ["-token", "npm-token"],
      all.filter((id) => id === "npm-token" || !family("token").includes(id)),
    ],
  ];
  test.each(rows)("%s", (_, words, chosen) => {
    expect([...chooseRules(words)].sort()).toEqual([...chosen].sort());
  });

  test.each([[["nope"]], [["-nope"]], [[""]], [["jwt", "-jwt"]]])("%j is refused", (words) => {
    expect(() => chooseRules(words)).toThrow(/--secret-rules/);
  });
});

describe("the catalogue", () => {
  test("has an example of each rule, its value masked", () => {
    const listed = listRules({ minConfidence: "low" });
    expect(listed.map(({ id }) => id)).toEqual(all);
    for (const { example } of listed)
      expect(example.text).toMatch(/\xe2\x80\xa6 \(\d+ characters\)$|^\(\d+ bytes\)$/);
  });

  test("shows the same every time", () => {
    expect(ruleCatalogue.map(specimenOf)).toEqual(ruleCatalogue.map(specimenOf));
  });

  test("lists what would run", () => {
    expect(
      listRules({ rules: new Set(["jwt", "npm-token"]), minConfidence: "high" }).map(({ id }) => id),
    ).toEqual(["npm-token"]);
  });
});
