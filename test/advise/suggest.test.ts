import { describe, expect, test } from "vitest";
import { suggestLines } from "../../src/advise/learn.ts";
import type { Suggestion, Suggestions } from "../../src/advise/suggestions.ts";
import { fromText } from "../../src/bytes.ts";
import { runHere } from "../cli/run.ts";
import { buildOf, type Tree, withTree } from "../context/trees.ts";

const limits = { largeFile: 10_000_000, largeDirectory: 100_000_000 };

function suggest(tree: Tree, file?: string): Promise<Suggestions> {
  return withTree(tree, (root) =>
    suggestLines({
      ...buildOf(root, "buildkit"),
      file,
      limits,
      secrets: { maxSize: 1 << 20 },
    }),
  );
}

const short = ({ confidence, lines, bytes }: Suggestion) => `${confidence} ${lines.join(" ")} ${bytes}`;

const node = { "package.json": "{}", "node_modules/a/i.js": 100, "src/i.js": 10 };
const build = (...lines: string[]) => `FROM node\nCOPY . /a/\n${lines.map((line) => `${line}\n`).join("")}`;

/** What is suggested (confidence, lines, bytes) and what is withheld (paths and the reason). */
const rows: readonly [string, Tree, string[], string[]][] = [
  [
    "packages that the build installs",
    { ...node, Dockerfile: build("RUN npm ci") },
    ["high **/node_modules 100"],
    [],
  ],
  ["packages that nothing installs", { ...node, Dockerfile: build() }, ["low **/node_modules 100"], []],
  [
    "packages that an instruction names",
    { ...node, Dockerfile: "FROM node\nCOPY . /a/\nCOPY node_modules/a /b/\nRUN npm ci\n" },
    [],
    ["node_modules: Dockerfile:3 copies it"],
  ],
  [
    "packages that another Dockerfile names",
    { ...node, Dockerfile: build("RUN npm ci"), "other/Dockerfile": "FROM node\nCOPY node_modules /b/\n" },
    [],
    ["node_modules: other/Dockerfile:2 copies it"],
  ],
  [
    "packages that a Dockerfile in a directory with an accent names",
    {
      ...node,
      Dockerfile: build("RUN npm ci"),
      [fromText("\u00e9/Dockerfile")]: "FROM node\nCOPY node_modules /b/\n",
    },
    [],
    ["node_modules: \u00e9/Dockerfile:2 copies it"],
  ],
  [
    "packages, where there are more Dockerfiles than are read",
    {
      ...{ ...node, Dockerfile: build("RUN npm ci") },
      ...Object.fromEntries(
        Array.from({ length: 60 }, (_, at) => [`d${at}.Dockerfile`, build("RUN npm ci")]),
      ),
    },
    ["medium **/node_modules 100"],
    [],
  ],
  [
    "a Dockerfile with an ignore file of its own has no say",
    {
      ...{ ...node, Dockerfile: build("RUN npm ci"), "x.Dockerfile": "FROM node\nCOPY node_modules /b/\n" },
      "x.Dockerfile.dockerignore": "",
    },
    ["high **/node_modules 100"],
    [],
  ],
  [
    "a stage that is not built by default has",
    { ...node, Dockerfile: "FROM node AS dev\nCOPY node_modules /n/\nFROM node\nCOPY . /a/\nRUN npm ci\n" },
    [],
    ["node_modules: Dockerfile:2 copies it"],
  ],
  [
    "a wildcard that matches it copies it",
    { Dockerfile: "FROM x\nCOPY . /a/\nCOPY *.log /l/\n", "a.log": 5, "b/c.log": 6 },
    ["medium b/c.log 6"],
    ["a.log: Dockerfile:3 copies it"],
  ],
  [
    "what only another Dockerfile sends, and copies, is out of the line's reach",
    {
      ...{ "t/a.log": 5, "t/b": 1, "r.log": 6, Dockerfile: "FROM x\nCOPY t /t/\n" },
      "other.Dockerfile": "FROM x\nCOPY r*.log /l/\n",
    },
    ["medium t/a.log 5"],
    [],
  ],
  [
    "a link to it copies it",
    { ...node, l: { link: "node_modules" }, Dockerfile: build("RUN npm ci", "COPY l /l/") },
    [],
    ["node_modules: Dockerfile:4 copies it"],
  ],
  [
    "a pattern of the root gives way to one for every directory",
    {
      ...node,
      ".dockerignore": "# x\nnode_modules\n",
      Dockerfile: build("RUN npm ci"),
      "pnpm-workspace.yaml": 1,
      "b/node_modules/c": 7,
    },
    ["high **/node_modules 7"],
    [],
  ],
  [
    "packages of a project that the commands may not reach",
    { ...node, Dockerfile: build("RUN npm ci"), "web/node_modules/c": 7 },
    ["medium **/node_modules 107"],
    [],
  ],
  [
    "an exception that brings it back is meant",
    { ...node, ".dockerignore": "node_modules\n!node_modules/a\n", Dockerfile: build("RUN npm ci") },
    [],
    ["node_modules: .dockerignore:2 re-includes it"],
  ],
  ["the history", { ".git/HEAD": 9, Dockerfile: build() }, ["high .git 9"], []],
  [
    "the history that a command reads",
    { ".git/HEAD": 9, Dockerfile: build("RUN git describe --tags > v") },
    [],
    [".git: a command of Dockerfile reads the history"],
  ],
  [
    "the history that a script reads which a command runs",
    { ".git/HEAD": 9, "b/v.sh": "git rev-parse HEAD", Dockerfile: build("RUN sh /a/b/v.sh") },
    [],
    [".git: a command of Dockerfile reads the history"],
  ],
  [
    "the history that a manifest takes its version from",
    { ".git/HEAD": 9, "pyproject.toml": 'requires = ["setuptools_scm"]', Dockerfile: build() },
    [],
    [".git: pyproject.toml takes a version from the history"],
  ],
  [
    "output that a command makes",
    { "Cargo.toml": 1, "target/debug/x": 50, Dockerfile: build("RUN cargo build") },
    ["high target 50"],
    [],
  ],
  [
    "output that a command runs",
    { "package.json": "{}", "dist/s.js": 50, Dockerfile: build('CMD ["node", "dist/s.js"]') },
    [],
    ["dist: a command of Dockerfile, or a script that it runs, names dist"],
  ],
  [
    "a directory of that name that is none",
    { "Cargo.toml": 1, "target/x": 50, Dockerfile: build("RUN cargo build") },
    [],
    [],
  ],
  [
    "a name that means something else elsewhere is spelled out",
    { "a/a.csproj": 1, "a/bin/Debug/x": 5, "bin/tool": 7, Dockerfile: build("RUN dotnet publish a") },
    ["high a/bin 5"],
    [],
  ],
  [
    "tests that no command runs",
    { ...node, "node_modules/a/i.js": 0, "test/a": 3, Dockerfile: build("RUN npm ci") },
    ["high **/node_modules 0", "low test 3"],
    [],
  ],
  [
    "tests that a stage runs",
    {
      "package.json": "{}",
      "test/a": 3,
      Dockerfile: "FROM node AS t\nCOPY . /a/\nRUN npm test\nFROM node\nCOPY . /a/\n",
    },
    [],
    ["test: a command of Dockerfile may run them"],
  ],
  [
    "documentation that is a project",
    { "package.json": "{}", "docs/package.json": "{}", Dockerfile: build() },
    [],
    ["docs: docs is a project of its own"],
  ],
  ["nothing is sure without a Dockerfile", { ".git/HEAD": 9 }, ["medium .git 9"], []],
  [
    "lock files, manifests and sources are nothing to suggest",
    {
      ...node,
      "package-lock.json": 900,
      "README.md": 5,
      LICENSE: 5,
      "node_modules/a/i.js": "",
      Dockerfile: "FROM x\nCOPY src /s/\n",
    },
    [],
    [],
  ],
  [
    "output whose script is written down and not run",
    {
      "package.json": '{"main": "out/i.js", "scripts": {"build": "tsc"}}',
      "out/i.js": 5,
      Dockerfile: build("RUN npm ci"),
    },
    [],
    ["out: a command of Dockerfile, or a script that it runs, names out"],
  ],
  [
    "a Dockerfile that is built in its own directory has no say",
    {
      ...node,
      Dockerfile: build("RUN npm ci"),
      "web/Dockerfile": "FROM x\nCOPY lib node_modules.txt /d\n",
      "web/lib/a": 1,
      "web/node_modules.txt": 1,
    },
    ["high **/node_modules 100"],
    [],
  ],
  [
    "a cache among fixtures",
    { "test/fixtures/__pycache__/x.pyc": 5, Dockerfile: build() },
    ["medium **/__pycache__ 5"],
    [],
  ],
  ["caches are told once", { "a/__pycache__/x.pyc": 5, Dockerfile: build() }, ["high **/__pycache__ 5"], []],
];

