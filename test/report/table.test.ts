import { describe, expect, test } from "vitest";
import { columns } from "../../src/report/columns.ts";
import { shorten } from "../../src/report/escape.ts";
import { renderTable } from "../../src/report/table.ts";
import type { View } from "../../src/report/view.ts";
import { padTo, widthOf } from "../../src/report/width.ts";
import { shortenEnd } from "../../src/report/words.ts";
import type { Report } from "../../src/report-model.ts";
import { type Tree, withTree } from "../context/trees.ts";
import { type Asked, inspectTree } from "../findings/finding.ts";

const plain: View = { color: false, width: null, quiet: false, verbose: false, failing: new Set(["error"]) };

/** The context is told by its name, which here is a folder of the test. */
async function reportOf(tree: Tree, asked: Asked = {}): Promise<Report> {
  return withTree(tree, async (root) => ({ ...(await inspectTree(root, asked)), context: "." }));
}

async function render(tree: Tree, view: Partial<View> = {}, asked: Asked = {}): Promise<string> {
  return renderTable(await reportOf(tree, asked), { ...plain, ...view });
}

const all = "FROM scratch\nCOPY . /\n";
const closing = async (tree: Tree, asked: Asked = {}) =>
  (await render(tree, {}, asked)).trimEnd().split("\n").at(-1);

