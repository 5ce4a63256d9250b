import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builders } from "../../src/builders/index.ts";
import { type Bytes, toBuffer } from "../../src/bytes.ts";
import { CtxcheckError } from "../../src/errors.ts";
import { listSet } from "../../src/explain/list.ts";
import { isFixable, lintRules } from "../../src/findings/lint/lint-rules.ts";
import type { LintRule } from "../../src/findings/lint/remark.ts";
import { fixIgnoreFile } from "../../src/fix/fix.ts";
import { lintRemarks } from "../../src/lint-build.ts";
import { planBuild } from "../../src/plan/plan.ts";
import { type Tree, withTree } from "../context/trees.ts";
import { planned } from "../findings/finding.ts";
import { lawRuns } from "../sample.ts";

const name = fc.constantFrom("a", "b", "A", "node_modules", "x.log", "a b", "dist", "# a");
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join("/"));

const someTree: fc.Arbitrary<Tree> = fc.uniqueArray(path, { minLength: 2, maxLength: 7 }).map((paths) => {
  const files = paths.filter((one) => !paths.some((other) => other.startsWith(`${one}/`)));
  return Object.fromEntries(files.map((one) => [one, 1]));
});

const spelled = fc
  .tuple(
    fc.constantFrom("", "", "", "!", " ", "/", "./"),
    fc.array(fc.constantFrom("a", "b", "A", "node_modules", "*.log", "dist", "*", "**", "a[^b]c", "{a,b}"), {
      minLength: 1,
      maxLength: 3,
    }),
    fc.constantFrom("", "", "/", " # b", " // b"),
  )
  .map(([before, names, after]) => before + names.join("/") + after);

const someLine = fc.oneof(
  { weight: 6, arbitrary: spelled },
  fc.constantFrom("# a", "  # a", "// a", "../a", "", "a\\b", "^a*", "\xef\xbb\xbfa"),
);

const someText = fc
  .tuple(fc.constantFrom("", "\xef\xbb\xbf"), fc.array(someLine, { minLength: 1, maxLength: 5 }))
  .chain(([mark, lines]) =>
    fc
      .tuple(
        fc.array(fc.constantFrom("\n", "\n", "\r\n"), { minLength: lines.length, maxLength: lines.length }),
        fc.boolean(),
      )
      .map(([ends, last]) => {
        const text = lines.map((line, at) => line + (ends[at] ?? "\n")).join("");
        return mark + (last ? text : text.replace(/\r?\n$/, ""));
      }),
  );

const someDockerfile = fc.constantFrom("", "FROM scratch\nCOPY . /x\n", "FROM scratch\nCOPY a* /x/\n");

const contextOf = (tree: Tree, text: Bytes, dockerfile: string): Tree => ({
  ...tree,
  ...(dockerfile === "" ? {} : { Dockerfile: dockerfile }),
  ".dockerignore": text,
});

const someContext = fc
  .tuple(someTree, someText, someDockerfile)
  .map(([tree, text, dockerfile]) => contextOf(tree, text, dockerfile));

interface Bait {
  readonly lines: Bytes;
  readonly tree: Tree;
}

/** What each rule finds, whatever stands around it. */
const baits: Readonly<Record<string, Bait>> = {
  "root-only-pattern": { lines: "node_modules\n", tree: { "w/node_modules/x": 1 } },
  "comment-not-at-start": { lines: "lib  # b\n", tree: { "lib/x": 1 } },
  "parent-escape": { lines: "../a\n", tree: { w: 1 } },
  "backslash-path": { lines: "w\\bin\n", tree: { "w/bin": 1 } },
  "unescaped-operator": { lines: "*.{c,d}\n", tree: { "w.c": 1 } },
  "class-matches-slash": { lines: "w[^b]c\n", tree: { "w/c": 1, wxc: 1 } },
  "duplicate-pattern": { lines: "w\n./w/\n", tree: { "w/c": 1 } },
  bom: { lines: "w\n\xef\xbb\xbfv\n", tree: { v: 1 } },
  crlf: { lines: "w\r\nv\n", tree: { v: 1 } },
  "unused-pattern": { lines: "gone/x\n", tree: { w: 1 } },
  "shadowed-pattern": { lines: "w\nw/c*\n", tree: { "w/c": 1 } },
  "exception-never-applies": { lines: "!gone\nw\n", tree: { w: 1 } },
  "trailing-slash-means-nothing": { lines: "w/\n", tree: { w: 1 } },
  "case-differs": { lines: "LIB\n", tree: { "lib/x": 1 } },
  "bad-pattern": { lines: "w[z-a]\n", tree: { w: 1 } },
  "walk-cost": {
    lines: "many\n!**/k\n",
    tree: { "many/k": 1, ...Object.fromEntries(Array.from({ length: 110 }, (_, at) => [`many/l/${at}`, 1])) },
  },
};

