import { createHash } from "node:crypto";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readBatch } from "../../src/sent/read-batch.ts";
import { withTree } from "../context/trees.ts";

const large = "x".repeat(1_200_000);
const contents = { grown: "grown", shrunk: "s", same: "same", none: "", large, gone: null };
const thought = { grown: 4, shrunk: 5, same: 4, none: 0, large: large.length, gone: 3 };

const batchOf = (root: string) => ({
  paths: Object.keys(thought).map((name) => join(root, name)),
  sizes: Object.values(thought),
});

const tree = Object.fromEntries(
  Object.entries(contents).flatMap(([name, content]) => (content === null ? [] : [[name, content]])),
);

test("contents: a file that has another size by now fails, and moves none behind it", () =>
  withTree(tree, (root) => {
    const { bytes, failures } = readBatch({ ...batchOf(root), wanted: "contents" });
    expect(failures).toEqual([
      { at: 0, code: "changed" },
      { at: 1, code: "changed" },
      { at: 5, code: "ENOENT" },
    ]);
    expect(Buffer.from(bytes).toString("latin1", 9, 13 + large.length)).toBe(`same${large}`);
  }));

test("digests: of what is there, whatever size it was thought to have", () =>
  withTree(tree, (root) => {
    const { bytes, failures } = readBatch({ ...batchOf(root), wanted: "digests" });
    expect(failures).toEqual([{ at: 5, code: "ENOENT" }]);
    const digests = Object.values(contents).map((_, at) =>
      Buffer.from(bytes.subarray(at * 32, (at + 1) * 32)).toString("hex"),
    );
    expect(digests.slice(0, 5)).toEqual(
      Object.values(tree).map((content) => createHash("sha256").update(content).digest("hex")),
    );
  }));
