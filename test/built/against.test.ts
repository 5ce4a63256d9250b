import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { ImageComparison } from "../../src/built/comparison.ts";
import { runHere } from "../cli/run.ts";
import { type Made, makeTar } from "../context/tar/make-tar.ts";
import { type Tree, withTree } from "../context/trees.ts";
import {
  addBlob,
  gzipped,
  layersOf,
  type MadeImage,
  ociFiles,
  savedFiles,
  tarOf,
  writeFiles,
} from "./make-image.ts";

const tree: Tree = {
  "in/Dockerfile": "FROM scratch\nCOPY src /app/\nCOPY docs /app/docs/\nCOPY secret /app/key\n",
  "in/src/a": "one",
  "in/src/b": "two!",
  "in/src/l": { link: "a" },
  "in/docs/x": "docs x",
  "in/docs/y": "docs yy",
  "in/secret": "s3cret",
};

const src: Made[] = [
  { name: "app/", flag: "5" },
  { name: "app/a", content: "one" },
  { name: "app/b", content: "two!" },
  { name: "app/l", flag: "2", link: "a" },
];
const docs: Made[] = [
  { name: "app/docs/", flag: "5" },
  { name: "app/docs/x", content: "docs x" },
  { name: "app/docs/y", content: "docs yy" },
];
const key: Made[] = [{ name: "app/key", content: "s3cret" }];
const whole = layersOf(src, docs, key);

async function compare(root: string, image: string, ...args: string[]): Promise<ImageComparison> {
  const ran = await runHere(["image", "in", "--against", image, "--json", ...args], { cwd: root });
  expect(ran.stderr).toBe("");
  return JSON.parse(ran.stdout);
}

async function compared(layers: readonly Buffer[], ...args: string[]): Promise<ImageComparison> {
  return withTree(tree, async (root) => {
    writeFileSync(join(root, "image.tar"), tarOf(savedFiles({ layers })));
    return compare(root, "image.tar", ...args);
  });
}

/** A layout of one layer, in whose description something is different. */
function withLayer(suffix: string, other: object = {}): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const mediaType = `application/vnd.oci.image.layer.v1.tar${suffix}`;
  const layers = [{ mediaType, ...addBlob(files, "x"), ...other }];
  const manifests = [addBlob(files, { config: addBlob(files, {}), layers })];
  return files.set("index.json", Buffer.from(JSON.stringify({ manifests })));
}

const states = ({ paths }: ImageComparison) =>
  Object.fromEntries(paths.map(({ path, state, layer, by }) => [path, [state, layer, by]]));

