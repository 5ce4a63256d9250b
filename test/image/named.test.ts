import { expect, test } from "vitest";
import { inspectBuild } from "../../src/inspect.ts";
import { buildOf, withTree } from "../context/trees.ts";

test("of a named context a file with several names counts once", () =>
  withTree(
    { "c/a": 7, "c/b": { same: "c/a" }, "c/e": 5, Dockerfile: "FROM scratch\nCOPY --from=shared . /\n" },
    async (root) => {
      const { named } = await inspectBuild({
        ...buildOf(root, "buildkit"),
        buildContexts: [{ name: "shared", value: "c" }],
        limits: { largeFile: 1e9, largeDirectory: 1e9 },
        measureExcluded: false,
      });
      expect(named).toEqual([{ name: "shared", files: 3, bytes: 12 }]);
    },
  ));
