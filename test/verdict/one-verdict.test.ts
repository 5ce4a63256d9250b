import { describe, expect, test } from "vitest";
import type { Tree } from "../context/trees.ts";
import { said } from "./said.ts";

const failing: Record<string, Tree> = {
  "a dangling link beside --exclude": {
    Dockerfile: "FROM scratch\nCOPY --exclude=foo . /app/\n",
    l: { link: "nowhere" },
    ".i": "z\n",
  },
  "a path that no stage has": {
    Dockerfile: "FROM scratch AS b\nCOPY a /out/\nFROM scratch\nCOPY --from=b /out/missing.txt /\n",
    a: 1,
    ".i": "z\n",
  },
  "a file where a directory is needed": {
    Dockerfile: "FROM scratch\nCOPY a /app\nCOPY b /app/b\n",
    a: 1,
    ".i": "z\n",
    b: 1,
  },
};

/** By command: its exit code for a build that fails, decided by what it is asked for. */
const commands: Record<string, { args: readonly string[]; code: number }> = {
  report: { args: [], code: 1 },
  image: { args: ["image"], code: 2 },
  export: { args: ["export", "-o", "-"], code: 2 },
  ls: { args: ["ls"], code: 0 },
  depfile: { args: ["ls", "--format", "make"], code: 0 },
  hash: { args: ["hash"], code: 0 },
  tree: { args: ["tree"], code: 0 },
  lint: { args: ["lint"], code: 0 },
  explain: { args: ["explain", "a"], code: 0 },
  suggest: { args: ["suggest"], code: 0 },
  init: { args: ["init", "--stdout"], code: 0 },
  fix: { args: ["fix", "--ignore-file", ".i"], code: 0 },
  "fix of a rule": { args: ["fix", "--ignore-file", ".i", "--rule", "exception-never-applies"], code: 0 },
  diff: { args: ["diff", "--add", "zzz"], code: 0 },
  compare: { args: ["compare", "--builders", "buildkit,cdk"], code: 0 },
};

describe.each(Object.entries(failing))("what one command knows all say: %s", (_, tree) => {
  test.each(Object.entries(commands))("%s", async (_name, { args, code }) => {
    const answer = await said(tree, args);
    expect(answer.text).toMatch(/Dockerfile:\d.*the build would fail|Dockerfile:\d\n.*the build would fail/);
    expect(answer.code).toBe(code);
  });

  test.each(["error", "info"])("JSON says so whatever the severity is set to: %s", async (severity) => {
    const rules = ["build-fails", "copy-missing"].flatMap((rule) => ["--rule", `${rule}=${severity}`]);
    const { stdout } = await said(tree, ["--format", "json", ...rules]);
    expect(stdout).toContain('"failsBuild": true');
  });

  test("a comparison is a difference, and never the same", async () => {
    const { code, text } = await said(tree, [
      "compare",
      "--builders",
      "buildkit,cdk",
      "--fail-on-difference",
    ]);
    expect(text).not.toMatch(/all of them/i);
    expect(code).toBe(1);
  });
});

describe("a comparison", () => {
  const two = { Dockerfile: "FROM scratch\nCOPY a b /o\n", a: 1, b: 1 };
  test("is never the same where one builder refuses", async () => {
    const { text } = await said(two, ["compare", "--builders", "buildkit,classic"]);
    expect(text).toContain("Those that build include the same files");
    expect(text).toContain("classic: Dockerfile:2: the build would fail: When using COPY");
  });

  test("is the same where all build", async () => {
    const { text } = await said({ ...two, Dockerfile: "FROM scratch\nCOPY a b /o/\n" }, ["compare"]);
    expect(text).toContain("All of them include the same files.");
  });

  test("is not the same where mounts of buildah see more", async () => {
    const tree = {
      Dockerfile: "FROM alpine\nRUN --mount=type=bind,source=.,target=/s ls\n",
      ".dockerignore": "secret\n",
      secret: 1,
    };
    const { text } = await said(tree, ["compare", "--builders", "buildkit,buildah"]);
    expect(text).toContain("the bind mounts of buildah show 1 file besides");
    expect(text).toContain("but not with their mounts");
  });
});

describe("what is not known is not a failure", () => {
  const through = (...lines: string[]) => [
    "FROM golang AS b",
    "RUN make",
    "FROM scratch AS p",
    "COPY --from=b /out/app /bin/app",
    "FROM scratch",
    ...lines,
    "",
  ];
  const rows: Record<string, { lines: string[]; fails: boolean }> = {
    "a directory that a RUN's file was copied into": { lines: ["COPY --from=p /bin /usr/bin"], fails: false },
    "the file itself": { lines: ["COPY --from=p /bin/app /app"], fails: false },
    "what may lie below it": { lines: ["COPY --from=p /bin/app/x /app"], fails: false },
    "what lies beside it": { lines: ["COPY --from=p /bin/other /app"], fails: true },
    "what nobody made": { lines: ["COPY --from=p /nope /"], fails: true },
    "on through a third stage": {
      lines: ["COPY --from=p /bin /usr/bin", "FROM scratch", "COPY --from=2 /usr/bin/app /"],
      fails: false,
    },
    "not everywhere in a third stage": {
      lines: ["COPY --from=p /bin /usr/bin", "FROM scratch", "COPY --from=2 /etc/app /"],
      fails: true,
    },
    "a mount of it": { lines: ["RUN --mount=type=bind,from=p,source=/bin,target=/b x"], fails: false },
  };
  for (const builder of ["buildkit", "classic", "buildah"])
    test.each(Object.entries(rows).filter(([name]) => builder === "buildkit" || name !== "a mount of it"))(
      `${builder}: %s`,
      async (_, { lines, fails }) => {
        const tree = { Dockerfile: through(...lines).join("\n") };
        const { code, text } = await said(tree, ["image", "--builder", builder]);
        expect(text.includes("would fail")).toBe(fails);
        expect(code).toBe(fails ? 2 : 0);
      },
    );
});

describe("image, by other builders", () => {
  const tree = { Dockerfile: "FROM scratch\nCOPY d/a /x/\nCOPY d /y\n", "d/a": 1, "d/b": 2 };
  test.each(["classic", "buildah", "buildkit@0.8"])("%s", async (builder) => {
    const { text, code } = await said(tree, ["image", "--builder", builder]);
    expect(code).toBe(0);
    expect(text).toContain("/x/a");
    expect(text).toContain("/y/b");
  });

  test("where it is not known what a builder does, it says so", async () => {
    const { text, code } = await said(tree, ["image", "--builder", "kaniko"]);
    expect(text).toContain("not known for kaniko");
    expect(code).toBe(2);
  });
});
