// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are words of a shell
import { describe, expect, it } from "vitest";
import { readDockerfile } from "../../src/dockerfile/read.ts";
import { type BuildOptions, contextRequest } from "../../src/dockerfile/request.ts";
import { CtxcheckError } from "../../src/errors.ts";

function refusal(
  text: string,
  options: BuildOptions = {},
): { code: string; message: string; hint: string | undefined } {
  try {
    contextRequest(readDockerfile(text), options);
  } catch (error) {
    if (error instanceof CtxcheckError) return { code: error.code, message: error.message, hint: error.hint };
    throw error;
  }
  return { code: "", message: "not refused", hint: undefined };
}

describe("refused Dockerfiles", () => {
  const rows: [text: string, message: string, hint: string | undefined][] = [
    ["", "the Dockerfile cannot be empty", undefined],
    ["# only this\n", "file with no instructions", "a Dockerfile starts with FROM"],
    ["ARG A\n", "dockerfile contains no stages to build", "it has no FROM"],
    [
      "COPY a b\nFROM a\n",
      "no build stage in current context on line 1",
      "only ARG may stand before the first FROM",
    ],
    [
      "\xff\xfeF\0R\0O\0M\0 \0a\0",
      "unknown instruction (a word of 10 bytes) on line 1",
      "if the file is UTF-16, save it as UTF-8",
    ],
    ["FROM a\nCOPPY a b\n", "unknown instruction: COPPY on line 2", "did you mean COPY?"],
    ["FROM a\nCOPY --form=x a b\n", "unknown flag: --form on line 2", "did you mean from?"],
    ["FROM a\nCOPY --from=x --from=y a b\n", "duplicate flag specified: --from on line 2", undefined],
    [
      "FROM a\nCOPY --link=maybe a b\n",
      "expecting boolean value for flag --link, not: maybe on line 2",
      undefined,
    ],
    ["FROM a\nADD --parents a b\n", "unknown flag: --parents on line 2", undefined],
    [
      "FROM a\nCOPY a\n",
      "COPY requires at least two arguments, but only one was provided. Destination could not be determined on line 2",
      "write COPY <source> <destination>",
    ],
    ["FROM a\nCOPY a <<EOF\nx\nEOF\n", "COPY cannot accept a heredoc as a destination on line 2", undefined],
    [
      "FROM a\nCOPY <<EOF /x\ny\n",
      "unterminated heredoc on line 2",
      "end it with a line that holds only EOF; it starts on line 2",
    ],
    [
      "FROM a b\n",
      "FROM requires either one or three arguments on line 1",
      "write FROM image, or FROM image AS name",
    ],
    [
      "FROM $X\n",
      "base name ($X) should not be blank on line 1",
      "give the ARG before the first FROM a default, or pass --build-arg X=<value>",
    ],
    [
      "ARG V\nFROM a-${V}\n",
      'failed to parse stage name "a-": invalid reference format on line 2',
      "give the ARG before the first FROM a default, or pass --build-arg V=<value>",
    ],
    [
      "FROM a AS Build\nFROM Build\n",
      'failed to parse stage name "Build": invalid reference format: repository name (library/Build) must be lowercase on line 2',
      undefined,
    ],
    ["FROM a\nENV A\n", "ENV must have two arguments on line 2", "write ENV A=value"],
    [
      "FROM a\nRUN [1]\n",
      "when using JSON array syntax, arrays must be comprised of strings only on line 2",
      "put quotes around every word",
    ],
    ["FROM a\nONBUILD FROM b\n", "FROM isn't allowed as an ONBUILD trigger on line 2", undefined],
    [
      "FROM a AS s\nCOPY --from=s a b\n",
      "circular dependency detected on stage: s on line 2",
      "a stage cannot copy from itself or from one that needs it",
    ],
    [
      "FROM a AS s\nCOPY --from=t a b\nFROM a AS t\nFROM s\n",
      'cannot copy from stage "t", it needs to be defined before current stage "s" on line 2',
      "move that stage above this one",
    ],
    ["FROM a\nCOPY --from=7 a b\n", "invalid stage index 7 on line 2", "there are 1 stages, counted from 0"],
    [
      "FROM a\nCOPY --from=$X a b\n",
      "variable expansion is not supported for --from on line 2",
      "add a stage FROM $VARIABLE AS name and copy --from=name",
    ],
    ["FROM a\nCOPY https://x/y /z\n", "source can't be a URL for COPY on line 2", "use ADD for it"],
    ["FROM a\nRUN --mount=type=bnd x\n", 'unsupported mount type "bnd" on line 2', "did you mean bind?"],
    [
      "FROM a\nRUN --mount=sorce=x,target=/y x\n",
      "unexpected key 'sorce' in 'sorce=x' on line 2",
      "did you mean source?",
    ],
    [
      "FROM a\nRUN --mount=source=x x\n",
      'invalid mount target "/" on line 2',
      "give the mount a target=/path of its own",
    ],
    ["# escape=x\nFROM a\n", "invalid escape token 'x' does not match ` or \\ on line 1", undefined],
    ["# check=skip\nFROM a\n", 'invalid check option "skip" on line 1', "write skip=Rule or error=true"],
  ];
  it.each(rows)("%j: %s", (text, message, hint) => {
    expect(refusal(text)).toEqual({ code: "dockerfile", message, hint });
  });

  it("tells why a quoted name with a space is not a name", () => {
    const { message, hint } = refusal('FROM a\nCOPY "a b" /x\n');
    expect(message).toBe(
      'failed to process "\\"a": unexpected end of statement while looking for matching double-quote on line 2',
    );
    expect(hint).toContain('COPY ["a b", "/x/"]');
  });

  it("names the target that is not there, and the ones that are", () => {
    const text = "FROM a AS build\nFROM a AS final\n";
    expect(refusal(text, { target: "biuld" })).toMatchObject({
      message: 'target stage "biuld" could not be found',
      hint: "did you mean build?",
    });
    expect(refusal(text, { target: "other" }).hint).toBe("the stages are build, final");
  });

  it("blames the FROM for an ONBUILD that only fails when it triggers", () => {
    expect(refusal("FROM a AS s\nONBUILD COPY a\nFROM s\n").message).toMatch(/^COPY requires .* on line 3$/);
    expect(refusal("FROM a AS s\nONBUILD COPY a\n").message).toBe("not refused");
  });

  it("does not look into stages that the target does not need", () => {
    const text = 'FROM a AS x\nCOPY "a b" /\nFROM a AS y\nCOPY c /\n';
    expect(refusal(text).message).toBe("not refused");
    expect(refusal(text, { target: "x" }).message).toContain("on line 2");
  });

  it("is a wrong use of the tool where the platform is none", () => {
    expect(refusal("FROM a\n", { platform: "x/y/z/w" })).toMatchObject({ code: "usage" });
  });
});

