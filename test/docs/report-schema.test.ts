import { readFileSync, writeFileSync } from "node:fs";
import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import type { ImageComparison } from "../../src/built/comparison.ts";
import type { ImageListing } from "../../src/image/image.ts";
import type { Report } from "../../src/report-model.ts";
import type { RepositoryReport } from "../../src/repository/model.ts";
import type { BuildHash } from "../../src/sent/build-hash.ts";
import * as shapes from "../../src/shapes.ts";
import { layersOf, savedFiles, tarOf } from "../built/make-image.ts";
import { runHere } from "../cli/run.ts";
import { violations } from "../cli/schema.ts";
import { withTree } from "../context/trees.ts";

const file = new URL("../../report.schema.json", import.meta.url);
const { report, builds, repository, hash, image, comparison } = shapes;
const definitions = { report, builds, repository, hash, image, comparison };

/** A program that prints something else than its schema says is not compiled. */
type Deep<T> = T extends readonly (infer Item)[]
  ? readonly Deep<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Deep<T[Key]> }
    : T;
type In<Shape extends v.GenericSchema> = Deep<v.InferInput<Shape>>;
const printed: {
  readonly report: (data: Report) => In<typeof report>;
  readonly repository: (data: RepositoryReport) => In<typeof repository>;
  readonly hash: (data: BuildHash) => In<typeof hash>;
  readonly image: (data: ImageListing) => In<typeof image>;
  readonly comparison: (data: ImageComparison) => In<typeof comparison>;
} = {
  report: (data) => data,
  repository: (data) => data,
  hash: (data) => data,
  image: (data) => data,
  comparison: (data) => data,
};

test("report.schema.json is what the program checks with", () => {
  const made = toJsonSchema(v.union(Object.values(definitions)), { definitions, target: "draft-2020-12" });
  const text = `${JSON.stringify({ ...made, title: "What ctxcheck prints as JSON, version 1" })}\n`;
  if (process.env.UPDATE_DOCS === "1") writeFileSync(file, text);
  expect(readFileSync(file, "utf8")).toBe(text);
  expect(Object.keys(printed).length).toBe(Object.keys(definitions).length - 1);
});

const dockerfile = "FROM scratch AS a\nCOPY src /s/\nFROM scratch\nCOPY --from=a /s /t\nCOPY . /\n";

describe("what is printed keeps to it", () => {
  const rows: readonly (readonly [kind: string, args: readonly string[]])[] = [
    ["report", ["--json", "--files", "--excluded", "--max-size", "1kB"]],
    ["report", ["--json", "--builder", "classic", "--no-secret-content"]],
    ["report", ["--json", "src"]],
    ["report", ["--json", "image.tar"]],
    ["repository", ["--all", "--json", "--max-size", "1kB"]],
    ["builds", ["builds", "--json"]],
    ["hash", ["hash", "--json"]],
    ["hash", ["hash", "--json", "--target", "a", "--build-arg", "X=1", "--modes", "exact"]],
    ["image", ["image", "--json"]],
    ["image", ["image", "--json", "--stage", "a"]],
    ["comparison", ["image", "--json", "--against", "image.tar", "--max-image-size", "1B"]],
  ];
  test.each(rows)("%s: ctxcheck %j", async (kind, args) =>
    withTree(
      {
        Dockerfile: dockerfile,
        "src/a": "one",
        "src/.env": "A=1",
        "web/Dockerfile": "FROM scratch\n",
        "compose.yaml": "services: {x: {build: {context: ., args: [A, B=1]}}}",
        l: { link: "src/a" },
      },
      async (cwd) => {
        const layers = layersOf([{ name: "t/a", content: "one" }], [{ name: "t/a", content: "two" }]);
        writeFileSync(`${cwd}/image.tar`, tarOf(savedFiles({ layers })));
        const { stdout } = await runHere(args, { cwd });
        const data = JSON.parse(stdout) as Record<string, unknown>;
        expect(violations(kind, data)).toEqual([]);
        // A field that is gone, and one of another type, are noticed.
        for (const key of Object.keys(definitions[kind as keyof typeof definitions].entries).slice(0, 2)) {
          const { [key]: _, ...rest } = data;
          expect(violations(kind, rest)).not.toEqual([]);
          expect(violations(kind, { ...data, [key]: [{}] })).not.toEqual([]);
        }
      },
    ),
  );
});

test("it is published", () => {
  const read = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const { files, exports } = JSON.parse(read) as { files: string[]; exports: Record<string, unknown> };
  expect(files).toContain("report.schema.json");
  expect(exports).toHaveProperty(["./report.schema.json"], "./report.schema.json");
});
