import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ruleCatalogue } from "../../src/secrets/rules.ts";

test("docs/secrets.md lists every rule as it is, each with the anchor that findings point to", () => {
  const documented = readFileSync("docs/secrets.md", "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| <a id="));
  const expected = ruleCatalogue.map(
    ({ id, severity, confidence, what, looks }) =>
      `| <a id="${id}"></a>\`${id}\` | ${what} | ${looks} | ${severity}, ${confidence} |`,
  );
  expect(documented).toEqual(expected);
});
