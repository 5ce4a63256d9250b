import { renameSync } from "node:fs";
import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { builders } from "../../src/builders/index.ts";
import { explain } from "../../src/explain/explain.ts";
import { listSet } from "../../src/explain/list.ts";
import { inspect } from "../../src/index.ts";
import { planOf, type Tree, withTree } from "../context/trees.ts";
import { listedBy, type Question } from "./sent-by.ts";

const buildah = (question: Question) => listedBy("buildah", question);
const copyAll = "FROM scratch\nCOPY . /\n";

describe("which ignore file (rules F1-F3)", () => {
  const both = { ".containerignore": "a\n", ".dockerignore": "b\n" };
  test.each<[what: string, question: Question, sent: string]>([
    [".containerignore comes first", { tree: { a: 1, b: 1, ...both } }, "b"],
    ["then .dockerignore", { tree: { a: 1, b: 1, ".dockerignore": "b\n" } }, "a"],
    [
      "beside the Dockerfile comes before the root",
      { tree: { a: 1, b: 1, c: 1, ...both, "Dockerfile.containerignore": "c\nDockerfile*\n" } },
      "a b",
    ],
    [
      "beside the Dockerfile .dockerignore wins",
      {
        tree: {
          a: 1,
          b: 1,
          "Dockerfile.containerignore": "a\n",
          "Dockerfile.dockerignore": "b\nDockerfile?*\n",
        },
      },
      "a",
    ],
    [
      "Containerfile comes first",
      { tree: { a: 1, b: 1, Containerfile: "FROM scratch\nCOPY a /\n", Dockerfile: copyAll } },
      "a",
    ],
    [
      "and gives the name",
      {
        tree: {
          a: 1,
          Containerfile: copyAll,
          "Containerfile.dockerignore": "Containerfile*\n",
          "Dockerfile.dockerignore": "a\n",
        },
      },
      "Dockerfile.dockerignore a",
    ],
    [
      "a dangling link is passed over",
      { tree: { a: 1, ".containerignore": { link: "x" }, ".dockerignore": "a\n" } },
      "",
    ],
    ["a directory is refused", { tree: { a: 1, ".dockerignore/x": 1 } }, "<ignore-file>"],
    [
      "a link out of the context leads nowhere",
      { tree: { a: 1, ".dockerignore": { link: "/etc/hostname" } } },
      "a",
    ],
    [
      "an empty one excludes nothing",
      { tree: { a: 1, "Dockerfile.dockerignore": "", ".dockerignore": "a\n" } },
      "Dockerfile.dockerignore a",
    ],
  ])("%s", (_, question, sent) => {
    expect(buildah(question)).toBe(sent);
  });

  test("a lower-case dockerfile is not found: everything that is allowed is listed", () => {
    const tree = { a: 1, b: 1, dockerfile: "FROM scratch\nCOPY a /\n" };
    withTree(tree, (root) => expect(planOf(root, "buildah").dockerfile).toBeNull());
    withTree(tree, (root) => expect(planOf(root, "buildkit").dockerfile?.name).toBe("dockerfile"));
  });

  test("a relative -f is looked for in the context, wherever the Dockerfile was found", () => {
    const tree = { "ctx/a": 1, "ctx/Df.dockerignore": "a\n", "Df.dockerignore": "", Df: copyAll };
    withTree(tree, (parent) => {
      const ask = (file: string) =>
        planOf(`${parent}/ctx`, "buildah", { cwd: parent, file }).ignoreFile?.content;
      expect(ask("Df")).toBe("a\n");
      expect(ask(`${parent}/Df`)).toBe("");
      expect(
        planOf(`${parent}/ctx`, "buildah", { cwd: `${parent}/ctx`, file: "../Df" }).ignoreFile,
      ).toBeNull();
    });
  });
});

