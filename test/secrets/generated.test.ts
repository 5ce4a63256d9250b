import { describe, expect, test } from "vitest";
import { lookAlikeCases, secretCases } from "./generated/cases.ts";

describe("the generated set", () => {
  test("holds many of each kind, and the same for the same seed", () => {
    expect(secretCases(1).length).toBeGreaterThanOrEqual(400);
    expect(lookAlikeCases(1).length).toBeGreaterThanOrEqual(250);
    expect(lookAlikeCases(2)).toEqual(lookAlikeCases(2));
  });
});
