import { describe, expect, it } from "vitest";
import { builders } from "../../src/builders/index.ts";
import { type Bytes, compareBytes } from "../../src/bytes.ts";
import { ask, expected } from "./edge-answer.ts";
import { type EdgeAnswer, type EdgeColumn, type EdgeRow, readEdgeRows, withRow } from "./edge-rows.ts";

interface Other {
  readonly builder: string;
  /** The first that a row has counts. */
  readonly columns: readonly EdgeColumn[];
  /** What of a list the table tells, in its spelling. */
  readonly tells: (sent: readonly Bytes[]) => readonly Bytes[];
}

const withoutSlash = (path: Bytes) => path.replace(/\/$/, "");

const others: readonly Other[] = [
  { builder: "buildah", columns: ["buildah@1.45", "buildah"], tells: (sent) => sent },
  { builder: "balena", columns: ["balena"], tells: (sent) => sent.map(withoutSlash).sort(compareBytes) },
  { builder: "kaniko", columns: ["kaniko"], tells: (sent) => sent.filter((path) => !path.endsWith("/")) },
  { builder: "cdk", columns: ["cdk"], tells: (sent) => sent },
];

describe.each(others)("$builder", ({ builder, columns, tells }) => {
  for (const row of readEdgeRows()) {
    const answer = columns.map((column) => row.expect[column]).find((found) => found);
    if (!answer) continue;
    it(`${row.id} ${row.what}`, async ({ skip }) => {
      skip(!Object.hasOwn(builders, builder), "ctxcheck does not know this builder");
      const why = whyNotAsked(row, answer);
      skip(why !== null, why ?? "");
      const { sent, code } = await withRow(row, (root) => ask(row, root, builder, "sent"));
      expect(code === undefined ? tells(sent ?? []) : { code }).toEqual(wanted(row, answer));
    });
  }
});

function wanted({ id }: EdgeRow, answer: EdgeAnswer) {
  const { sent = answer.files, code } = expected(answer);
  if (sent === undefined && code === undefined) throw new Error(`row ${id} says nothing that can be asked`);
  return sent ?? { code };
}

/** Null where the answer says what is sent, or that the ignore file is refused. */
function whyNotAsked(row: EdgeRow, answer: EdgeAnswer): string | null {
  if (answer.image !== undefined) return "the answer is an image, not what is sent";
  const failsLater = answer.error !== undefined && (row.asksForPart || expected(answer).code === undefined);
  return failsLater ? "the answer is only that the build fails" : null;
}
