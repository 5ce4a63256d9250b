import { describe, expect, test } from "vitest";
import { lintRules } from "../../src/findings/lint/lint-rules.ts";
import type { Tree } from "../context/trees.ts";
import { type Asked, findingsOf, lintedOf } from "./finding.ts";

interface Row extends Asked {
  readonly ignore: string;
  readonly tree?: Tree;
  /** `severity line:column -> lines that take its place`. */
  readonly finds: readonly string[];
}

const bom = "\xef\xbb\xbf";
const many = (directory: string, count: number): Tree =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${directory}/${at}`, 1]));

const rows: Record<string, Record<string, Row>> = {
  "root-only-pattern": {
    "what tools make at every depth": {
      ignore: "# c\nnode_modules\n",
      tree: { "node_modules/a": 1, "web/node_modules/a/b": 2, "web/node_modules/c": 3 },
      finds: ["warning 2:1 -> **/node_modules"],
    },
    "of another name it is a note": {
      ignore: "  docs/\n",
      tree: { "docs/a": 1, "web/docs/a": 2 },
      finds: ["info 1:3 ->   **/docs/"],
    },
    "a glob": { ignore: "*.log\n", tree: { "a/b/c.log": 1 }, finds: ["warning 1:1 -> **/*.log"] },
    "a glob that is not an extension": {
      ignore: "*test?\n",
      tree: { "a/mytests": 1 },
      finds: ["info 1:1 -> **/*test?"],
    },
    "nothing of that name below": {
      ignore: "node_modules\n",
      tree: { "node_modules/a": 1, b: 1 },
      finds: [],
    },
    "another line takes care": {
      ignore: "dist\n**/dist\n",
      tree: { "dist/a": 1, "web/dist/a": 1 },
      finds: [],
    },
    "an excluded directory around": { ignore: "dist\nweb\n", tree: { "web/dist/a": 1 }, finds: [] },
    "a slash in front says that the root is meant": {
      ignore: "/docs\n./docs\n",
      tree: { "a/docs/b": 1 },
      finds: [],
    },
    "a path means a path": { ignore: "a/docs\n", tree: { "b/a/docs/b": 1 }, finds: [] },
    "an exception is none": { ignore: "*\n!a\n!docs\n", tree: { "a/docs/b": 1 }, finds: [] },
    "everything is everything": { ignore: "*\n!a\n", tree: { "a/docs/b": 1 }, finds: [] },
    "an instruction names the very path": {
      ignore: "dist\n",
      tree: { "web/dist/a": 1, Dockerfile: "FROM scratch\nCOPY web/dist /w\n" },
      finds: [],
    },
    "no instruction asks for it": {
      ignore: "dist\n",
      tree: { "web/dist/a": 1, b: 1, Dockerfile: "FROM scratch\nCOPY b /w\n" },
      finds: [],
    },
    "inside what a tool fills another finding tells": {
      ignore: "dist\n",
      tree: { "node_modules/a/dist/b": 1 },
      finds: [],
    },
  },
  "negation-only-file": {
    "nothing but exceptions": { ignore: "# keep\n!a\n!b\n", finds: ["warning 2:1"] },
    "one exclusion": { ignore: "*\n!a\n", finds: [] },
    "no pattern at all": { ignore: "# a\n\n", finds: [] },
  },
  "comment-not-at-start": {
    indented: { ignore: "a\n\t# b\n", finds: ["warning 2:2 -> # b"] },
    "behind a pattern": { ignore: "dist  # output\n", finds: ["warning 1:1 -> # output | dist"] },
    "behind a pattern, no blank behind it": {
      ignore: "dist #output\n",
      finds: ["warning 1:1 -> #output | dist"],
    },
    slashes: { ignore: "// output\ndist\n", finds: ["warning 1:1 -> # output"] },
    "slashes behind a pattern": { ignore: "dist // output\n", finds: ["warning 1:1 -> # output | dist"] },
    "a comment": { ignore: "# a # b // c\n", finds: [] },
    "a name with a # in it": { ignore: "a#b\n\\#a\n#a\n", finds: [] },
    "two slashes in front of a name": { ignore: "//a\na//b\n", finds: [] },
  },
  "parent-escape": {
    "climbs out": { ignore: "../a\na/../../b\n", finds: ["warning 1:1 -> ", "warning 2:1 -> "] },
    "climbs inside": { ignore: "a/../b\n/../c\n..a\n", finds: [] },
  },
  "backslash-path": {
    "before a letter": { ignore: "src\\bin\\*\n", finds: ["warning 1:1 -> src/bin/*"] },
    "behind any directory": { ignore: "**\\*.db\n", finds: ["warning 1:1 -> **/*.db"] },
    "an escape": { ignore: "\\#a\na\\*b\na\\ b\n\\!c\na\\\\b\n", finds: [] },
  },
  "unescaped-operator": {
    "alternatives in braces": { ignore: "*.{log,tmp}\n", finds: ["warning 1:1 -> *.log | *.tmp"] },
    "braces in braces": {
      ignore: "{a,{b,c}}\n{1,{2,x}}\n",
      finds: ["warning 1:1 -> a | b | c", "warning 2:1 -> {1,2} | 1 | x"],
    },
    "an empty alternative": {
      ignore: "*\n!{a,}\nb{,c}\n",
      finds: ["warning 2:1 -> !a", "warning 3:1 -> b | bc"],
    },
    "more alternatives than are proposed": { ignore: `${"{a,b}".repeat(5)}\n`, finds: ["warning 1:1"] },
    "of an exception": { ignore: "*\n ! a.{js,ts}\n", finds: ["warning 2:2 ->  ! a.js |  ! a.ts"] },
    "a bar beside a wildcard": { ignore: "a|b*\n", finds: ["warning 1:1 -> a\\|b*"] },
    "a caret beside a wildcard": { ignore: "^a*\n", finds: ["warning 1:1 -> \\^a*"] },
    "a count beside a wildcard": { ignore: "a{2}*\n", finds: ["warning 1:1 -> a\\{2\\}*"] },
    "without a wildcard they are characters": { ignore: "a|b\n^a\na{2}\n{{x}}\n", finds: [] },
    "braces that count nothing": { ignore: "{{x}}*\n{a}*\n", finds: [] },
    "escaped, or in a class": { ignore: "a\\|b*\na[^b]\na[|]*\n", finds: [] },
  },
  "class-matches-slash": {
    "a negated class": { ignore: "a[^b]c\n", finds: ["info 1:1 -> a[^b/]c"] },
    "a range": { ignore: "a[+-9]c\n", finds: ["info 1:1"] },
    "at an end, or beside a slash": { ignore: "[^.]a\na/[^.]a\na[^.]\na[^.]/b\n", finds: [] },
    "a class without one": { ignore: "a[a-z]b\na[^/]b\na[._]b\n", finds: [] },
  },
  "duplicate-pattern": {
    "however it is spelled": { ignore: "a\nb\n./a/\n", finds: ["info 3:1 -> "] },
    "an exception": { ignore: "*\n!a\n!b\n!a\n", finds: ["info 4:1 -> "] },
    "with a line of the other kind in between": { ignore: "a\n!a/b\na\n", finds: [] },
    "an exception is another thing": { ignore: "a\n!a\n", finds: [] },
  },
  bom: {
    "at the start": { ignore: `${bom}a\n`, finds: ["info 1:1"] },
    "in front of a later line": { ignore: `a\n${bom}b\n`, finds: ["warning 2:1 -> b"] },
    none: { ignore: "a\n", finds: [] },
  },
  crlf: {
    mixed: { ignore: "a\r\nb\nc\n", finds: ["info 1:1"] },
    "most end in CR LF": { ignore: "a\r\nb\nc\r\n", finds: ["info 2:1"] },
    "alone it ends no line": { builder: "classic", ignore: "a\rb\rc", finds: ["warning 1:1"] },
    "always the same": { ignore: "a\r\nb\r\n", finds: [] },
    "no line break at the end": { ignore: "a\nb", finds: [] },
  },
  "walk-cost": {
    "an exception with a wildcard": {
      ignore: "m\n!**/k\n",
      tree: { ...many("m/a", 200), "m/b/k": 1, k: 1 },
      finds: ["info 2:1 -> !m/b/k"],
    },
    "it brings nothing back": { ignore: "m\n!**/k\n", tree: many("m", 200), finds: ["info 2:1 -> "] },
    "a wildcard at the end costs nothing": { ignore: "m\n!m/b/**\n", tree: many("m/a", 200), finds: [] },
    "nothing in vain": { ignore: "m/*\n!m/?*\n", tree: many("m", 200), finds: [] },
    "too little to be felt": { ignore: "m\n!**/k\n", tree: many("m", 50), finds: [] },
    "no instruction asks for anything there": {
      ignore: "m\n!**/k\n",
      tree: { ...many("m", 200), Dockerfile: "FROM scratch\nCOPY a /\n", a: 1 },
      finds: [],
    },
    "another builder": { builder: "classic", ignore: "m\n!**/k\n", tree: many("m", 200), finds: [] },
  },
};

/** What only `ctxcheck lint` tells. */
const thorough: Record<string, Record<string, Row>> = {
  "unused-pattern": {
    "nothing of that name": { ignore: "a\nold/thing\n", tree: { a: 1, b: 1 }, finds: ["info 2:1 -> "] },
    "it excludes something": { ignore: "a\nb/c\n", tree: { a: 1, "b/c": 1 }, finds: [] },
    "what .gitignore names, or a tool makes": {
      ignore: "/cache\n_build\ndeps\nvar/spool\n",
      tree: { a: 1, ".gitignore": "cache/\n/var/spool\n" },
      finds: [],
    },
    "what a .gitignore further in names": {
      ignore: "web/out\nweb/gone\n",
      tree: { "web/a": 1, "web/.gitignore": "/out\n" },
      finds: ["info 2:1 -> "],
    },
    precautions: { ignore: ".idea\n*.log\n**/node_modules\ndist\nid_rsa\n", tree: { a: 1 }, finds: [] },
    "what a directory above keeps out is another matter": {
      ignore: "a\na/b\n",
      tree: { "a/b": 1 },
      finds: [],
    },
  },
  "shadowed-pattern": {
    "the directory above": { ignore: "docs\ndocs/*.md\n", tree: { "docs/a.md": 1 }, finds: ["info 2:1 -> "] },
    "a wildcard": { ignore: ".gitignore\n.git*\n", tree: { ".gitignore": 1 }, finds: ["info 1:1 -> "] },
    "at every depth": { ignore: "dist\n**/dist\n", tree: { "dist/a": 1 }, finds: ["info 1:1 -> "] },
    "at every depth but the root": {
      ignore: "**/*/dist\n**/dist\n",
      tree: { "a/dist/a": 1 },
      finds: ["info 1:1 -> "],
    },
    "wildcards below a directory": {
      ignore: "**/*.md\na/*.md\n",
      tree: { "a/b.md": 1, "c.md": 1 },
      finds: ["info 2:1 -> "],
    },
    "a name that ends so": { ignore: "**/dist\na/*-dist\n", tree: { "a/x-dist": 1, dist: 1 }, finds: [] },
    "an exception": { ignore: "*\n!a\n!a/b\n", tree: { "a/b": 1 }, finds: ["info 3:1 -> "] },
    "only some of it": { ignore: "*.md\ndocs/*\n", tree: { "docs/a.md": 1, "b.md": 1 }, finds: [] },
    "only in this tree": { ignore: ".env*\n*.local\n", tree: { ".env.local": 1 }, finds: [] },
    "a line of the other kind in between": {
      ignore: "docs\n!docs/a\ndocs/a/b\n",
      tree: { "docs/a/b": 1, "docs/a/c": 1 },
      finds: [],
    },
  },
  "exception-never-applies": {
    "the order: it goes behind what excludes it": {
      ignore: "!a/b\na\n",
      tree: { "a/b": 1 },
      finds: ["warning 1:1 -> !a/b"],
    },
    "what a COPY names is not deleted": {
      ignore: "x\n!a\n",
      tree: { a: 1, x: 1, Dockerfile: "FROM scratch\nCOPY a /\n" },
      finds: ["info 2:1"],
    },
    "nothing is excluded": { ignore: "a\n!b\n", tree: { a: 1, b: 1 }, finds: ["info 2:1 -> "] },
    "nothing is there": { ignore: "*\n!src\n!lib\n", tree: { "src/a": 1 }, finds: ["info 3:1 -> "] },
    "the classic builder does not look": {
      builder: "classic",
      ignore: "docs\n!**/k\n",
      tree: { "docs/a/k": 1 },
      finds: ["warning 2:1 -> "],
    },
    "BuildKit does": { ignore: "docs\n!**/k\n", tree: { "docs/a/k": 1 }, finds: [] },
    "it is needed": { ignore: "a\n!a/b\n", tree: { "a/b": 1, "a/c": 1 }, finds: [] },
    "one that never had anything to bring back": { ignore: "!a\n", tree: { a: 1 }, finds: [] },
  },
  "trailing-slash-means-nothing": {
    "a file of that name": { ignore: "build/\n", tree: { build: 1 }, finds: ["warning 1:1 -> build"] },
    "a directory": { ignore: "build/\nx/*/\n", tree: { "build/a": 1, "x/b": 1 }, finds: [] },
  },
  "case-differs": {
    "another case": { ignore: "Docs\n", tree: { "docs/a": 1 }, finds: ["warning 1:1 -> docs"] },
    "an exception": {
      ignore: "*\n!a\n!readme.md\n",
      tree: { a: 1, "README.md": 1 },
      finds: ["warning 3:1 -> !README.md"],
    },
    "a glob": { ignore: "*.PDF\n", tree: { "a.pdf": 1 }, finds: ["warning 1:1"] },
    "the same case is there, too": { ignore: "Docs\n", tree: { "docs/a": 1, "Docs/a": 1 }, finds: [] },
  },
  "bad-pattern": {
    "a class that is not closed": { ignore: "a\n [\n", finds: ["error 2:2 ->  \\["] },
    "a backslash at the end": { ignore: "a\\\n", finds: ["error 1:1 -> a"] },
    "a letter behind a backslash": { ignore: "src\\yes\n", tree: { a: 1 }, finds: ["error 1:1 -> src/yes"] },
    "a range that goes down": { ignore: "a[z-a]\n", finds: ["error 1:1 -> a[a-z]"] },
    "a lone !": { ignore: "*\n!\n", finds: ["error 2:1 -> "] },
    "that nobody notices": { ignore: "zzz\n!foo\\y\n", tree: { a: 1 }, finds: ["warning 2:1 -> !foo/y"] },
    "nothing is broken": { ignore: "a[b-c]\n\\[\n", finds: [] },
  },
  "not-portable": {
    "an exception that not all look for": { ignore: "a\n!**/k\n", tree: { "a/k": 1 }, finds: ["info 2:1"] },
    "all agree": { ignore: "a\n!a/k\n", tree: { "a/k": 1, "a/l": 1 }, finds: [] },
  },
};

/** Notes are left to `ctxcheck lint`. */
async function found(rule: string, { ignore, tree = {}, finds, ...asked }: Row): Promise<string[]> {
  const isLeft = rule in thorough || finds.some((one) => one.startsWith("info"));
  const find = isLeft ? lintedOf : findingsOf;
  return (await find({ ...tree, ".dockerignore": ignore }, asked))
    .filter((finding) => finding.rule === rule)
    .map(({ severity, line, column, edit }) => {
      const place = `${severity} ${line}:${column}`;
      return edit === null ? place : `${place} -> ${edit.become.join(" | ")}`;
    });
}

describe.each(Object.entries({ ...rows, ...thorough }))("%s", (rule, cases) => {
  test.each(Object.entries(cases))("%s", async (_, row) => {
    expect(await found(rule, row)).toEqual(row.finds);
  });

  test("is found somewhere, and somewhere not", () => {
    const all = Object.values(cases);
    expect(all.some(({ finds }) => finds.length > 0) && all.some(({ finds }) => finds.length === 0)).toBe(
      true,
    );
  });
});

describe("gitignored-but-sent", () => {
  const rules: Record<string, { tree: Tree; finds: readonly string[] }> = {
    "what git ignores and the builder gets": {
      tree: { ".gitignore": "out/\n*.tmp\n", "out/a": 2, "out/b/c": 3, "d/e.tmp": 1, "d/f": 1 },
      finds: ['.gitignore:1 "out" 2 files, 5 B', '.gitignore:2 "d/e.tmp" 1 file, 1 B'],
    },
    "a .gitignore further in has the last word": {
      tree: { ".gitignore": "*.tmp\n", "d/.gitignore": "!e.tmp\nx\n", "d/e.tmp": 1, "d/x": 1 },
      finds: ['d/.gitignore:2 "d/x" 1 file, 1 B'],
    },
    "the ignore file keeps it out, too": {
      tree: { ".gitignore": "out\n", "out/a": 1, ".dockerignore": "out\n" },
      finds: [],
    },
    "an instruction names it": {
      tree: { ".gitignore": "out\n", "out/a": 1, Dockerfile: "FROM scratch\nCOPY out /o\n" },
      finds: [],
    },
    "nothing is ignored": { tree: { ".gitignore": "# out\n", "out/a": 1 }, finds: [] },
  };
  test.each(Object.entries(rules))("%s", async (_, { tree, finds }) => {
    const told = (await lintedOf({ ".git/HEAD": 1, ...tree })).filter(
      ({ rule }) => rule === "gitignored-but-sent",
    );
    expect(
      told.map(
        ({ path, line, message }) =>
          `${path}:${line} ${/"[^"]*"/.exec(message)?.[0]} ${message.split(": ").at(-1)}`,
      ),
    ).toEqual(finds);
  });

  test("what is not a working copy holds nothing but what was added", async () => {
    const found = await lintedOf({ ".gitignore": "out\n", "out/a": 1 });
    expect(found.map(({ rule }) => rule)).not.toContain("gitignored-but-sent");
  });

  test("is for lint alone", async () => {
    const found = await findingsOf({ ".git/HEAD": 1, ".gitignore": "out\n", "out/a": 1 });
    expect(found.map(({ rule }) => rule)).not.toContain("gitignored-but-sent");
  });
});

test("every rule of a line has its rows here", () => {
  expect(Object.keys({ ...rows, ...thorough }).sort()).toEqual(lintRules.map(({ id }) => id).sort());
});

test("what is counted: files and bytes of the topmost that bears the name", async () => {
  const tree = { "w/a.log/b.log": 1, "w/a.log/c": 2, "w/d.log": 4, ".dockerignore": "*.log\n" };
  const [finding] = (await findingsOf(tree)).filter(({ rule }) => rule === "root-only-pattern");
  expect(finding?.message).toContain('"w/a.log", "w/d.log" (3 files, 7 B)');
  expect(finding?.bytes).toBe(7);
});
