import { mkdtempSync, rmSync } from "node:fs";
import type { Bytes } from "../../src/bytes.ts";
import { materialise, withCase } from "../oracle/materialise.ts";
import type { Question } from "./answer.ts";

/** Where a question lies on disk. */
export interface Place {
  readonly root: Bytes;
  /** The directories of the named contexts: each holds the tree of the case, and an ignore file of its own. */
  readonly contexts: ReadonlyMap<Bytes, string>;
}

export const caseOf = (question: Question) =>
  "dockerfile" in question ? question.dockerfile : question.ignore;

/** Runs `use` over new directories that hold the question, and removes them. */
export function withQuestion<T>(question: Question, use: (place: Place) => Promise<T>): Promise<T> {
  return withCase(caseOf(question), async (root) => {
    const made: string[] = [];
    try {
      const contexts = namedContexts(question).map(([name, ignore]): [Bytes, string] => {
        const directory = mkdtempSync(`${root}-named-`);
        made.push(directory);
        materialise({ id: "", ignore, tree: caseOf(question).tree }, directory);
        return [name, directory];
      });
      return await use({ root, contexts: new Map(contexts) });
    } finally {
      for (const directory of made) rmSync(directory, { recursive: true });
    }
  });
}

const namedContexts = (question: Question) =>
  "dockerfile" in question ? Object.entries(question.dockerfile.contexts ?? {}) : [];
