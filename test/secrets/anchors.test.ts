import fc from "fast-check";
import { expect, test } from "vitest";
import { compileAnchors, scanAnchors } from "../../src/secrets/anchors.ts";

function allFound(anchors: string[], text: string): string[] {
  const found: string[] = [];
  scanAnchors(compileAnchors(anchors), Buffer.from(text, "latin1"), (anchor, start, end) => {
    found.push(`${anchor}@${start}`);
    return end;
  });
  return found.sort();
}

function allByLookingEverywhere(anchors: string[], text: string): string[] {
  const found: string[] = [];
  for (const [index, anchor] of anchors.entries()) {
    for (let at = text.indexOf(anchor); at >= 0; at = text.indexOf(anchor, at + 1))
      found.push(`${index}@${at}`);
  }
  return found.sort();
}

test("finds what looking everywhere finds", () => {
  const letters = fc.constantFrom("a", "b", "c", "\xff", "\n");
  const word = fc.string({ unit: letters, minLength: 1, maxLength: 5 });
  const words = fc.uniqueArray(word, { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(words, fc.string({ unit: letters, maxLength: 60 }), (anchors, text) => {
      expect(allFound(anchors, text)).toEqual(allByLookingEverywhere(anchors, text));
    }),
  );
});

test("goes on where it is told, and forgets what came before", () => {
  const found: number[] = [];
  scanAnchors(compileAnchors(["aa"]), Buffer.from("aaaaaa"), (_, start, end) => {
    found.push(start);
    return end + 1;
  });
  expect(found).toEqual([0, 3]);
});
