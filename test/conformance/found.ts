import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Answer, Question } from "./answer.ts";
import type { Difference } from "./difference.ts";
import { caseOf } from "./place.ts";

/** A question that was once answered wrongly, with the builder's answer. All strings are byte strings. */
export interface Found {
  readonly question: Question;
  readonly answer: Answer;
}

const folder = fileURLToPath(new URL("../../fixtures/conformance/found/", import.meta.url));

/** Keeps a difference for ever: found.test.ts asks it again in every run. Yields the file's path. */
export function keep({ question, builder }: Difference): string {
  mkdirSync(folder, { recursive: true });
  const found: Found = { question, answer: builder };
  const kind = "dockerfile" in question ? "dockerfile" : question.builder;
  const path = `${folder}${caseOf(question).id}-${kind}.json`;
  writeFileSync(path, `${asciiJson(found)}\n`);
  return path;
}

/** Byte strings, that everyone can read. */
export function asciiJson(value: unknown): string {
  const escaped = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value, null, 2).replace(/[^\x00-\x7e]/g, escaped);
}

export function readFound(): [file: string, found: Found][] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).sort();
  return files.map((file) => [file, JSON.parse(readFileSync(folder + file, "utf8"))]);
}
