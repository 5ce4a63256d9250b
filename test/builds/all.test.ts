import { execFileSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Difference } from "../../src/diff/model.ts";
import { inTree, type Tree } from "./run-in.ts";

/** Two services of one context, and one of its own. */
const shop: Tree = {
  ".dockerignore": "*.log\n",
  "compose.yaml": [
    "services:",
    "  web:",
    "    build: {context: ., dockerfile: web/Dockerfile}",
    "  api:",
    "    build: {context: ., dockerfile: api/Dockerfile}",
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
  "shared/node_modules/x/index.js": "x",
  "docs/a.md": "docs",
  "tool/Dockerfile": "FROM scratch\nCOPY run /\n",
  "tool/.dockerignore": "none\n",
  "tool/run": "run",
};

const all = (argv: readonly string[], files = shop) => inTree(files, ({ run }) => run(["--all", ...argv]));
const json = async (argv: readonly string[], files = shop) =>
  JSON.parse((await all(["--format", "json", ...argv], files)).stdout);

describe("without a Dockerfile of its own", () => {
  test("a directory reports on its builds", async () => {
    await inTree(shop, async ({ run }) => {
      const [plain, asked] = [await run([]), await run(["--all"])];
      expect(plain).toEqual(asked);
      expect(plain.stdout).toMatch(/^web +\. +web\/Dockerfile +/m);
    });
  });

  test("one that has one, or a build that is described, is one build", async () => {
    await inTree({ ...shop, Dockerfile: "FROM scratch\nCOPY docs /\n" }, async ({ run }) => {
      const { stdout } = await run([]);
      expect(stdout).toMatch(/^Build +Dockerfile/m);
    });
    await inTree(shop, async ({ run }) => {
      const { stdout } = await run(["-f", "web/Dockerfile"]);
      expect(stdout).toMatch(/^Build +web\/Dockerfile/m);
    });
  });

  test("and one without builds too", async () => {
    const { stdout } = await inTree({ "a.txt": "a" }, ({ run }) => run([]));
    expect(stdout).toContain("no Dockerfile");
  });
});

test("--build, --file, --profile and --var choose and set", async () => {
  const files = {
    ...shop,
    "bake.hcl":
      'variable "D" {\n  default = "web"\n}\ntarget "one" {\n  context = "."\n  dockerfile = "${D}/Dockerfile"\n}\n',
  };
  const names = async (...argv: string[]) =>
    (await json(argv, files)).builds.map(({ name, dockerfile }: Record<string, unknown>) => [
      name,
      dockerfile,
    ]);
  expect(await names("--build", "one", "--file", "bake.hcl", "--var", "D=api")).toEqual([
    ["one", "api/Dockerfile"],
  ]);
  expect(await names("--file", "compose.yaml", "--profile", "none")).toEqual([
    ["web", "web/Dockerfile"],
    ["api", "api/Dockerfile"],
  ]);
  expect(
    (await names("--file", "compose.yaml", "--file", "bake.hcl")).map(([name]: string[]) => name),
  ).toEqual(expect.arrayContaining(["web", "api", "tool", "one"]));
});

describe("sums over all builds", () => {
  test("what is sent again, what is sent once, and what nobody sends", async () => {
    const report = await json([]);
    expect(report.union).toEqual({ files: 5, bytes: 16 });
    expect(report.sent).toEqual({ files: 7, bytes: 23 });
    expect(report.again).toEqual([
      { builds: 1, files: 3, bytes: 9 },
      { builds: 2, files: 2, bytes: 7 },
    ]);
    expect(report.repeated[0]).toEqual({ path: "shared/", files: 1, bytes: 6, again: 6 });
    const unsent = report.unsent.directories.map(({ path }: { path: string }) => path);
    expect(unsent).toContain("docs/");
    expect(unsent).not.toContain("shared/");
  });
});

const formats = ["table", "json", "ndjson", "markdown", "sarif", "junit", "github", "gitlab", "html"];

test.each(formats)("a finding that two builds share stands once in %s", async (format) => {
  const { stdout } = await all(["--format", format]);
  const shown = format === "table" || format === "html" || format === "markdown";
  const finding = /dependency-directory/g;
  // JSON has each build's own report, too; SARIF describes the rule.
  const expected = { json: 3, ndjson: 3, sarif: stdout.match(/"ruleId": "dependency-directory"/g)?.length }[
    format
  ];
  if (format === "sarif") expect(expected).toBe(1);
  else expect(stdout.match(finding)?.length).toBe(expected ?? 1);
  if (shown) expect(stdout).toContain("builds web, api");
});

describe("budgets", () => {
  test("of one build, and of all together", async () => {
    const { budget } = await json([
      ...["--budget", "build:web=9B", "--budget", "builds:sent=1kB", "--budget", "builds:union=4 files"],
      ...["--budget", "build:nobody=1kB"],
    ]);
    expect(
      budget.checks.map(({ label, actual, passed }: Record<string, unknown>) => [label, actual, passed]),
    ).toEqual([
      ["build:web=9B", 10, false],
      ["builds:sent=1kB", 23, true],
      ["builds:union=4 files", 5, false],
      ["build:nobody=1kB", 0, false],
    ]);
  });

  test("--max-size holds for each build", async () => {
    const { builds, budget } = await json(["--max-size", "5B"]);
    const passed = builds.map(
      ({ name, report }: { name: string; report: { budget: { passed: boolean } } }) => [
        name,
        report.budget.passed,
      ],
    );
    expect(passed).toEqual([
      ["web", false],
      ["api", false],
      ["tool", true],
    ]);
    expect(budget).toBeNull();
    expect((await all(["--max-size", "5B"])).code).toBe(1);
    expect((await all(["--max-size", "5kB"])).code).toBe(0);
  });

  test("one build alone does not keep a budget of builds", async () => {
    const { code, stdout } = await inTree(shop, ({ run }) => run(["tool", "--budget", "build:web=1MB"]));
    expect(code).toBe(1);
    expect(stdout).toContain('no build "web" is inspected');
  });
});

test("--fail-on is asked of every build", async () => {
  expect((await all([])).code).toBe(0);
  expect((await all(["--fail-on", "warning"])).code).toBe(1);
});

/** What such a file defines is not known: the rest may be clean, the whole is not. */
test.each<[what: string, argv: string[], files: Tree, code: number]>([
  ["compose", ["--all"], { ...shop, "compose.yaml": "services:\n  web:\n    build: .\n   bad\n" }, 2],
  ["bake", ["--all"], { ...shop, "docker-bake.hcl": "target {" }, 2],
  ["bake without any build", ["."], { "docker-bake.hcl": "target {", a: "a" }, 2],
  ["a file that is named", ["--all", "--file", "other.hcl"], { ...shop, "other.hcl": "target {" }, 2],
  ["a workflow, which is only told", ["--all"], { ...shop, ".github/workflows/a.yml": "a: [" }, 0],
  ["a found Dockerfile beside others", [], { ...shop, "b/Dockerfile": "FROM scratch\nCOPYX . .\n" }, 0],
  ["the same, asked for", ["--build", "b"], { ...shop, "b/Dockerfile": "FROM scratch\nCOPYX . .\n" }, 2],
  ["all there is", [], { "b/Dockerfile": "FROM scratch\nCOPYX . .\n" }, 2],
])("a file that cannot be read: %s", async (_, argv, files, code) => {
  const ran = await inTree(files, ({ run }) => run(argv));
  expect(ran.stdout).toContain("Not read\n");
  expect(ran.code).toBe(code);
});

test.each([
  ["that a run computes", "${{ env.x }}", "ARG B\nFROM a:$B\nCOPY a /\n", "not known: env.x", 0],
  ["that is known", "1", "ARG B\nFROM ${{ x }}:$B\nCOPY a /\n", "the build stops here", 2],
])("a build with an argument %s", async (_, value, dockerfile, problem, code) => {
  const step = `uses: docker/build-push-action@v6\n        with: {context: ., build-args: "B=${value}"}`;
  const workflow = `jobs:\n  image:\n    steps:\n      - ${step}\n`;
  const files = { ".github/workflows/ci.yml": workflow, Dockerfile: dockerfile, a: "a" };
  const ran = await inTree(files, ({ run }) => run(["--all"]));
  expect(ran.stdout).toContain(problem);
  expect(ran.code).toBe(code);
});

describe("a workflow without a context", () => {
  const workflow = (step: string) =>
    `jobs:\n  image:\n    steps:\n      - uses: docker/build-push-action@v6\n${step}`;
  const files = (step: string, ignore: Tree = { ".dockerignore": "a\n" }): Tree => ({
    ".github/workflows/ci.yml": workflow(step),
    Dockerfile: "FROM scratch\nCOPY a /\n",
    a: "a",
    ...ignore,
  });

  test("applies no ignore file, where there is one", async () => {
    const { findings } = await json([], files(""));
    expect(findings).toMatchObject([
      { rule: "ignore-file-not-applied", severity: "warning", path: ".dockerignore", builds: ["image"] },
    ]);
    expect((await json([], files("", {}))).findings).toEqual([]);
    expect((await json([], files("        with: {context: .}\n"))).findings).not.toContainEqual(
      expect.objectContaining({ rule: "ignore-file-not-applied" }),
    );
  });

  test("is a finding of the gate, and is set like others", async () => {
    expect((await all(["--fail-on", "warning"], files(""))).code).toBe(1);
    const off = ["--fail-on", "warning", "--rule", "ignore-file-not-applied=off"];
    expect((await all(off, files(""))).code).toBe(0);
    const { stdout } = await all(["--format", "github"], files(""));
    expect(stdout).toContain("file=.github/workflows/ci.yml,line=4,title=ctxcheck ignore-file-not-applied");
  });
});

describe("a context that is a Git URL", () => {
  const action = (context: string): Tree => ({
    ".github/workflows/ci.yml": `jobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with: {context: "${context}"}\n`,
  });
  const expression = (name: string) => `$\{{ ${name} }}`;
  const repository = expression("github.repository");
  const remote = "its context is remote: nothing is sent from here";
  test.each<[context: string, files: Tree, ignoreFile: string | null]>([
    ["https", action("https://github.com/o/r.git#main"), ".dockerignore"],
    ["ssh", action("git@github.com:o/r.git"), ".dockerignore"],
    ["another remote, a folder", action("ssh://git@h.net/g/p#x:sub"), "sub/.dockerignore"],
    [
      "whatever the repository is called",
      action(`${expression("github.server_url")}/${repository}.git#${expression("github.ref")}`),
      ".dockerignore",
    ],
    ["and a folder", action(`https://github.com/${repository}.git#x:sub`), "sub/.dockerignore"],
    ["another commit of another", action(`https://github.com/x/r.git#${expression("github.sha")}`), null],
    ["no repository", action("https://github.com/o/r"), null],
    ["a script", { "a.sh": "docker build https://github.com/o/r.git#main:sub\n" }, "sub/.dockerignore"],
    ["who clones", { "a.sh": "podman build https://github.com/o/r.git\n" }, null],
    ["the old builder", { "a.sh": "DOCKER_BUILDKIT=0 docker build https://github.com/o/r.git\n" }, null],
    ["compose", { "compose.yaml": "services: {a: {build: https://github.com/o/r.git}}\n" }, ".dockerignore"],
    ["bake", { "docker-bake.hcl": 'target "a" {\n  context = "git://github.com/o/r"\n}\n' }, ".dockerignore"],
  ])("of this repository is its commit: %s", async (_, files, ignoreFile) => {
    const ignoring = { ".dockerignore": "a\n", "sub/.dockerignore": "b\n" };
    const config = '[remote "a"]\n\turl = git@github.com:o/r\n[remote "b"]\n\turl = https://h.net/g/p.git\n';
    await inTree({ ...files, ...ignoring }, async ({ run, cwd }) => {
      execFileSync("git", ["init", "-q"], { cwd });
      appendFileSync(`${cwd}/.git/config`, config);
      const { builds, findings } = JSON.parse((await run(["--all", "--json"])).stdout);
      const [build] = builds;
      const found = findings.map(({ rule, path }: { rule: string; path: string }) => [rule, path]);
      const place = build.context === "" ? "" : `${build.context}/`;
      expect([found.map(([rule, path]: string[]) => `${rule} ${place}${path}`), build.problem]).toEqual(
        ignoreFile === null
          ? [[], remote]
          : [[`ignore-file-not-applied ${ignoreFile}`], "it builds the commit, not the checkout"],
      );
    });
  });
});

test("a link that leads out is not a context", async () => {
  const { symlinkSync } = await import("node:fs");
  await inTree({ "compose.yaml": "services:\n  a:\n    build: ./out\n" }, async ({ run, cwd }) => {
    symlinkSync("/etc", `${cwd}/out`);
    const { stdout } = await run(["--all"]);
    expect(stdout).toContain("its context is outside the directory and is not read");
  });
});

test("shells complete the names of builds", async () => {
  await inTree(shop, async ({ run }) => {
    const answer = async (...words: string[]) => (await run(["__complete", "--", ...words])).stdout;
    expect(await answer("--build", "")).toBe(
      "words\nweb\tcompose.yaml:2\napi\tcompose.yaml:4\ntool\tcompose.yaml:6\n",
    );
    expect(await answer("--all", "--build=t")).toBe("words\n--build=tool\tcompose.yaml:6\n");
    expect(await answer("nowhere", "--build", "")).toBe("words\n");
  });
});

test("diff --all compares each build", async () => {
  const { execFileSync } = await import("node:child_process");
  await inTree(shop, async ({ run, write, cwd }) => {
    const git = (...argv: string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...argv], { cwd, stdio: "ignore" });
    git("init", "-q", "-b", "main");
    write({ "docker-bake.hcl": 'target "all" {\n  dockerfile = "all/Dockerfile"\n}\n' });
    write({ "all/Dockerfile": "FROM scratch\nCOPY . /\n" });
    git("add", "-Af");
    git("commit", "-qm", "one");
    write({ "shared/more.js": "more", "tool/run": "run longer" });
    const { code, stdout } = await run(["diff", "--all", "main", "--format", "json"]);
    const { builds } = JSON.parse(stdout);
    const change = ({ name, difference }: { name: string; difference: { bytes: object } }) => [
      name,
      difference.bytes,
    ];
    expect([code, builds.map(change)]).toEqual([
      0,
      [
        ["web", { from: 10, to: 14 }],
        ["api", { from: 10, to: 14 }],
        ["tool", { from: 3, to: 10 }],
        ["all", { from: 404, to: 415 }],
      ],
    ]);
    const { stdout: table } = await run(["diff", "--all", "main"]);
    expect(table).toContain("\nA commit has no .git, so that of the directory is not compared.\n");
    expect((await run(["diff", "--all", "main", "--fail-on-growth", "5B"])).code).toBe(1);
    expect((await run(["diff", "--all", "main", "--fail-on-growth", "5B", "--build", "web"])).code).toBe(0);
    expect((await run(["diff", "--all"])).code).toBe(2);
  });
});

