import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ruleCatalogue } from "../../src/secrets/rules.ts";

test("docs/secrets.md lists every rule as it is, each with the anchor that findings point to", () => {
  const text = readFileSync("docs/secrets.md", "utf8");
  const documented = text.split("\n").filter((line) => line.startsWith("| <a id="));
  const expected = ruleCatalogue.map(
    ({ id, severity, confidence, what, looks }) =>
      `| <a id="${id}"></a>\`${id}\` | ${what} | ${looks} | ${severity}, ${confidence} |`,
  );
  if (process.env.UPDATE_DOCS === "1" && documented.length > 0) {
    const renewed = text
      .replace(documented.join("\n"), () => expected.join("\n"))
      .replace(/^\d+ rules, with/m, `${expected.length} rules, with`);
    writeFileSync("docs/secrets.md", renewed);
    return;
  }
  expect(documented).toEqual(expected);
});
