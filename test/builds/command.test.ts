import { describe, expect, test } from "vitest";
import type { Build } from "../../src/builds/model.ts";
import { seed } from "../sample.ts";
import { valuesFrom } from "../secrets/values.ts";
import { inTree, type Tree } from "./run-in.ts";

/** An e-commerce demo in small: services that share a context, a workflow of the commit, a Dockerfile that nothing names. */
const shop: Tree = {
  ".dockerignore": "*.log\n",
  "compose.yaml": [
    "services:",
    "  web:",
    "    build: {context: ., dockerfile: web/Dockerfile, args: {V: '${V:-1}', KEY: '${API_TOKEN-}'}}",
    "  api:",
    "    build: {context: ., dockerfile: api/Dockerfile}",
    "  far:",
    "    build: ../outside",
    "  tool:",
    "    profiles: [tools]",
    "    build: ./tool",
    "",
  ].join("\n"),
  "web/Dockerfile": "FROM scratch\nCOPY shared /shared\nCOPY web/app.js /\n",
  "web/app.js": "web",
  "api/Dockerfile": "FROM scratch\nCOPY shared /shared\nCOPY api/app.js /\n",
  "api/app.js": "api",
  "shared/lib.js": "shared",
  "tool/Dockerfile": "FROM scratch\nCOPY run /\n",
  "tool/run": "run",
  "loose/web.Dockerfile": "FROM scratch\nCOPY web/app.js /\n",
  ".github/workflows/ci.yml": [
    "jobs:",
    "  image:",
    "    strategy:",
    "      matrix:",
    "        app: [web, api]",
    "        exclude: [{app: api}]",
    "        include: [{app: worker}]",
    "    steps:",
    "      - uses: docker/build-push-action@v6",
    "        with:",
    "          file: ${{ matrix.app }}/Dockerfile",
    "          build-args: |",
    "            SHA=${{ github.sha }}",
    "",
  ].join("\n"),
  Makefile: "image:\n\tdocker build -t shop/tool:1 --target=run tool\n\tdocker build $(ARGS) .\n",
};

const run = (argv: readonly string[], env: Readonly<Record<string, string>> = {}, files: Tree = shop) =>
  inTree(files, (place) => place.run(argv, env));

const listed = async (argv: readonly string[] = [], env: Readonly<Record<string, string>> = {}) => {
  const { stdout } = await run(["builds", "--json", ...argv], env);
  return JSON.parse(stdout);
};

describe("ctxcheck builds", () => {
  test("lists what each file defines, with its line", async () => {
    const { builds, problems } = await listed();
    expect(
      builds.map(({ name, kind, context, dockerfile, source, git }: Record<string, unknown>) =>
        JSON.stringify([kind, name, context, dockerfile, source, git ?? false]),
      ),
    ).toEqual([
      '["compose","web","","web/Dockerfile",{"file":"compose.yaml","line":2},false]',
      '["compose","api","","api/Dockerfile",{"file":"compose.yaml","line":4},false]',
      '["compose","far","../outside","../outside/Dockerfile",{"file":"compose.yaml","line":6},false]',
      '["compose","tool","tool","tool/Dockerfile",{"file":"compose.yaml","line":8},false]',
      '["command","tool","tool","tool/Dockerfile",{"file":"Makefile","line":2},false]',
      '["workflow","image","","web/Dockerfile",{"file":".github/workflows/ci.yml","line":9},true]',
      '["workflow","image-2","","worker/Dockerfile",{"file":".github/workflows/ci.yml","line":9},true]',
      '["dockerfile","web","","loose/web.Dockerfile",{"file":"loose/web.Dockerfile","line":1},false]',
    ]);
    expect(problems).toEqual([]);
  });

  test("a secret of the environment is not printed", async () => {
    const token = ["to", "ken", valuesFrom(seed).digits(16)].join("-");
    const { stdout } = await run(["builds", "--json"], { API_TOKEN: token });
    expect(stdout).not.toContain(token);
    expect(stdout).toContain('"KEY": "***"');
  });

  test("nor is one of a file of variables, whatever it becomes a part of", async () => {
    const token = ["to", "ken", valuesFrom(seed).digits(16)].join("-");
    const files = {
      ...shop,
      ".env": `API_TOKEN=${token}\nNPM_TOKEN=${token}2\nTAG=7\n`,
      "compose.yaml":
        'services:\n  web:\n    build: {context: ., dockerfile_inline: "FROM a:${TAG}\\nRUN x ${NPM_TOKEN}", args: {A: "x-${API_TOKEN}-y"}}\n',
    };
    for (const argv of [["builds", "--json"], ["builds"], ["--all", "--format", "json"], ["--all"]]) {
      const { stdout, stderr } = await run(argv, {}, files);
      expect(stdout + stderr).not.toContain(token);
    }
    const { stdout } = await run(["builds", "--json"], {}, files);
    expect(stdout).toContain('"A": "x-***-y"');
    expect(stdout).toContain("FROM a:7");
  });

  test("secrets and agents that a build gets are told", async () => {
    const files = {
      "compose.yaml":
        "services:\n  a:\n    build: {context: ., secrets: [npm, {source: two}], ssh: [default, k=./key]}\nsecrets:\n  npm: {file: ./n}\n  two: {file: ./n}\n",
    };
    const { stdout } = await run(["builds"], {}, files);
    expect(stdout).toContain("a: gets secrets npm, two; SSH default, k, too");
    const json = await run(["builds", "--json"], {}, files);
    expect(JSON.parse(json.stdout).builds[0]).toMatchObject({
      secrets: ["npm", "two"],
      ssh: ["default", "k"],
    });
  });

  test("--profile and --var choose and set", async () => {
    const { builds } = await listed(["--file", "compose.yaml", "--profile", "other", "--var", "V=9"]);
    expect(builds.map(({ name }: { name: string }) => name)).toEqual(["web", "api", "far"]);
    expect(builds[0].args.V).toBe("9");
  });

  test("a definition outside of the directory is not read", async () => {
    const files = { "compose.yaml": "services:\n  a:\n    extends: {file: ../up.yml, service: a}\n" };
    const { stdout } = await run(["builds", "--json"], {}, files);
    const { builds, problems } = JSON.parse(stdout);
    expect(builds).toEqual([]);
    expect(problems.map(({ message }: { message: string }) => message)).toContain(
      "it is outside the directory and is not read",
    );
  });
});

