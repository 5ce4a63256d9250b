import { expect, test } from "vitest";
import type { BuilderName } from "../../src/builders/builder.ts";
import { fromText } from "../../src/bytes.ts";
import { openTree } from "../../src/context/tree.ts";
import { CtxcheckError } from "../../src/errors.ts";
import { inspectBuild } from "../../src/inspect.ts";
import { foldingDisk } from "../context/folding.ts";
import { buildOf, type Tree, withTree } from "../context/trees.ts";

interface Row {
  readonly tree: Tree;
  readonly file?: string;
  /** Dockerfile, ignore file, bytes that are sent, and copies without a source. */
  readonly buildkit: string;
  readonly classic: string;
}

const copyAll = "FROM scratch\nCOPY . /\n";
const copy = (source: string) => fromText(`FROM scratch\nCOPY ${source} /\n`);
const [composed, decomposed] = ["NFC", "NFD"].map((form) => "café.txt".normalize(form)) as [string, string];

const rows: Record<string, Row> = {
  "the Dockerfile in small letters": {
    tree: { dockerfile: copyAll, a: 1000 },
    buildkit: "dockerfile - 1022",
    classic: "Dockerfile - 1022",
  },
  "in capitals": {
    tree: { DOCKERFILE: copyAll, a: 1000 },
    buildkit: "- - 1022",
    classic: "Dockerfile - 1022",
  },
  "named in another case": {
    tree: { Dockerfile: copyAll, a: 1000 },
    file: "dockerfile",
    buildkit: "refused: dockerfile",
    classic: "dockerfile - 1022",
  },
  "an ignore file in another case": {
    tree: { Dockerfile: copyAll, a: 1000, ".DockerIgnore": "a\n" },
    buildkit: "Dockerfile - 1024",
    classic: "Dockerfile .dockerignore 24",
  },
  "an ignore file of the Dockerfile's own in another case": {
    tree: { Dockerfile: copyAll, a: 1000, "dockerfile.dockerignore": "a\n" },
    buildkit: "Dockerfile - 1024",
    classic: "Dockerfile - 1024",
  },
  "a pattern in another case": {
    tree: { Dockerfile: copyAll, README: 1000, ".dockerignore": "readme\n" },
    buildkit: "Dockerfile .dockerignore 1029",
    classic: "Dockerfile .dockerignore 1029",
  },
  "a source in another case": {
    tree: { Dockerfile: copy("readme.md"), "README.md": 1000 },
    buildkit: "Dockerfile - 0 missing: readme.md",
    classic: "Dockerfile - 1030 missing: readme.md",
  },
  "a directory of a source in another case": {
    tree: { Dockerfile: copy("Src/a"), "src/a": 1000 },
    buildkit: "Dockerfile - 0 missing: Src/a",
    classic: "Dockerfile - 1026 missing: Src/a",
  },
  "a pattern with its accent composed otherwise": {
    tree: {
      Dockerfile: copyAll,
      [fromText(decomposed)]: 1000,
      ".dockerignore": fromText(`${composed}\n`),
    },
    buildkit: "Dockerfile .dockerignore 1032",
    classic: "Dockerfile .dockerignore 1032",
  },
  "a source with its accent composed otherwise": {
    tree: { Dockerfile: copy(composed), [fromText(decomposed)]: 1000 },
    buildkit: `Dockerfile - 0 missing: ${composed}`,
    classic: `Dockerfile - 1030 missing: ${composed}`,
  },
};

async function answer(root: string, builder: BuilderName, file: string | undefined): Promise<string> {
  try {
    const asked = { ...buildOf(root, builder), file, source: openTree(foldingDisk) };
    const limits = { largeFile: 1e9, largeDirectory: 1e9 };
    const report = await inspectBuild({ ...asked, measureExcluded: false, limits, budgets: [] });
    const missing = report.findings.filter(({ rule }) => rule === "copy-missing").map(({ detail }) => detail);
    const words = [report.dockerfile ?? "-", report.ignoreFile ?? "-", report.sent.bytes];
    return [...words, ...missing.map((path) => `missing: ${path}`)].join(" ");
  } catch (error) {
    if (error instanceof CtxcheckError) return `refused: ${error.code}`;
    throw error;
  }
}

test.each(Object.entries(rows))("rule A27: %s", (_, { tree, file, buildkit, classic }) =>
  withTree(tree, async (root) => {
    expect(await answer(root, "buildkit", file)).toBe(buildkit);
    expect(await answer(root, "classic", file)).toBe(classic);
  }),
);
