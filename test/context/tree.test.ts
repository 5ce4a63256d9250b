import { rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { BatchMaker, directoriesOf } from "../../src/ahead/batch.ts";
import type { Bytes } from "../../src/bytes.ts";
import { disk } from "../../src/context/disk.ts";
import type { Range } from "../../src/context/packed.ts";
import { isFailure } from "../../src/context/source.ts";
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

test("a tree of which others have read directories is that of the disk, however long", () => {
  const files = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [
      [`d${at}/e/f${at}`, at],
      [`d${at}/g`, at],
      [`d${at}/twice`, { same: "d0/g" }],
    ]).flat(),
  );
  withTree({ ...files, "d0/odd": "fifo|", "d1/l": { link: "g" } }, (root) => {
    const packed = new Map<Bytes, Range>();
    const alone = openTree(disk);
    const paths = [
      root,
      ...Array.from({ length: 40 }, (_, at) => [`${root}/d${at}`, `${root}/d${at}/e`]).flat(),
    ];
    const batch = new BatchMaker();
    for (const path of paths) {
      const listed = disk.list(path);
      if (isFailure(listed)) continue;
      batch.open(path, listed.length);
      for (const { name, type } of listed) batch.add(name, type, disk.stats(`${path}/${name}`));
    }
    for (const [path, range] of directoriesOf(batch.take())) packed.set(path, range);
    const unasked = { list: () => expect.unreachable("list"), stats: () => expect.unreachable("stats") };
    const together = openTree({ ...disk, ...unasked, ready: (path) => packed.get(path) });
    for (const path of paths) {
      const listed = alone.list(path);
      expect(together.list(path)).toEqual(listed);
      if (isFailure(listed)) return expect.unreachable(path);
      for (const { name } of listed)
        expect(together.stats(`${path}/${name}`)).toEqual(alone.stats(`${path}/${name}`));
    }
  });
});