describe("ctxcheck --all", () => {
  test("has one report a build, and each shared finding once", async () => {
    const { stdout } = await run(["--all", "--format", "json", "--large-file", "5"]);
    const { builds, shared, union, sent, findings } = JSON.parse(stdout);
    const web = builds.find(
      ({ name, kind }: Record<string, unknown>) => name === "web" && kind === "compose",
    );
    expect(web.report.sent.files).toBe(2);
    expect(shared[0].builds.slice(0, 2)).toEqual(["web", "api"]);
    expect(sent.files).toBeGreaterThan(union.files);
    const key = findings.filter(({ path }: { path: string | null }) => path === "shared/lib.js");
    expect(key.map(({ builds }: { builds: string[] }) => builds)).toEqual([["web", "api"]]);
    expect(findings.some(({ rule }: { rule: string }) => rule === "ignore-file-not-applied")).toBe(true);
  });

  test("what leads out of the directory is told of and not read", async () => {
    const { stdout, code } = await run(["--all", "--build", "far"]);
    expect(stdout).toContain("far: its context is outside the directory and is not read");
    expect(code).toBe(0);
  });

  test("an unknown build is wrong use", async () => {
    const { stderr, code } = await run(["--all", "--build", "nope"]);
    expect(code).toBe(2);
    expect(stderr).toContain('there is no build "nope"');
  });
});

test("what is wrong with a file that several steps bake is told once", async () => {
  const step = "      - uses: docker/bake-action@v6\n        with: {files: docker/docker-bake.hcl}\n";
  const tree = {
    "docker/docker-bake.hcl": 'variable "V" { default = null }\ntarget "a" { args = { A = "a-${V}" } }\n',
    ".github/workflows/ci.yml": `jobs:\n  image:\n    steps:\n${step}${step}${step}`,
  };
  const { stdout } = await run(["builds", "--json"], {}, tree);
  expect(JSON.parse(stdout).problems).toHaveLength(1);
});

test("the lines of a script, in every spelling of their options", async () => {
  const file = "web/Dockerfile.prod";
  const script = [
    `docker build -f${file} -tone web`,
    `podman build --layers --tls-verify -t two -f ${file} web`,
    `docker build --isolation default -t three --file=${file} web`,
    `docker build -qt localhost:5000/team/four:1 -f ${file} web`,
    `buildah bud --squash --tag five@sha256:0 -f=${file} web`,
  ];
  await inTree({ "a.sh": script.join("\n"), [file]: "FROM scratch\n" }, async ({ run }) => {
    const { builds } = JSON.parse((await run(["builds", "--json"])).stdout);
    const rows = builds.map((build: Build) => [
      build.name,
      build.context,
      build.dockerfile,
      build.source.line,
    ]);
    expect(rows).toEqual(
      ["one", "two", "three", "four", "five"].map((name, at) => [name, "web", file, at + 1]),
    );
  });
});
