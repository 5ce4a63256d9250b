import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readLayers } from "../../src/built/read-layers.ts";
import { makeTar } from "../context/tar/make-tar.ts";

/** fixtures/dive/README.md: what dive itself says of these layers. */
interface Row {
  readonly layers: readonly (readonly (readonly [name: string, flag: string, bytes: number])[])[];
  readonly efficiency: number;
  readonly wasted: number;
}

const rows: readonly Row[] = JSON.parse(
  readFileSync(new URL("../../fixtures/dive/answers.json", import.meta.url), "utf8"),
);

const made = ([name, flag, bytes]: Row["layers"][number][number]) => ({
  ...{ name, flag, content: "x".repeat(bytes) },
  ...(flag === "2" ? { link: "x" } : {}),
});

describe("the efficiency of an image", () => {
  test("there are rows of each kind", () => {
    expect(rows.filter(({ efficiency }) => efficiency < 1).length).toBeGreaterThan(20);
    expect(rows.filter(({ wasted }) => wasted === 0).length).toBeGreaterThan(5);
  });

  test.each(rows.map((row, at) => [at, row] as const))("as dive counts it: image %i", async (_, row) => {
    const tars = row.layers.map((layer) => makeTar(layer.map(made)));
    const layers = tars.map((tar) => ({ digest: null, file: { size: tar.length, pieces: () => [tar] } }));
    const files = { shown: "image", find: () => null, json: () => null };
    const { efficiency } = await readLayers(files, { platform: null, history: [], layers });
    expect(efficiency.wastedBytes).toBe(row.wasted);
    expect(efficiency.score).toBeCloseTo(row.efficiency, 12);
  });
});