describe("the report", () => {
  test("says which build it is in one line", async () => {
    const text = await render({ Dockerfile: all, "Dockerfile.dockerignore": "a\nb\n", x: 1 });
    expect(text).toMatch(
      /^Build {4}Dockerfile, context \., buildkit, Dockerfile\.dockerignore \(2 patterns\)$/m,
    );
  });

  test("--verbose says why", async () => {
    const text = await render(
      { Dockerfile: all, "Dockerfile.dockerignore": "a\nb\n", x: 1 },
      { verbose: true },
    );
    expect(text).toMatch(/^Context {6}\.$/m);
    expect(text).toMatch(/^Dockerfile {3}Dockerfile$/m);
    expect(text).toMatch(
      /^Ignore file {2}Dockerfile\.dockerignore \(2 patterns; beside the Dockerfile; it replaces/m,
    );
    expect(text).toMatch(/^Builder {6}buildkit$/m);
  });

  test("counts what is sent, what is excluded and what is not copied", async () => {
    const tree = {
      Dockerfile: "FROM scratch\nCOPY a /\n",
      ".dockerignore": "x\n",
      a: 3,
      b: 4,
      "x/y": 5,
      "x/z/q": 6,
    };
    const brief = await render(tree);
    expect(brief).toMatch(/^Sent {5}1 file, 3 B \(prints "transferring context: \d+B"\)$/m);
    expect(brief).toMatch(
      /^Not sent 0 files, 1 directory excluded \(1 not scanned\); 3 files, 28 B not copied$/m,
    );
    expect(await render(tree, {}, { measureExcluded: true })).toMatch(/^Not sent 2 files, 11 B excluded/m);
    const text = await render(tree, { verbose: true }, { measureExcluded: true });
    expect(text).toMatch(/^Sent +1 file +0 directories +3 B$/m);
    expect(text).toMatch(/^Allowed +4 files +0 directories +31 B$/m);
    expect(text).toMatch(/^Excluded +2 files +2 directories +11 B$/m);
  });

  test("a path is cut at its start where the terminal is narrow", async () => {
    const path = `${"long-directory-name/".repeat(6)}file.bin`;
    const tree = { [path]: 9, ".dockerignore": "" };
    const rows = (await render(tree, { width: 60, verbose: true })).split("\n");
    const cut = rows.filter((row) => row.includes("…"));
    expect(cut.length).toBeGreaterThanOrEqual(2);
    for (const row of cut) expect(row.length).toBeLessThanOrEqual(60);
    expect(cut.some((row) => row.endsWith("file.bin"))).toBe(true);
  });

  test("findings that one line fixes are told together", async () => {
    const text = await render({ ".dockerignore": "", "a/node_modules/x": 1, "b/node_modules/x": 2 });
    expect(text.match(/dependency-directory/g)).toHaveLength(1);
    expect(text).toContain("**/node_modules: 3 B (100 %) in 2 places");
  });

  test("and where the file has exceptions", async () => {
    const tree = { ".dockerignore": "x\n!x/y\n", "a/node_modules/x": 1, "b/node_modules/x": 2 };
    const text = await render(tree);
    expect(text.match(/dependency-directory/g)).toHaveLength(1);
    expect(text).toContain("**/node_modules: 3 B (30 %) in 2 places");
    expect(text).toContain("add: **/node_modules");
  });

  test("notes that only lint needs are left to lint", async () => {
    const tree = { ".dockerignore": "README.md\n", "docs/README.md": 1, Dockerfile: all };
    expect((await reportOf(tree)).findings).toEqual([]);
  });

  test("quiet leaves findings and the closing line", async () => {
    const tree = { ".dockerignore": "", ".git/x": 1 };
    expect((await render(tree, { quiet: true })).split("\n")).toEqual([
      "Findings 1 warning",
      "  warning  vcs-directory  .git: 1 B (100 %)",
      expect.stringMatching(/^ {11}1 file, 1 B of version control data/),
      "           add: .git",
      "",
      "Next: printf '\\n%s\\n' .git >> .dockerignore",
      "",
    ]);
    expect(await render({ ".dockerignore": "", a: 1 }, { quiet: true })).toBe(
      "Nothing to do: 1 B are sent.\n",
    );
  });

  test("color is only color", async () => {
    const tree = { ".dockerignore": "x\n", ".git/x": 1, x: 1, Dockerfile: all };
    const colored = await render(tree, { color: true });
    expect(colored).toContain("\x1b[");
    expect(colored.replaceAll(/\x1b\[\d+m/g, "")).toBe(await render(tree));
  });
});

describe("wide names", () => {
  const rows: [text: string, width: number][] = [
    ["plain", 5],
    ["漢字", 4],
    ["한글", 4],
    ["😀", 2],
    ["e\u0301", 1],
    ["ünï", 3],
  ];
  test.each(rows)("%j takes %i columns", (text, width) => {
    expect(widthOf(text)).toBe(width);
    expect(padTo(text, 9)).toBe(`${text}${" ".repeat(9 - width)}`);
  });

  test("columns stand below each other", () => {
    expect(
      columns([
        ["漢字", "a"],
        ["x", "b"],
        ["😀x", "c"],
      ]),
    ).toEqual(["漢字  a", "x     b", "😀x   c"]);
  });

  test("a long list, laid out in parts, is aligned as one", () => {
    const rows = Array.from({ length: 20_001 }, (_, at) => [at === 777 ? "漢字漢" : `${at % 9}`, `${at}`]);
    const lines = columns(rows, [1]);
    expect(lines.length).toBe(rows.length);
    expect([lines[0], lines[777], lines.at(-1)]).toEqual(["0           0", "漢字漢    777", "2       20000"]);
    expect(new Set(lines.map(widthOf))).toEqual(new Set([13]));
  });

  test("are cut where they would be too wide, not before", () => {
    expect(shorten("a/漢字漢字", 8)).toBe("…字漢字");
    expect(shorten("漢字漢字", 8)).toBe("漢字漢字");
    expect(shortenEnd("漢字漢字", 6)).toBe("漢字…");
    expect(shortenEnd("plain text", 6)).toBe("plain…");
  });
});

describe("the first screen", () => {
  const many = (count: number, path: (at: number) => string): Tree =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [path(at), at + 1]));
  const screens: [what: string, tree: Tree, asked?: Asked][] = [
    ["nothing wrong", { Dockerfile: all, ".dockerignore": "x\n", a: 1 }],
    ["forty secrets", { Dockerfile: all, ".dockerignore": "", ...many(40, (at) => `k${at}.p12`) }],
    [
      "everything at once",
      {
        Dockerfile: "FROM scratch\nCOPY missing-a missing-b missing-c /x/\nCOPY . /\n",
        "Dockerfile.dockerignore": "*.log\nnode_modules\nx\nx/\n",
        ".dockerignore": "gone\nlost\n",
        ".git/x": 90_000,
        ...many(30, (at) => `packages/some-long-package-name-${at}/node_modules/x/index.js`),
        ...many(9, (at) => `certificates/of/a/directory/with/a/long/name/number-${at}.p12`),
        ...many(9, (at) => `assets/large-file-${at}.bin`),
        "a/debug.log": 50_000,
        "sub/.dockerignore": "x\n",
      },
      { largeFile: 5, measureExcluded: true },
    ],
  ];
  test.each(screens)("is 24 lines or fewer at 80 columns: %s", async (_, tree, asked) => {
    const lines = (await render(tree, { width: 80 }, asked)).trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(24);
    const [next, ...others] = lines.reverse();
    expect(next).toMatch(/^Next: |^By hand: |^Nothing to do/);
    for (const line of others) expect(widthOf(line)).toBeLessThanOrEqual(80);
  });

  test("tells how many findings it does not show", async () => {
    const text = await render({ ".dockerignore": "", ...many(40, (at) => `k${at}.p12`) });
    expect(text).toContain("Findings 40 errors");
    const shown = text.match(/^ {2}error {4}secret-name/gm)?.length ?? 0;
    expect(text).toContain(`and ${40 - shown} more (ctxcheck --verbose shows all)`);
    const full = await render({ ".dockerignore": "", ...many(40, (at) => `k${at}.p12`) }, { verbose: true });
    expect(full.match(/^ {2}error {2}secret-name/gm)).toHaveLength(40);
  });

  test("no word is broken", async () => {
    const tree = { ".dockerignore": "", ".git/x": 1, Dockerfile: all };
    const whole = (await render(tree, { width: null })).split(/\s+/);
    const cut = (await render(tree, { width: 50 })).replaceAll("…", "").split(/\s+/);
    expect(
      cut.filter((word) => !whole.some((one) => one.replace(/[,;:]+$/, "") === word.replace(/[,;:]+$/, ""))),
    ).toEqual([]);
  });
});

