import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { BuilderName } from "../../src/builders/builder.ts";
import { toText } from "../../src/bytes.ts";
import type { PlanOptions } from "../../src/plan/options.ts";
import { planOf as plan, type Tree, withTree } from "../context/trees.ts";

interface Row {
  readonly tree: Tree;
  readonly options?: Partial<Pick<PlanOptions, "file" | "ignoreFile" | "context" | "stdinDockerfile">>;
  /** `Dockerfile, ignore file (why): patterns` for BuildKit, or the refusal. */
  readonly buildkit: string | RegExp;
  /** Only where it differs. */
  readonly classic?: string | RegExp;
}

const all = "FROM scratch\nCOPY . /\n";

/** Paths are below ROOT; the context is ROOT/ctx, the working directory ROOT. */
const rows: Record<string, Row> = {
  "nothing at all": { tree: { "ctx/a": 1 }, buildkit: "none, none" },
  "A1, A2: the ignore file beside the Dockerfile replaces that of the context": {
    tree: { "ctx/Dockerfile": all, "ctx/.dockerignore": "a", "ctx/Dockerfile.dockerignore": "b" },
    buildkit: "Dockerfile, Dockerfile.dockerignore (beside-dockerfile): b",
    classic: "Dockerfile, .dockerignore (context-root): a",
  },
  "A2: without one, that of the context": {
    tree: { "ctx/Dockerfile": all, "ctx/.dockerignore": "a" },
    buildkit: "Dockerfile, .dockerignore (context-root): a",
  },
  "A2: in the directory of the Dockerfile only the one that bears its name": {
    tree: {
      "ctx/sub/Df": all,
      "ctx/sub/.dockerignore": "x",
      "ctx/.dockerignore": "a",
      "ctx/sub/Df.dockerignore": "b",
    },
    options: { file: "ctx/sub/Df" },
    buildkit: "sub/Df, sub/Df.dockerignore (beside-dockerfile): b",
    classic: "sub/Df, .dockerignore (context-root): a",
  },
  "A2: an ignore file of the default name without a Dockerfile counts too": {
    tree: { "ctx/Dockerfile.dockerignore": "b", "ctx/.dockerignore": "a" },
    buildkit: "none, Dockerfile.dockerignore (beside-dockerfile): b",
    classic: "none, .dockerignore (context-root): a",
  },
  "A3: an empty one disables that of the context": {
    tree: { "ctx/Dockerfile": all, "ctx/.dockerignore": "a", "ctx/Dockerfile.dockerignore": "" },
    buildkit: "Dockerfile, Dockerfile.dockerignore (beside-dockerfile): ",
    classic: "Dockerfile, .dockerignore (context-root): a",
  },
  "A4: one that is a directory counts as absent": {
    tree: { "ctx/Dockerfile": all, "ctx/.dockerignore": "a", "ctx/Dockerfile.dockerignore/x": 1 },
    buildkit: "Dockerfile, .dockerignore (context-root): a",
  },
  "A4: a dangling link counts as absent": {
    tree: {
      "ctx/Dockerfile": all,
      "ctx/.dockerignore": "a",
      "ctx/Dockerfile.dockerignore": { link: "nope" },
    },
    buildkit: "Dockerfile, .dockerignore (context-root): a",
  },
  "A4: a link that leaves the directory counts as absent": {
    tree: {
      "ctx/Dockerfile": all,
      "ctx/.dockerignore": "a",
      ignore: "b",
      "ctx/Dockerfile.dockerignore": { link: "../ignore" },
    },
    buildkit: "Dockerfile, .dockerignore (context-root): a",
  },
  "A5: a Dockerfile outside the context brings its own": {
    tree: { "o/Df": all, "o/Df.dockerignore": "b", "o/.dockerignore": "x", "ctx/.dockerignore": "a" },
    options: { file: "o/Df" },
    buildkit: "o/Df, o/Df.dockerignore (beside-dockerfile): b",
    classic: "o/Df, .dockerignore (context-root): a",
  },
  "A5: without one, that of the context": {
    tree: { "o/Df": all, "o/.dockerignore": "x", "ctx/.dockerignore": "a" },
    options: { file: "o/Df" },
    buildkit: "o/Df, .dockerignore (context-root): a",
  },
  "A6: a Dockerfile on stdin has none of its own": {
    tree: { "ctx/Dockerfile.dockerignore": "b", "ctx/.dockerignore": "a" },
    options: { file: "-", stdinDockerfile: all },
    buildkit: "-, .dockerignore (context-root): a",
  },
  "A7: a linked Dockerfile goes by the name of the link": {
    tree: {
      "ctx/real/R": all,
      "ctx/Dockerfile": { link: "real/R" },
      "ctx/Dockerfile.dockerignore": "a",
      "ctx/real/R.dockerignore": "b",
    },
    buildkit: "Dockerfile, Dockerfile.dockerignore (beside-dockerfile): a",
    classic: "Dockerfile, none",
  },
  "A7: a Dockerfile that leaves its directory by a link is refused": {
    tree: { R: all, "ctx/Dockerfile": { link: "../R" } },
    buildkit: /Dockerfile "Dockerfile": there is no such file/,
    classic: /Dockerfile "Dockerfile" is a link that leaves the context/,
  },
  "A7: named, the classic builder takes it": {
    tree: { R: all, "ctx/Dockerfile": { link: "../R" } },
    options: { file: "ctx/Dockerfile" },
    buildkit: /there is no such file/,
    classic: "Dockerfile, none",
  },
  "A8: the lower-case name, where the other is missing": {
    tree: { "ctx/dockerfile": all, "ctx/dockerfile.dockerignore": "b", "ctx/.dockerignore": "a" },
    buildkit: "dockerfile, dockerfile.dockerignore (beside-dockerfile): b",
    classic: "dockerfile, .dockerignore (context-root): a",
  },
  "A8: where both are, the other": {
    tree: { "ctx/dockerfile": "FROM x\n", "ctx/Dockerfile": all },
    buildkit: "Dockerfile, none",
  },
  "A13: the case counts": { tree: { "ctx/.Dockerignore": "a" }, buildkit: "none, none" },
  "A14: a directory": {
    tree: { "ctx/.dockerignore/x": 1 },
    buildkit: "none, none",
    classic: /ignore file "\.dockerignore": it is a directory/,
  },
  "A14: a link inside is followed": {
    tree: { "ctx/.dockerignore": { link: "conf/ignore" }, "ctx/conf/ignore": "a" },
    buildkit: "none, .dockerignore (context-root): a",
  },
  "A14: a link to the outside is followed on the host only": {
    tree: { "ctx/.dockerignore": { link: "../ignore" }, ignore: "a" },
    buildkit: "none, none",
    classic: "none, .dockerignore (context-root): a",
  },
  "A14: a link to the outside is clamped to the root": {
    tree: { "ctx/.dockerignore": { link: "../ignore" }, ignore: "a", "ctx/ignore": "b" },
    buildkit: "none, .dockerignore (context-root): b",
    classic: "none, .dockerignore (context-root): a",
  },
  "A14: an absolute link is taken from the root of the context": {
    tree: { "ctx/.dockerignore": { link: "/ignore" }, "ctx/ignore": "b" },
    buildkit: "none, .dockerignore (context-root): b",
    classic: "none, none",
  },
  "A14: a dangling link": { tree: { "ctx/.dockerignore": { link: "nope" } }, buildkit: "none, none" },
  "A14: links in a circle": {
    tree: { "ctx/.dockerignore": { link: "b" }, "ctx/b": { link: ".dockerignore" } },
    buildkit: "none, none",
    classic: /cannot be read \(ELOOP\)/,
  },
  "a FIFO is not an ignore file, and is not waited for": {
    tree: { "ctx/.dockerignore": "fifo|" },
    buildkit: "none, none",
    classic: /cannot be read \(EINVAL\)/,
  },
  "a FIFO is no Dockerfile, and is not waited for": {
    tree: { "ctx/Dockerfile": "fifo|" },
    buildkit: /Dockerfile "Dockerfile": it cannot be read/,
  },
  "a named ignore file wins over all": {
    tree: {
      "ctx/Dockerfile": all,
      "ctx/.dockerignore": "a",
      "ctx/Dockerfile.dockerignore": "b",
      "my.ignore": "c",
    },
    options: { ignoreFile: "my.ignore" },
    buildkit: "Dockerfile, my.ignore (named): c",
  },
  "a named ignore file that is missing is refused": {
    tree: { "ctx/a": 1 },
    options: { ignoreFile: "nope" },
    buildkit: /ignore file "nope": there is no such file/,
  },
  "names that are not ASCII": {
    tree: { "ctx/\xc3\xa9": all, "ctx/\xc3\xa9.dockerignore": "b" },
    options: { file: "ctx/\u00e9" },
    buildkit: "\u00e9, \u00e9.dockerignore (beside-dockerfile): b",
    classic: "\u00e9, none",
  },
  "a file above the context": {
    tree: { "ctx/sub/a": 1, "ctx/Df": all },
    options: { context: "ctx/sub", file: "ctx/Df" },
    buildkit: "ctx/Df, none",
  },
};

