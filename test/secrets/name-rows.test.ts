import { expect, test } from "vitest";
import { scanContent } from "../../src/secrets/content.ts";
import { nameTable } from "../../src/secrets/name-table.ts";
import { secretName } from "../../src/secrets/names.ts";
import { secretCases } from "./generated/cases.ts";
import { nameRowFiles } from "./name-row-files.ts";
import { plantedFiles } from "./planted.ts";

/** A row that no rule can ever confirm would be a warning about every file of that name, or about none. */
test("of each row of names that content must confirm, a file is confirmed", () => {
  const files = [...plantedFiles(1), ...secretCases(1), ...nameRowFiles(1)];
  const confirmed = new Set(
    files.flatMap(({ path, content }) => {
      const name = secretName(path, false);
      return name !== null && scanContent(path, content, { salt: "" }).hits.length > 0 ? [name.what] : [];
    }),
  );
  const rows = nameTable.filter(([, , mode]) => mode === "C").map(([, , , what]) => what);
  expect(rows.filter((what) => !confirmed.has(what))).toEqual([]);
});
