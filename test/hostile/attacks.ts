import { expect, test } from "vitest";
import { sampled } from "../sample.ts";
import { recordCount } from "./counts.ts";

/** One try: what was attempted, and what went wrong; null where nothing did. */
export interface Attack {
  readonly name: string;
  readonly run: () => Promise<string | null>;
}

/** Runs all attacks of one kind in one test: thousands of tests of their own would take longer than the attacks. */
export function attacks(kind: string, all: readonly Attack[]): void {
  test(`${kind} (${all.length} cases)`, async () => {
    const failed: string[] = [];
    for (const { name, run } of sampled(all, 29)) {
      const why = await run();
      if (why !== null) failed.push(`${name}: ${why}`);
    }
    expect(failed.slice(0, 40)).toEqual([]);
    recordCount(kind, all.length);
  }, 1_200_000);
}

/** Every choice of one value from each list. */
export function product<const Lists extends readonly (readonly unknown[])[]>(
  ...lists: Lists
): { [At in keyof Lists]: Lists[At][number] }[] {
  return lists.reduce<unknown[][]>(
    (rows, list) => rows.flatMap((row) => list.map((value) => [...row, value])),
    [[]],
  ) as { [At in keyof Lists]: Lists[At][number] }[];
}