describe("suggest", () => {
  test.each(rows)("%s", async (_, tree, suggested, withheld) => {
    const answer = await suggest(tree);
    expect(answer.suggestions.map(short)).toEqual(suggested);
    expect(answer.withheld.map(({ paths, reason }) => `${paths.join(" ")}: ${reason}`)).toEqual(withheld);
  });

  test("names the line that gives way", async () => {
    const [first] = (
      await suggest({
        ...node,
        ".dockerignore": "node_modules\n",
        "package.json": '{"workspaces":["b"]}',
        Dockerfile: build("RUN npm ci"),
        "b/node_modules/c": 7,
      })
    ).suggestions;
    expect(first?.replaces).toEqual({ line: 1, text: "node_modules" });
  });

  test("tells the secrets that stay out, and who takes it today", async () => {
    const key = [
      "-----BEGIN OPENSSH PRIVATE KEY-----",
      "b3BlbnNzaC1rZXktdjEAAAAA".repeat(20),
      "-----END OPENSSH PRIVATE KEY-----",
    ].join("\n");
    const { suggestions } = await suggest({
      ".venv/pyvenv.cfg": 1,
      ".venv/id_rsa": key,
      "requirements.txt": 1,
      Dockerfile: build("RUN pip install -r requirements.txt"),
    });
    expect(suggestions.map(short)[0]).toMatch(/^high \*\*\/\.venv /);
    expect(suggestions[0]?.secrets.map(({ path }) => path)).toContain(".venv/id_rsa");
    expect(suggestions[0]?.takenBy.map(({ line, text }) => `${line} ${text}`)).toEqual(["2 COPY . /a/"]);
  });

  test("says which Dockerfile could not be read", async () => {
    const { dockerfiles, suggestions } = await suggest({
      ".git/HEAD": 9,
      Dockerfile: build(),
      "b/Dockerfile": "FROM\n",
    });
    expect(dockerfiles.map(({ path, problem }) => [path, problem !== null])).toEqual([
      ["Dockerfile", false],
      ["b/Dockerfile", true],
    ]);
    expect(suggestions.map(short)).toEqual(["medium .git 9"]);
  });

  test("says of how many stages it does not know what they request, where nothing else builds them", async () => {
    const stages = Array.from({ length: 23 }, (_, at) => `FROM node AS s${at}\nCOPY a /a\n`).join("");
    const last = "FROM node\nCOPY --from=s20 /a /b\nCOPY --from=s22 /a /c\n";
    const { dockerfiles } = await suggest({ ...node, a: 1, Dockerfile: stages + last });
    expect(dockerfiles).toMatchObject([
      { path: "Dockerfile", problem: null },
      { path: "1 more stage of Dockerfile", problem: expect.stringContaining("no more than 20") },
    ]);
  });

  test("what a hard link keeps alive is not counted as saved", async () => {
    const { suggestions } = await suggest({ ".tox/a": 50, b: { same: ".tox/a" }, Dockerfile: build() });
    expect(suggestions.map(({ files, bytes }) => [files, bytes])).toEqual([[1, 0]]);
  });
});