describe("hostile Dockerfiles end in time", () => {
  const rows: [name: string, text: string, message: string][] = [
    [
      "a variable that doubles",
      `FROM a\nENV A=xxxxxxxxxxxxxxxx\n${"ENV A=$A$A\n".repeat(60)}`,
      "expand to more than 67108864 bytes",
    ],
    [
      "a replacement that multiplies",
      `FROM a\nENV A=${"x".repeat(60_000)}\nENV B=\${A//x/$A}\n`,
      "expand to more than 67108864 bytes",
    ],
    [
      "a pattern that backtracks",
      `FROM a\nENV A=${"x".repeat(60_000)}\nENV B=\${A#${"*x".repeat(20_000)}y}\n`,
      "takes more than 20000000 comparisons",
    ],
    [
      "deep nesting",
      `FROM a\nENV A=${"${B:-".repeat(9000)}${"}".repeat(9000)}\n`,
      "nested more than 500 deep",
    ],
    ["a chain of ONBUILD", `FROM a\n${"ONBUILD ".repeat(8000)}RUN x\n`, "Chaining ONBUILD"],
    [
      "a long line",
      `FROM a\nCOPY ${"x".repeat(70_000)} /\n`,
      "dockerfile line greater than max allowed size of 65535 on line 2",
    ],
    ["blanks", `FROM a\nCOPY a${" ".repeat(60_000)}b${"\r".repeat(5000)}\n`, "not refused"],
    ["many instructions", `FROM a\n${"USER x\n".repeat(60_000)}`, "more than 50000 instructions"],
    ["many words", `FROM a\nCOPY ${"x \\\n".repeat(260_000)}/y\n`, "more than 250000 words"],
    ["many stages", `FROM a AS a0\n${"FROM a0\n".repeat(2001)}`, "more than 2000 stages"],
    [
      "variables that many stages inherit",
      `FROM a AS a0\n${Array.from({ length: 1000 }, (_, at) => `ENV N${at}=1\n`).join("")}${Array.from({ length: 1990 }, (_, at) => `FROM a${at} AS a${at + 1}\n`).join("")}`,
      "take more than 67108864 bytes",
    ],
    ["a large file", `FROM a\n${"#".repeat(17_000_000)}\n`, "exceeds maximum allowed size"],
  ];
  it.each(rows)("%s", (_, text, message) => expect(refusal(text).message).toContain(message), 5000);
});
