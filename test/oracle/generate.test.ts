import { lstatSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { toText } from "../../src/bytes.ts";
import type { IgnoreCase, TreeEntry } from "./cases.ts";
import { generateDockerfileCase, generateIgnoreCase } from "./generate.ts";
import { withCase } from "./materialise.ts";
import { shrink } from "./shrink.ts";

const indices = Array.from({ length: 400 }, (_, index) => index);

describe.each([
  ["ignore", generateIgnoreCase],
  ["Dockerfile", generateDockerfileCase],
])("a generated %s case", (_, generate) => {
  it("is the same for the same seed and index, made alone or in a run", () => {
    const run = indices.map((index) => generate(5, index));
    expect(generate(5, 399)).toEqual(run[399]);
    expect(new Set(run.map((made) => JSON.stringify({ ...made, id: "" }))).size).toBeGreaterThan(380);
  });

  it("is another for another seed", () => {
    const texts = [5, 6].map(
      (seed) => new Set(indices.map((index) => JSON.stringify({ ...generate(seed, index), id: "" }))),
    );
    const shared = [...(texts[0] ?? [])].filter((text) => texts[1]?.has(text));
    expect(shared.length).toBeLessThan(10);
  });

  it("can be written to disk", async () => {
    for (const index of indices.slice(0, 100)) await withCase(generate(9, index), () => undefined);
  });

  it("holds byte strings only", () => {
    expect(indices.map((index) => JSON.stringify(generate(5, index))).join("")).not.toMatch(/[^\x00-\xff]/);
  });
});

describe("generated ignore cases hold", () => {
  const cases = indices.map((index) => generateIgnoreCase(5, index));
  const share = (test: (made: IgnoreCase) => boolean) => cases.filter(test).length / cases.length;
  const entries = (test: (entry: TreeEntry) => unknown) => share(({ tree }) => tree.some(test));

  it.each<[what: string, share: number, least: number]>([
    ["exceptions", share(({ ignore }) => /^!./m.test(ignore)), 0.5],
    ["**", share(({ ignore }) => ignore.includes("**")), 0.4],
    ["operators", share(({ ignore }) => /[|{^+($]/.test(ignore)), 0.3],
    ["escapes", share(({ ignore }) => ignore.includes("\\")), 0.2],
    ["classes", share(({ ignore }) => ignore.includes("[")), 0.2],
    ["non-ASCII patterns", share(({ ignore }) => /[\x80-\xff]/.test(ignore)), 0.1],
    ["CRLF", share(({ ignore }) => ignore.includes("\r\n")), 0.04],
    ["a byte order mark", share(({ ignore }) => ignore.startsWith("\xef\xbb\xbf")), 0.01],
    ["names of invalid UTF-8", entries(({ path }) => /\xff|\xe9$/.test(path)), 0.01],
    ["control characters in names", entries(({ path }) => /[\x00-\x1f\x7f]/.test(path)), 0.05],
    ["links", entries(({ link }) => link), 0.2],
    ["hard links", entries(({ hardLink }) => hardLink), 0.05],
    ["FIFOs", entries(({ fifo }) => fifo), 0.01],
  ])("%s", (_, found, least) => expect(found).toBeGreaterThan(least));
});

describe("a case on disk", () => {
  it("has the tree that it names, byte by byte", async () => {
    const tree: TreeEntry[] = [
      { path: "d/" },
      { path: "d/\xff\n", size: 3 },
      { path: "caf\xc3\xa9", hardLink: "d/\xff\n" },
      { path: "l", link: "../\xfe" },
      { path: "p", fifo: true },
    ];
    await withCase({ id: "", ignore: "x\xff", tree }, (root) => {
      expect(readdirSync(toText(root), "latin1").sort()).toEqual([
        ".dockerignore",
        "Dockerfile",
        "caf\xc3\xa9",
        "d",
        "l",
        "p",
      ]);
      expect(readdirSync(join(toText(root), "d"), "latin1")).toEqual(["\xff\n"]);
      expect(readlinkSync(join(toText(root), "l"), "latin1")).toBe("../\xfe");
      expect(lstatSync(join(toText(root), "p")).isFIFO()).toBe(true);
      expect(lstatSync(join(toText(root), "café"))).toMatchObject({ size: 3, nlink: 2 });
      expect(lstatSync(join(toText(root), ".dockerignore")).size).toBe(2);
    });
  });
});

describe("shrinking", () => {
  it("leaves what the failure needs", async () => {
    const tree = Array.from({ length: 40 }, (_, index) => ({ path: `f${index}`, size: 1 }));
    const given = { id: "", ignore: "a\nb\nxyz\nc\n!d\n", tree };
    const needs = (made: IgnoreCase) =>
      made.ignore.includes("y") && made.tree.some(({ path }) => path === "f17");
    expect(await shrink(given, needs)).toEqual({ id: "", ignore: "y", tree: [{ path: "f17", size: 1 }] });
  });

  it("leaves options out of a Dockerfile case", async () => {
    const given = {
      id: "",
      dockerfile: "FROM scratch\nCOPY a /\nCOPY b /\n",
      target: "x",
      buildArgs: { A: "1" },
      tree: [],
    };
    const smaller = await shrink(given, ({ dockerfile }) => dockerfile.includes("COPY b"));
    expect(smaller).toEqual({ id: "", dockerfile: "COPY b /\n", tree: [] });
  });

  it("does not keep a hard link without its file, and takes a throw for no failure", async () => {
    const tree: TreeEntry[] = [{ path: "a", size: 1 }, { path: "b", hardLink: "a" }, { path: "c/" }];
    const smaller = await shrink({ id: "", ignore: "", tree }, (made) => {
      if (made.tree.length < 2) throw new Error("too small");
      return made.tree.some(({ path }) => path === "b");
    });
    expect(smaller.tree).toEqual(tree.slice(0, 2));
  });

  it("stops at its limit", async () => {
    let asked = 0;
    await shrink(generateIgnoreCase(1, 1), () => ++asked > 0, 5);
    expect(asked).toBe(5);
  });
});
