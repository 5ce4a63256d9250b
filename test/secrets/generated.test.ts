import { describe, expect, test } from "vitest";
import { lookAlikeCases, secretCases } from "./generated/cases.ts";
import { hitsIn, isFound, score } from "./generated/measure.ts";

describe("the generated set", () => {
  test("holds many of each kind, and the same for the same seed", () => {
    expect(secretCases(1).length).toBeGreaterThanOrEqual(400);
    expect(lookAlikeCases(1).length).toBeGreaterThanOrEqual(250);
    expect(lookAlikeCases(2)).toEqual(lookAlikeCases(2));
  });

  // Values are drawn: now and then one looks like words, or like nothing. No kind may be missed as a whole.
  test.each([1, 2, 3])("97 of 100 secrets are found, and some of each kind (seed %i)", (seed) => {
    const cases = secretCases(seed);
    const { wrong, missed } = score(cases, isFound);
    expect(missed / cases.length).toBeLessThan(0.03);
    const lost = [...wrong].filter(
      ([kind, some]) => some.length === cases.filter((one) => one.kind === kind).length,
    );
    expect(lost.map(([kind]) => kind)).toEqual([]);
  });

  test.each([1, 2, 3])("1 of 100 look-alikes is told at most (seed %i)", (seed) => {
    const cases = lookAlikeCases(seed);
    expect(score(cases, (one) => hitsIn(one).length === 0).missed / cases.length).toBeLessThan(0.01);
  });
});