describe("how it reads and matches (rules F5-F8)", () => {
  const names = (...list: string[]): Tree => Object.fromEntries(list.map((name) => [name, 1]));
  test.each<[what: string, ignore: string, tree: Tree, sent: string]>([
    ["slashes around are stripped", "//a//\n", names("a", "b"), "b"],
    ["a space in front of one is trimmed too late", " /a\n", names("a"), "a"],
    ["a space behind ! belongs to the name", "*\n! a\n", names("a", " a"), " a"],
    ["nothing is a comment behind a space", " #a\n", names("#a"), ""],
    ["a CR is trimmed", "a\r\n#c\r\n", names("a", "#c"), "#c"],
    ["a BOM does not hide a comment sign", "\xef\xbb\xbf#a\n", names("#a", "a"), "a"],
    ["two stars in front are whole components", "**a\n", names("xa", "x/a"), "x/ xa"],
    ["what matches covers what is below", "d/*\n", names("d/a", "d/e/f"), "d/"],
    ["a tail with a line end is not covered", "d\n", names("d/a\nb", "d/c"), ""],
    ["groups are groups", "(a)\n", names("(a)", "a"), "(a)"],
    ["alternatives too, and they are not anchored", "a|b\n", names("ax", "xb", "xa"), "xa"],
    ["a plus repeats", "a+b\n", names("a+b", "aab"), "a+b"],
    ["a plus too many is refused", "a++\n", names("a"), "<bad-pattern>"],
    ["a backslash at the end of a later piece, too", "a*\\\n", names("a"), "<bad-pattern>"],
    ["a broken exception is always noticed", "zzz\n!foo\\y\n", names("a"), "<bad-pattern>"],
    ["bad syntax", "[\n", names("a"), "<bad-pattern>"],
    ["a bare !", "!/\n", names("a"), "<illegal-exclusion>"],
    ["the last hit decides: an exception for the parent", "a/b\n!a\n", names("a/b/c"), "a/ a/b/ a/b/c"],
    ["the last hit decides: a repeated exclusion", "d\n!d/i\n**/d\n", names("d/i"), ""],
    ["a directory is sent for what it holds", "*\n!s/a\n", names("s/a", "s/b"), "s/ s/a"],
    ["but not for nothing", "*\n!s/a\n", names("s/b"), ""],
    [
      "it is entered for the start of an exception, even inside a name",
      "a\n!a*/x\n",
      names("a/x", "a/y"),
      "a/ a/x",
    ],
    ["but not for a wildcard", "a\n!*/x\n", names("a/x"), ""],
  ])("%s", (_, ignore, tree, sent) => {
    expect(buildah({ tree: { ...tree, ".dockerignore": ignore } })).toBe(sent);
  });

  test("a long line is taken", () => {
    expect(buildah({ tree: { a: 1, ".dockerignore": `${"x".repeat(70_000)}\na\n` } })).toBe("");
  });
});

