import type { Oracle } from "../oracle/oracle.ts";
import { shrink } from "../oracle/shrink.ts";
import { type Answer, agrees, type Question } from "./answer.ts";
import { sideOf } from "./ask-builder.ts";
import { askCtxcheck } from "./ask-ctxcheck.ts";
import { withQuestion } from "./place.ts";

/** A question that ctxcheck answers otherwise than the builder. */
export interface Difference {
  readonly question: Question;
  readonly builder: Answer;
  readonly ctxcheck: Answer;
}

/** Asks both about the same files. Null where they say the same. */
export function compare(oracle: Oracle, question: Question): Promise<Difference | null> {
  return withQuestion(question, async (place) => {
    const builder = await sideOf(oracle, question, place);
    const ctxcheck = await askCtxcheck(question, place);
    return agrees(builder, ctxcheck) ? null : { question, builder, ctxcheck };
  });
}

/** A difference over a smaller question. */
export async function shrinkDifference(oracle: Oracle, found: Difference): Promise<Difference> {
  const small = await shrinkQuestion(
    found.question,
    async (question) => (await compare(oracle, question)) !== null,
  );
  return (await compare(oracle, small)) ?? found;
}

type Differs = (question: Question) => Promise<boolean>;

async function shrinkQuestion(question: Question, differs: Differs): Promise<Question> {
  if ("dockerfile" in question) {
    const remake = (dockerfile: typeof question.dockerfile) => ({ ...question, dockerfile });
    return remake(await shrink(question.dockerfile, (smaller) => differs(remake(smaller))));
  }
  const remake = (ignore: typeof question.ignore) => ({ ...question, ignore });
  return remake(await shrink(question.ignore, (smaller) => differs(remake(smaller))));
}
