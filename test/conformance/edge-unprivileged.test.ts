import { describe, expect, it } from "vitest";
import { ask, expected } from "./edge-answer.ts";
import { readEdgeRows, withRow } from "./edge-rows.ts";

const nobody = 65_534;

/**
 * Root may read everything. So this file gives up its rights, for good: it must have a process of its own, which is
 * how vitest runs files in forks.
 */
function becomeNobody(): void {
  process.setgroups?.([]);
  process.setgid?.(nobody);
  process.setuid?.(nobody);
}

const canDrop = process.send !== undefined && process.getuid?.() === 0;
if (canDrop) becomeNobody();
const isRoot = process.getuid?.() === 0;

describe.each(["buildkit", "classic"] as const)("%s without the rights of root", (builder) => {
  for (const row of readEdgeRows().filter(({ nonRoot }) => nonRoot)) {
    const answer = row.expect[builder];
    it(`${row.id} ${row.what}`, async ({ skip }) => {
      if (isRoot) skip("this process is root and cannot become anybody else");
      if (!answer) throw new Error("the row has no answer");
      expect(await withRow(row, (root) => ask(row, root, builder, "sent"))).toEqual(expected(answer));
    });
  }
});