describe("what instructions take (rules F9-F13)", () => {
  const tree: Tree = {
    "a.txt": 1,
    "d/x": 1,
    "d/e/z": 1,
    "s/keep": 1,
    "s/x": 1,
    l: { link: "d/x" },
    m: { link: "d" },
  };
  test.each<[what: string, copy: string, ignore: string, sent: string]>([
    ["a file", "COPY a.txt /", "", "a.txt"],
    ["a file below: not its parents", "COPY d/e/z /", "", "d/e/z"],
    ["a directory: what it holds", "COPY d /o/", "", "d/e/ d/e/z d/x"],
    ["several", "COPY a.txt d/e /o/", "", "a.txt d/e/z"],
    ["a wildcard", "COPY *.t?t /o/", "", "a.txt"],
    ["two stars", "COPY **/x /o/", "", "d/x s/x"],
    ["a link and what it names", "COPY l /o/", "", "d/x l"],
    ["a link to a directory", "COPY m /o/", "", "d/e/ d/e/z d/x m"],
    ["a path through a link is the rules' own", "COPY m/x /o/", "d/x\n", "d/x"],
    ["an empty variable is everything", "ARG S\nCOPY $S /o/", "*\n!a.txt\n", "a.txt"],
    ["it cannot climb out", "COPY ../a.txt /", "", "a.txt"],
    ["nothing, without a COPY", 'CMD ["x"]', "", ""],
    ["not what comes from elsewhere", "COPY --from=x a.txt /", "", ""],
    ["nothing of an inline file", "COPY <<E /f\nE", "", ""],
    ["not the stages that are not built", "COPY a.txt /\nFROM scratch\nCOPY d/x /", "", "d/x"],
    ["an excluded directory named by an exception", "COPY s /o/", "s\n!s/keep\n", "s/keep"],
    ["a file that the ignore file keeps from COPY .", "COPY d/e/z /", "d\n!*/e/z\n", "d/e/z"],
    ["--exclude counts from the context", "COPY --exclude=d/x d /o/", "", "d/e/ d/e/z"],
    ["--exclude counts from the source", "COPY --exclude=x d /o/", "", "d/e/ d/e/z"],
    ["--parents takes the directories in front", "COPY --parents d/e/z /o/", "", "d/ d/e/ d/e/z"],
    ["--parents without the directory before /./", "COPY --parents d/./e/z /o/", "", "d/e/ d/e/z"],
    ["nothing there", "COPY nope /", "", "<copy-failed>"],
    ["a wildcard that matches nothing", "COPY nope* /", "", "<copy-failed>"],
    ["among others it is passed over", "COPY nope* a.txt /o/", "", "a.txt"],
    ["a wildcard whose matches are all excluded", "COPY *.txt /o/", "*.txt\n", "<copy-failed>"],
    [
      "an excluded directory, and an exception with a wildcard",
      "COPY s /o/",
      "s\n!**/keep\n",
      "<copy-failed>",
    ],
    ["a directory whose content is excluded", "COPY d /o/", "d/*\n", ""],
    ["a link to what is excluded", "COPY l /o/", "d/x\n", "<copy-failed>"],
    ["bad syntax is refused by a COPY", "COPY a.txt /", "[\n", "<bad-pattern>"],
    ["and by nothing else", 'CMD ["x"]', "[\n", ""],
    ["a broken regexp, too", 'CMD ["x"]', "a++\n", ""],
  ])("%s", (_, copy, ignore, sent) => {
    expect(buildah({ tree: { ...tree, ".dockerignore": ignore }, copy })).toBe(sent);
  });

  test("what COPY . would take is allowed, whatever is sent", () => {
    const question = {
      tree: { ...tree, ".dockerignore": "d/x\n" },
      copy: "COPY nope /",
      set: "allowed",
    } as const;
    expect(buildah(question)).toBe("a.txt d/ d/e/ d/e/z l m s/ s/keep s/x");
  });

  test("a circle of links, and more than 15 of them", () => {
    expect(buildah({ tree: { a: { link: "b" }, b: { link: "a" } }, copy: "COPY a /o/" })).toBe(
      "<copy-failed>",
    );
    const chain = (length: number): Tree => ({
      ...Object.fromEntries(
        Array.from({ length }, (_, i) => [`l${i}`, { link: i === 0 ? "f" : `l${i - 1}` }]),
      ),
      f: 1,
    });
    expect(buildah({ tree: chain(15), copy: "COPY l14 /o/" })).toContain("f l0");
    expect(buildah({ tree: chain(16), copy: "COPY l15 /o/" })).toBe("<copy-failed>");
  });

  test("a name that is no UTF-8 is lost on the way as a source, not below one", () => {
    const names: Tree = { "d/caf\xe9": 1 };
    expect(buildah({ tree: names, copy: "COPY d /o/" })).toBe("d/caf\xe9");
    expect(buildah({ tree: names, copy: "COPY d/caf* /o/" })).toBe("<copy-failed>");
  });

  test("a mount shows everything, ignored or not", () => {
    const shown = {
      ...tree,
      ".dockerignore": "d\n",
      Dockerfile: "FROM x\nRUN --mount=type=bind,source=d,target=/m x\n",
    };
    expect(buildah({ tree: shown })).toBe("d/e/ d/e/z d/x");
    expect(buildah({ tree: shown, set: "allowed" })).toBe("a.txt l m s/ s/keep s/x");
    withTree(shown, (root) => {
      expect(explain(planOf(root, "buildah"), "d/x", root).verdict).toContain("a mount knows no ignore file");
    });
    expect(buildah({ tree: { ...tree, ".dockerignore": "*\n" }, copy: "RUN --mount=target=/m x" })).toBe(
      "a.txt d/ d/e/ d/e/z d/x l m s/ s/keep s/x",
    );
  });

  test("a copy that fails is a finding of the report", async () => {
    const tree = { a: 1, Dockerfile: "FROM scratch\nCOPY a /\nCOPY nope /\n" };
    const report = await withTree(tree, (context) => inspect({ context, builder: "buildah" }));
    expect(report.problems).toEqual([
      { code: "copy-failed", path: "nope", reason: "line 3: no such file or directory", refusal: true },
    ]);
    expect(report.sent.files).toBe(1);
    expect(report.findings.find(({ rule }) => rule === "copy-missing")?.message).toContain('COPY "nope"');
  });

  test("sockets are skipped below a source, and refused as one", async () => {
    const tree = { "d/a": 1, Dockerfile: "FROM scratch\nCOPY d /\n", D2: "FROM scratch\nCOPY d/s /\n" };
    await withTree(tree, async (root) => {
      await makeSocket(`${root}/d/s`);
      expect(listSet(planOf(root, "buildah"), "sent").entries.map(({ path }) => path)).toEqual(["d/a"]);
      const direct = planOf(root, "buildah", { file: "D2" });
      expect(direct.requested?.copiedPaths?.failed).toEqual([
        { line: 2, source: "d/s", reason: "sockets not supported" },
      ]);
    });
  });
});

/** A server takes its socket away when it closes: by then it has another name. */
async function makeSocket(path: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(`${path}~`, resolve));
  renameSync(`${path}~`, path);
  await new Promise((resolve) => server.close(resolve));
}

test("the patterns of an ignore file are not refused before something is copied", () => {
  expect(builders.buildah.readPatterns("[\n!\n", "f", null)).toHaveLength(2);
});
