import { execFileSync } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { suggestLines } from "../../src/advise/learn.ts";
import { runHere } from "../cli/run.ts";
import { buildOf, type Tree, withTree } from "../context/trees.ts";
import { inspectTree } from "../findings/finding.ts";

const limits = { largeFile: 10_000, largeDirectory: 10_000 };
const all = "FROM x\nCOPY . /a/\n";

const withheld = (tree: Tree) =>
  withTree(tree, async (root) => {
    const secrets = { maxSize: 1 << 20 };
    const suggested = await suggestLines({ ...buildOf(root, "buildkit"), limits, secrets });
    return suggested.withheld.map(({ paths, reason }) => `${paths.join(" ")}: ${reason}`);
  });

describe("what a source names stays", () => {
  const rows: readonly [string, Tree, string][] = [
    [
      "include_str!",
      { "Cargo.toml": 1, "src/main.rs": 'const A: &str = include_str!("../docs/a.md");', "docs/a.md": 1 },
      "docs: src/main.rs names docs/a.md",
    ],
    [
      "include_bytes! of the package",
      {
        ...{
          "p/Cargo.toml": 1,
          "p/src/a.rs": 'include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/x"))',
        },
        "p/docs/x": 1,
      },
      "p/docs: p/src/a.rs names p/docs/x",
    ],
    [
      "a folder of the package that is embedded",
      { "p/Cargo.toml": 1, "p/src/a.rs": '#[derive(Embed)]\n#[folder = "docs/"]\n', "p/docs/x": 1 },
      "p/docs: p/src/a.rs names p/docs",
    ],
    [
      "include_dir! of the package",
      { "p/Cargo.toml": 1, "p/src/a.rs": 'include_dir!("$CARGO_MANIFEST_DIR/docs")', "p/docs/x": 1 },
      "p/docs: p/src/a.rs names p/docs",
    ],
    [
      "what PHP looks for where it runs",
      { "composer.json": "{}", "bin/a.php": "<?php require 'docs/a.php';\n", "docs/a.php": 1 },
      "docs: bin/a.php names docs/a.php",
    ],
    [
      "//go:embed",
      {
        "go.mod": 1,
        "main.go": "//go:embed all:models/*.bin other\nvar x embed.FS\n",
        "models/m.bin": 20_000,
      },
      "models/m.bin: main.go names models/*.bin",
    ],
    [
      "import",
      { "package.json": "{}", "src/i.ts": 'import a from "../docs/a.json";\n', "docs/a.json": 1 },
      "docs: src/i.ts names docs/a.json",
    ],
    [
      "the readme of a package",
      { "pyproject.toml": '[project]\nreadme = "docs/README.md"\n', "docs/README.md": 1 },
      "docs: pyproject.toml names docs/README.md",
    ],
    [
      "an embedded resource of .NET",
      { "a.csproj": '<EmbeddedResource Include="docs\\a.txt" />', "docs/a.txt": 1 },
      "docs: a.csproj names docs/a.txt",
    ],
    [
      "mod",
      { "Cargo.toml": 1, "lib.rs": "pub(crate) mod docs;\n", "docs/mod.rs": 1 },
      "docs: lib.rs names docs/mod.rs",
    ],
    [
      "DJANGO_SETTINGS_MODULE",
      {
        "requirements.txt": "django\n",
        "manage.py": 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "docs.settings")\n',
        "docs/settings.py": "1\n",
      },
      "docs: manage.py names docs/settings.py",
    ],
  ];
  test.each(rows)("%s", async (_, tree, reason) => {
    expect(await withheld({ Dockerfile: all, ...tree })).toEqual([reason]);
  });

  test("what lies in it and names itself does not count", async () => {
    const tree = { "package.json": "{}", "docs/a.js": 'import "./b.js";\n', "docs/b.js": 1, Dockerfile: all };
    expect(await withheld(tree)).toEqual([]);
  });
});

const git = (root: string, ...args: string[]) =>
  execFileSync("git", ["-C", root, "-c", "user.name=a", "-c", "user.email=a@example.com", ...args]);