function planned(root: string, builder: BuilderName, options: Row["options"] = {}): string {
  const { dockerfile, ignoreFile, patterns } = plan(root, builder, { context: "ctx", cwd: root, ...options });
  const from = dockerfile === null ? "none" : dockerfile.shown;
  if (ignoreFile === null) return `${from}, none`;
  const lines = patterns.filter(({ source }) => source.line > 0).map(({ text }) => toText(text));
  return `${from}, ${ignoreFile.shown} (${ignoreFile.why}): ${lines.join(" ")}`;
}

describe("which Dockerfile and which ignore file", () => {
  describe.each(["buildkit", "classic"] as const)("%s", (builder) => {
    test.each(Object.entries(rows))("%s", (_, { tree, options, buildkit, classic = buildkit }) => {
      withTree(tree, (root) => {
        const expected = builder === "classic" ? classic : buildkit;
        if (typeof expected === "string") expect(planned(root, builder, options)).toBe(expected);
        else expect(() => planned(root, builder, options)).toThrow(expected);
      });
    });
  });

  test("C1: the classic builder knows its Dockerfile by the place the link leads to", () => {
    withTree({ "ctx/real/R": all, "ctx/Dockerfile": { link: "real/R" } }, (root) => {
      expect(plan(root, "classic", { context: "ctx", cwd: root }).dockerfile?.inContext).toBe("real/R");
    });
  });

  test("a device is not an ignore file: it would be read for ever", () => {
    withTree({ "ctx/a": 1 }, (root) => {
      const options = { context: "ctx", cwd: root, ignoreFile: "/dev/zero" };
      expect(() => plan(root, "buildkit", options)).toThrow(/cannot be read/);
    });
  });
});

