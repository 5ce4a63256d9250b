import { describe, expect, test } from "vitest";
import { inspect, type ReportedFinding } from "../../src/index.ts";
import { type Tree, withTree } from "../context/trees.ts";

const about = new Set([
  "copy-ignored",
  "copy-missing",
  "copy-matches-nothing",
  "copy-everything",
  "copy-outside",
  "dockerfile-ignore-replaces",
]);

async function found(tree: Tree): Promise<readonly ReportedFinding[]> {
  const report = await withTree(tree, (context) =>
    inspect({ context, file: `${context}/Dockerfile`, secretContent: false }),
  );
  return report.findings.filter(({ rule }) => about.has(rule));
}

const short = ({ rule, severity, path, line, fix }: ReportedFinding) =>
  `${severity} ${rule} ${path}${line === null ? "" : `:${line}`}${fix === null ? "" : ` fix ${fix}`}`;

const build = (...lines: string[]) => `FROM scratch\n${lines.join("\n")}\n`;

interface Row {
  readonly dockerfile: string;
  readonly ignore?: string;
  readonly files: Tree;
  readonly says: readonly string[];
}

const rows: Record<string, Row> = {
  "what is there and sent is quiet": { dockerfile: build("COPY a b /"), files: { a: 1, "b/c": 1 }, says: [] },
  "COPY . of a whole context that is kept out": {
    dockerfile: build("COPY . /"),
    ignore: "**",
    files: { a: 1 },
    says: ["warning copy-ignored Dockerfile:2"],
  },
  "an excluded file in a stage of which the image takes nothing": {
    dockerfile: `FROM scratch AS s0\nCOPY a /\nCOPY missing /\nFROM scratch\nCOPY --from=s0 <<X /d/\nX\n`,
    ignore: "a",
    files: { a: 1 },
    says: [],
  },
  "a file that the ignore file excludes": {
    dockerfile: build("COPY a /"),
    ignore: "a",
    files: { a: 1 },
    says: ["error copy-ignored Dockerfile:2 fix !a"],
  },
  "under an exception, where BuildKit's own check is silent": {
    dockerfile: build("COPY a /"),
    ignore: "a\n!b",
    files: { a: 1, b: 1 },
    says: ["error copy-ignored Dockerfile:2 fix !a"],
  },
  "check=skip silences it, as BuildKit's own check": {
    dockerfile: `# check=skip=CopyIgnoredFile\n${build("COPY d /d/")}`,
    ignore: "d/a",
    files: { "d/a": 1 },
    says: [],
  },
  "check=skip above another instruction does not": {
    dockerfile: build("# check=skip=all", "COPY b /", "COPY d /d/"),
    ignore: "d/a",
    files: { "d/a": 1, b: 1 },
    says: ["warning copy-ignored Dockerfile:4"],
  },
  "check=skip does not silence a build that fails": {
    dockerfile: `# check=skip=all\n${build("COPY a /")}`,
    ignore: "a",
    files: { a: 1 },
    says: ["error copy-ignored Dockerfile:3 fix !a"],
  },
  "an exception that brings it back": {
    dockerfile: build("COPY d/a /"),
    ignore: "d\n!d/a",
    files: { "d/a": 1 },
    says: [],
  },
  "a leading slash, where BuildKit's own check is silent": {
    dockerfile: build("COPY /a /"),
    ignore: "a",
    files: { a: 1 },
    says: ["error copy-ignored Dockerfile:2 fix !a"],
  },
  "the target of a link": {
    dockerfile: build("COPY l /"),
    ignore: "f",
    files: { f: 1, l: { link: "f" } },
    says: ["error copy-ignored Dockerfile:2 fix !f"],
  },
  "a pattern for what is not there, where BuildKit's own check reports": {
    dockerfile: build("COPY nope /"),
    ignore: "nope",
    files: { a: 1 },
    says: ["error copy-missing Dockerfile:2"],
  },
  "a directory of which all is kept out arrives empty": {
    dockerfile: build("COPY d /d/"),
    ignore: "d/*",
    files: { "d/a": 1 },
    says: ["warning copy-ignored Dockerfile:2"],
  },
  "a directory of which some is kept out": {
    dockerfile: build("COPY d /d/"),
    ignore: "d/a",
    files: { "d/a": 1, "d/b": 1 },
    says: [],
  },
  "a wildcard whose matches are all kept out": {
    dockerfile: build("COPY *.txt /"),
    ignore: "a.txt",
    files: { "a.txt": 1 },
    says: ["warning copy-ignored Dockerfile:2"],
  },
  "a bind mount of what is kept out": {
    dockerfile: build("RUN --mount=type=bind,source=a,target=/a true"),
    ignore: "a",
    files: { a: 1 },
    says: ["error copy-ignored Dockerfile:2 fix !a"],
  },
  "a stage that is not built": {
    dockerfile: `FROM scratch AS x\nCOPY nope /\n${build("COPY a /")}`,
    files: { a: 1 },
    says: [],
  },
  "nothing of this name": {
    dockerfile: build("COPY a b /"),
    files: { a: 1 },
    says: ["error copy-missing Dockerfile:2"],
  },
  "a wildcard without a match": {
    dockerfile: build("COPY *.txt /"),
    files: { a: 1 },
    says: ["warning copy-matches-nothing Dockerfile:2"],
  },
  "a wildcard in a directory that is not there": {
    dockerfile: build("COPY d/*.txt /"),
    files: { a: 1 },
    says: ["error copy-matches-nothing Dockerfile:2"],
  },
  "a file that may be there": {
    dockerfile: build("COPY a b* /"),
    files: { a: 1 },
    says: ["info copy-matches-nothing Dockerfile:2"],
  },
  "an empty variable": {
    dockerfile: build("ARG X", "COPY $X /"),
    files: { a: 1 },
    says: ["warning copy-everything Dockerfile:3"],
  },
  "a variable that has a value": { dockerfile: build("ARG X=a", "COPY $X /"), files: { a: 1 }, says: [] },
  "a tmpfs mount": {
    dockerfile: build("COPY a /", "RUN --mount=type=tmpfs,target=/t true"),
    files: { a: 1, b: 1 },
    says: ["warning copy-everything Dockerfile:3"],
  },
  "a tmpfs mount beside COPY .": {
    dockerfile: build("COPY . /", "RUN --mount=type=tmpfs,target=/t true"),
    files: { a: 1 },
    says: [],
  },
  "out of the context, to what is not in it": {
    dockerfile: build("COPY ../x /"),
    files: { a: 1 },
    says: ["error copy-outside Dockerfile:2"],
  },
  "out of the context, to what is in it too": {
    dockerfile: build("COPY ../a /"),
    files: { a: 1 },
    says: ["warning copy-outside Dockerfile:2"],
  },
  "up and down inside": { dockerfile: build("COPY d/../a /"), files: { a: 1, "d/b": 1 }, says: [] },
  "an ignore file of its own that forgets what matters": {
    dockerfile: build("COPY . /"),
    ignore: "a\nb",
    files: { a: 1, "Dockerfile.dockerignore": "b\n" },
    says: ["warning dockerfile-ignore-replaces Dockerfile.dockerignore"],
  },
  "an ignore file of its own that forgets what is not there": {
    dockerfile: build("COPY . /"),
    ignore: "c\nb",
    files: { a: 1, "Dockerfile.dockerignore": "b\n" },
    says: ["info dockerfile-ignore-replaces Dockerfile.dockerignore"],
  },
  "an ignore file of its own that holds all": {
    dockerfile: build("COPY . /"),
    ignore: "b",
    files: { a: 1, "Dockerfile.dockerignore": "c\nb\n" },
    says: [],
  },
};

