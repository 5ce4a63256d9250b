import { describe, expect, test } from "vitest";
import { inspect } from "../../src/index.ts";
import { withTree } from "../context/trees.ts";

const stages = (...lines: string[]) => `FROM node AS build\n${lines.join("\n")}\n`;

async function reachOf(dockerfile: string, builder = "buildkit") {
  const tree = { Dockerfile: dockerfile, ".dockerignore": "#\n", "k/a.p12": 1, b: 1 };
  const report = await withTree(tree, (context) => inspect({ context, builder, secretContent: false }));
  const finding = report.findings.find(({ rule }) => rule === "secret-name");
  return finding && [finding.severity, finding.reach, finding.reachLine];
}

describe("how far a secret gets", () => {
  const rows: [what: string, dockerfile: string, expected: unknown][] = [
    ["the final image", stages("COPY . /x"), ["error", "image", 2]],
    ["a stage that is the base of the final one", stages("COPY . /x", "FROM build"), ["error", "image", 2]],
    ["copied on", stages("COPY . /x", "FROM scratch", "COPY --from=build /x /y"), ["error", "image", 4]],
    ["copied, then covered", stages("COPY k/a.p12 /x", "COPY b /x"), ["error", "image", 2]],
    [
      "a stage only",
      stages("COPY . /x", "FROM scratch", "COPY --from=build /x/b /y"),
      ["warning", "stage", 2],
    ],
    ["the builder only", stages("RUN --mount=type=bind,target=/x true"), ["info", "builder", null]],
    ["left out by --exclude", stages("COPY --exclude=**/*.p12 . /x"), ["info", "builder", null]],
    [
      "a build that fails before says nothing of the rest",
      stages("COPY . /x", "COPY nope /", "FROM scratch", "COPY --from=build /x/b /"),
      ["error", null, null],
    ],
    ["not sent", stages("COPY b /x"), undefined],
  ];
  test.each(rows)("%s", async (_, dockerfile, expected) => {
    expect(await reachOf(dockerfile)).toEqual(expected);
  });

  test("another builder: not known, and an error as ever", async () => {
    expect(await reachOf(stages("COPY b /x"), "classic")).toEqual(["error", null, null]);
  });
});
