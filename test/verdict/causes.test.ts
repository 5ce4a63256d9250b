import { afterEach, describe, expect, test, vi } from "vitest";
import { runHere } from "../cli/run.ts";
import { type Tree, withTree } from "../context/trees.ts";
import { said } from "./said.ts";

interface Row {
  readonly tree: Tree;
  readonly args?: readonly string[];
  /** What stands in the answer; a `!` in front: what does not. */
  readonly says: readonly string[];
  readonly code?: number;
}

const scratch = (...lines: string[]) => `FROM scratch\n${lines.join("\n")}\n`;
const stages = (...lines: string[]) => `${lines.join("\n")}\n`;

const rows: Record<string, Record<string, Row>> = {
  "the wrong context": {
    "beside the Dockerfile": {
      tree: {
        "fastapi/Dockerfile": scratch("COPY requirements.txt src /"),
        "fastapi/requirements.txt": 1,
        "fastapi/src/a": 1,
      },
      args: ["-f", "fastapi/Dockerfile"],
      says: [
        "wrong-context",
        "in fastapi,",
        "ctxcheck fastapi (docker build fastapi)",
        "Next: ctxcheck fastapi",
      ],
      code: 1,
    },
    "beside a Dockerfile of another name": {
      tree: { "api/Dockerfile.dev": scratch("COPY go.mod /"), "api/go.mod": 1 },
      args: ["-f", "api/Dockerfile.dev"],
      says: ["ctxcheck -f api/Dockerfile.dev api (docker build -f api/Dockerfile.dev api)"],
      code: 1,
    },
    "where a compose file names it": {
      tree: {
        "compose.yaml": "services:\n  api:\n    build: {context: ., dockerfile: api/Dockerfile}\n",
        "api/Dockerfile": scratch("COPY go.mod /"),
        "api/go.mod": 1,
      },
      args: ["--all"],
      says: ["compose.yaml:2 fixes the context; name that directory there", "!docker build"],
      code: 1,
    },
    "in a directory that a shell would take apart": {
      tree: { "a b/Dockerfile": scratch("COPY go.mod /"), "a b/go.mod": 1 },
      args: ["-f", "a b/Dockerfile"],
      says: ["ctxcheck 'a b' (docker build 'a b')", "Next: ctxcheck 'a b'"],
      code: 1,
    },
    "in the parent": {
      tree: {
        "svc/Dockerfile": scratch("COPY lib /lib", "COPY svc/main.go /"),
        "lib/a": 1,
        "svc/main.go": 1,
      },
      args: ["svc"],
      says: ["ctxcheck -f svc/Dockerfile . (docker build -f svc/Dockerfile .)"],
      code: 1,
    },
    "where wildcards alone miss": {
      tree: {
        "api/Dockerfile": scratch("COPY package*.json /", "COPY src/*.ts /s/"),
        "api/package.json": "{}",
        "api/src/a.ts": 1,
      },
      args: ["-f", "api/Dockerfile"],
      says: ["error    wrong-context", '"package*.json", "src/*.ts": not in this', "Next: ctxcheck api"],
      code: 1,
    },
    "where one wildcard misses, and the build goes on": {
      tree: {
        "api/Dockerfile": scratch("COPY package*.json /", "COPY . /"),
        "api/package.json": "{}",
        "README.md": 1,
      },
      args: ["-f", "api/Dockerfile"],
      says: ["warning  wrong-context", "Next: ctxcheck api"],
    },
    "not where a wildcard may miss": {
      tree: {
        "api/Dockerfile": scratch("COPY package.json package-lock.json* /"),
        "api/package.json": "{}",
        "api/package-lock.json": "{}",
        "package.json": "{}",
      },
      args: ["-f", "api/Dockerfile"],
      says: ["!wrong-context"],
    },
    "not where something would be missing there": {
      tree: { "api/Dockerfile": scratch("COPY go.mod root /"), "api/go.mod": 1, root: 1 },
      args: ["-f", "api/Dockerfile"],
      says: ["copy-missing", "!wrong-context"],
      code: 1,
    },
  },
  "a source that is missing": {
    "because git ignores it": {
      tree: { Dockerfile: scratch("COPY dist /d"), ".gitignore": "*.log\ndist/\n" },
      says: ['git ignores it (.gitignore:2 "dist/"): build it first'],
      code: 1,
    },
    "because git ignores what nobody builds": {
      tree: { Dockerfile: scratch("COPY .env /"), ".gitignore": ".env\n" },
      says: ['git ignores it (.gitignore:1 ".env"): create it first'],
      code: 1,
    },
    "because a .gitignore further in does": {
      tree: { Dockerfile: scratch("COPY web/out/app.jar /d"), "web/.gitignore": "/out\n" },
      says: ['(web/.gitignore:1 "/out"): build it first'],
      code: 1,
    },
    "because a variable is empty": {
      tree: { Dockerfile: stages("FROM scratch", "ARG JAR", "COPY target/$JAR.jar /") },
      says: ["JAR has no value: --build-arg JAR=<value>", "!wrong-context"],
      code: 1,
    },
    "and all of a source is a variable": {
      tree: { Dockerfile: stages("FROM scratch", "ARG JAR", "COPY $JAR /x/") },
      says: ["the whole context is copied (--build-arg JAR=<value>)"],
    },
    "because a link leads out": {
      tree: { Dockerfile: scratch("COPY out /o"), out: { link: "../../x" } },
      says: ['"out" is a link to "../../x", which leads out of the context', "!nothing of this name"],
      code: 1,
    },
    "because an absolute link counts from the context": {
      tree: { Dockerfile: scratch("COPY abs /o"), abs: { link: "/etc/x" } },
      says: ['"abs" is a link to "/etc/x", which leads out of the context'],
      code: 1,
    },
    "because a link leads to nothing": {
      tree: { Dockerfile: scratch("COPY d/none /o"), d: { link: "e" }, "e/none": { link: "gone" } },
      says: ['"e/none" is a link to "gone", which leads to nothing'],
      code: 1,
    },
    "because links go round": {
      tree: { Dockerfile: scratch("COPY c1 /o"), c1: { link: "c2" }, c2: { link: "c1" } },
      says: ["which leads in a circle"],
      code: 1,
    },
    "because the target of a link is ignored": {
      tree: { Dockerfile: scratch("COPY l /o"), l: { link: "f" }, f: 1, ".dockerignore": "f\n" },
      says: ['it leads to "f", but .dockerignore:1 "f" excludes that'],
      code: 1,
    },
  },
  "one COPY": {
    "keeps one of three": {
      tree: {
        Dockerfile: scratch("COPY */package.json /app/"),
        "a/package.json": 1,
        "b/package.json": 1,
        "c/package.json": 1,
      },
      says: [
        "copy-collides",
        'lost "a/package.json" by "b/package.json", "b/package.json" by "c/package.json"',
      ],
    },
    "image shows the losers": {
      tree: { Dockerfile: scratch("COPY */package.json /app/"), "a/package.json": 1, "b/package.json": 1 },
      args: ["image"],
      says: ["Lost: the same instruction", "a/package.json, by b/package.json  Dockerfile:2"],
    },
    "lays directories over one another": {
      tree: { Dockerfile: scratch("COPY base over /etc/"), "base/a": 1, "over/a": 1 },
      says: ["!warning  copy-collides", "copy-collides"],
    },
    "of files with names of their own": {
      tree: { Dockerfile: scratch("COPY *.txt b/*.txt /app/"), "a.txt": 1, "b/c.txt": 1 },
      says: ["!copy-collides"],
    },
    "excludes what travels all the same": {
      tree: { Dockerfile: scratch("COPY --exclude=docs . /app/"), "docs/a": 2_000_000, b: 1 },
      says: ["exclude-in-vain", "--exclude leaves out 1 file, 2 MB"],
    },
    "excludes what another one copies": {
      tree: {
        Dockerfile: scratch("COPY --exclude=docs . /app/", "COPY docs /docs"),
        "docs/a": 2_000_000,
        b: 1,
      },
      says: ["!exclude-in-vain"],
    },
    "covers what a RUN installed": {
      tree: {
        Dockerfile: stages("FROM node", "WORKDIR /app", "COPY package.json .", "RUN npm ci", "COPY . ."),
        "package.json": "{}",
        "node_modules/x/i.js": 1,
      },
      says: [
        "copy-over-installed  Dockerfile:5",
        'copies "node_modules" of this machine over what Dockerfile:4 installed',
      ],
    },
    "covers nothing in another directory": {
      tree: {
        Dockerfile: stages("FROM node", "WORKDIR /app", "COPY package.json .", "RUN npm ci", "COPY . ."),
        "package.json": "{}",
        "web/node_modules/x/i.js": 1,
      },
      says: ["!copy-over-installed"],
    },
    "covers what a RUN installed in another directory": {
      tree: {
        Dockerfile: stages(
          "FROM node",
          "WORKDIR /app",
          "COPY web/p web/",
          "RUN cd web && npm ci",
          "COPY . .",
        ),
        "web/p": 1,
        "web/node_modules/x/i.js": 1,
      },
      says: ['copies "web/node_modules" of this machine over what Dockerfile:4 installed'],
    },
    "before the RUN covers nothing": {
      tree: {
        Dockerfile: stages("FROM node", "WORKDIR /app", "COPY . .", "RUN npm ci"),
        "node_modules/x/i.js": 1,
      },
      says: ["!copy-over-installed"],
    },
  },
  "what a stage does not have": {
    "because it is ignored, and a RUN may make it": {
      tree: {
        Dockerfile: stages(
          "FROM node AS builder",
          "WORKDIR /app",
          "COPY . .",
          "RUN make",
          "FROM node",
          "COPY --from=builder /app/public /p",
        ),
        "public/i": 1,
        ".dockerignore": "public\n",
      },
      says: [
        "warning  copy-ignored  Dockerfile:6",
        'stage builder would get it from "public"',
        "where no RUN makes it",
      ],
    },
    "because it is ignored, and nobody makes it": {
      tree: {
        Dockerfile: stages(
          "FROM scratch AS builder",
          "WORKDIR /app",
          "COPY . .",
          "FROM scratch",
          "COPY --from=builder /app/public /p",
        ),
        "public/i": 1,
        ".dockerignore": "public\n",
      },
      says: ["error    copy-ignored  Dockerfile:5", "!build-fails", "add: !public"],
      code: 1,
    },
    "although nothing keeps it out": {
      tree: {
        Dockerfile: stages(
          "FROM node AS builder",
          "WORKDIR /app",
          "COPY src .",
          "RUN make",
          "FROM node",
          "COPY --from=builder /app/dist /p",
        ),
        "src/i": 1,
        "dist/i": 1,
      },
      says: ["!copy-ignored"],
    },
  },
  "what is removed again": {
    "stays in the layer": {
      tree: { Dockerfile: stages("FROM node", "COPY . /app", "RUN rm -rf /app/.git"), ".git/HEAD": 1, a: 1 },
      says: [
        "removed at Dockerfile:3, but it stays in the layer of Dockerfile:2",
        "!ends up in the final image",
      ],
    },
    "in a stage on the way is not in the image": {
      tree: {
        Dockerfile: stages(
          "FROM node AS b",
          "WORKDIR /app",
          "COPY . .",
          "RUN make && rm -rf .git",
          "FROM node",
          "COPY --from=b /app /app",
        ),
        ".git/HEAD": 1,
        a: 1,
      },
      says: ["removed in stage b (Dockerfile:4)", "not in the final image", "!ends up in the final image"],
    },
    "something else is": {
      tree: { Dockerfile: stages("FROM node", "COPY . /app", "RUN rm -rf /app/.github"), ".git/HEAD": 1 },
      says: ["ends up in the final image"],
    },
  },
  "what a flag needs": {
    "--parents with BuildKit 0.8": {
      tree: { Dockerfile: scratch("COPY --parents a /"), a: 1 },
      args: ["--builder", "buildkit@0.8"],
      says: ["unknown flag: --parents", "needs BuildKit and docker/dockerfile 1.20"],
      code: 2,
    },
    "--exclude with the classic builder": {
      tree: { Dockerfile: scratch("COPY --exclude=b a /"), a: 1 },
      args: ["--builder", "classic"],
      says: ["unknown flag: --exclude", "docker/dockerfile 1.19"],
      code: 1,
    },
    "--parents with buildah 1.28": {
      tree: { Dockerfile: scratch("COPY --parents a /"), a: 1 },
      args: ["--builder", "buildah@1.28"],
      says: ["only supports the flags", "--parents needs BuildKit"],
      code: 2,
    },
  },
  "a foreign frontend": {
    "is not an unknown instruction": {
      tree: {
        Dockerfile: "# syntax=devthefuture/dockerfile-x\nINCLUDE other\nFROM ./base\nCOPY nope /\n",
        a: 1,
      },
      says: [
        "foreign-frontend",
        "devthefuture/dockerfile-x reads this file",
        "!unknown instruction",
        "!copy-missing",
      ],
    },
    "in every command": {
      tree: { Dockerfile: "# syntax=devthefuture/dockerfile-x\nINCLUDE other\n", a: 1 },
      args: ["ls"],
      says: ["a\n", "what it copies is not known"],
    },
    "behind a long line": {
      tree: {
        Dockerfile: `# check=skip=${"a".repeat(5000)}\n# syntax=evil/x\nFROM scratch\nCOPY a /\n`,
        a: 1,
      },
      says: ["foreign-frontend"],
    },
    "in JSON": {
      tree: { Dockerfile: `{"a": "${"a".repeat(5000)}", "synt\\u0061x": "evil/x"}`, a: 1 },
      says: ["foreign-frontend"],
    },
    "a mirror of Docker's own is none": {
      tree: {
        Dockerfile: "# syntax=registry.example.com/mirror/docker/dockerfile:1.7\nFROM scratch\nCOPY a /\n",
        a: 1,
      },
      says: ["!foreign-frontend"],
    },
    "nobody else asks for it": {
      tree: { Dockerfile: "# syntax=devthefuture/dockerfile-x\nFROM scratch\nCOPY a /\n", a: 1 },
      args: ["--builder", "classic"],
      says: ["!foreign-frontend"],
    },
  },
  "an ignore file that this builder does not read": {
    classic: {
      tree: { "Dockerfile.x": scratch("COPY . /"), "Dockerfile.x.dockerignore": "a\n", a: 1 },
      args: ["-f", "Dockerfile.x", "--builder", "classic"],
      says: ["ignore-file-elsewhere  Dockerfile.x.dockerignore", "this builder does not"],
    },
    cdk: {
      tree: { "Dockerfile.x": scratch("COPY . /"), "Dockerfile.x.dockerignore": "a\n", a: 1 },
      args: ["-f", "Dockerfile.x", "--builder", "cdk"],
      says: ["ignore-file-elsewhere  Dockerfile.x.dockerignore"],
    },
    "BuildKit does": {
      tree: { "Dockerfile.x": scratch("COPY . /"), "Dockerfile.x.dockerignore": "a\n", a: 1 },
      args: ["-f", "Dockerfile.x"],
      says: ["!ignore-file-elsewhere"],
    },
    "that of another Dockerfile is nobody's here": {
      tree: {
        Dockerfile: scratch("COPY . /"),
        "Dockerfile.x": scratch(),
        "Dockerfile.x.dockerignore": "a\n",
        a: 1,
      },
      args: ["--builder", "classic"],
      says: ["!ignore-file-elsewhere"],
    },
    "beside the Dockerfile its patterns get the directory in front": {
      tree: { "docker/Dockerfile": scratch("COPY . /"), "docker/.dockerignore": "*.log\n", a: 1 },
      args: ["-f", "docker/Dockerfile"],
      says: ["in both with docker/ in front", "!same spelling"],
    },
    "of another build is none": {
      tree: {
        Dockerfile: scratch("COPY . /"),
        "compose.yml": "services:\n  w:\n    build: ./web\n",
        "web/.dockerignore": "x\n",
        "dev/.dockerignore": "x\n",
        "dev/dev.dockerfile": scratch(),
        "stage/.dockerignore": "x\n",
        "stage/Dockerfile.stage": scratch(),
      },
      says: ["!ignore-file-elsewhere"],
    },
  },
  "where somebody errs": {
    "-f in another case": {
      tree: { "Dockerfile.debug": scratch() },
      args: ["-f", "Dockerfile.Debug"],
      says: ["did you mean -f Dockerfile.debug?"],
      code: 2,
    },
    "-f from the context": {
      tree: { "app/docker/Dockerfile": scratch() },
      args: ["app", "-f", "docker/Dockerfile"],
      says: ["did you mean -f app/docker/Dockerfile?"],
      code: 2,
    },
    "a compose file as the context": {
      tree: { "docker-compose.yml": "services:\n  w:\n    build: .\n" },
      args: ["docker-compose.yml"],
      says: ["ctxcheck builds --file docker-compose.yml"],
      code: 2,
    },
    "no Dockerfile but the editor's": {
      tree: { ".devcontainer/Dockerfile": scratch(), ".cursor/Dockerfile": scratch(), a: 1 },
      says: ["!-f .devcontainer", "!-f .cursor"],
    },
    "of the editors, where there are several": {
      tree: {
        ".devcontainer/Dockerfile": scratch(),
        ".cursor/Dockerfile": scratch(),
        "a/Dockerfile": scratch(),
        "b/Dockerfile": scratch(),
      },
      says: ["a/Dockerfile", "b/Dockerfile", "!.devcontainer/", "!.cursor/"],
    },
    "one below": {
      tree: { "docker/Dockerfile": scratch(), ".cursor/Dockerfile": scratch(), a: 1 },
      says: ["docker/Dockerfile"],
    },
    "one of many": {
      tree: Object.fromEntries(Array.from({ length: 35 }, (_, at) => [`s${at}/Dockerfile`, scratch()])),
      says: ["s34/Dockerfile", "!-f s0"],
    },
  },
  "a comparison proposes no exception": {
    "for what the file names": {
      tree: { Dockerfile: scratch("COPY . /"), ".dockerignore": "a/b\n!a\n", "a/b": 1 },
      args: ["compare"],
      says: ["!the same everywhere"],
    },
    "for a Dockerfile that is excluded": {
      tree: { Dockerfile: scratch("COPY . /"), ".dockerignore": "*\n!src\n", "src/a": 1 },
      args: ["compare"],
      says: ["!Dockerfile  ", "!the same everywhere: !Dockerfile"],
    },
  },
};

describe.each(Object.entries(rows))("%s", (_, some) => {
  test.each(Object.entries(some))("%s", async (_name, { tree, args = [], says, code = 0 }) => {
    const answer = await said(tree, args);
    for (const words of says)
      if (words.startsWith("!")) expect(answer.text).not.toContain(words.slice(1));
      else expect(answer.text).toContain(words);
    expect(answer.code).toBe(code);
  });
});

describe("a context that nobody means", () => {
  afterEach(() => vi.unstubAllEnvs());
  const tree = { Dockerfile: scratch("COPY a /"), a: 1 };

  test("the home directory", async () => {
    await withTree(tree, async (cwd) => {
      vi.stubEnv("HOME", cwd);
      const { stdout } = await runHere(["--no-secret-content"], { cwd });
      expect(stdout).toContain("the context is your home directory: name the directory of the project");
    });
  });

  test("not one below", async () => {
    const { text } = await said(tree, []);
    expect(text).not.toContain("the context is");
  });
});
