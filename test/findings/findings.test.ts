import { describe, expect, test } from "vitest";
import { lintRules } from "../../src/findings/lint/lint-rules.ts";
import { rules } from "../../src/findings/rules.ts";
import type { Tree } from "../context/trees.ts";
import { type Asked, findingsOf, leftAfter, short } from "./finding.ts";

interface Row extends Asked {
  readonly tree: Tree;
  readonly finds: readonly string[];
}

/** Nothing but what a row is about. */
const quiet: Tree = { ".dockerignore": "#\n" };
const dockerfile = (text: string): Tree => ({ Dockerfile: `FROM scratch\n${text}\n` });

const rows: Record<string, Record<string, Row>> = {
  "secret-name": {
    "a name that is a secret by itself is an error": {
      tree: { "certs/server.p12": 1 },
      finds: ["error secret-name certs/server.p12 -> certs/server.p12"],
    },
    "a name that content must confirm is a warning": {
      tree: { ".env": 1 },
      finds: ["warning secret-name .env -> .env"],
    },
    "a medium one is less": {
      tree: { "office.ovpn": 1 },
      finds: ["info secret-name office.ovpn -> office.ovpn"],
    },
    "an example is quiet": {
      tree: { ".env.example": 1, "id_rsa.pub": 1, "config.sops": 1, ".env.template": 1 },
      finds: [],
    },
    "hygiene is not a secret": { tree: { "a.sqlite": 1 }, finds: [] },
    "a link is not what it points to": { tree: { ".env": { link: "a" }, a: 1 }, finds: [] },
    "what is excluded is quiet": { tree: { ".env": 1, ".dockerignore": ".env\n" }, finds: [] },
    "what no instruction asks for is quiet": {
      tree: { ".env": 1, a: 1, ...dockerfile("COPY a /") },
      finds: [],
    },
    "a directory is told once, not file by file": {
      tree: { "home/.ssh/config": 3, "home/.ssh/known_hosts": 4 },
      finds: ["warning secret-name home/.ssh -> home/.ssh"],
    },
    "one that needs content is left to the finding of the directory around it": {
      tree: { "node_modules/x/.npmrc": 1, "node_modules/x/k.p12": 1 },
      finds: [
        "error secret-name node_modules/x/k.p12 -> node_modules/x/k.p12",
        "warning dependency-directory node_modules -> **/node_modules",
      ],
    },
    "operators in the path are escaped in the fix": {
      tree: { "a+b/[x]*.p12": 1 },
      finds: ["error secret-name a+b/[x]*.p12 -> a\\+b/\\[x\\]\\*.p12"],
    },
    "the case does not matter": {
      tree: { "KEYS.P12": 1 },
      finds: ["error secret-name KEYS.P12 -> KEYS.P12"],
    },
  },
  "vcs-directory": {
    "in the root": { tree: { ".git/HEAD": 1 }, finds: ["warning vcs-directory .git -> .git"] },
    "below it, for every one": {
      tree: { "lib/.git/HEAD": 1 },
      finds: ["warning vcs-directory lib/.git -> **/.git"],
    },
    "other systems": {
      tree: { ".hg/x": 1, ".svn/x": 1, ".jj/x": 1, "CVS/x": 1, "_darcs/x": 1, ".bzr/x": 1 },
      finds: [
        "warning vcs-directory .bzr -> .bzr",
        "warning vcs-directory .hg -> .hg",
        "warning vcs-directory .jj -> .jj",
        "warning vcs-directory .svn -> .svn",
        "warning vcs-directory CVS -> CVS",
        "warning vcs-directory _darcs -> _darcs",
      ],
    },
    "a file of the name, as worktrees and submodules have it, is none": {
      tree: { ".git": "gitdir: ../x\n" },
      finds: [],
    },
    "an empty directory is none": { tree: { ".git": "directory/" }, finds: [] },
    "excluded, it is quiet": { tree: { ".git/HEAD": 1, ".dockerignore": ".git\n" }, finds: [] },
    "inside another it is told once": {
      tree: { "node_modules/x/.git/HEAD": 1 },
      finds: ["warning dependency-directory node_modules -> **/node_modules"],
    },
    "re-included in part, that is respected: there is no line": {
      tree: { ".git/HEAD": 1, ".git/objects/x": 1, ".dockerignore": ".git\n!.git/HEAD\n" },
      finds: ["info vcs-directory .git"],
    },
  },
  "dependency-directory": {
    "in the root": {
      tree: { "node_modules/x": 1 },
      finds: ["warning dependency-directory node_modules -> **/node_modules"],
    },
    "below it, for every one": {
      tree: { "web/node_modules/x": 1 },
      finds: ["warning dependency-directory web/node_modules -> **/node_modules"],
    },
    "told once, whatever lies inside": {
      tree: { "node_modules/a/node_modules/b": 1 },
      finds: ["warning dependency-directory node_modules -> **/node_modules"],
    },
    "a virtual environment by its marker": {
      tree: { "env/pyvenv.cfg": 1, "env/bin/python": 1 },
      finds: ["warning dependency-directory env -> env"],
    },
    "the output of Cargo by its marker": {
      tree: { "app/target/.rustc_info.json": 1, "app/target/debug/app": 1 },
      finds: ["warning dependency-directory app/target -> app/target"],
    },
    "a directory named target is nothing by itself": { tree: { "target/a": 1 }, finds: [] },
    "a marker in the root does not make the context one": { tree: { "CACHEDIR.TAG": 1, a: 1 }, finds: [] },
    "names that Object has too are nothing": { tree: { "constructor/a": 1, "__proto__/a": 1 }, finds: [] },
    "an empty directory is none": { tree: { node_modules: "directory/" }, finds: [] },
    "excluded, it is quiet": { tree: { "node_modules/a": 1, ".dockerignore": "node_modules\n" }, finds: [] },
    "re-included in part, that is respected: there is no line": {
      tree: { "a/node_modules/x/y": 1, ".dockerignore": "**/node_modules\n!a/node_modules/x\n" },
      finds: ["warning dependency-directory a/node_modules"],
    },
  },
  "large-file": {
    "over the limit": { tree: { a: 11 }, largeFile: 10, finds: ["warning large-file a -> a"] },
    "at the limit is fine": { tree: { a: 10 }, largeFile: 10, finds: [] },
    "a hard link met again has no bytes": {
      tree: { a: 11, b: { same: "a" } },
      largeFile: 10,
      finds: ["warning large-file a -> a"],
    },
    "in a directory that is a finding it is quiet": {
      tree: { "node_modules/a": 11 },
      largeFile: 10,
      finds: ["warning dependency-directory node_modules -> **/node_modules"],
    },
    "excluded, it is quiet": { tree: { a: 11, ".dockerignore": "a\n" }, largeFile: 10, finds: [] },
    "largest first": {
      tree: { a: 11, b: 13, c: 12 },
      largeFile: 10,
      finds: ["warning large-file b -> b", "warning large-file c -> c", "warning large-file a -> a"],
    },
  },
  "large-directory": {
    "over the limit": {
      tree: { "d/a": 6, "d/b": 6 },
      largeDirectory: 10,
      finds: ["warning large-directory d -> d"],
    },
    "at the limit is fine": { tree: { "d/a": 5, "d/b": 5 }, largeDirectory: 10, finds: [] },
    "the deepest that is large is told, not those above it": {
      tree: { "a/b/c/x": 6, "a/b/c/y": 6, "a/z": 1 },
      largeDirectory: 10,
      finds: ["warning large-directory a/b/c -> a/b/c"],
    },
    "one above it too, when it is large without it": {
      tree: { "a/b/x": 6, "a/b/y": 6, "a/z": 11 },
      largeDirectory: 10,
      finds: ["warning large-directory a -> a", "warning large-directory a/b -> a/b"],
    },
    "a large file is not told again": {
      tree: { "d/a": 11, "d/b": 5 },
      largeFile: 10,
      largeDirectory: 10,
      finds: ["warning large-file d/a -> d/a"],
    },
    "nor a dependency directory": {
      tree: { "d/node_modules/x": 11, "d/b": 5 },
      largeDirectory: 10,
      finds: ["warning dependency-directory d/node_modules -> **/node_modules"],
    },
    "the context itself is none": { tree: { a: 6, b: 6 }, largeDirectory: 10, finds: [] },
    "re-included in part, that is respected: there is no line": {
      tree: { "d/a/x": 11, "d/b": 1, ".dockerignore": "d\n!d/a\n" },
      largeDirectory: 10,
      finds: ["warning large-directory d/a"],
    },
  },
  "no-ignore-file": {
    "none at all": {
      tree: { a: 1, ".dockerignore": "directory/" },
      finds: ["warning no-ignore-file", "warning ignore-file-unread .dockerignore"],
    },
    "an empty one is one": { tree: { a: 1, ".dockerignore": "" }, finds: [] },
    "one beside the Dockerfile is one": {
      tree: { ...dockerfile("COPY . /"), "Dockerfile.dockerignore": "" },
      finds: [],
    },
  },
  "ignore-file-elsewhere": {
    nested: {
      tree: { "sub/.dockerignore": "a\n", "sub/a": 1 },
      finds: ["warning ignore-file-elsewhere sub/.dockerignore"],
    },
    "beside a Dockerfile of its own it is right": {
      tree: {
        "sub/.dockerignore": "a\n",
        "sub/Dockerfile": "FROM scratch\n",
        "sub2/.dockerignore": "",
        "sub2/Containerfile": "",
      },
      finds: [],
    },
    "beside the Dockerfile of this build it is not": {
      file: "sub/Dockerfile",
      tree: { "sub/.dockerignore": "a\n", ...{ "sub/Dockerfile": "FROM scratch\nCOPY . /\n" } },
      finds: ["warning ignore-file-elsewhere sub/.dockerignore"],
    },
    "beside a Dockerfile of another name, or in a context that a build names, it is right": {
      tree: {
        ...{
          "a/.dockerignore": "x\n",
          "a/dev.dockerfile": "",
          "b/.dockerignore": "x\n",
          "b/Dockerfile.prod": "",
        },
        ...{
          "c/d/.dockerignore": "x\n",
          "compose.yaml": "services:\n  c:\n    build:\n      context: ./c/d/\n",
        },
      },
      finds: [],
    },
    "for buildah and Podman alone": {
      tree: { "Dockerfile.containerignore": 1, ...dockerfile("COPY . /") },
      finds: ["warning ignore-file-elsewhere Dockerfile.containerignore"],
    },
    "one for each of them": {
      tree: { ".containerignore": "a\n", ".dockerignore": "b\n" },
      finds: [],
    },
    misnamed: {
      tree: { dockerignore: 1, ".docker-ignore": 1, ".Dockerignore": 1, "x/.dockerignore.txt": 1 },
      finds: [
        "warning ignore-file-elsewhere .Dockerignore",
        "warning ignore-file-elsewhere .docker-ignore",
        "warning ignore-file-elsewhere dockerignore",
        "warning ignore-file-elsewhere x/.dockerignore.txt",
      ],
    },
    "for a Dockerfile that is not there": {
      tree: { "prod.Dockerfile.dockerignore": 1, "web.dockerignore": 1, web: 1 },
      finds: ["warning ignore-file-elsewhere prod.Dockerfile.dockerignore"],
    },
    "other ignore files are none": { tree: { "a/.gitignore": 1, "a/.npmignore": 1, ignore: 1 }, finds: [] },
    "in a dependency directory it is nobody's": {
      tree: { "node_modules/x/.dockerignore": 1 },
      finds: ["warning dependency-directory node_modules -> **/node_modules"],
    },
    "in an excluded directory it is nobody's, measured or not": {
      tree: { "sub/.dockerignore": 1, ".dockerignore": "sub\n" },
      measureExcluded: true,
      finds: [],
    },
  },
  "ignore-file-unread": {
    "a link out of the context": {
      tree: { ".dockerignore": { link: "/nowhere" } },
      finds: ["warning no-ignore-file", "warning ignore-file-unread .dockerignore"],
    },
  },
  "utf-16": {
    "little endian": {
      tree: { ".dockerignore": "\xff\xfea\x00\n\x00" },
      finds: ["error utf-16 .dockerignore"],
    },
    "big endian, beside a Dockerfile whose name is not ASCII": {
      tree: { "\xc3\xa9": "FROM scratch\nCOPY . /\n", "\xc3\xa9.dockerignore": "\xfe\xff\x00a\x00\n" },
      file: "\u00e9",
      finds: ["error utf-16 \u00e9.dockerignore"],
    },
  },
  "dockerfile-lost": {
    "excluded with the directory above it": {
      tree: { "docker/Df": "FROM alpine\n", ".dockerignore": "**/docker\n" },
      builder: "classic",
      file: "docker/Df",
      finds: ["error dockerfile-lost docker/Df"],
    },
    "found by the builder and sent": {
      tree: { "docker/Df": "FROM alpine\n", ".dockerignore": "docker\n" },
      builder: "classic",
      file: "docker/Df",
      finds: ["info removed-by-daemon docker/Df"],
    },
    "no matter for BuildKit": {
      tree: { "docker/Df": "FROM scratch\nCOPY . /\n", ".dockerignore": "**/docker\n" },
      file: "docker/Df",
      finds: [],
    },
  },
  "removed-by-daemon": {
    "both files": {
      tree: { a: 1, ...dockerfile("COPY . /"), ".dockerignore": "*\n!a\n" },
      builder: "classic",
      finds: ["info removed-by-daemon .dockerignore", "info removed-by-daemon Dockerfile"],
    },
    "neither, where no pattern speaks of them": {
      tree: { a: 1, ...dockerfile("COPY . /"), ".dockerignore": "a\n" },
      builder: "classic",
      finds: [],
    },
  },
  "arrives-empty": {
    "a later pattern excludes a directory above": {
      tree: { "dist/index.js": 1, "dist/o.js": 1, ".dockerignore": "dist\n!dist/index.js\n**/dist\n" },
      finds: ["error arrives-empty dist/index.js"],
    },
    "an empty file has nothing to lose": {
      tree: { "dist/index.js": 0, ".dockerignore": "dist\n!dist/index.js\n**/dist\n" },
      finds: [],
    },
    "the classic builder loses nothing": {
      tree: { "dist/index.js": 1, ".dockerignore": "dist\n!dist/index.js\n**/dist\n" },
      builder: "classic",
      finds: [],
    },
  },
  "special-file": {
    "a FIFO": { tree: { p: "fifo|" }, finds: ["warning special-file p"] },
    "excluded, it is quiet": { tree: { p: "fifo|", ".dockerignore": "p\n" }, finds: [] },
  },
};

