import type { Bytes } from "../../src/bytes.ts";
import type { TreeEntry } from "./cases.ts";
import { makeCopy, makeMount, makeWord } from "./generate-copy.ts";
import type { Random } from "./random.ts";

/** What the lines of one Dockerfile may refer to. */
export interface Scope {
  readonly random: Random;
  readonly tree: readonly TreeEntry[];
  /** Names of the stages so far, "" for one without a name. */
  readonly stages: Bytes[];
  readonly contexts: readonly Bytes[];
  /** The escape character of the file. */
  readonly escapeToken: "\\" | "`";
}

export const argumentNames = [
  "A",
  "B",
  "C",
  "SRC",
  "TARGETARCH",
  "TARGETPLATFORM",
  "BUILDPLATFORM",
  "UNSET",
] as const;

/** The text of a Dockerfile of one to four stages. */
export function makeDockerfile(scope: Scope): Bytes {
  const { random } = scope;
  const lines = [...directives(scope), ...repeat(random.int(3), () => globalArgument(scope))];
  const stages = 1 + random.int(random.chance(0.3) ? 4 : 2);
  for (let i = 0; i < stages; i++) lines.push(...stage(scope));
  const end = random.chance(0.04) ? "\r\n" : "\n";
  const start = random.chance(0.02) ? "\xef\xbb\xbf" : "";
  return start + lines.join("\n").replaceAll("\n", end) + (random.chance(0.9) ? end : "");
}

const repeat = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

function directives({ random, escapeToken }: Scope): Bytes[] {
  const lines: Bytes[] = [];
  if (random.chance(0.02)) lines.push("# syntax=docker/dockerfile:1");
  if (escapeToken === "`") lines.push(random.pick(["# escape=`", "#escape = `", "# ESCAPE=`"]));
  if (random.chance(0.04))
    lines.push(random.pick(["# check=skip=all", "# a comment", "#", "", "# escape=x"].slice(0, 4)));
  return lines;
}

function globalArgument(scope: Scope): Bytes {
  const { random } = scope;
  return random.weighted([
    [6, () => `ARG ${random.pick(argumentNames)}=${makeWord(scope)}`],
    [2, () => `ARG ${random.pick(argumentNames)}`],
    [1, () => `ARG A=${makeWord(scope)} B=$A`],
    [1, () => "ARG BASE=scratch"],
  ]);
}

function stage(scope: Scope): Bytes[] {
  const { random, stages } = scope;
  const first = from(scope);
  const name = random.weighted<Bytes>([
    [4, () => `s${stages.length}`],
    [3, () => ""],
    [0.5, () => `S${stages.length}`],
    [scope.contexts.length > 0 ? 1 : 0, () => random.pick(scope.contexts)],
    [0.15, () => random.pick(["context", "scratch", "s0", "0a", "a b"])],
  ]);
  const as = name === "" ? "" : ` ${random.pick(["AS", "as", "As"])} ${name}`;
  const body = repeat(random.int(5), () => instruction(scope));
  stages.push(name);
  return [`${random.chance(0.9) ? "FROM" : "from"} ${first}${as}`, ...body];
}

function from({ random, stages, contexts }: Scope): Bytes {
  const base = random.weighted<Bytes>([
    [12, () => "scratch"],
    [stages.length > 0 ? 7 : 0, () => random.pick(stages) || "scratch"],
    [contexts.length > 0 ? 3 : 0, () => random.pick(contexts)],
    [2, () => random.pick(["busybox", "alpine:3.20", "example.org/a/b:c"])],
    [1, () => "$" + "{BASE:-scratch}"],
    [0.2, () => random.pick(["$BASE", "$A", "S0", "0", ""])],
  ]);
  return random.chance(0.06)
    ? `--platform=${random.pick(["$BUILDPLATFORM", "linux/arm64", "$TARGETPLATFORM"])} ${base}`
    : base;
}

function instruction(scope: Scope): Bytes {
  const { random } = scope;
  return random.weighted([
    [50, () => makeCopy(scope)],
    [12, () => makeRun(scope)],
    [7, () => `ARG ${random.pick(argumentNames)}${random.chance(0.6) ? `=${makeWord(scope)}` : ""}`],
    [6, () => `ENV ${random.pick(argumentNames)}=${makeWord(scope)}`],
    [2, () => `ENV ${random.pick(argumentNames)} ${makeWord(scope)}`],
    [2, () => `ENV A=${makeWord(scope)} B=$A C="\${B}/x"`],
    [3, () => `WORKDIR ${makeWord(scope)}`],
    [6, () => `ONBUILD ${random.chance(0.8) ? makeCopy(scope) : makeRun(scope)}`],
    [2, () => 'LABEL x="COPY . ."'],
    [2, () => `# ${makeCopy(scope).split("\n")[0]}`],
    [1, () => ""],
    [
      1,
      () =>
        random.pick([
          "USER 1",
          "EXPOSE 80",
          "VOLUME /v",
          'CMD ["x"]',
          "STOPSIGNAL 9",
          'SHELL ["sh"]',
          "MAINTAINER x",
        ]),
    ],
    [
      0.6,
      () =>
        random.pick([
          "COPPY a /",
          "COPY",
          "COPY a",
          "ADD",
          "RUN",
          "ENV",
          "ENV A",
          "FROM",
          "ONBUILD FROM x",
          "ARG",
          "COPY --bad a /",
        ]),
    ],
    [0.5, () => `  ${makeCopy(scope)}`],
  ]);
}

function makeRun(scope: Scope): Bytes {
  const { random } = scope;
  if (random.chance(0.12)) return "RUN <<EOF\nCOPY . /no\nEOF";
  const mounts = repeat(1 + random.int(random.chance(0.2) ? 3 : 1), () => makeMount(scope));
  return `RUN ${mounts.join(" ")} true`;
}