describe("ctxcheck image --against", () => {
  test("a layout, a tar of one, docker save, gzip, stdin: the same answer", async () =>
    withTree(tree, async (root) => {
      const image: MadeImage = { layers: gzipped(whole) };
      writeFiles(join(root, "layout"), ociFiles(image));
      writeFileSync(join(root, "oci.tar"), tarOf(ociFiles(image)));
      writeFileSync(join(root, "save.tar"), tarOf(savedFiles({ layers: whole })));
      writeFileSync(join(root, "save.tar.gz"), gzipSync(tarOf(savedFiles({ layers: whole }))));
      const found = await compare(root, "layout");
      expect(found.counts).toEqual({ found: 6, changed: 0, hidden: 0, removed: 0, missing: 0 });
      expect(found.platform).toBe("linux/amd64");
      expect(
        found.layers.map(({ packing, files, bytes, lines, createdBy }) => [
          packing,
          files,
          bytes,
          lines,
          createdBy,
        ]),
      ).toEqual([
        ["gzip", 3, 7, [2], "layer 1"],
        ["gzip", 2, 13, [3], "layer 2"],
        ["gzip", 1, 6, [4], "layer 3"],
      ]);
      expect(found.wasted.bytes).toBe(0);
      expect(found.efficiency).toEqual({ score: 1, wastedBytes: 0, userBytes: 19, wastedShare: 0 });
      expect(found.unused.files).toBe(0);
      for (const name of ["oci.tar", "save.tar", "save.tar.gz"])
        expect((await compare(root, name)).paths).toEqual(found.paths);
      const piped = await runHere(["image", "in", "--against", "-", "--json"], {
        cwd: root,
        stdin: tarOf(ociFiles(image)),
      });
      expect(JSON.parse(piped.stdout).paths).toEqual(found.paths);
    }));

  test("what a later layer changes, covers and removes", async () => {
    const last: Made[] = [
      { name: "app/a", content: "another" },
      { name: "app/docs/.wh..wh..opq" },
      { name: "app/docs/y", content: "docs yy" },
      { name: "app/.wh.key" },
      { name: "app/.wh.l" },
    ];
    const found = await compared([...whole, makeTar(last)]);
    expect(states(found)).toEqual({
      "/app/a": ["hidden", 1, 4],
      "/app/b": ["found", 1, null],
      "/app/docs/x": ["removed", 2, 4],
      "/app/docs/y": ["found", 4, null],
      "/app/key": ["removed", 3, 4],
      "/app/l": ["removed", 1, 4],
    });
    const { largest, ...wasted } = found.wasted;
    expect(wasted).toEqual({ bytes: 3 + 6 + 7 + 6, again: 0, hidden: 3, removed: 6 + 7 + 6 });
    expect(largest[0]).toEqual({ path: "/app/docs/y", bytes: 7, layer: 2, by: 4, reason: "removed" });
    expect(found.layers.map(({ wasted: { bytes } }) => bytes)).toEqual([3, 13, 6, 0]);
  });

  test("what was never there, and what is there in another way", async () => {
    const found = await compared(
      layersOf([
        { name: "app/a", content: "eno" },
        { name: "app/b", flag: "5" },
        { name: "app/l", flag: "2", link: "b" },
      ]),
    );
    expect(found.paths.map(({ path, state, what }) => [path, state, what])).toEqual([
      ["/app/a", "changed", "content"],
      ["/app/b", "missing", null],
      ["/app/docs/x", "missing", null],
      ["/app/docs/y", "missing", null],
      ["/app/key", "missing", null],
      ["/app/l", "changed", "target"],
    ]);
  });

  test("what a layer takes away that is not what was predicted", async () => {
    const { paths, instructions, unused } = await compared(
      layersOf(src, docs, [{ name: "app/key", content: "another" }], [{ name: "app/.wh.key" }]),
    );
    expect(paths.find(({ path }) => path === "/app/key")).toMatchObject({ state: "missing", layer: null });
    expect(instructions.map(({ line, wastedBytes }) => [line, wastedBytes])).toEqual([
      [2, 0],
      [3, 0],
    ]);
    expect(unused.paths).toMatchObject([{ path: "secret", inLayer: false }]);
  });

  test("a file written again is copied twice", async () => {
    const found = await compared([
      ...whole,
      makeTar([{ name: "app/docs/x", content: "docs x", mode: 0o755 }]),
    ]);
    expect(found.counts.found).toBe(6);
    expect(found.wasted).toMatchObject({ bytes: 6, again: 6 });
  });

  test("a content under two names is wasted when the last is gone", async () => {
    const twice: Made[] = [...src, { name: "app/other", flag: "1", link: "app/b" }];
    const kept = await compared(layersOf(twice, [{ name: "app/.wh.b" }]));
    expect(kept.wasted.bytes).toBe(0);
    const gone = await compared(layersOf(twice, [{ name: "app/.wh.b" }, { name: "app/.wh.other" }]));
    expect(gone.wasted.bytes).toBe(4);
    const last: Made[] = [{ name: "app/b", content: "else" }];
    const { largest, ...wasted } = (await compared(layersOf(twice, [{ name: "app/.wh.other" }], last)))
      .wasted;
    expect(wasted).toEqual({ bytes: 4, again: 0, hidden: 4, removed: 0 });
    expect(largest).toEqual([{ path: "/app/b", bytes: 4, layer: 1, by: 3, reason: "hidden" }]);
  });

  test("paths come by their bytes, those that are covered among them, and an archive that ADD unpacks at the root is used", async () =>
    withTree(
      {
        "in/Dockerfile": "FROM scratch\nADD x.tar /\nCOPY src /a\nCOPY src/b /a-c\nCOPY src/l /a/b/c\n",
        "in/x.tar": makeTar([{ name: "x", content: "x" }]).toString("latin1"),
        "in/src/b/c": "one",
        "in/src/d": "two",
        "in/src/l": "other",
      },
      async (root) => {
        const copied: Made[] = [
          { name: "a/b/c", content: "one" },
          { name: "a/d", content: "two" },
          { name: "a/l", content: "other" },
        ];
        const layers = layersOf(
          [{ name: "x", content: "x" }],
          copied,
          [{ name: "a-c/c", content: "one" }],
          [{ name: "a/b/c", content: "other" }],
        );
        writeFileSync(join(root, "image.tar"), tarOf(savedFiles({ layers })));
        const { paths, unused } = await compare(root, "image.tar");
        expect(paths.map(({ path, state, layer, hiddenBy }) => [path, state, layer, hiddenBy])).toEqual([
          ["/a-c/c", "found", 3, null],
          ["/a/b/c", "found", 4, null],
          ["/a/b/c", "hidden", 2, 5],
          ["/a/d", "found", 2, null],
          ["/a/l", "found", 2, null],
        ]);
        expect(unused.paths).toEqual([]);
      },
    ));

  test("links in the image on the way to a path", async () => {
    const found = await compared(
      layersOf(
        [
          { name: "srv/", flag: "5" },
          { name: "app", flag: "2", link: "/srv" },
        ],
        src.slice(1),
        docs.slice(1),
        key,
      ),
    );
    expect(found.counts).toMatchObject({ found: 6 });
  });

  test("what is sent and not in the image; what no COPY names could be excluded, and that is tried", async () => {
    const { unused } = await compared([
      ...whole,
      makeTar([{ name: "app/.wh.docs" }, { name: "app/.wh.key" }, { name: "app/.wh.b" }]),
    ]);
    expect(unused.paths.map(({ path, inLayer, namedBy }) => [path, inLayer, namedBy])).toEqual([
      ["docs/y", true, null],
      ["docs/x", true, null],
      ["secret", true, 4],
      ["src/b", true, null],
    ]);
    expect(unused.candidates).toEqual([
      { path: "docs/y", files: 1, bytes: 7 },
      { path: "docs/x", files: 1, bytes: 6 },
      { path: "src/b", files: 1, bytes: 4 },
    ]);
    expect(unused.proven).toBe(true);
  });

  test("where an instruction finds nothing today, nothing is proven", async () =>
    withTree(
      { ...tree, "in/Dockerfile": "FROM scratch\nCOPY src /app/\nCOPY gone /x\nCOPY docs /app/docs/\n" },
      async (root) => {
        const layers = [...layersOf(src, docs), makeTar([{ name: "app/.wh.docs" }])];
        writeFileSync(join(root, "image.tar"), tarOf(savedFiles({ layers })));
        const { unused, failures } = await compare(root, "image.tar");
        expect(failures).toMatchObject([{ line: 3 }]);
        expect(unused.candidates).toMatchObject([{ path: "docs/y" }, { path: "docs/x" }]);
        expect(unused.proven).toBe(false);
      },
    ));

  test("a file that a RUN moved is used; a directory of which nothing is left is one candidate", async () =>
    withTree(
      { ...tree, "in/Dockerfile": "FROM scratch\nCOPY . /app/\nRUN mv /app/src/a /z && rm -r /app/docs\n" },
      async (root) => {
        const all = [...src, ...docs].map((made) => ({
          ...made,
          name: made.name.replace("app/a", "app/src/a"),
        }));
        const layers = layersOf(
          [...all, { name: "app/src/b", content: "two!" }, { name: "app/src/l", flag: "2", link: "a" }],
          [{ name: "app/.wh.docs" }, { name: "app/src/.wh.a" }, { name: "z", content: "one" }],
        );
        writeFileSync(join(root, "image.tar"), tarOf(savedFiles({ layers })));
        const { unused } = await compare(root, "image.tar");
        expect(unused.paths.map(({ path, seenBy }) => [path, seenBy?.line])).toContainEqual(["docs/y", 3]);
        expect(unused.paths.map(({ path }) => path)).not.toContain("src/a");
        expect(unused.candidates[0]).toEqual({ path: "Dockerfile", files: 1, bytes: 66 });
        expect(unused.candidates).toContainEqual({ path: "docs", files: 2, bytes: 13 });
      },
    ));

  test("limits, and what the exit code says", async () =>
    withTree(tree, async (root) => {
      const layers = [...whole, makeTar([{ name: "app/docs/.wh.x" }, { name: "app/docs/.wh.y" }])];
      writeFileSync(join(root, "image.tar"), tarOf(savedFiles({ layers })));
      const code = async (...args: string[]) =>
        (await runHere(["image", "in", "--against", "image.tar", ...args], { cwd: root })).code;
      expect(await code()).toBe(0);
      expect(await code("--max-image-size", "26")).toBe(0);
      expect(await code("--max-image-size", "25")).toBe(1);
      // docs: 0 of 13 bytes, of 26 in all.
      expect(await code("--min-efficiency", "50%")).toBe(0);
      expect(await code("--min-efficiency", "0.51")).toBe(1);
      expect(await code("--max-wasted", "13")).toBe(0);
      expect(await code("--max-wasted", "12")).toBe(1);
      const near = await runHere(["image", "in", "--against", "image.tar", "--max-wasted", "68.42%"], {
        cwd: root,
      });
      expect(near.stdout).toContain("--max-wasted 68.42 %: failed with 68.421053 %\n");
      expect(await code("--max-wasted", "69%")).toBe(0);
      expect(await code("--max-wasted", "68%")).toBe(1);
      expect(await code("--fail-on-difference")).toBe(0);
      expect(await code("--max-wasted", "x")).toBe(2);
      expect((await runHere(["image", "in", "--max-wasted", "1"], { cwd: root })).code).toBe(2);
      writeFileSync(join(root, "image.tar"), tarOf(savedFiles({ layers: layersOf(src) })));
      expect(await code("--fail-on-difference")).toBe(1);
    }));

  test("several platforms: one has to be named", async () =>
    withTree(tree, async (root) => {
      writeFiles(root, ociFiles({ layers: whole }, { layers: [], architecture: "arm64" }));
      const ran = await runHere(["image", "in", "--against", "."], { cwd: root });
      expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining("linux/amd64, linux/arm64")]);
      expect((await compare(root, ".", "--platform", "linux/amd64")).counts.found).toBe(6);
      expect((await compare(root, ".", "--platform", "linux/arm64")).counts.missing).toBe(6);
    }));

  test("other spellings of a platform", async () =>
    withTree(tree, async (root) => {
      writeFiles(root, ociFiles({ layers: whole }, { layers: [], architecture: "arm64" }));
      for (const platform of ["amd64", "linux/x86_64", "LINUX/AMD64"])
        expect((await compare(root, ".", "--platform", platform)).counts.found).toBe(6);
      for (const platform of ["linux/aarch64", "arm64", "linux/arm64/v8"])
        expect((await compare(root, ".", "--platform", platform)).counts.missing).toBe(6);
      const ran = await runHere(["image", "in", "--against", ".", "--platform", "linux/s390x"], {
        cwd: root,
      });
      expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining("no image for linux/s390x")]);
    }));

  test("what stands beside an image in a layout: its other tags, attestations, artifacts, a cache", async () =>
    withTree(tree, async (root) => {
      const files = ociFiles({ layers: whole });
      const outer = JSON.parse(String(files.get("index.json")));
      const [image] = outer.manifests;
      const inner = JSON.parse(String(files.get(`blobs/${image.digest.replace(":", "/")}`))).manifests[0];
      const config = { ...addBlob(files, {}), mediaType: "application/vnd.oci.empty.v1+json" };
      const unknown = addBlob(files, { os: "unknown", architecture: "unknown" });
      const cached = { mediaType: "application/vnd.oci.image.layer.v1.tar", ...addBlob(files, "no JSON {") };
      outer.manifests = [
        { ...inner, annotations: { "org.opencontainers.image.ref.name": "1" } },
        { ...inner, annotations: { "org.opencontainers.image.ref.name": "2" } },
        addBlob(files, { config: unknown, layers: [] }),
        addBlob(files, { config, layers: [], artifactType: "application/spdx+json", subject: inner }),
        addBlob(files, { config, layers: [] }),
        addBlob(files, { manifests: [cached] }),
      ];
      files.set("index.json", Buffer.from(JSON.stringify(outer)));
      writeFileSync(join(root, "image.tar"), tarOf(files));
      expect((await compare(root, "image.tar")).counts.found).toBe(6);
    }));

  test("the table names layers, lines and what differs", async () =>
    withTree(tree, async (root) => {
      writeFileSync(
        join(root, "image.tar"),
        tarOf(savedFiles({ layers: [...whole, makeTar([{ name: "app/.wh.docs" }])] })),
      );
      const { stdout } = await runHere(["image", "in", "--against", "image.tar", "--max-image-size", "1"], {
        cwd: root,
      });
      for (const words of [
        "image.tar (linux/amd64) compared with Dockerfile",
        "4 found, 2 removed",
        "Dockerfile:2  layer 1",
        "removed  /app/docs/x  docs/x (Dockerfile:3)  in layer 2, removed by layer 4",
        "an earlier layer holds it",
        "--max-image-size 1 B: failed with 26 B",
      ])
        expect(stdout).toContain(words);
    }));
});

