import { expect, test } from "vitest";
import { type Checked, isRefused, lookAt, type Refused } from "../../src/editor/look.ts";
import { openSession } from "../../src/editor/session.ts";
import { lookSoon } from "../../src/editor/soon.ts";
import { withTree } from "../context/trees.ts";

const dockerfile = "FROM scratch AS one\nCOPY src /src/\nCOPY *.json link/b.js /x/\nFROM one\nCOPY . /all/\n";
const ignoreFile = "*.log\nnode_modules\nlib\n";

/** Each from the one before it. */
const edits: readonly (readonly [string, string])[] = [
  ["a pattern that excludes a source", `${ignoreFile}src\n`],
  ["one of its files", `${ignoreFile}src/a.js\n`],
  ["all that a wildcard matches", `${ignoreFile}*.json\n`],
  ["what a link leads to", `${ignoreFile}src/b.js\n`],
  ["a line of no pattern", `${ignoreFile}**/x[\nsrc\n`],
  ["the same twice", `${ignoreFile}*.log\n`],
  ["a line in front of the others", `# first\n${ignoreFile}`],
  ["as it was", ignoreFile],
  ["nothing but exceptions", "!src\n"],
];

const found = (look: Checked | Refused | null) =>
  look === null || isRefused(look)
    ? look
    : look.report.findings
        .filter(({ line }) => line !== null)
        .map(({ path, line, rule, message }) => `${path}:${line} ${rule} ${message}`)
        .sort();

test("what an edit shows at once is what a look at the whole tree finds", () =>
  withTree(
    {
      Dockerfile: dockerfile,
      ".dockerignore": ignoreFile,
      "package.json": 2,
      "src/a.js": 1,
      "src/b.js": 1,
      link: { link: "src" },
      "web/node_modules/x.js": 1,
      "a.log": 1,
    },
    async (root) => {
      const session = openSession(
        () => [root],
        () => false,
      );
      const options = session.buildOf(`${root}/.dockerignore`);
      if (options === null) throw new Error("no build");
      let before = await lookAt(options, false);
      for (const [name, text] of edits) {
        session.edit(`${root}/.dockerignore`, text);
        if (isRefused(before)) throw new Error(before.message);
        const soon = found(lookSoon(options, before));
        before = await lookAt(options, false);
        expect([name, soon]).toEqual([name, found(before)]);
      }
    },
  ));
