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
    [
      "seen by a RUN through a mount",
      stages("RUN --mount=type=bind,target=/x true"),
      ["error", "maybe-image", 2],
    ],
    [
      "through a mount of its directory, with a source",
      stages("RUN --mount=type=bind,source=k,target=/x true", "FROM scratch", "COPY --from=build /b /"),
      ["error", "maybe-image", 2],
    ],
    [
      "through a mount of another directory not at all",
      stages("RUN --mount=type=bind,source=b,target=/x true", "COPY --exclude=**/*.p12 . /x"),
      ["info", "builder", null],
    ],
    [
      "in a stage, before a RUN",
      stages("COPY . /x", "RUN make", "FROM scratch", "COPY --from=build /out /y"),
      ["error", "maybe-image", 3],
    ],
    [
      "in a stage, behind its only RUN",
      stages("RUN make", "COPY . /x", "FROM scratch", "COPY --from=build /x/b /y"),
      ["warning", "stage", 3],
    ],
    [
      "through a mount of a stage, and a cache that is filled from one",
      stages(
        "COPY . /x",
        "FROM node AS other",
        "RUN --mount=type=cache,from=build,target=/c true",
        "FROM scratch",
        "COPY --from=other /o /",
      ),
      ["error", "maybe-image", 4],
    ],
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
    expect(await reachOf(stages("COPY b /x"), "balena")).toEqual(["error", null, null]);
  });
});