test("diff --all compares saved reports, and tells reports of one build apart", async () => {
  await inTree(shop, async ({ run, write }) => {
    const save = async (...argv: string[]) => (await run([...argv, "--files", "--format", "json"])).stdout;
    const before = await save("--all");
    write({ "shared/more.js": "more" });
    const after = await save("--all");
    const one = await save("--file", "tool/Dockerfile", "tool");
    write({ "out/before.json": before, "out/after.json": after, "out/one.json": one });
    const rows = async (...sides: string[]) => {
      const { code, stdout, stderr } = await run(["diff", "--all", ...sides, "--format", "json"]);
      if (code !== 0) return [code, stderr];
      return JSON.parse(stdout).builds.map(
        ({ name, difference: { bytes, paths } }: { name: string; difference: Difference }) => [
          name,
          bytes,
          paths?.added.map(({ path }) => path),
        ],
      );
    };
    const grown = { from: 10, to: 14 };
    expect(await rows("out/before.json", "out/after.json")).toEqual([
      ["web", grown, ["shared/more.js"]],
      ["api", grown, ["shared/more.js"]],
      ["tool", { from: 3, to: 3 }, []],
    ]);
    expect(await rows("out/before.json", "--build", "web")).toEqual([["web", grown, ["shared/more.js"]]]);
    expect(await rows("out/before.json", "--build", "nope")).toEqual([
      2,
      'ctxcheck: --build: there is no build "nope"\n  ctxcheck builds lists their names\n',
    ]);
    expect(await rows("out/one.json")).toEqual([
      2,
      'ctxcheck: "out/one.json" is a report of one build\n  compare it with ctxcheck diff, without --all\n',
    ]);
    expect(await rows("compose.yaml")).toEqual([
      2,
      'ctxcheck: "compose.yaml" is not a report of ctxcheck: it is not JSON\n  write one with ctxcheck --all --files --format json=<file>\n',
    ]);
    const { code, stderr } = await run(["diff", "out/before.json", "--file", "tool/Dockerfile"]);
    expect([code, stderr.split("\n")[0]]).toEqual([
      2,
      'ctxcheck: "out/before.json" is a report of all builds',
    ]);
  });
});

test("a format that shows one context is refused, with the way to it", async () => {
  await inTree(shop, async ({ run }) => {
    const { code, stderr } = await run(["--all", "--format", "ncdu"]);
    expect([code, stderr]).toEqual([
      2,
      'ctxcheck: --format: "ncdu" is not a format of all builds\n  use one of table, json, ndjson, markdown, html, sarif, junit, github, gitlab, blob, or <format>=<file>; for ncdu name one build: ctxcheck <context> --file <Dockerfile>\n',
    ]);
    expect((await run(["tool", "--file", "tool/Dockerfile", "--format", "ncdu"])).code).toBe(0);
  });
});
