// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are words of a shell
import { describe, expect, it } from "vitest";
import { readDockerfile } from "../../src/dockerfile/read.ts";
import { type BuildOptions, type ContextRequest, contextRequest } from "../../src/dockerfile/request.ts";
import type { NamedContext } from "../../src/dockerfile/steps.ts";
import { variables } from "./recorded.ts";

const ask = (text: string, options: BuildOptions = {}): ContextRequest =>
  contextRequest(readDockerfile(text), options);

/** "nothing", "everything (line)", or the follow paths. */
function answer({
  requested,
  everything,
  followPaths,
}: Pick<ContextRequest, "requested" | "everything" | "followPaths">) {
  if (!requested) return "nothing";
  return everything === null ? followPaths.join(" ") : `everything (${everything.instruction.line})`;
}

describe("what one stage asks of the context", () => {
  const rows: [instructions: string, asked: string, rule: string][] = [
    ["COPY a.txt /", "a.txt", "H105: a file"],
    ["COPY d/e/z b a /", "a b d/e/z", "sorted, H106"],
    ["COPY a a ./a /a /", "a", "each path once, from the root"],
    ["COPY ../a d/../b /", "a b", "H117: .. cannot leave the context"],
    ["COPY . /", "everything (2)", "H112: the root"],
    ["COPY a /\nCOPY d/.. /", "everything (3)", "so it is when cleaned"],
    ["COPY * /", "*", "a wildcard is not a root"],
    ["ARG S\nCOPY $S /", "everything (3)", "H112: nothing left of the source"],
    ['COPY "" /', "everything (2)", "nor here"],
    ["ENV D=src\nCOPY $D/a ${E:-b} /", "b src/a", "variables"],
    ["COPY --chown=1:1 --chmod=700 --link --exclude=*.md d /", "d", "H122: flags change nothing"],
    ["COPY --parents a/./b /", "a/b", "the pivot is not a part of the path"],
    ["COPY <<EOF /x\na\nEOF", "nothing", "D2: a heredoc needs no context"],
    ["COPY <<EOF a /x\na\nEOF", "a", "though beside one the other sources do"],
    ["ADD https://x/y /", "nothing", "nor does a download"],
    ["ADD https://x/y a /", "a", "alone"],
    ["ADD git@host:x a /", "a git@host:x", "D4: a harmless path for an SSH address"],
    ["RUN --mount=type=bind,target=/m x", "everything (2)", "D4: a bind mount without source"],
    ["RUN --mount=target=/m,source=d x", "d", "H121: bind is the type of a mount"],
    ["ARG T=d\nRUN --mount=target=/m,src=$T/e x", "d/e", "variables in it"],
    ["RUN --mount=type=cache,target=/m x", "nothing", "H120"],
    ["RUN --mount=type=secret,id=s --mount=type=ssh x", "nothing", "secrets come another way"],
    ["RUN --mount=type=tmpfs,target=/m x", "nothing", "D4: asks for the root, but needs no context"],
    [
      "COPY a /\nRUN --mount=type=tmpfs,target=/m x",
      "everything (3)",
      "H119: so everything is sent once it is needed",
    ],
    ["RUN echo COPY b /", "nothing", "a command is none of the Dockerfile's"],
    ["LABEL x='COPY b /'", "nothing", "nor is a label"],
  ];
  it.each(rows)("%s: %s (%s)", (text, asked) => expect(answer(ask(`FROM scratch\n${text}\n`))).toBe(asked));
});

describe("which stages count", () => {
  const text = `ARG BASE=one
FROM scratch AS one
COPY in-one /
FROM scratch AS two
COPY in-two /
FROM $BASE AS three
COPY --from=two /in-two /
FROM scratch AS four
RUN --mount=from=one,target=/m x
COPY in-four /
`;
  const rows: [target: string, asked: string, why: string][] = [
    ["one", "in-one", "itself alone"],
    ["three", "in-one in-two", "its base, by a variable, and what it copies from"],
    ["FOUR", "in-four in-one", "names have no case; a mount needs a stage too"],
    ["", "in-four in-one", "the last one without a target"],
  ];
  it.each(rows)("target %j asks for %s: %s", (target, asked) =>
    expect(answer(ask(text, { target }))).toBe(asked),
  );

  it("takes another base from --build-arg", () => {
    expect(answer(ask(text, { target: "three", buildArgs: variables({ BASE: "scratch" }) }))).toBe("in-two");
  });

  it("copies from a stage by its index", () => {
    expect(
      answer(ask("FROM scratch\nCOPY a /\nFROM scratch\nCOPY b /\nFROM scratch\nCOPY --from=1 /b /\n")),
    ).toBe("b");
  });

  it("does not need the context of a stage that only a tmpfs mount names", () => {
    expect(
      answer(ask("FROM scratch AS s\nCOPY a /\nFROM b\nRUN --mount=type=tmpfs,from=s,target=/m x\n")),
    ).toBe("nothing");
  });

  it("runs ONBUILD instructions in the stage that is built on theirs, and only there", () => {
    const onbuild = "FROM scratch AS s\nONBUILD COPY a /\n";
    expect(answer(ask(onbuild))).toBe("nothing");
    const { followPaths, paths } = ask(`${onbuild}FROM s AS t\nFROM t\nCOPY b /\n`);
    expect(followPaths).toEqual(["a", "b"]);
    expect(paths[0]).toMatchObject({
      instruction: { line: 3, onbuild: true, text: "COPY a /" },
      stage: { label: "t" },
    });
  });
});

