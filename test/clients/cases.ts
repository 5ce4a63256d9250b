import type { Bytes } from "../../src/bytes.ts";
import type { RecordedIgnoreCase } from "../oracle/cases.ts";
import { seed } from "../sample.ts";

/**
 * Which cases a run takes: CTXCHECK_SEED gives others, CTXCHECK_CLIENT_CASES says how many for each client, and
 * CTXCHECK_CLIENT_SKIP how many of the same seed were taken before: all of them in portions.
 */
const { CTXCHECK_CLIENT_CASES, CTXCHECK_CLIENT_SKIP } = process.env;
/** How many cases for each client; undefined: as many as the test usually takes. */
export const caseCount = CTXCHECK_CLIENT_CASES === undefined ? undefined : Number(CTXCHECK_CLIENT_CASES);
/** Milliseconds for all cases of a client. */
export const timeLimit = 300_000 + (caseCount ?? 0) * 2_000;

/** Another selection for each seed. */
export function pick<Case>(cases: readonly Case[], count: number): Case[] {
  const rest = [...cases];
  const picked: Case[] = [];
  const skip = Number(CTXCHECK_CLIENT_SKIP ?? 0);
  for (let state = seed; picked.length < skip + count && rest.length > 0; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    picked.push(...rest.splice(Math.floor((state / 2 ** 32) * rest.length), 1));
  }
  return picked.slice(skip);
}

/**
 * Whether the matchers of all releases agree on an ignore file. Before 23.0 every pattern became a regexp with most
 * operators unescaped, `**name` was no suffix, and the last hit of all patterns decided, which only shows beside
 * exceptions (rules B6, B8, B15, B16, D.6).
 */
export function sameInEveryRelease({ ignore, tree }: RecordedIgnoreCase): boolean {
  return !ignore.includes("!") && isWithoutOperators(ignore) && !tree.some(({ path }) => path.includes("\n"));
}

/** Whether every pattern is one that all releases translate alike, and none is broken. */
export function isWithoutOperators(ignore: Bytes): boolean {
  return ignore.split("\n").every((line) => isPlain(line.replace(/^!/, "")));
}

/** A component is `**`, or has no `**` and no operator. */
const isPlain = (line: Bytes) =>
  line.split("/").every((component) => component === "**" || /^(?!.*\*\*)[\w.*? \-~@%,]*$/.test(component));
