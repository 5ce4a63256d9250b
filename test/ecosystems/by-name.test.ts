import fc from "fast-check";
import { expect, test } from "vitest";
import { byName, ecosystems, nameTest } from "../../src/ecosystems/index.ts";

const names = ecosystems.flatMap(({ junk, marks }) => [...junk.map(({ name }) => name), ...marks]);
test("no name has more stars than its test knows", () =>
  expect(names.filter((name) => name.split("*").length > 3)).toEqual([]));

const found = byName(names.map((name) => [name, name] as const));

test("a name is found under itself and under all names with a star that it fits, in order", () => {
  const part = fc.constantFrom("", ".", "a", "~", "é", "log", "x.log", ".tfstate.");
  const name = fc
    .tuple(part, fc.constantFrom(...names), part)
    .map(([head, middle, tail]) => head + middle.replaceAll("*", tail) + tail);
  fc.assert(
    fc.property(name, (actual) => {
      const fits = (wanted: string) => wanted.includes("*") && nameTest(wanted)(actual);
      expect(found(actual)).toEqual([
        ...names.filter((one) => one === actual && !one.includes("*")),
        ...names.filter(fits),
      ]);
    }),
  );
});