describe("which context", () => {
  const contexts: [what: string, context: string, expected: string | RegExp][] = [
    ["a directory", "ctx", "ctx"],
    ["with a slash", "ctx/", "ctx"],
    ["by way of dots", "./x/../ctx/.", "ctx"],
    ["a link to a directory", "link", "ctx"],
    ["a link to a link", "link2", "ctx"],
    ["one that is named like an address", "git/repo", "git/repo"],
    ["one that is named like another address", "github.com/me/x", "github.com/me/x"],
    ["a file", "file", /is not a directory/],
    ["a link to a file", "filelink", /is not a directory/],
    ["nothing", "nope", /does not exist/],
    ["a dangling link", "dangling", /does not exist/],
    ["links in a circle", "circle", /does not exist/],
    ["below a file", "file/x", /does not exist/],
    ["stdin", "-", /is not a local directory/],
    ["a Git address", "https://github.com/me/x.git", /is not a local directory/],
    ["another", "git@github.com:me/x.git", /is not a local directory/],
    ["a short one", "github.com/me/y", /is not a local directory/],
  ];
  test.each(contexts)("%s", (_, context, expected) => {
    const tree = { "ctx/a": 1, file: 1, "x/y": 1, "git/repo/a": 1, "github.com/me/x/a": 1 };
    withTree(tree, (root) => {
      const links = { link: "ctx", link2: "link", filelink: "file", dangling: "gone", circle: "circle" };
      for (const [path, target] of Object.entries(links)) symlinkSync(target, join(root, path));
      const ask = () => plan(root, "buildkit", { context, cwd: root });
      if (typeof expected === "string") expect(ask().context.root).toBe(join(root, expected));
      else expect(ask).toThrow(expected);
    });
  });

  // Rules A9, A10: who fetches it decides whether an ignore file counts.
  test.each<[builder: BuilderName, context: string, means: RegExp]>([
    ["buildkit", "https://github.com/me/x.git", /no ignore file applies/],
    ["classic", "https://github.com/me/x.git", /filters it by its own ignore file/],
    ["classic", "https://host/context.tar", /no ignore file applies/],
    ["buildah", "https://github.com/me/x.git", /applies the ignore files that it holds/],
    ["buildah", "-", /applies the ignore files that it holds/],
    ["classic", "-", /sent as it comes/],
  ])("%s of %s", (builder, context, means) => {
    withTree({ a: 1 }, (root) => {
      expect(() => plan(root, builder, { context, cwd: root })).toThrow(means);
    });
  });

  test("is shown as it was named", () => {
    withTree({ "ctx/a": 1 }, (root) => {
      expect(plan(root, "buildkit", { context: "./ctx/", cwd: root }).context.shown).toBe("./ctx/");
    });
  });
});

