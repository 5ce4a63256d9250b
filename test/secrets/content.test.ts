import { describe, expect, test } from "vitest";
import { scanContent } from "../../src/secrets/content.ts";
import { ruleCatalogue } from "../../src/secrets/rules.ts";
import { benignFiles } from "./benign.ts";
import { secretCases } from "./generated/cases.ts";
import { hitsIn } from "./generated/measure.ts";
import { plantedFiles } from "./planted.ts";

const salt = "a salt";
const seeds = [1, 2, 3, 4, 5];

describe("planted secrets", () => {
  test.each(seeds)("each is found, once, by its rule (seed %i)", (seed) => {
    const files = plantedFiles(seed);
    expect(files.length).toBeGreaterThanOrEqual(150);
    const missed = files.flatMap(({ path, content, rule }) => {
      const rules = scanContent(path, content, { salt }).hits.map((hit) => hit.rule);
      return rules.length === 1 && rules[0] === rule ? [] : [`${path}: ${rule} told as [${rules}]`];
    });
    expect(missed).toEqual([]);
  });

  test("nothing that is reported holds more than the first characters of one", () => {
    for (const { path, content, secret } of plantedFiles(6)) {
      const told = JSON.stringify(scanContent(path, content, { salt }));
      // A vendor's prefix stands in the names of the rules; a password has none.
      for (let at = secret.length > 20 ? 12 : 4; at + 6 <= secret.length; at++) {
        expect([path, told.includes(secret.slice(at, at + 6))]).toEqual([path, false]);
      }
    }
  });

  test("every rule but those for low confidence is planted", () => {
    const planted = new Set(plantedFiles(1).map(({ rule }) => rule));
    for (const one of secretCases(1)) for (const { rule } of hitsIn(one)) planted.add(rule);
    const unplanted = ruleCatalogue.filter(({ id }) => !planted.has(id)).map(({ id }) => id);
    expect(unplanted).toEqual(["pgp-secret-keyring", "aws-access-key-id"]);
  });
});

describe("look-alikes", () => {
  test.each(seeds)("none is told (seed %i)", (seed) => {
    const files = benignFiles(seed);
    expect(files.length).toBeGreaterThanOrEqual(80);
    const told = files.flatMap(({ path, content }) =>
      scanContent(path, content, { salt }).hits.map((hit) => `${path}:${hit.line} ${hit.rule}`),
    );
    expect(told).toEqual([]);
  });
});