describe("images that somebody else made", () => {
  const refused: readonly (readonly [string, (root: string) => string | Buffer, RegExp])[] = [
    ["nothing", () => "nowhere.tar", /does not exist/],
    ["a text", () => Buffer.from("no image at all"), /neither a directory nor an archive/],
    ["a context", () => makeTar([{ name: "a", content: "x" }]), /is not an image/],
    ["a broken manifest", () => tarOf(new Map([["manifest.json", Buffer.from("{")]])), /is not JSON/],
    [
      "a layer that is not there",
      () => {
        const files = savedFiles({ layers: whole });
        files.delete("layer1/layer.tar");
        return tarOf(files);
      },
      /does not hold its layer "layer1\/layer.tar"/,
    ],
    [
      "a layer that is cut off",
      () => tarOf(savedFiles({ layers: [makeTar(src).subarray(0, 1_026)] })),
      /layer 1: /,
    ],
    [
      "broken gzip",
      () => tarOf(savedFiles({ layers: [gzipSync(makeTar(src)).fill(7, 20, 40)] })),
      /layer 1: its compression is broken/,
    ],
    ["bzip2", () => tarOf(savedFiles({ layers: [Buffer.from("BZh91AY&SY")] })), /compressed with bzip2/],
    [
      "a link to nothing",
      () => tarOf(savedFiles({ layers: layersOf([{ name: "a", flag: "1", link: "b" }]) })),
      /which is not there/,
    ],
    [
      "a file as a directory",
      () =>
        tarOf(
          savedFiles({
            layers: layersOf([
              { name: "a", content: "" },
              { name: "a/b", content: "" },
            ]),
          }),
        ),
      /below something that is not a directory/,
    ],
    [
      "a name that is too long",
      () => tarOf(savedFiles({ layers: layersOf([{ name: "x".repeat(300), flag: "x", content: "" }]) })),
      /./,
    ],
    ["an encrypted layer", () => tarOf(withLayer("+encrypted")), /is encrypted/],
    [
      "a layer that is distributed apart",
      () => tarOf(withLayer("", { digest: `sha256:${"0".repeat(64)}`, urls: ["https://example.com/x"] })),
      /does not hold its layer "[^"]+", which is distributed apart/,
    ],
    [
      "no tar",
      () => tarOf(savedFiles({ layers: [Buffer.alloc(600, "x")] })),
      /layer 1: .*\n.*write it again/,
    ],
    [
      "two images for one platform",
      () => tarOf(ociFiles({ layers: whole }, { layers: [] })),
      /holds 2 images: linux\/amd64, linux\/amd64\n.*docker save/,
    ],
    [
      "several images",
      () =>
        tarOf(
          new Map([
            ["manifest.json", Buffer.from('[{"Config":"c","Layers":[]},{"Config":"c","Layers":[]}]')],
          ]),
        ),
      /holds 2 images/,
    ],
  ];
  for (const [what, make, words] of refused) {
    if (what === "a name that is too long") continue;
    test(`${what} is refused with a word`, async () =>
      withTree(tree, async (root) => {
        const made = make(root);
        if (typeof made !== "string") writeFileSync(join(root, "image.tar"), made);
        const ran = await runHere(
          ["image", "in", "--against", typeof made === "string" ? made : "image.tar"],
          { cwd: root },
        );
        expect([ran.code, ran.stdout]).toEqual([2, ""]);
        expect(ran.stderr).toMatch(words);
      }));
  }

  test("a manifest and a link lead to nothing outside of the layout", async () =>
    withTree({ ...tree, outside: "x" }, async (root) => {
      const digest = `sha256:../../../outside`;
      const manifest = Buffer.from(JSON.stringify({ manifests: [{ digest, size: 1 }] }));
      writeFiles(join(root, "layout"), new Map([["index.json", manifest]]));
      const code = async () => (await runHere(["image", "in", "--against", "layout"], { cwd: root })).code;
      expect(await code()).toBe(2);
      const files = savedFiles({ layers: whole });
      files.delete("layer0/layer.tar");
      writeFiles(join(root, "save"), files);
      writeFileSync(join(root, "layer.tar"), makeTar(src));
      symlinkSync("../../layer.tar", join(root, "save/layer0"));
      expect(await code()).toBe(2);
    }));

  test("names that climb and absolute ones stay inside, and control characters do nothing", async () => {
    const found = await compared(
      layersOf([
        { name: "/app/a", content: "one" },
        { name: "../../app/b", content: "two!" },
        { name: "app/docs/\u001b[2Jx", content: "evil" },
        { name: "app/docs/.wh.\u001b[2Jx" },
      ]),
    );
    expect(states(found)).toMatchObject({ "/app/a": ["found", 1, null], "/app/b": ["found", 1, null] });
    await withTree(tree, async (root) => {
      writeFileSync(
        join(root, "image.tar"),
        tarOf(
          savedFiles({
            layers: layersOf([{ name: "\u001b[2Jx", content: "evil" }], [{ name: ".wh.\u001b[2Jx" }]),
            history: ["\u001b[31mred"],
          }),
        ),
      );
      const { stdout } = await runHere(["image", "in", "--against", "image.tar"], { cwd: root });
      expect(stdout).not.toContain("\u001b");
    });
  });
});