describe("what the Dockerfile asks for", () => {
  const asked: [what: string, dockerfile: string, tree: Tree, requested: string[] | null][] = [
    ["everything", "COPY . /", {}, null],
    ["everything, by way of dots", "COPY d/.. /", {}, null],
    ["a file", "COPY a /", { a: 1 }, ["a"]],
    ["several, in the order of their bytes, each once", "COPY b a /\nADD a /x", {}, ["a", "b"]],
    ["nothing of another stage", "COPY --from=x a /\nFROM scratch AS x", {}, []],
    ["nothing", "RUN true", {}, []],
    ["a link and what it leads to", "COPY l /", { l: { link: "f" }, f: 1 }, ["f", "l"]],
    [
      "a link to a name that holds a control character",
      "COPY l /",
      { l: { link: "f\nx" }, "f\nx": 1 },
      ["f\nx", "l"],
    ],
    ["a link to a name that is not a string", "COPY l /", { l: { link: "\xff" }, "\xff": 1 }, ["l", "\xff"]],
    ["a directory covers what is below it", "COPY d d/x /", {}, ["d"]],
  ];
  test.each(asked)("%s", (_, dockerfile, tree, requested) => {
    withTree({ ...tree, Dockerfile: `FROM scratch\n${dockerfile}\n` }, (root) => {
      const patterns = plan(root, "buildkit").requested?.patterns;
      expect(patterns === null ? null : patterns?.map(({ text }) => text)).toEqual(requested);
    });
  });

  test("a source that cannot travel is refused with its place", () => {
    withTree({ Dockerfile: 'FROM scratch\n\nCOPY ["a\\tb", "/"]\n' }, (root) => {
      expect(() => plan(root, "buildkit")).toThrow(/Dockerfile:3:1: "a\\tb" holds a control character/);
    });
  });
});
