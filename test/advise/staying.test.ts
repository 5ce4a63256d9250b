import { expect, test } from "vitest";
import { type Tree, withTree } from "../context/trees.ts";
import { inspectTree } from "../findings/finding.ts";

const messageOf = (tree: Tree, rule: string) =>
  withTree({ ".dockerignore": "", ...tree }, async (root) => {
    const { findings } = await inspectTree(root);
    return findings
      .filter((finding) => finding.rule === rule)
      .map(({ severity, fix, message }) => `${severity} ${fix} ${message.replace(/; ends up.*/, "")}`);
  });

const history = { ".git/HEAD": 30 };

/** The history that a build needs: who needs it, and how the others do without. */
const rows: readonly [what: string, tree: Tree, message: string][] = [
  [
    "an instruction copies it, and one takes it besides",
    { ...history, Dockerfile: "FROM x\nCOPY . /a/\nCOPY .git /a/.git\n" },
    "info null .git (30 B) stays: Dockerfile:3 copies it. COPY --exclude=.git excludes it from what Dockerfile:2 copies; a named context (--build-context git=.git) gives it to the one instruction that needs it",
  ],
  [
    "an instruction copies it, and nobody else",
    { ...history, Dockerfile: "FROM x\nCOPY .git /a/.git\n" },
    "info null .git (30 B) stays: Dockerfile:2 copies it",
  ],
  [
    "a command reads it",
    { ...history, Dockerfile: "FROM x\nCOPY . /a/\nRUN git rev-parse HEAD\n" },
    "info null .git (30 B) stays: a command of Dockerfile reads the history. COPY --exclude=.git excludes it from what Dockerfile:2 copies; RUN --mount=type=bind,source=.git,target=.git gives it to the command that reads it",
  ],
  [
    "a command takes it away, which need not be there",
    { ...history, Dockerfile: "FROM x\nCOPY . /a/\nRUN \\\n  rm -rf /a/.git && \\\n  true\n" },
    "warning .git 1 file, 30 B of version control data are sent, with the whole history; removed at Dockerfile:3, but it stays in the layer of Dockerfile:2, and the final image has that",
  ],
  [
    "a command takes it away, which must be there",
    { ...history, Dockerfile: "FROM x\nCOPY . /a/\nRUN rm -r /a/.git\n" },
    "info null .git (30 B) stays: a command of Dockerfile names .git. COPY --exclude=.git excludes it from what Dockerfile:2 copies; RUN --mount=type=bind,source=.git,target=.git gives it to the command that reads it; removed at Dockerfile:3, but it stays in the layer of Dockerfile:2, and the final image has that",
  ],
  [
    "a mount shows it",
    { ...history, Dockerfile: "FROM x\nRUN --mount=type=bind,source=.git,target=/g true\nCOPY . /a/\n" },
    "info null .git (30 B) stays: Dockerfile:2 mounts it. COPY --exclude=.git excludes it from what Dockerfile:3 copies; a named context (--build-context git=.git) gives it to the one instruction that needs it",
  ],
  [
    "an exception brings it back",
    { ...history, ".dockerignore": "*\n!.git\n", Dockerfile: "FROM x\nCOPY . /a/\n" },
    "info null .git (30 B) stays: .dockerignore:2 re-includes it",
  ],
];
test.each(rows)("%s", async (_, tree, message) => {
  expect(await messageOf(tree, "vcs-directory")).toEqual([message]);
});
