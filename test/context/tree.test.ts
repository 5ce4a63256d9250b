import { rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { disk } from "../../src/context/disk.ts";
import { openTree } from "../../src/context/tree.ts";
import { withTree } from "./trees.ts";

test("the first answer stands, whatever becomes of the tree", () => {
  withTree({ "a/b": 3, "a/l": { link: "b" }, "a/p": "fifo|" }, (root) => {
    const source = openTree(disk);
    const first = [source.list(`${root}/a`), source.stats(`${root}/a/b`), source.list(`${root}/none`)];
    expect(first).toEqual([
      disk.list(`${root}/a`),
      expect.objectContaining({ size: 3, nlink: 1 }),
      { failed: "ENOENT" },
    ]);
    rmSync(`${root}/a/b`);
    writeFileSync(`${root}/none`, "");
    expect([source.list(`${root}/a`), source.stats(`${root}/a/b`), source.list(`${root}/none`)]).toEqual(
      first,
    );
    expect(source.stats(`${root}/a/c`)).toEqual({ failed: "ENOENT" });
  });
});

test("what lstat told is kept to what a builder looks at", () => {
  withTree({ f: 1, d: "directory/", l: { link: "f" }, p: "fifo|" }, (root) => {
    const source = openTree(disk);
    const told = ["f", "d", "l", "p"].map((name) => {
      const [kept, full] = [source.stats(`${root}/${name}`), disk.stats(`${root}/${name}`)];
      if ("failed" in kept || "failed" in full) return expect.unreachable(name);
      const { mode, size, mtimeMs, nlink, rdev } = full;
      expect(kept).toMatchObject({ mode, size, mtimeMs, nlink, rdev });
      return [
        kept.isFile(),
        kept.isDirectory(),
        kept.isSymbolicLink(),
        kept.isFIFO(),
        kept.isSocket(),
      ].indexOf(true);
    });
    expect(told).toEqual([0, 1, 2, 3]);
  });
});
