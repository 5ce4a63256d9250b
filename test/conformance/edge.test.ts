import { describe, expect, it } from "vitest";
import { listContext } from "../../src/index.ts";
import { ask, expected } from "./edge-answer.ts";
import { readEdgeRows, withRow } from "./edge-rows.ts";

const rows = readEdgeRows();
const table = rows.filter(({ id }) => typeof id === "number");
const title = ({ id, what }: (typeof rows)[number]) => `${id} ${what}`;

it("has the whole table", () => {
  expect(table.map(({ id }) => id)).toEqual(Array.from({ length: 141 }, (_, index) => index + 1));
  expect(table.filter(({ nonRoot }) => nonRoot)).toHaveLength(8);
  expect(table.filter(({ asksForPart }) => asksForPart)).toHaveLength(25);
});

describe.each(["buildkit", "classic"] as const)("%s", (builder) => {
  for (const row of table) {
    const answer = row.expect[builder];
    if (row.nonRoot || answer === null || answer === undefined) continue;
    it(title(row), async () => {
      expect(await withRow(row, (root) => ask(row, root, builder, "sent"))).toEqual(expected(answer));
    });
  }
});

/** Where the Dockerfile asks for a part, more is let through than sent. */
describe("buildkit, what the ignore rules let through", () => {
  for (const row of table) {
    const allowed = row.expect.buildkit?.allowed;
    if (allowed === undefined || row.nonRoot) continue;
    it(title(row), async () => {
      const { sent, transfers = [sent] } = await withRow(row, (root) =>
        ask(row, root, "buildkit", "allowed"),
      );
      expect(transfers).toEqual(transfers.map(() => allowed));
    });
  }
});

/** The lists of the table leave both out; of the classic builder it is known that it always sends both (rule C13). */
describe("classic sends the ignore file and the Dockerfile", () => {
  for (const row of table) {
    const answer = row.expect.classic;
    if (row.nonRoot || !answer?.sent || answer.error !== undefined) continue;
    if (row.ignore === undefined || row.dockerfilePath !== "Dockerfile") continue;
    it(title(row), async () => {
      const entries = await withRow(row, (root) => listContext({ context: root, builder: "classic" }));
      const paths = entries.map(({ path }) => path);
      expect(paths).toEqual(expect.arrayContaining([".dockerignore", "Dockerfile"]));
    });
  }
});