describe("a wildcard that matches a directory without files, which a line for the name would exclude", () => {
  const wild = "FROM x\nCOPY */dist /x/\nCOPY . /x/\n";
  const rows: readonly [string, Tree][] = [
    ["Dockerfile:2", { Dockerfile: wild }],
    ["other.Dockerfile:2", { Dockerfile: all, "other.Dockerfile": wild }],
    [
      "other.Dockerfile:3",
      { Dockerfile: all, "other.Dockerfile": "FROM x\nFROM x AS b\nCOPY */dist /x/\nFROM x\nCOPY . /\n" },
    ],
  ];
  test.each(rows)("of %s stays", async (needing, tree) => {
    const given = { ...tree, "a/__pycache__/a": 0, "__pycache__/dist": "directory/" } as const;
    expect(await withheld(given)).toEqual([`a/__pycache__: ${needing} needs it`]);
  });
});

describe("explain names a line only where nothing needs the path", () => {
  const tree = {
    ...{
      "package.json": "{}",
      "src/i.ts": "1\n",
      "docs/a.md": 1,
      ".env": "A=1\n",
      "build.sh": 1,
      "b.bin": 1,
    },
    Dockerfile: `${all}RUN git describe && sh build.sh\nCOPY b.bin /\n`,
  };
  const rows: readonly [path: string, line: string][] = [
    [".git", "It stays: a command of Dockerfile reads the history."],
    [".git/config", "It stays: a command of Dockerfile reads the history."],
    ["src/i.ts", "It stays: git tracks it."],
    ["src", "It stays: git tracks src/i.ts."],
    ["build.sh", "It stays: git tracks it."],
    ["b.bin", "It stays: Dockerfile:4 copies it."],
    ["docs", "To exclude it, append to the ignore file: docs"],
    [".env", "To exclude it, append to the ignore file: .env"],
  ];
  test.each(rows)("%s", async (path, line) => {
    await withTree(tree, async (root) => {
      git(root, "init", "-q");
      writeFileSync(`${root}/.git/info/exclude`, ".env\n");
      git(root, "add", "-A");
      const { stdout } = await runHere(["explain", path, "--context", root], {});
      expect(stdout.replace("keep it out", "exclude it")).toContain(line);
    });
  });
});

describe("a .git that is a file", () => {
  const rows: readonly [string, Tree, string[]][] = [
    [
      "leads out, and a command reads the history",
      { ".git": "gitdir: ../.git/modules/x\n", Dockerfile: `${all}RUN git describe\n` },
      ["warning git-file .git"],
    ],
    [
      "of a worktree, and a tool takes the version from it",
      {
        ...{ ".git": "gitdir: /r/.git/worktrees/x\n", "pyproject.toml": 'requires = ["setuptools_scm"]' },
        Dockerfile: all,
      },
      ["warning git-file .git"],
    ],
    ["and nothing reads it", { ".git": "gitdir: ../.git/modules/x\n", Dockerfile: all }, []],
    [
      "leads to what lies in the context",
      {
        "s/.git": "gitdir: ../.git/modules/s\n",
        ".git/modules/s/HEAD": 1,
        Dockerfile: `${all}RUN git log\n`,
      },
      ["info vcs-directory .git"],
    ],
  ];
  test.each(rows)("%s", async (_, tree, found) => {
    await withTree({ ".dockerignore": "", ...tree }, async (root) => {
      const { findings } = await inspectTree(root);
      expect(findings.map(({ severity, rule, path }) => `${severity} ${rule} ${path}`)).toEqual(found);
    });
  });
});

test("a fix says when it writes through a link", async () => {
  await withTree({ "rules.txt": "a\na\n", a: 1 }, async (root) => {
    symlinkSync("rules.txt", `${root}/.dockerignore`);
    const { stderr } = await runHere(["fix", root], {});
    expect(stderr).toContain(".dockerignore is a link to rules.txt: --write --follow-link writes that.");
    const written = await runHere(["fix", root, "--write", "--follow-link"], {});
    expect(written.stderr).toContain(".dockerignore is a link to rules.txt, which was written.");
  });
});

describe("compare proposes no exception for what does not belong in a context", () => {
  const rows: readonly [string, boolean][] = [
    ["d/a", true],
    ["d/Dockerfile", false],
    ["d/.git/a", false],
    ["d/.env", false],
    ["d/k.p12", false],
  ];
  test.each(rows)("%s: %s", async (path, isProposed) => {
    const ignore = `*\n!**/${path.slice(path.lastIndexOf("/") + 1)}\n`;
    await withTree({ ".dockerignore": ignore, [path]: 1, "Dockerfile.x": "FROM x\n" }, async (root) => {
      const { stdout } = await runHere(["compare", "--context", root, "--builders", "buildkit,classic"], {});
      expect(stdout).toContain(path);
      expect(stdout.includes("the same everywhere")).toBe(isProposed);
    });
  });
});
