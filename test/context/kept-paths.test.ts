import fc from "fast-check";
import { expect, test } from "vitest";
import { KeptPaths } from "../../src/context/kept-paths.ts";

const name = fc.oneof(fc.constantFrom("a", "b", "\n", "\xff", "a b"), fc.constant("long".repeat(9_000)));
const paths = fc.array(
  fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join("/")),
  { maxLength: 30 },
);

test("what is kept comes back as it was, in its order, as often as it is asked for", () => {
  fc.assert(
    fc.property(paths, (given) => {
      const kept = new KeptPaths();
      for (const path of given) kept.add(path);
      expect([...kept]).toEqual(given);
      expect([...kept]).toEqual(given);
      expect(kept.count).toBe(given.length);
    }),
  );
});
