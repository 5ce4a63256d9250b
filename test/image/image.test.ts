import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { ending, headerOf } from "../../src/context/tar/write.ts";
import { type ImageListing, imagePaths } from "../../src/index.ts";
import { type Tree, withTree } from "../context/trees.ts";

type Asked = { stage?: string; target?: string; builder?: string };

const image = (tree: Tree, asked: Asked = {}): Promise<ImageListing> =>
  withTree(tree, (context) => imagePaths({ context, ...asked }));

const plain = { flag: "0", mode: 0o644, mtime: 0 } as const;

const short = ({ path, source, road }: ImageListing["paths"][number]) =>
  `${path} <- ${source} ${road.map(({ line }) => line).join(",")}`;

const two = "FROM alpine AS a\nWORKDIR /w\nCOPY . .\nFROM scratch\nCOPY --from=a /w/d /d\nADD v.tar.gz /v/\n";

describe("the paths of an image", () => {
  const archive = gzipSync(Buffer.concat([headerOf({ ...plain, name: "in", size: 0 }), ending])).toString(
    "latin1",
  );
  const tree = { Dockerfile: two, "d/x": 3, "d/y": 4, "v.tar.gz": archive };

  test("their road through the stages, sizes and archives", async () => {
    const { paths, archives, totals, final } = await image(tree);
    expect(paths.map(short)).toEqual(["/d/x <- d/x 3,5", "/d/y <- d/y 3,5"]);
    expect(archives.map(short)).toEqual(["/v <- v.tar.gz 6"]);
    expect(totals).toEqual({ files: 2, bytes: 7 });
    expect(final).toBe(true);
  });

  test("what only looks like an archive is copied", async () => {
    const { paths, archives } = await image({ ...tree, "v.tar.gz": 5 });
    expect(paths.map(short)).toContain("/v/v.tar.gz <- v.tar.gz 6");
    expect(archives).toEqual([]);
  });

  test("of a stage, by its name and its index", async () => {
    const byName = await image(tree, { stage: "a" });
    expect(byName.paths.map(({ path }) => path)).toEqual([
      "/w/Dockerfile",
      "/w/d/x",
      "/w/d/y",
      "/w/v.tar.gz",
    ]);
    expect(byName.final).toBe(false);
    expect(await image(tree, { stage: "0" })).toEqual(byName);
  });

  test("of another target", async () => {
    expect(await image(tree, { target: "a" })).toMatchObject({ stage: "a", final: true });
  });

  test("what is covered is still there; the same file again is told apart", async () => {
    const { hidden, paths } = await image({
      Dockerfile: "FROM scratch\nCOPY a /x\nCOPY b /x\nCOPY b /x\n",
      a: 1,
      b: 2,
    });
    expect(paths.map(short)).toEqual(["/x <- b 4"]);
    expect(hidden.map((one) => [short(one), one.hiddenBy, one.again])).toEqual([
      ["/x <- a 2", 3, false],
      ["/x <- b 3", 4, true],
    ]);
  });

  test("a link that is covered is a link, and has no bytes", async () => {
    const { hidden } = await image({
      Dockerfile: "FROM scratch\nCOPY d /d\nCOPY e /d\n",
      "d/l": { link: "far/away" },
      "e/l": 1,
    });
    expect(hidden).toMatchObject([{ path: "/d/l", type: "symlink", size: 0 }]);
  });

  test("what is not known", async () => {
    const { unknown } = await image({
      Dockerfile:
        "FROM alpine\nRUN true\nADD https://example.com/f /\nCOPY --from=busybox /bin/sh /\nCOPY a /\n",
      a: 1,
    });
    expect(unknown.map(({ kind, line, name }) => `${kind} ${line} ${name}`)).toEqual([
      "base 1 alpine",
      "run 2 ",
      "add 3 https://example.com/f",
      "from 4 busybox",
    ]);
  });

  const refusals: [what: string, tree: Tree, asked: Asked, code: string][] = [
    ["a builder of which it is not known", tree, { builder: "kaniko" }, "usage"],
    ["no Dockerfile", { a: 1 }, {}, "usage"],
    ["no such stage", tree, { stage: "x" }, "usage"],
    ["a copy that fails", { Dockerfile: "FROM scratch\nCOPY a /\n" }, {}, "copy-failed"],
    ["a Dockerfile that BuildKit refuses", { Dockerfile: "FROM scratch\nCOPPY a /\n" }, {}, "dockerfile"],
  ];
  test.each(refusals)("refuses %s", async (_, files, asked, code) => {
    await expect(image(files, asked)).rejects.toMatchObject({ code });
  });
});
