import { describe, expect, test } from "vitest";
import { keysIn } from "../../src/cli/terminal.ts";
import { listRows, renderBrowser } from "../../src/report/browser-screen.ts";
import { widthOf } from "../../src/report/width.ts";
import { type Browser, press, rowsOfBrowser, startBrowser } from "../../src/usage/browser.ts";
import { readUsage } from "../../src/usage/usage.ts";
import { planOf, type Tree, withTree } from "../context/trees.ts";

const app: Tree = {
  ".dockerignore": "*.log\n",
  "a/deep/one.js": 300,
  "a/two.js": 100,
  "b/three.js": 200,
  "debug.log": 900,
  "\x1b[31mred": 5,
};

function browse(keys: readonly string[], tree: Tree = app): Browser {
  return withTree(tree, (root) => {
    const usage = readUsage(planOf(root, "buildkit"), { measureExcluded: true });
    return keys.reduce(
      (browser, key) => press(browser, key, 10),
      startBrowser(usage, { broken: [], secrets: new Map() }, []),
    );
  });
}
const names = (browser: Browser) => rowsOfBrowser(browser).map(({ name }) => name);

const lines = ({ draft }: Browser) => draft.map(({ line }) => line);

describe("keys", () => {
  const rows: [keys: string[], what: string, seen: (browser: Browser) => unknown, expected: unknown][] = [
    [
      [],
      "the largest first, excluded ones last",
      names,
      ["a", "b", ".dockerignore", "\x1b[31mred", "debug.log"],
    ],
    [["n"], "by name", names, ["\x1b[31mred", ".dockerignore", "a", "b", "debug.log"]],
    [["C"], "by files", (browser) => names(browser)[0], "a"],
    [["e"], "without what is excluded", names, ["a", "b", ".dockerignore", "\x1b[31mred"]],
    [["n", "t"], "directories first", names, ["a", "b", "\x1b[31mred", ".dockerignore", "debug.log"]],
    [["right"], "into a directory", names, ["deep", "two.js"]],
    [["l", "enter", "left", "h"], "and out again", (browser) => [browser.way.length, browser.cursor], [1, 0]],
    [["down", "j", "up", "k"], "down and up", ({ cursor }) => cursor, 0],
    [["up"], "not above the first", ({ cursor }) => cursor, 0],
    [["end", "down"], "not below the last", ({ cursor }) => cursor, 4],
    [["/", "d", "e", "b", "enter"], "to what is searched", ({ cursor, mode }) => [cursor, mode], [4, "list"]],
    [["tab"], "to the instructions", ({ view }) => view, "instructions"],
    [["tab", " "], "to the image", ({ view }) => view, "image"],
    [["tab", "tab", "tab"], "and back", ({ view }) => view, "context"],
    [["x"], "a draft", lines, ["a"]],
    [["right", "x", "left", "j", "x"], "two of them", lines, ["a/deep", "b"]],
    [["right", "x", "left", "x"], "one above another", lines, ["a/deep", "a"]],
    [["x", "right", "x"], "none below one that is there", lines, ["a"]],
    [["right", "x", "left", "x"], "counted once", ({ cut, usage }) => cut.get(usage.root)?.bytes, 400],
    [["x", "u"], "undone", lines, []],
    [["end", "x"], "not of what is excluded", lines, []],
    [["i", "q"], "details end with any key", ({ mode, quit }) => [mode, quit], ["list", "no"]],
    [["q"], "the end", ({ quit }) => quit, "left"],
    [["/", "interrupt"], "the end, also while searching", ({ quit }) => quit, "interrupted"],
  ];
  test.each(rows)("%j: %s", (keys, _, seen, expected) => expect(seen(browse(keys))).toEqual(expected));

  test("are found in what a terminal sends", () => {
    expect(keysIn("\x1b[Aj\x1b[6~\r\t\x03/")).toEqual([
      "up",
      "j",
      "pagedown",
      "enter",
      "tab",
      "interrupt",
      "/",
    ]);
  });
});

describe("the screen", () => {
  test.each([
    [80, 24],
    [200, 50],
    [20, 5],
  ])("fits %i x %i, and acts on nothing by a name", (columns, rows) => {
    for (const keys of [[], ["?"], ["i"], ["tab"], ["x"], ["/", "d"]]) {
      const lines = renderBrowser(browse(keys), { columns, rows });
      expect(lines.length).toBeLessThanOrEqual(rows);
      for (const line of lines) {
        const plain = line.replaceAll(/\x1b\[2?7m/g, "");
        expect(plain).not.toMatch(/\x1b/);
        expect(widthOf(plain)).toBeLessThanOrEqual(Math.max(columns, 1));
      }
    }
    expect(listRows({ columns, rows })).toBeGreaterThan(0);
  });
});
