import { describe, expect, it } from "vitest";
import { whyEverything } from "../../src/dockerfile/everything.ts";
import type { LinkTree } from "../../src/dockerfile/follow-links.ts";
import { readDockerfile } from "../../src/dockerfile/read.ts";
import { contextRequest } from "../../src/dockerfile/request.ts";
import { checkCopies } from "../../src/image/copy-checks.ts";
import { contextTree } from "../../src/image/start-trees.ts";
import { sentEntry } from "./recorded.ts";

/** A tree from paths; `!` in front: in the directory, but not sent. `->` is a link. */
function trees(entries: readonly string[]) {
  const bare = entries.map((entry) => entry.replace(/^!/, "").split("->"));
  const sent = entries.filter((entry) => !entry.startsWith("!")).map((entry) => entry.split("->"));
  const links = new Map(
    bare.flatMap(([path = "", target]) => (target === undefined ? [] : [[path, target] as const])),
  );
  const names = new Map<string, Set<string>>([["", new Set()]]);
  for (const [path = ""] of bare) {
    const parts = path.split("/").filter((part) => part !== "");
    for (const [index, part] of parts.entries()) {
      const parent = parts.slice(0, index).join("/");
      names.set(parent, (names.get(parent) ?? new Set()).add(part));
    }
    if (path.endsWith("/") && !names.has(path.slice(0, -1))) names.set(path.slice(0, -1), new Set());
  }
  const list = (path: string) => (names.has(path) ? [...(names.get(path) ?? [])] : null);
  const all: LinkTree = { readlink: (path) => links.get(path) ?? null, list };
  return {
    all,
    sent: contextTree(
      null,
      sent.map(([path = "", link]) => sentEntry(path, link)),
    ),
  };
}

function check(source: string, tree: readonly string[]): string[] {
  const { stages } = contextRequest(
    readDockerfile(`FROM scratch\nCOPY ${source} /o/\n${source === "<<E" ? "E\n" : ""}`),
  );
  const { all, sent } = trees(tree);
  return checkCopies(stages, sent, all).map(({ rule, path, fails, similar }) => {
    return `${rule} ${path}${fails ? " fails" : ""}${similar === undefined ? "" : `; ${similar}`}`;
  });
}

describe("sources that do not give what they say", () => {
  const rows: [source: string, tree: string[], found: string[], why: string][] = [
    ["a", ["a"], [], "there and sent"],
    ["a", ["!a"], ["copy-ignored a fails"], "there, not sent"],
    [
      "/a ./a d/../a",
      ["!a"],
      ["copy-ignored a fails", "copy-ignored a fails", "copy-ignored a fails"],
      "in any spelling, unlike E1",
    ],
    ["a", ["b"], ["copy-missing a fails"], "not there"],
    ["pakage.json", ["package.json"], ["copy-missing pakage.json fails; package.json"], "nearly there"],
    ["readme.md", ["README.md"], ["copy-missing readme.md fails; README.md"], "there in another case"],
    ["d", ["d/", "!d/a"], ["copy-ignored d/a"], "a directory that arrives empty"],
    ["d", ["d/"], [], "one that is empty"],
    ["d", ["d/a", "!d/b"], [], "one that arrives in part"],
    ["d/a", ["!d/", "!d/a"], ["copy-ignored d/a fails"], "a file in a directory that is not sent"],
    ["*.txt", ["!a.txt", "b"], ["copy-ignored a.txt"], "a wildcard, all of it ignored"],
    ["*.txt", ["b"], ["copy-matches-nothing *.txt"], "a wildcard without a match"],
    ["d/*.txt", ["b"], ["copy-matches-nothing d/*.txt fails"], "in a directory that is not there"],
    ["l", ["l->f", "!f"], ["copy-ignored f fails"], "a link to what is not sent"],
    ["l", ["l->f"], ["copy-missing l fails"], "a link to nothing"],
    ["../a", ["a"], ["copy-outside a"], "cut off at the root"],
    ["d/../../a", ["a"], ["copy-outside a"], "wherever it climbs out"],
    [". ./", ["a"], [], "the root"],
    ["--parents **/a", ["d/e/a", "b"], [], "at any depth"],
    ["--parents **/a", ["!d/e/a", "b"], ["copy-ignored d/e/a"], "at any depth, none of it sent"],
    ["--parents **/a", ["d/b"], ["copy-matches-nothing **/a"], "at any depth, and nowhere"],
    ["--parents d/./**/a", ["!d/e/a", "a"], ["copy-ignored d/e/a"], "below a pivot"],
    ["--parents x/./**/a", ["d/a"], ["copy-matches-nothing x/**/a"], "below a pivot that is not there"],
    ["--parents d/./a", ["!d/a", "d/b"], ["copy-ignored d/a fails"], "with a pivot"],
    ["<<E", ["a"], [], "a heredoc is not a source"],
  ];
  it.each(rows)("COPY %s from %j: %j (%s)", (source, tree, found) =>
    expect(check(source, tree)).toEqual(found),
  );

  it("looks at bind mounts as well, and not at copies from stages", () => {
    const text = "FROM scratch AS s\nFROM scratch\nCOPY --from=s a /\nRUN --mount=source=b,target=/m x\n";
    const { all, sent } = trees(["c"]);
    const found = checkCopies(contextRequest(readDockerfile(text)).stages, sent, all);
    expect(found).toMatchObject([
      { rule: "copy-missing", kind: "bind", path: "b", instruction: { line: 4 } },
    ]);
  });
});

describe("why more is sent", () => {
  const rows: [text: string, why: string[]][] = [
    ["COPY . /", ["source 2"]],
    ["ARG X\nCOPY a$X ./$X /", ["empty-source 3"]],
    ["COPY a /\nRUN --mount=type=tmpfs,target=/t x", ["tmpfs 3"]],
    ["RUN --mount=type=tmpfs,target=/t x\nCOPY . /", ["source 3", "tmpfs 2"]],
    ["RUN --mount=target=/t x", ["bind 2"]],
    ["COPY w*/q a /", ["links 2"]],
    ["COPY w1/q v*/q a /", []],
  ];
  it.each(rows)("%s: %j", (text, why) => {
    const { all } = trees(["w1/q", "w2->w1", "v1/q", "a"]);
    const request = contextRequest(readDockerfile(`FROM scratch\n${text}\n`));
    expect(whyEverything(request, all).map(({ why, path }) => `${why} ${path.instruction.line}`)).toEqual(
      why,
    );
  });
});
