import { expect, test } from "vitest";
import { fromText } from "../../src/bytes.ts";
import { disk } from "../../src/context/disk.ts";
import { resolveInRoot } from "../../src/context/links.ts";
import { withTree } from "./trees.ts";

const tree = { "dir/file": 1, "dir/up": { link: ".." }, link: { link: "dir" } };

test.each([
  ["gone/a/b", "gone/a/b"],
  ["link/a", "dir/a"],
  ["gone/../link/a", "dir/a"],
  ["gone/a/../../link/a", "dir/a"],
  ["gone/a/../link", "gone/link"],
  ["link/gone/../../link", "dir"],
  ["dir/up/link/../gone/x/../../link", "dir"],
])("%s resolves to %s, whatever is missing on the way", (path, wanted) =>
  withTree(tree, (root) => {
    const found = resolveInRoot({ source: disk, root: fromText(root) }, fromText(path));
    expect(found).toBe(fromText(`${root}/${wanted}`));
  }),
);