describe("findings about copies", () => {
  test.each(Object.entries(rows))("%s", async (_, { dockerfile, ignore, files, says }) => {
    const tree = {
      ...files,
      Dockerfile: dockerfile,
      ...(ignore === undefined ? {} : { ".dockerignore": ignore }),
    };
    expect((await found(tree)).map(short)).toEqual(says);
  });

  test("the line that copy-ignored proposes mends it", async () => {
    const tree = { a: 1, Dockerfile: build("COPY a /") };
    const [first] = await found({ ...tree, ".dockerignore": "*\n" });
    expect(await found({ ...tree, ".dockerignore": `*\n${first?.fix}\n` })).toEqual([]);
  });

  test("a name that is nearly right is proposed", async () => {
    const [first] = await found({ "Config.json": 1, Dockerfile: build("COPY config.json /") });
    expect(first?.message).toContain("did you mean Config.json?");
  });

  test("of a builder that hands the context on only what fails in every Engine is a finding", async () => {
    const rulesOf = async (copy: string) => {
      const tree = { a: 1, Dockerfile: build(copy) };
      const report = await withTree(tree, (context) => inspect({ context, builder: "balena" }));
      return report.findings.map(({ rule }) => rule).filter((rule) => about.has(rule));
    };
    expect(await rulesOf("COPY nope /")).toEqual(["copy-missing"]);
    expect(await rulesOf("COPY nope* /")).toEqual([]);
  });
});
