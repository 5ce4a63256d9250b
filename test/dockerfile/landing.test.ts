import { describe, expect, it } from "vitest";
import { readDockerfile } from "../../src/dockerfile/read.ts";
import { contextRequest } from "../../src/dockerfile/request.ts";
import type { NamedContext } from "../../src/dockerfile/steps.ts";
import { type Landing, landFiles, type StageLanding } from "../../src/image/landing.ts";
import type { Hop } from "../../src/image/tree-node.ts";
import { isThorough } from "../sample.ts";
import { sentEntry } from "./recorded.ts";

const context = ["a.txt", "b.txt", "d/", "d/e/", "d/e/f", "d/g.md", "l->d", "m->a.txt", "x.tar.gz"];

function land(text: string, tree: readonly string[] = context, named: NamedContext[] = []): Landing {
  const request = contextRequest(readDockerfile(text), { contexts: named });
  const entries = tree.map((entry) => sentEntry(...(entry.split("->") as [string, string?])));
  return landFiles(request, {
    context: entries,
    named: new Map(named.map((one) => [one, [sentEntry("n")]])),
  });
}

/** "imagePath<contextPath" for everything that is not a directory. */
function placed({ paths }: StageLanding): string {
  const files = [...paths].filter(({ type, unpacked }) => type !== "directory" || unpacked);
  return files.map(({ imagePath, from }) => `${imagePath}<${from.path}`).join(" ");
}

describe("where files land in a stage", () => {
  const rows: [instructions: string, placed: string, why: string][] = [
    ["COPY a.txt /x", "x<a.txt", "a name for the file"],
    ["COPY a.txt /x/", "x/a.txt<a.txt", "a slash makes it a directory"],
    ["COPY a.txt b.txt /x/", "x/a.txt<a.txt x/b.txt<b.txt", "several"],
    ["COPY *.txt /x/", "x/a.txt<a.txt x/b.txt<b.txt", "each match for itself"],
    ["COPY d /x", "x/e/f<d/e/f x/g.md<d/g.md", "a directory gives its contents"],
    ["COPY d/e d/g.md /x/", "x/f<d/e/f x/g.md<d/g.md", "also beside files"],
    [
      "COPY * /x/",
      "x/a.txt<a.txt x/b.txt<b.txt x/e/f<d/e/f x/g.md<d/g.md x/m<a.txt x/x.tar.gz<x.tar.gz",
      "and by a wildcard; links are followed",
    ],
    ["COPY m /x", "x<a.txt", "a link: the file that it leads to"],
    [
      "COPY . /x",
      "x/a.txt<a.txt x/b.txt<b.txt x/d/e/f<d/e/f x/d/g.md<d/g.md x/l<l x/m<m x/x.tar.gz<x.tar.gz",
      "links inside stay links",
    ],
    ["WORKDIR /w\nWORKDIR v\nCOPY a.txt .", "w/v/a.txt<a.txt", "relative to the working directory"],
    ["COPY a.txt /w/\nWORKDIR /w\nCOPY b.txt a.txt", "w/a.txt<b.txt", "the later one covers the earlier one"],
    ["COPY d /x\nCOPY a.txt /x", "x/a.txt<a.txt x/e/f<d/e/f x/g.md<d/g.md", "into a directory that is there"],
    ["COPY --parents d/e/f /x/", "x/d/e/f<d/e/f", "with its directories"],
    ["COPY --parents d/./e/f /x/", "x/e/f<d/e/f", "from the pivot on"],
    ["COPY --parents **/*.md /x/", "x/d/g.md<d/g.md", "** is a pattern there"],
    ["COPY --exclude=*.md d /x/", "x/e/f<d/e/f", "relative to the source"],
    ["COPY --exclude=d/g.md d /x/", "x/e/f<d/e/f x/g.md<d/g.md", "not to the context"],
    ["COPY --exclude=* --exclude=!e/f d /x/", "x/e/f<d/e/f", "with exceptions"],
    ["ADD x.tar.gz /x/", "x<x.tar.gz", "an archive is unpacked into the directory"],
    ["ADD --unpack=false x.tar.gz /x/", "x/x.tar.gz<x.tar.gz", "unless told not to"],
    ["COPY x.tar.gz /x/", "x/x.tar.gz<x.tar.gz", "which COPY never does"],
    [
      "COPY --link d /x/\nCOPY --link a.txt /x/e/",
      "x/e/a.txt<a.txt x/e/f<d/e/f x/g.md<d/g.md",
      "layers laid over each other",
    ],
  ];
  it.each(rows)("%s: %s (%s)", (text, expected) => {
    const { image, problems } = land(`FROM scratch\n${text}\n`);
    expect([placed(image), problems]).toEqual([expected, []]);
  });

  it("follows links that were copied before on the way to a destination", () => {
    const tree = ["a.txt", "up/l->/real"];
    expect(placed(land("FROM scratch\nCOPY up /\nWORKDIR /real\nCOPY a.txt /l/\n", tree).image)).toBe(
      "l<up/l real/a.txt<a.txt",
    );
    const linked = land("FROM scratch\nCOPY up /\nCOPY --link a.txt /l/\n", tree);
    expect(placed(linked.image)).toBe("l/a.txt<a.txt");
  });
});

