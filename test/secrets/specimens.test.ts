import { expect, test } from "vitest";
import { scanContent } from "../../src/secrets/content.ts";
import { ruleCatalogue } from "../../src/secrets/rules.ts";
import { specimenOf } from "../../src/secrets/specimens.ts";

test.each(ruleCatalogue.map((rule) => [rule.id, rule] as const))(
  "the specimen of %s is told by it",
  (id, rule) => {
    const { path, content } = specimenOf(rule);
    const { hits } = scanContent(path, content, { salt: "", minConfidence: "low" });
    expect(hits.map((hit) => hit.rule)).toEqual([id]);
  },
);