describe("a command that can be pasted", () => {
  test.each([
    ["it's.p12", /^Next: ctxcheck suggest$|^Next: ctxcheck --verbose/],
    ["a b$(x).p12", /^Next: printf '\\n%s\\n' 'a b\\\$\\\(x\\\)\.p12' >> \.dockerignore$/],
    ["x\u001b[31m.p12", /^Next: printf '\\n%s\\n' 'x\?\\\[31m\.p12' >> \.dockerignore$/],
  ])("%j", async (name, line) => {
    expect(await closing({ ".dockerignore": "", [name]: 1 })).toMatch(line);
  });
});

describe("the closing line says what to do next", () => {
  const rows: [what: string, tree: Tree, line: string | RegExp, asked?: Asked][] = [
    ["nothing", { ".dockerignore": "", a: 5 }, "Nothing to do: 5 B are sent."],
    ["nothing is sent", { ".dockerignore": "*\n" }, "Nothing is sent."],
    ["write an ignore file", { a: 5 }, "Next: ctxcheck init"],
    [
      "the history that a command reads",
      { ".dockerignore": "", ".git/a": 30, Dockerfile: `${all}RUN git describe\n` },
      "Nothing to do: 69 B are sent, and what is large in it is needed.",
    ],
    [
      "what is large and holds sources",
      { ".dockerignore": "", "packages/a.ts": 60, "src/b.ts": 60 },
      "Nothing to do: 120 B are sent, and what is large in it is needed.",
      { largeFile: 50 },
    ],
    [
      "what only a person can do",
      { ".dockerignore": "", Dockerfile: "FROM scratch\nCOPY gone /\n", a: 1 },
      "By hand: Dockerfile:2 (copy-missing)",
    ],
    [
      "a line that fix can write",
      { ".dockerignore": "docs\\b\n", a: 1 },
      "Next: ctxcheck fix --rule backslash-path --write",
    ],
    [
      "for the builder of the report",
      { ".dockerignore": "", Dockerfile: "FROM x AS b\nCOPY . /\nRUN npm ci\n", "node_modules/a": 60_000 },
      "Next: ctxcheck fix --suggestion high --write --builder classic",
      { builder: "classic" },
    ],
    [
      "what saves most",
      { ".dockerignore": "", ".git/a": 30, "node_modules/a": 60, x: 10 },
      "Next: printf '\\n%s\\n' '**/node_modules' >> .dockerignore",
    ],
    [
      "every copy that fails, and the secret behind them",
      {
        ".dockerignore": "*.json\n",
        Dockerfile: "FROM scratch\nCOPY a.json b.json /x/\nCOPY k /y/\n",
        ...{ "a.json": 1, "b.json": 1, "k/k.p12": 1, "k/x": 1 },
      },
      "Next: printf '%s\\n' '' '!a.json' '!b.json' k/k.p12 >> .dockerignore",
    ],
    [
      "an error before what saves",
      { ".dockerignore": "", "node_modules/a": 60, "k.p12": 1 },
      "Next: printf '\\n%s\\n' k.p12 >> .dockerignore",
    ],
    [
      "into the ignore file that is read",
      { Dockerfile: all, "Dockerfile.dockerignore": "", "node_modules/a": 60 },
      /^Next: printf .* '\*\*\/node_modules' >> Dockerfile\.dockerignore$/,
    ],
    ["what no line fixes", { ".dockerignore": "d\n!d/i\n**/d\n", "d/i": 1 }, "Next: ctxcheck explain d/i"],
  ];
  test.each(rows)("%s", async (_, tree, line, asked) => {
    const last = await closing(tree, asked);
    if (typeof line === "string") expect(last).toBe(line);
    else expect(last).toMatch(line);
  });
});
