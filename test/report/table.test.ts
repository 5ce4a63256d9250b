import { describe, expect, test } from "vitest";
import { columns } from "../../src/report/columns.ts";
import { shorten } from "../../src/report/escape.ts";
import { shortenEnd } from "../../src/report/shares.ts";
import { renderTable } from "../../src/report/table.ts";
import type { View } from "../../src/report/view.ts";
import { padTo, widthOf } from "../../src/report/width.ts";
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
  test("says which build it is", async () => {
    const text = await render({ Dockerfile: all, "Dockerfile.dockerignore": "a\nb\n", x: 1 });
    expect(text).toMatch(/^Context {6}\.$/m);
    expect(text).toMatch(/^Dockerfile {3}Dockerfile$/m);
    expect(text).toMatch(
      /^Ignore file {2}Dockerfile\.dockerignore \(2 patterns; beside the Dockerfile; it replaces/m,
    );
    expect(text).toMatch(/^Builder {6}buildkit$/m);
  });

  test("counts what is sent and allowed, and what is kept out where it was measured", async () => {
    const tree = {
      Dockerfile: "FROM scratch\nCOPY a /\n",
      ".dockerignore": "x\n",
      a: 3,
      b: 4,
      "x/y": 5,
      "x/z/q": 6,
    };
    expect(await render(tree)).toMatch(
      /^Kept out: 0 files, 1 directory, 1 of them not entered \(measure them with --excluded\)$/m,
    );
    const text = await render(tree, {}, { measureExcluded: true });
    expect(text).toMatch(/^Sent +1 file +0 directories +3 B$/m);
    expect(text).toMatch(/^Allowed +4 files +0 directories +31 B$/m);
    expect(text).toMatch(/^Kept out +2 files +2 directories +11 B$/m);
    expect(text).not.toContain("measure them");
  });

  test("a path is cut at its start where the terminal is narrow", async () => {
    const path = `${"long-directory-name/".repeat(6)}file.bin`;
    const rows = (await render({ [path]: 9, ".dockerignore": "" }, { width: 60 })).split("\n");
    const cut = rows.filter((row) => row.includes("…"));
    expect(cut.length).toBeGreaterThanOrEqual(2);
    for (const row of cut) expect(row.length).toBeLessThanOrEqual(60);
    expect(cut.some((row) => row.endsWith("file.bin"))).toBe(true);
  });

  test("five rows, unless all are wanted", async () => {
    const tree = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`d${at}/f`, at + 1]));
    const rows = (text: string) => text.split("\n").filter((row) => /^ .* d\d\/f$/.test(row)).length;
    expect(rows(await render(tree))).toBe(5);
    expect(rows(await render(tree, { verbose: true }))).toBe(9);
  });

  test("twenty findings, unless all are wanted", async () => {
    const tree = {
      ".dockerignore": "",
      ...Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`k${at}.p12`, 1])),
    };
    const found = (text: string) => text.match(/^ *error {2}secret-name/gm)?.length;
    const text = await render(tree);
    expect(found(text)).toBe(20);
    expect(text).toContain("and 10 more (--verbose shows all)");
    expect(found(await render(tree, { verbose: true }))).toBe(30);
  });

  test("findings that one line mends are told together", async () => {
    const text = await render({ ".dockerignore": "", "a/node_modules/x": 1, "b/node_modules/x": 2 });
    expect(text.match(/dependency-directory/g)).toHaveLength(1);
    expect(text).toContain("and 1 more like it, 3 B in all");
  });

  test("quiet leaves findings and the closing line", async () => {
    const tree = { ".dockerignore": "", ".git/x": 1 };
    expect((await render(tree, { quiet: true })).split("\n")).toEqual([
      "Findings",
      "  warning  vcs-directory .git",
      expect.stringMatching(/^ {4}1 file, 1 B of version control data/),
      "    add to the ignore file: .git",
      "",
      expect.stringMatching(/^Next: add \.git to \.dockerignore/),
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

  test("are cut where they would be too wide, not before", () => {
    expect(shorten("a/漢字漢字", 8)).toBe("…字漢字");
    expect(shorten("漢字漢字", 8)).toBe("漢字漢字");
    expect(shortenEnd("漢字漢字", 6)).toBe("漢字…");
    expect(shortenEnd("plain text", 6)).toBe("plain…");
  });
});

describe("the closing line says what to do next", () => {
  const rows: [what: string, tree: Tree, line: string | RegExp, asked?: Asked][] = [
    ["nothing", { ".dockerignore": "", a: 5 }, "Nothing to do: 5 B are sent."],
    ["nothing is sent", { ".dockerignore": "*\n" }, "Nothing is sent."],
    ["write an ignore file", { a: 5 }, "Next: write a .dockerignore; 5 B are sent now."],
    [
      "what saves most",
      { ".dockerignore": "", ".git/a": 30, "node_modules/a": 60, x: 10 },
      "Next: add node_modules to .dockerignore, 60 B less (60 %).",
    ],
    [
      "an error before what saves",
      { ".dockerignore": "", "node_modules/a": 60, "k.p12": 1 },
      "Next: add k.p12 to .dockerignore (k.p12 looks like a secret).",
    ],
    [
      "into the ignore file that is read",
      { Dockerfile: all, "Dockerfile.dockerignore": "", "node_modules/a": 60 },
      /^Next: add node_modules to Dockerfile\.dockerignore, /,
    ],
    [
      "what no line mends",
      { ".dockerignore": "d\n!d/i\n**/d\n", "d/i": 1 },
      /^Next: d\/i: re-included by \.dockerignore:2, but a later pattern/,
    ],
  ];
  test.each(rows)("%s", async (_, tree, line, asked) => {
    const last = await closing(tree, asked);
    if (typeof line === "string") expect(last).toBe(line);
    else expect(last).toMatch(line);
  });
});
