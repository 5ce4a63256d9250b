import { createHash } from "node:crypto";
import { chmodSync, linkSync, lutimesSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEntries } from "../../src/context/tar/entries.ts";
import { run as runCtxcheck } from "../cli/run.ts";
import { type Tree, withTree } from "../context/trees.ts";
import { type Engine, openEngine } from "./engine.ts";
import { findProgram, whyNot } from "./programs.ts";
import { canSandbox } from "./sandbox.ts";
import { readTar } from "./tar.ts";

const [docker, dockerd] = ["docker", "dockerd"].map((name) => findProgram(name));
const hasBuildkit = Number(/(\d+)\./.exec(docker?.version ?? "")?.[1]) < 23;
const why = whyNot(
  [docker != null && dockerd != null, "there is no docker and dockerd on the PATH"],
  [docker == null || hasBuildkit, `${docker?.version} has no BuildKit of its own`],
  [canSandbox(), "no namespaces can be made to start an Engine in (unshare)"],
);

/** Milliseconds. */
const startLimit = 300_000;

const files: Tree = {
  "src/a": "one",
  "src/deep/er/b": "two",
  "src/run.sh": "#!/bin/sh\n",
  [`${"d".repeat(90)}/${"f".repeat(120)}`]: "long",
  "é ü": "text",
  l: { link: "src/a" },
  dead: { link: "/nowhere/at/all" },
  empty: "",
  skip: "no",
  "out/skip": "no",
  "out/keep": "yes",
};

const rows: readonly (readonly [what: string, tree: Tree])[] = [
  ["all of it", { ...files, Dockerfile: "FROM scratch\nCOPY . /\n" }],
  [
    "with an ignore file and an exception",
    { ...files, Dockerfile: "FROM scratch\nCOPY . /\n", ".dockerignore": "skip\nout\n!out/keep\n" },
  ],
  [
    "by stages, parts of it",
    {
      ...files,
      Dockerfile:
        "FROM scratch AS a\nCOPY src l /s/\nCOPY out/k* /o/\nFROM scratch\nCOPY --from=a /s /t\nCOPY empty /u/\n",
    },
  ],
];

describe.skipIf(why !== null)(`docker build - < export, ${dockerd?.version}`, () => {
  let engine: Engine;
  let scratch: string;
  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), "ctxcheck-export-"));
    engine = await openEngine();
  }, startLimit);
  afterAll(async () => {
    await engine?.close();
    rmSync(scratch, { recursive: true, force: true });
  }, startLimit);

  for (const [builder, buildkit] of [
    ["buildkit@0.8", true],
    ["classic", false],
  ] as const)
    it.for(rows)(`${builder}: %s gives the layers of the directory`, async ([what, tree]) => {
      await withTree(tree, async (root) => {
        chmodSync(join(root, "src/run.sh"), 0o755);
        linkSync(join(root, "src/a"), join(root, "src/z"));
        lutimesSync(join(root, "src/a"), 1_000_000_000.5, 1_000_000_000.5);
        const archive = join(scratch, "context.tar");
        const exported = await runCtxcheck(["export", "-o", archive, "--builder", builder], { cwd: root });
        expect(exported.code).toBe(0);
        const [direct, piped] = [
          await engine.build(root, { buildkit }),
          await engine.build("-", { buildkit, stdin: archive }),
        ];
        expect(piped.complaint.match(/error.*/i) ?? []).toEqual([]);
        const expected = layersOf(direct.saved);
        expect(expected.flat().length).toBeGreaterThan(4);
        expect(layersOf(piped.saved)).toEqual(expected);
        // The daemon makes no directory of its own then: not even a time differs.
        if (!buildkit && what === "all of it") expect(diffIds(piped.saved)).toEqual(diffIds(direct.saved));
      });
    });
});

type Json = (path: string) => unknown;

function savedFiles(saved: Buffer | null): { readonly json: Json; readonly file: (path: string) => Buffer } {
  const entries = new Map(readTar(saved ?? Buffer.alloc(0)).entries.map((entry) => [entry.path, entry]));
  const file = (path: string): Buffer => {
    const entry = entries.get(path);
    // A layer that repeats another is a link to it.
    if (entry?.type === "symlink") return file(posix.join(path, "..", entry.link));
    return entry?.content ?? Buffer.alloc(0);
  };
  return { file, json: (path) => JSON.parse(file(path).toString("utf8")) };
}

const manifestOf = (json: Json) =>
  v.parse(v.array(v.object({ Config: v.string(), Layers: v.array(v.string()) })), json("manifest.json"));

/** What each layer says of each entry. BuildKit 0.8 gives directories the time of the build, whatever they had. */
function layersOf(saved: Buffer | null): string[][] {
  const { json, file } = savedFiles(saved);
  return (manifestOf(json)[0]?.Layers ?? []).map((path) => {
    const tar = file(path);
    const read = (position: number, length: number) => tar.subarray(position, position + length);
    return [...readEntries({ size: tar.length, read })].map(
      ({ flag, name, link, mode, mtimeMs, size, position }) =>
        [flag, name, link, mode, flag === "5" ? "" : mtimeMs, digestOf(read(position, size))].join(" "),
    );
  });
}

const digestOf = (content: Buffer) => createHash("sha256").update(content).digest("hex");

/** Digests of the unpacked layers, as the configuration of the image has them. */
function diffIds(saved: Buffer | null): readonly string[] {
  const { json } = savedFiles(saved);
  const config = v.object({ rootfs: v.object({ diff_ids: v.array(v.string()) }) });
  return v.parse(config, json(manifestOf(json)[0]?.Config ?? "")).rootfs.diff_ids;
}