describe("the road of a file", () => {
  const text = `FROM node AS build
WORKDIR /app
COPY d ./src
RUN npm run build
FROM nginx
COPY --from=build /app/src/e /usr/share/nginx/html
COPY --from=build /app/dist /srv/
`;

  it("goes through every instruction and stage", () => {
    const { image, stages } = land(text);
    expect(placed(image)).toBe("usr/share/nginx/html/f<d/e/f");
    expect([...stages.keys()].map(({ label }) => label)).toEqual(["build", "stage-1"]);
    const [first] = [...image.paths].filter(({ type }) => type === "file");
    const hops: string[] = [];
    for (let hop: Hop | null = first?.from.hop ?? null; hop !== null; hop = hop.previous) {
      hops.push(`${hop.stage.label}:${hop.instruction.line} ${hop.path}`);
    }
    expect(hops).toEqual(["stage-1:6 /usr/share/nginx/html/f", "build:3 /app/src/e/f"]);
  });

  it("does not count as a problem what a RUN or an image may have made", () => {
    expect(land(text).problems).toEqual([]);
  });

  it("keeps apart what reaches the image and what only an intermediate stage", () => {
    const { stages } = land(text);
    const build = [...stages.values()].find(({ stage }) => stage.label === "build");
    expect(build && placed(build)).toBe("app/src/e/f<d/e/f app/src/g.md<d/g.md");
  });

  it("knows files of named contexts from those of the context", () => {
    const named: NamedContext = { name: "ctx", kind: "local" };
    const { image } = land("FROM scratch\nCOPY --from=ctx n a.txt /\n", ["n", "a.txt"], [named]);
    expect([...image.paths]).toEqual([]);
    const alone = land("FROM scratch\nCOPY --from=ctx n /\nCOPY a.txt /\n", ["a.txt"], [named]).image;
    expect(Array.from(alone.paths, ({ imagePath, from }) => [imagePath, from.context?.name])).toEqual([
      ["a.txt", undefined],
      ["n", "ctx"],
    ]);
  });
});

describe("what is covered", () => {
  it("is still in an earlier layer", () => {
    const { image } = land("FROM scratch AS s\nCOPY a.txt b.txt /x/\nFROM s\nCOPY b.txt /x/a.txt\n");
    expect([...image.hidden]).toMatchObject([{ path: "x/a.txt", from: { path: "a.txt" }, by: { line: 4 } }]);
  });

  it("is in no layer where the same instruction covers it", () => {
    const { image } = land("FROM scratch\nCOPY d/g.md d /x/\n");
    expect([...image.hidden]).toEqual([]);
  });

  it("is not taken along by COPY --from", () => {
    const { image } = land(
      "FROM scratch AS s\nCOPY a.txt /x\nCOPY b.txt /x\nFROM scratch\nCOPY --from=s /x /\n",
    );
    expect([placed(image), [...image.hidden]]).toEqual(["x<b.txt", []]);
  });

  it("counts whole directories under --link", () => {
    const { image } = land("FROM scratch\nCOPY d /x/y\nCOPY --link a.txt /x/y\n", ["d/", "d/f", "a.txt"]);
    expect(placed(image)).toBe("x/y<a.txt");
    expect([...image.hidden].map(({ path }) => path)).toEqual(["x/y/f"]);
  });
});

describe("what the build would fail on", () => {
  const rows: [instructions: string, message: string][] = [
    ["COPY nope /x", 'failed to calculate checksum: "/nope": not found'],
    ["COPY nope a.txt also /x/", 'failed to calculate checksum: "/nope": not found'],
    ["COPY nope/* /x", "lstat /nope: no such file or directory"],
    ["COPY --parents d/nope /x", 'failed to calculate checksum: "/d/nope": not found'],
    ["COPY d /x\nCOPY a.txt /x/e", ""],
    ["COPY a.txt /x/e\nCOPY d /x", "cannot copy to non-directory: /x/e"],
    ["COPY d /x\nCOPY d/e/f d/g.md /x/e/f/", "mkdir /x/e/f: not a directory"],
    ["COPY --exclude=[ d /x", "invalid excludepatterns: [[]: syntax error in pattern"],
    ["COPY nope* /x", ""],
    ["RUN --mount=source=nope,target=/m x", 'failed to calculate checksum: "/nope": not found'],
  ];
  it.each(rows)("%s: %s", (text, message) => {
    expect(land(`FROM scratch\n${text}\n`).problems[0]?.message ?? "").toBe(message);
  });

  it("names the instruction and goes on", () => {
    const { problems, image } = land("FROM scratch\nCOPY nope /x\nCOPY a.txt /y\n");
    expect(problems).toMatchObject([{ instruction: { line: 2 }, stage: { label: "" } }]);
    expect(placed(image)).toBe("y<a.txt");
  });

  it("finds a circle of links", () => {
    expect(land("FROM scratch\nCOPY l /x\n", ["l->l"]).problems[0]?.message).toContain("too many links");
  });
});

describe("images that are not known", () => {
  const certain = (text: string) =>
    Array.from(land(text).image.paths, ({ imagePath, from }) => [imagePath, from.hop?.certain]);

  it("have the usual directories", () => {
    expect(certain("FROM debian\nCOPY a.txt /usr/local/bin\n")).toEqual([["usr/local/bin/a.txt", true]]);
  });

  it("make a place uncertain that may be a directory, or that only the image knows", () => {
    expect(certain("FROM debian\nCOPY a.txt /opt/app\n")).toEqual([["opt/app", false]]);
    expect(certain("FROM debian\nCOPY a.txt ./\n")).toEqual([["a.txt", false]]);
    expect(certain("FROM debian\nCOPY a.txt /opt/a.txt\nCOPY b.txt /opt/app/\n")).toEqual([
      ["opt/a.txt", true],
      ["opt/app/b.txt", true],
    ]);
  });
});

it.runIf(isThorough)("copies trees deeper than the stack", () => {
  const deep = `${"a/".repeat(5000)}f`;
  expect([...land("FROM scratch\nCOPY . /x/\n", [deep]).image.paths].at(-1)?.from.path).toBe(deep);
});
