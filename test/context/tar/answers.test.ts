import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { fromBuffer } from "../../../src/bytes.ts";
import { openElsewhere } from "../../../src/context/elsewhere.ts";
import { openTree } from "../../../src/context/tree.ts";
import { unlessRefused } from "../../../src/errors.ts";
import { listSet } from "../../../src/explain/list.ts";
import { planBuild } from "../../../src/plan/plan.ts";

/** fixtures/README.md: what real builders made of archives on stdin, Dockerfile `COPY . /`. Paths are byte strings. */
interface Row {
  readonly name: string;
  readonly tar?: string;
  /** In its place: as it was given. */
  readonly gzip?: string;
  readonly buildkit?: readonly string[] | "refused";
  readonly classic?: readonly string[] | "refused";
  readonly buildah?: readonly string[] | "refused";
}

const rows: readonly Row[] = JSON.parse(
  readFileSync(new URL("../../../fixtures/tar/answers.json", import.meta.url), "utf8"),
);

const builders = ["buildkit", "classic", "buildah"] as const;

async function* inPieces(bytes: Buffer, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function answer(tar: Buffer, builder: (typeof builders)[number]): Promise<unknown> {
  try {
    const elsewhere = await openElsewhere("-", "/nowhere", () => inPieces(tar, 700));
    if (elsewhere === null) return "no context";
    const plan = planBuild({
      ...{
        context: "-",
        cwd: "/nowhere",
        builder,
        file: undefined,
        ignoreFile: undefined,
        target: undefined,
      },
      ...{ buildArgs: new Map(), buildContexts: [], platform: undefined },
      source: openTree(elsewhere.source),
      root: elsewhere.root,
      stdinDockerfile: elsewhere.dockerfile,
    });
    // What the classic builder lets through is all that is there.
    const { entries } = listSet(plan, "sent");
    return entries.map(({ path, type }) => (type === "directory" ? `${path}/` : path)).sort();
  } catch (error) {
    if (
      unlessRefused(() => {
        throw error;
      }) === null
    )
      return "refused";
    throw error;
  }
}

describe("archives on stdin, as real builders unpacked them", () => {
  test("there are rows, of each outcome", () => {
    expect(rows.length).toBeGreaterThan(40);
    expect(rows.filter(({ buildkit }) => buildkit === "refused").length).toBeGreaterThan(8);
  });

  for (const row of rows) {
    for (const builder of builders) {
      const recorded = row[builder];
      if (recorded === undefined) continue;
      test(`${row.name}: ${builder}`, async () => {
        const given = Buffer.from(row.gzip ?? row.tar ?? "", "base64");
        expect(await answer(row.gzip === undefined ? gunzipSync(given) : given, builder)).toEqual(
          recorded === "refused" ? "refused" : [...recorded].sort(),
        );
      });
    }
  }
});

test("bytes of a name that are no text stay as they are", async () => {
  const row = rows.find(({ name }) => name === "pax-latin");
  expect(row?.buildkit).toContain(fromBuffer(Buffer.from([0x64, 0xff])));
});