const someBait = ({ lines, tree }: Bait) =>
  fc
    .tuple(someTree, fc.array(spelled, { maxLength: 2 }), fc.array(spelled, { maxLength: 2 }), someDockerfile)
    .map(([around, before, after, dockerfile]) => {
      const text = [...before.map((line) => `${line}\n`), lines, ...after.map((line) => `${line}\n`)].join(
        "",
      );
      return contextOf({ ...around, ...tree }, text, dockerfile);
    });

const names = Object.values(builders).map((builder) => builder.name);

/** What every builder sends with the file as it stands there, asked afresh; a refusal by its code. */
function sentByAll(root: string): string[] {
  return names.map((builder) => {
    try {
      const { entries } = listSet(planBuild(planned(root, { builder })), "sent");
      return entries.map((entry) => `${entry.path}${entry.arrivesEmpty ? "?" : ""}`).join("\n");
    } catch (error) {
      if (error instanceof CtxcheckError) return error.code;
      throw error;
    }
  });
}

const write = (root: string, content: Bytes) => writeFileSync(`${root}/.dockerignore`, toBuffer(content));

/** Null where the builder refuses the context for another reason. */
function tryFix(root: string, rules: readonly LintRule[] | null) {
  try {
    return fixIgnoreFile({ ...planned(root), rules: rules === null ? null : new Set(rules) });
  } catch (error) {
    if (error instanceof CtxcheckError) return null;
    throw error;
  }
}

const unasked = ["duplicate-pattern", "shadowed-pattern", "trailing-slash-means-nothing"].flatMap(
  (rule) => baits[rule] ?? [],
);

describe("fixes that are made unasked", () => {
  test("leave what is sent as it is, for every builder, and nothing to do", () => {
    let made = 0;
    fc.assert(
      fc.property(fc.oneof(someContext, ...unasked.map(someBait)), (tree) => {
        withTree(tree, (root) => {
          const result = tryFix(root, null);
          if (result === null) return;
          made += result.made.length;
          const before = sentByAll(root);
          write(root, result.after);
          expect(sentByAll(root)).toEqual(before);
          expect(tryFix(root, null)?.after).toBe(result.after);
        });
      }),
      { numRuns: lawRuns(40) },
    );
    expect(made).toBeGreaterThan(0);
  });
});

describe.each(lintRules.map(({ id }) => id).filter(isFixable))("the fix of %s", (rule) => {
  test("changes what it promises, for every builder, and comments and other lines stay", () => {
    let made = 0;
    const bait = baits[rule] ?? { lines: "", tree: {} };
    fc.assert(
      fc.property(someBait(bait), (tree) => {
        withTree(tree, (root) => {
          const result = tryFix(root, [rule]);
          if (result === null || result.made.length === 0) return;
          made++;
          const before = sentByAll(root);
          write(root, result.after);
          const after = sentByAll(root);
          for (const { builder, out, in: then, wasRefused } of result.changes) {
            const at = names.indexOf(builder);
            if (wasRefused || before[at] === "copy-failed" || after[at] === "copy-failed") continue;
            const was = setOf(before[at]);
            const promised = new Set([...was].filter((path) => !out.includes(path)).concat(then));
            expect([...setOf(after[at])].sort()).toEqual([...promised].sort());
          }
        });
      }),
      { numRuns: lawRuns(10) },
    );
    expect(made).toBeGreaterThan(0);
  });
});

const setOf = (listed = ""): Set<string> =>
  new Set(listed.split("\n").filter((path) => path !== "" && !path.endsWith("?")));

test("no text makes the analysis throw anything but a refusal, and every remark has its line", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
      withTree({ a: 1, ".dockerignore": toBuffer(text).toString("latin1") }, (root) => {
        try {
          const { content, remarks } = lintRemarks(planned(root));
          const lines = content.split("\n").length;
          for (const { line } of remarks) expect(line >= 1 && line <= lines).toBe(true);
        } catch (error) {
          if (!(error instanceof CtxcheckError)) throw error;
        }
      });
    }),
    { numRuns: lawRuns(80) },
  );
});
