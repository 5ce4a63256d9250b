import { expect, test } from "vitest";
import { jsonPieces, jsonText } from "../../src/report/json.ts";

const rows: readonly unknown[] = [
  { path: "a\u001b[2J", by: null, lines: [1, 2], none: [] },
  { path: "::error::x" },
  3,
];

const lists: readonly (readonly [readonly unknown[]])[] = [[rows], [[]], [[[]]]];

test.each(lists)("a list that is made while it is written gives the same JSON", (items) => {
  const value = { version: 1, name: "x", left: undefined, empty: {}, list: [1], last: null };
  const lazy = { ...value, items: new Set(items), more: { deep: items } };
  expect([...jsonPieces(lazy)].join("")).toBe(jsonText({ ...lazy, items }));
});
