import { expect, test } from "vitest";
import { inspect } from "../../src/index.ts";
import { type Tree, withTree } from "../context/trees.ts";

const tree: Tree = { "src/a": 1, "src/b": 10, "docs/c": 100, d: 1000 };

/** "line: image / named / rest bytes, RUN lines" of each instruction that copies into a stage on the way. */
function onward(lines: readonly string[], more: Tree = {}): Promise<string[]> {
  return withTree(
    { ...tree, ...more, Dockerfile: lines.join("\n"), ".dockerignore": "Dockerfile\n.dockerignore\n" },
    async (context) => {
      const { instructions } = await inspect({ context, secretContent: false });
      return instructions.flatMap(({ line, onward }) =>
        onward === null
          ? []
          : [
              `${line}: ${onward.image.bytes} / ${onward.named.bytes} / ${onward.rest.bytes}, ${onward.runs.join(" ")}`,
            ],
      );
    },
  );
}

const rows: [what: string, dockerfile: string[], told: string[]][] = [
  ["the only stage is the image", ["FROM scratch", "COPY . ."], []],
  [
    "a stage that the image is built on is the image",
    ["FROM scratch AS a", "COPY . .", "FROM a", "COPY d /"],
    [],
  ],
  [
    "what a later COPY takes into the image",
    ["FROM alpine AS a", "COPY . /w", "RUN make", "FROM scratch", "COPY --from=a /w/src /"],
    ["2: 11 / 0 / 1100, 3"],
  ],
  [
    "through another stage, as far as it gets",
    [
      "FROM scratch AS a",
      "COPY . /w",
      "FROM scratch AS b",
      "COPY --from=a /w/src /s",
      "FROM scratch",
      "COPY --from=b /s/a /",
    ],
    ["2: 1 / 10 / 1100, "],
  ],
  [
    "what is covered in the image is in the image",
    ["FROM scratch AS a", "COPY . /w", "FROM scratch", "COPY --from=a /w/d /x", "COPY --from=a /w/src/a /x"],
    ["2: 1001 / 0 / 110, "],
  ],
  [
    "a mount names it, too",
    ["FROM scratch AS a", "COPY . /w", "FROM alpine", "RUN --mount=from=a,source=/w/src,target=/m true"],
    ["2: 0 / 11 / 1100, "],
  ],
  [
    "the commands below it, and those of stages on its own",
    [
      "FROM alpine AS a",
      "RUN one",
      "COPY . /w",
      "RUN two",
      "FROM a AS b",
      "RUN three",
      "FROM scratch",
      "COPY --from=b /out /",
    ],
    ["3: 0 / 0 / 1111, 4 6"],
  ],
  [
    "each instruction by itself, a file that both copy in both",
    ["FROM scratch AS a", "COPY d /1/", "COPY . /2/", "FROM scratch", "COPY --from=a /1 /"],
    ["2: 1000 / 0 / 0, ", "3: 0 / 0 / 1111, "],
  ],
  [
    "part of what was copied as a whole, once more, and from what holds it",
    [
      "FROM scratch AS a",
      "COPY . /w/",
      "FROM scratch AS b",
      "COPY --from=a /w /all",
      "FROM alpine",
      "COPY --from=b /all/docs /d",
      "RUN --mount=from=a,source=/w/src,target=/m true",
      "COPY --from=a /w/src/b /",
    ],
    ["2: 110 / 1001 / 0, "],
  ],
  [
    "what is left out of a copy of a directory",
    ["FROM scratch AS a", "COPY . /w", "FROM scratch", "COPY --from=a --exclude=b /w/src /s"],
    ["2: 1 / 0 / 1110, "],
  ],
  [
    "nothing of a build that would fail",
    ["FROM scratch AS a", "COPY . .", "FROM scratch", "COPY --from=a /no /"],
    [],
  ],
  ["a stage that nobody needs", ["FROM scratch AS a", "COPY . .", "FROM scratch", "COPY d /"], []],
];

test.each(rows)("%s", async (_, dockerfile, told) => {
  expect(await onward(dockerfile)).toEqual(told);
});

test("a file with two names counts its bytes once, as far as one of them gets", async () => {
  const dockerfile = ["FROM scratch AS a", "COPY . /w", "FROM scratch", "COPY --from=a /w/src /"];
  expect(await onward(dockerfile, { "docs/e": { same: "src/b" } })).toEqual(["2: 11 / 0 / 1100, "]);
});
