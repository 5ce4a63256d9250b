import { describe, expect, it } from "vitest";
import { agrees } from "./answer.ts";
import { askCtxcheck } from "./ask-ctxcheck.ts";
import { readFound } from "./found.ts";
import { withQuestion } from "./place.ts";

/** What differential runs have found (fuzz.test.ts), made small. The answers are the builders' own. */
describe("a case that was once answered wrongly is answered as its builder does", () => {
  it.each(readFound())("%s", async (_, { question, answer }) => {
    const got = await withQuestion(question, (place) => askCtxcheck(question, place));
    // Where they differ, show all; where they agree, ctxcheck may say more.
    expect(agrees(answer, got) ? answer : got).toEqual(answer);
  });
});