describe.each(Object.entries(rows))("%s", (_, situations) => {
  test.each(Object.entries(situations))("%s", async (_, { tree, finds, ...asked }) => {
    const found = await findingsOf({ ...quiet, ...tree }, asked);
    expect(found.map(short)).toEqual(finds);
  });

  const fixable = Object.entries(situations).filter(([, { finds }]) =>
    finds.some((found) => found.includes("->")),
  );
  if (fixable.length > 0)
    test.each(fixable)(
      "%s: its line, appended, removes it and breaks nothing",
      async (_, { tree, ...asked }) => {
        const full = { ...quiet, ...tree };
        for (const { rule, path, fix } of await findingsOf(full, asked)) {
          if (fix === null) continue;
          const left = await leftAfter(full, fix, asked);
          expect(left.filter((finding) => finding.rule === rule && finding.path === path)).toEqual([]);
          expect(left.filter((finding) => finding.rule === "arrives-empty")).toEqual([]);
        }
      },
    );
});

test("without an ignore file that alone is told of an ordinary directory", async () => {
  expect((await findingsOf({ a: 1 })).map(short)).toEqual(["warning no-ignore-file"]);
});

const copyRules = [
  "build-fails",
  "copy-ignored",
  "copy-missing",
  "copy-matches-nothing",
  "copy-everything",
  "copy-outside",
  "dockerfile-ignore-replaces",
];