describe("arguments and variables", () => {
  const rows: [text: string, args: Record<string, string>, asked: string, why: string][] = [
    ["ARG A=g\nFROM scratch\nCOPY x$A /", {}, "x", "a global ARG is not seen in a stage"],
    ["ARG A=g\nFROM scratch\nARG A\nCOPY x$A /", {}, "xg", "until it is named there"],
    ["ARG A=g\nFROM scratch\nARG A=s\nCOPY x$A /", {}, "xs", "the stage's own default wins"],
    ["ARG A=g\nFROM scratch\nARG A=s\nCOPY x$A /", { A: "b" }, "xb", "--build-arg wins over both"],
    ["FROM scratch\nCOPY x$A /", { A: "b" }, "x", "but is nothing without an ARG"],
    ["FROM scratch AS s\nARG A=1\nFROM s\nCOPY x$A /", {}, "x1", "a stage built on another has its ARGs"],
    ["FROM scratch AS s\nARG A=1\nENV A=2\nFROM s\nCOPY x$A /", {}, "x2", "ENV comes last there"],
    ["FROM scratch\nENV A=1\nARG A=2\nCOPY x$A /", {}, "x2", "inside a stage the later one counts"],
    ["FROM scratch\nENV A=1\nENV A=2 B=$A\nCOPY x$B /", {}, "x1", "one ENV sees what was before it"],
    ["FROM scratch\nARG A=1 B=$A\nCOPY x$B /", {}, "x1", "one ARG sees itself"],
    ["FROM scratch\nCOPY x$HTTP_PROXY /", { HTTP_PROXY: "p" }, "x", "proxies are for RUN"],
    [
      "FROM scratch\nARG TARGETARCH\nARG BUILDPLATFORM\nCOPY $TARGETARCH $BUILDPLATFORM /",
      {},
      "arm64 linux/amd64",
      "platforms",
    ],
    ["FROM scratch\nARG TARGETARCH\nCOPY $TARGETARCH /", { TARGETARCH: "z" }, "z", "which can be set"],
    ["FROM scratch\nCOPY x$TARGETARCH /", {}, "x", "and have to be named"],
    ["FROM scratch AS s\nARG TARGETSTAGE\nCOPY $TARGETSTAGE /", {}, "s", "the stage that is built"],
    ["FROM scratch\nCOPY x${PATH##*:} /", {}, "x/bin", "PATH is always there"],
  ];
  it.each(rows)("%j with %j asks for %s: %s", (text, args, asked) => {
    expect(answer(ask(text, { buildArgs: variables(args), platform: "linux/arm64" }))).toBe(asked);
  });

  it("says what was written, and which variables were empty", () => {
    const { everything } = ask("FROM scratch\nCOPY $DIR/$SUB /\n");
    expect(everything).toMatchObject({
      source: "/",
      written: "$DIR/$SUB",
      unset: ["DIR", "SUB"],
      kind: "COPY",
    });
  });
});

describe("named contexts", () => {
  const local = (name: string): NamedContext => ({ name, kind: "local" });
  const named = (text: string, ...contexts: NamedContext[]) =>
    ask(text, { contexts }).named.map((one) => `${one.context.name}: ${answer(one)}`);

  const rows: [text: string, names: string[], asked: string[], why: string][] = [
    [
      "FROM scratch\nCOPY --from=c a /\nCOPY --from=c b /\n",
      ["c"],
      ["c: a", "c: b"],
      "each instruction asks for itself",
    ],
    ["FROM scratch\nRUN --mount=from=c,target=/m x\n", ["c"], ["c: everything (2)"], "a mount of the root"],
    [
      "FROM c AS s\nFROM scratch\nCOPY --from=s a b /\n",
      ["c"],
      ["c: a b"],
      "a base: what is copied from the stage",
    ],
    [
      "FROM c AS s\nRUN x\nFROM scratch\nCOPY --from=s a /\n",
      ["c"],
      ["c: everything (2)"],
      "and all of it for a RUN",
    ],
    ["FROM c\n", ["c"], ["c: everything (1)"], "or where it is the image"],
    ["FROM alpine AS s\nCOPY a /\nFROM scratch\nCOPY --from=s b /\n", ["s"], ["s: b"], "in place of a stage"],
    [
      "FROM alpine\n",
      ["docker.io/library/alpine:latest"],
      ["docker.io/library/alpine:latest: everything (1)"],
      "by any form of the name",
    ],
    ["FROM scratch\nCOPY a /\n", ["c"], [], "D13: not asked for"],
    [
      "FROM scratch\nCOPY --from=context a /\n",
      ["context"],
      ["context: a"],
      "context can be named in a copy",
    ],
    ["FROM scratch\nCOPY a /\n", ["scratch"], [], "scratch cannot be taken"],
  ];
  it.each(rows)("%j with %j: %j (%s)", (text, names, asked) => {
    expect(named(text, ...names.map(local))).toEqual(asked);
  });

  it("drops the instructions of the stage it takes the place of", () => {
    const text = "FROM scratch AS s\nCOPY a /\nFROM s\nCOPY b /\n";
    expect(answer(ask(text, { contexts: [{ name: "s", kind: "other" }] }))).toBe("b");
  });

  it("prefers the one for the platform", () => {
    const contexts = [local("c"), local("c::linux/arm64")];
    const { named } = ask("FROM scratch\nCOPY --from=c a /\n", { contexts, platform: "linux/arm64" });
    expect(named.map(({ context }) => context.name)).toEqual(["c::linux/arm64"]);
  });
});
