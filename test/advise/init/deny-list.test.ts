import { describe, expect, test } from "vitest";
import { draftDenyList } from "../../../src/advise/init/deny-list.ts";
import type { PlanOptions } from "../../../src/plan/options.ts";
import { buildOf, type Tree, withTree } from "../../context/trees.ts";
import { seed } from "../../sample.ts";
import { valuesFrom } from "../../secrets/values.ts";

const options = (root: string): PlanOptions => buildOf(root, "buildkit");

const draft = (tree: Tree) =>
  withTree(tree, async (root) => {
    const { lines, notes, before, after } = await draftDenyList(options(root));
    return { lines: lines.map(({ text }) => text), notes, before, after };
  });

describe("a first ignore file", () => {
  test("keeps out what is there and what will come", async () => {
    const { lines, before, after } = await draft({
      ...{ "Cargo.toml": 1, "src/main.rs": 1, ".git/HEAD": 5, "a/.DS_Store": 6 },
      Dockerfile: "FROM rust\nCOPY . .\nRUN cargo build\n",
    });
    expect(lines.slice(0, 4)).toEqual(["**/.env*", "!**/.env.example", "target", ".git"]);
    expect(lines).toContain("**/.DS_Store");
    expect(lines).toContain("**/.idea");
    expect([before.files - after.files, before.bytes - after.bytes]).toEqual([2, 11]);
  });

  test("knows the projects at hand and no others", async () => {
    const { lines } = await draft({
      "pyproject.toml": 1,
      Dockerfile: "FROM x\nCOPY . .\nRUN pip install .\n",
    });
    expect(lines).toContain("**/__pycache__");
    expect(lines).not.toContain("**/node_modules");
  });

  const clones: readonly [string, Tree, string, string[]][] = [
    ["packages", { "package.json": "{}" }, "/node_modules\n", ["**/node_modules"]],
    [
      "packages of a kind that is not here",
      { "composer.json": "{}" },
      "/node_modules\n",
      ["**/node_modules"],
    ],
    ["output", { "setup.py": 1 }, "*.egg-info/\nbuild/\n/dist\n", ["**/*.egg-info", "**/build", "dist"]],
    ["output at every depth", { "s/a.csproj": 1 }, "bin/\nobj/\n", ["**/bin", "**/obj"]],
    ["of Mix", { "mix.exs": 1 }, "/_build/\n/deps/\n/cover/\n*.ez\n", ["_build", "deps", "cover", "**/*.ez"]],
    [
      "of Bundler and Rails, with what stays",
      { Gemfile: 1, "log/.keep": "" },
      "/.bundle\n/vendor/bundle\n/log/*\n!/log/.keep\n/tmp/*\n/config/master.key\n",
      [".bundle", "vendor/bundle", "log/*", "!log/.keep", "tmp/*", "config/master.key"],
    ],
    [
      "of Laravel",
      { "composer.json": "{}" },
      "/public/build\n/storage/*.key\n",
      ["public/build", "storage/*.key"],
    ],
    ["what is repeated, once", { "s/a.csproj": 1 }, "*.user\nbin/\n*.user\n", ["**/bin", "**/*.user"]],
    ["of Cargo", { "Cargo.toml": 1 }, "**/*.rs.bk\n", ["**/*.rs.bk"]],
  ];
  test.each(clones)("brings what .gitignore names in a fresh clone: %s", async (_, tree, ignored, wanted) => {
    const Dockerfile =
      "FROM x\nCOPY . .\nRUN npm ci && pip install . && dotnet publish && mix compile && mix deps.get\n";
    const { lines } = await draft({ ...tree, ".gitignore": ignored, Dockerfile });
    for (const line of wanted) expect(lines.filter((one) => one === line)).toEqual([line]);
  });

  test.each([
    ["RUN go build -o /bin/a", true],
    ["RUN ls", false],
  ])("brings what a build makes where it makes it: %s", async (run, brought) => {
    const tree = {
      "go.mod": 1,
      "vendor/modules.txt": 1,
      "vendor/x/x.go": 1,
      ".gitignore": "/bin/\n*.test\n",
    };
    const { lines } = await draft({ ...tree, Dockerfile: `FROM golang\nCOPY . .\n${run}\n` });
    expect(lines.includes("bin")).toBe(brought);
    expect(lines).toContain("**/*.test");
    expect(lines).not.toContain("vendor");
  });

  test("brings no line that an instruction does not go with", async () => {
    const { lines } = await draft({
      ...{ "mix.exs": 1, ".gitignore": "/cover/\n/doc/\n" },
      Dockerfile: "FROM elixir\nCOPY cover /c\nCOPY . .\n",
    });
    expect(lines).toContain("doc");
    expect(lines).not.toContain("cover");
  });

  test("brings examples back by name beside a history", async () => {
    const objects = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`.git/objects/${at}/x`, 1]));
    const { lines } = await draft({
      ...objects,
      ".env.example": 1,
      ".env": "A=1\n",
      Dockerfile: "FROM x\nCOPY . .\n",
    });
    expect(lines.slice(0, 2)).toEqual(["**/.env*", "!**/.env.example"]);
  });

  test("leaves in what a build needs, and says so", async () => {
    const { lines, notes } = await draft({
      ...{ "package.json": "{}", "node_modules/a": 1, "dist/a": 1 },
      Dockerfile: "FROM node\nCOPY . .\nCOPY dist /d/\n",
    });
    expect(lines).not.toContain("**/node_modules");
    expect(lines).not.toContain("dist");
    expect(notes).toEqual([
      "kept: dist (the output of a build): Dockerfile:3 copies it",
      "kept: **/node_modules (packages installed by npm, yarn or pnpm): no instruction installs it: the image may get it from here",
    ]);
  });

  test("a line for what is to come keeps out nothing that is there", async () => {
    const { lines, before, after } = await draft({ "x.iml/a": 1, Dockerfile: "FROM x\nCOPY . .\n" });
    expect(lines).toContain("**/.idea");
    expect(lines).not.toContain("**/*.iml");
    expect(after).toEqual({ files: before.files, bytes: before.bytes });
  });

  test("environment files go, whatever a script says of them; examples and what is named stay", async () => {
    const { lines } = await draft({
      ...{ ".env": "A=1", "web/.env.local": "A=1", ".env.example": "A=", "api/.env.ci": "A=1" },
      ...{ "composer.json": '{"scripts":{"x":"cp .env.example .env"}}', "a.php": 1 },
      Dockerfile: "FROM php\nCOPY . .\nCOPY api/.env.ci /x\nRUN composer install && cp .env.example .env\n",
    });
    expect(lines.slice(0, 3)).toEqual(["**/.env*", "!**/.env.example", "!api/.env.ci"]);
  });

  test("what .gitignore names of the tools at hand is expected in a fresh clone", async () => {
    const { lines } = await draft({
      ...{ "package.json": '{"scripts":{"build":"tsc"}}', ".gitignore": "/dist\nnode_modules/\ncoverage\n" },
      Dockerfile: "FROM node\nCOPY . .\nRUN npm ci && npm run build\n",
    });
    for (const line of ["**/node_modules", "dist", "**/coverage", ".git"]) expect(lines).toContain(line);
  });

  test("files are read: a secret goes, whatever its name; a source that holds one stays", async () => {
    const key = ["sk", "live", valuesFrom(seed).hex(24)].join("_");
    const { lines, notes } = await draft({
      ...{ "notes.dat": `id ${key}\n`, "src/a.py": `key = "${key}"\n`, "pyproject.toml": 1 },
      Dockerfile: "FROM x\nCOPY . .\n",
    });
    expect(lines).not.toContain("src/a.py");
    expect([lines.includes("notes.dat"), notes.some((note) => note.includes("src/a.py"))]).toEqual([
      true,
      true,
    ]);
  });

  test("is made as if there were none", async () => {
    const { lines } = await draft({
      ".dockerignore": "*\n",
      "Cargo.toml": 1,
      Dockerfile: "FROM x\nCOPY . .\nRUN cargo build\n",
    });
    expect(lines).toContain("target");
  });
});