test.each([
  [[], 50, true],
  [["--verbose"], 60, false],
  [["--json"], 60, false],
] as const)("of 60 lines suggest %j shows %d", async (options, shown, says) => {
  const keys = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`d${at}/k${at}.bin`, 3]));
  await withTree({ Dockerfile: build(), ...keys }, async (cwd) => {
    const { stdout } = await runHere(["suggest", "--large-file", "1B", ...options], { cwd });
    expect(stdout.match(/^ *("id": "|)d\d+\/k\d+\.bin(",|)$/gm)?.length).toBe(shown);
    expect(/and 10 more \(--verbose shows all\)/.test(stdout)).toBe(says);
  });
});

/** More than a handful of key files of one ending are one line, where nothing else has that ending and no build needs it. */
test.each([
  ["one line", {}, ["**/*.p12"]],
  ["another file of that ending, which is no key", { "d/cacert.pem": 9 }, ["**/*.p12"]],
  ["one that is copied", { Dockerfile: `${build()}COPY d/k0.p12 /k\n` }, []],
  ["a wildcard that is copied", { Dockerfile: `${build()}COPY e/*.p12 /k/\n`, "e/a.p12": 3 }, []],
  ["a handful", { "d/k5.p12": "directory/" }, []],
] as const)("key files: %s", async (_, more, lines) => {
  const keys = Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`d/k${at}.p12`, 3]));
  const pems = Object.fromEntries(
    Array.from({ length: 6 }, (_, at) => [`d/server${at}.pem`, "-----BEGIN PRIVATE KEY-----\n"]),
  );
  const { suggestions } = await suggest({
    Dockerfile: build(),
    ...keys,
    ...("d/cacert.pem" in more ? pems : {}),
    ...more,
  });
  expect(suggestions.flatMap((one) => one.lines).filter((line) => line.startsWith("**"))).toEqual(lines);
});
