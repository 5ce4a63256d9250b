import { expect, test } from "vitest";
import { findingsOf, short } from "../findings/finding.ts";

test("a line that changes nothing is not an advice: @balena/dockerignore never ignores names of object members", async () => {
  const found = await findingsOf(
    { constructor: 500, other: 500, Dockerfile: "FROM scratch\nCOPY . /\n", ".dockerignore": "x\n" },
    { builder: "balena", largeFile: 100 },
  );
  expect(found.filter(({ rule }) => rule === "large-file").map(short)).toEqual([
    "warning large-file constructor",
    "warning large-file other -> other",
  ]);
});