/** test/verdict/causes.test.ts */
const causes = [
  "wrong-context",
  "foreign-frontend",
  "copy-collides",
  "copy-over-installed",
  "exclude-in-vain",
];

test("every rule has its rows here", () => {
  // "unreadable" needs a process without the rights of root: test/cli.
  // The others have files of their own beside this one.
  const ofLines = lintRules.map(({ id }) => id);
  const elsewhere = [
    "secret-content",
    "gitignored-but-sent",
    "unreadable",
    "untracked-included",
    "cache-buster",
    "ignore-file-not-applied",
    "git-file",
    ...copyRules,
    ...causes,
    ...ofLines,
  ];
  expect([...Object.keys(rows), ...elsewhere].sort()).toEqual(rules.map(({ id }) => id).sort());
});

test("a .containerignore alone is read by buildah only", async () => {
  const tree = { ".containerignore": "a\n", a: 1 };
  const found = async (asked: Asked) => (await findingsOf(tree, asked)).map(short);
  expect(await found({})).toContain("warning ignore-file-elsewhere .containerignore");
  expect(await found({ builder: "buildah" })).toEqual([]);
});

describe("what a finding says", () => {
  const bytes: [what: string, tree: Tree, path: string, bytes: number][] = [
    ["of a directory: all that its line keeps out", { "x/.ssh/a": 3, "x/.ssh/b/c": 4 }, "x/.ssh", 7],
    ["of a dependency directory", { "node_modules/a": 3, "node_modules/b/c": 4 }, "node_modules", 7],
    ["of a file", { "a.p12": 5 }, "a.p12", 5],
  ];
  test.each(bytes)("bytes %s", async (_, tree, path, expected) => {
    const found = await findingsOf({ ...quiet, ...tree });
    expect(found.find((finding) => finding.path === path)?.bytes).toBe(expected);
  });

  test("a secret in a directory that is not sent itself is told for the classic builder too", async () => {
    const tree = { ".ssh/config": 1, ".dockerignore": "*\n!.ssh/config\n" };
    expect((await findingsOf(tree, { builder: "classic" })).map(short)).toContain(
      "warning secret-name .ssh -> .ssh/**",
    );
    expect((await leftAfter(tree, ".ssh/**", { builder: "classic" })).map(short)).not.toContain(
      "warning secret-name .ssh -> .ssh/**",
    );
  });

  test("messages hold no byte strings", async () => {
    const found = await findingsOf({ ...quiet, "\xc3\xa9.dockerignore": 1 });
    expect(found[0]?.message).toContain('"\u00e9"');
  });
});
