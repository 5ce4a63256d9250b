import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type Ran, runHere } from "../run.ts";

const root = mkdtempSync(join(tmpdir(), "ctxcheck-config-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

type Files = Readonly<Record<string, string | Buffer>>;
const base: Files = {
  "repo/.git/HEAD": "ref: refs/heads/main\n",
  "repo/.dockerignore": ".*\n*.yaml\n*.json\n",
  "repo/Dockerfile": "FROM scratch\nCOPY . /\n",
  "repo/a": "aaaaa",
  "repo/app/.dockerignore": "#\n",
  "repo/app/b": "bb",
  "outside.yaml": "maxSize: 1\n",
};
let count = 0;

/** A repository "repo" in a folder of its own. */
function plant(files: Files): string {
  const folder = join(root, String(count++));
  for (const [path, content] of Object.entries({ ...base, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

const inRepo = (folder: string, args: readonly string[], env = {}): Promise<Ran> =>
  runHere(args, { cwd: join(folder, "repo"), env });

interface Row {
  readonly key: string;
  readonly value: string | boolean;
  readonly from: string;
  readonly place: string | null;
  readonly effect: string | null;
}

async function holding(files: Files, args: readonly string[] = [], env = {}, folder = plant(files)) {
  const { stdout, stderr } = await inRepo(folder, ["config", "--json", ...args], env);
  expect(stderr).toBe("");
  const listing: { file: string | null; options: Row[]; commands: Record<string, Row[]> } =
    JSON.parse(stdout);
  const of = (key: string) =>
    listing.options.filter((row) => row.key === key).map(({ value, from, place }) => [value, place ?? from]);
  return { ...listing, of };
}

describe("which file holds", () => {
  const names = [
    ["ctxcheck.config.json", '{ "maxSize": "2MB" }'],
    ["ctxcheck.config.yaml", "maxSize: 2MB\n"],
    ["ctxcheck.config.yml", "maxSize: 2MB\n"],
    [".ctxcheck.json", '\ufeff{\n\t"maxSize": "2MB" }'],
    [".ctxcheck.yaml", "maxSize: 2MB"],
    [".ctxcheck.yml", "maxSize: 2MB"],
    ["package.json", '{ "name": "x", "ctxcheck": { "maxSize": "2MB" } }'],
  ] as const;
  test.each(names)("%s", async (name, text) => {
    const { file, of } = await holding({ [`repo/${name}`]: text });
    expect(file).toBe(name);
    expect(of("maxSize")[0]?.[0]).toBe("2MB");
  });

  test("the nearest, up to the repository", async () => {
    const files = { "repo/.ctxcheck.yaml": "maxSize: 1MB", "repo/app/.ctxcheck.yaml": "maxFiles: 3" };
    const { file, of } = await holding(files, ["app"]);
    expect([file, of("maxFiles"), of("maxSize")]).toEqual([
      "app/.ctxcheck.yaml",
      [["3", "app/.ctxcheck.yaml:1"]],
      [],
    ]);
    expect((await holding(files)).file).toBe(".ctxcheck.yaml");
  });

  test("never one above the repository, and without a repository only the context's own", async () => {
    expect((await holding({ ".ctxcheck.yaml": "maxSize: 1MB" })).file).toBe(null);
    const folder = plant({ ".ctxcheck.yaml": "maxSize: 1MB", "plain/x": "" });
    rmSync(join(folder, "repo/.git"), { recursive: true });
    expect((await holding({}, [], {}, folder)).file).toBe(null);
    expect((await holding({}, ["../plain"], {}, folder)).file).toBe(null);
    expect((await holding({}, [".."], {}, folder)).file).toBe("../.ctxcheck.yaml");
  });

  test("a package.json that has nothing to say is passed over", async () => {
    for (const text of ['{ "bin": { "ctxcheck": "x" } }', "{ no JSON", '["ctxcheck"]', '"ctxcheck"'])
      expect((await holding({ "repo/package.json": text, "repo/.ctxcheck.yaml": "quiet: true" })).file).toBe(
        ".ctxcheck.yaml",
      );
  });

  test("--config names one, --no-config and CTXCHECK_CONFIG=none read none", async () => {
    const files = { "repo/.ctxcheck.yaml": "maxSize: broken" };
    const folder = plant(files);
    const named = await holding({}, ["--config", "../outside.yaml"], {}, folder);
    expect([named.file, named.of("maxSize")]).toEqual(["../outside.yaml", [["1", "../outside.yaml:1"]]]);
    expect((await holding({}, ["--no-config"], {}, folder)).file).toBe(null);
    expect((await holding({}, [], { CTXCHECK_CONFIG: "none" }, folder)).file).toBe(null);
    expect((await inRepo(folder, ["--config", "nope"])).stderr).toMatch(
      /configuration "nope": there is no such file/,
    );
  });
});

describe("what wins", () => {
  const files = { "repo/.ctxcheck.yaml": "maxSize: 3kB\nbuildArgs: { A: 1, B: 2 }\nformats: json\n" };

  test("flags, environment, file, default", async () => {
    const flags = await holding(files, ["--max-size", "1kB"], { CTXCHECK_MAX_SIZE: "2kB" });
    const environment = await holding(files, [], { CTXCHECK_MAX_SIZE: "2kB", CTXCHECK_QUIET: "1" });
    const file = await holding(files, [], { CTXCHECK_MAX_SIZE: "" });
    expect(flags.of("maxSize")).toEqual([["1kB", "flag"]]);
    expect(environment.of("maxSize")).toEqual([["2kB", "CTXCHECK_MAX_SIZE"]]);
    expect(environment.of("quiet")).toEqual([[true, "CTXCHECK_QUIET"]]);
    expect(file.of("maxSize")).toEqual([["3kB", ".ctxcheck.yaml:1"]]);
    expect(file.of("failOn")).toEqual([["error", "default"]]);
  });

  test("pairs add up, lists are replaced; the value of a build argument is not shown", async () => {
    const { of } = await holding(files, ["--build-arg", "B=3", "--format", "table"]);
    expect(of("buildArgs")).toEqual([
      ["A=…", ".ctxcheck.yaml:2"],
      ["B=…", ".ctxcheck.yaml:2"],
      ["B=…", "flag"],
    ]);
    expect(of("formats")).toEqual([["table", "flag"]]);
  });

  test("the report follows", async () => {
    const folder = plant({ "repo/.ctxcheck.yaml": "maxSize: 10\nquiet: true\n" });
    const { code, stdout } = await inRepo(folder, []);
    expect([code, stdout]).toEqual([1, expect.stringContaining("Over budget")]);
    expect((await inRepo(folder, ["--max-size", "1MB"])).code).toBe(0);
    expect((await inRepo(folder, [], { CTXCHECK_MAX_SIZE: "1MB" })).code).toBe(0);
  });

  test("options of one command", async () => {
    const folder = plant({ "repo/.ctxcheck.yaml": "commands: { ls: { dirs: true, set: excluded } }" });
    expect((await inRepo(folder, ["ls"])).stdout).toContain(".git/\n");
    expect((await inRepo(folder, ["ls", "--set", "sent"])).stdout).toBe(
      "Dockerfile\na\napp/\napp/.dockerignore\napp/b\n",
    );
    expect((await inRepo(folder, ["ls", "--set=sent", "--no-dirs"])).stdout).not.toContain("app/\n");
  });

  test("overrides for contexts, the last one first", async () => {
    const yaml = [
      "maxFiles: 1",
      "overrides:",
      "  - contexts: ['**', '!app']",
      "    maxFiles: 2",
      "  - contexts: app",
      "    maxFiles: 3",
      "    commands: { ls: { long: true } }",
    ].join("\n");
    const files = { "repo/.ctxcheck.yaml": yaml };
    expect((await holding(files)).of("maxFiles")).toEqual([["2", ".ctxcheck.yaml:4"]]);
    const app = await holding(files, ["app"]);
    expect(app.of("maxFiles")).toEqual([["3", ".ctxcheck.yaml:6"]]);
    expect(app.commands.ls?.[0]).toEqual({
      key: "long",
      value: true,
      from: "config",
      place: ".ctxcheck.yaml:7",
      effect: null,
    });
  });
});

describe("paths begin at the file and stay in its repository", () => {
  const yaml =
    "file: Dockerfile\nignoreFile: ../.dockerignore\nformats: json=out.json\ncontext: app\nbuildContexts: { lib: ., base: 'docker-image://x' }";

  test("they begin there", async () => {
    const { of } = await holding(
      { "repo/sub/c.yaml": yaml, "repo/sub/Dockerfile": "FROM scratch\n", "repo/sub/app/x": "" },
      ["--config", "sub/c.yaml"],
    );
    const values = ["file", "ignoreFile", "formats", "context"].map((key) => of(key)[0]?.[0]);
    expect(values).toEqual(["sub/Dockerfile", ".dockerignore", "json=sub/out.json", "sub/app"]);
    expect(of("buildContexts").map(([value]) => value)).toEqual(["lib=sub", "base=docker-image://x"]);
  });

  const leaving = {
    "a path above": "file: ../x",
    "an absolute path": "ignoreFile: /etc/passwd",
    "a report outside": "formats: [table, 'json=../x.json']",
    "a report in .git": "formats: json=.git/hooks/pre-commit",
    "a report in .git, spelt otherwise": "formats: json=app/../.GIT/x/y",
    "a report through a link": "formats: json=link/x.json",
    "a report over a link to nothing": "formats: json=nothing",
    "a named context": "buildContexts: { x: .. }",
  };
  test.each(Object.entries(leaving))("%s", async (_, text) => {
    const folder = plant({ "repo/.ctxcheck.yaml": `quiet: true\n${text}` });
    symlinkSync("../..", join(folder, "repo/link"));
    symlinkSync("../nothing", join(folder, "repo/nothing"));
    const { code, stderr } = await inRepo(folder, ["--config", ".ctxcheck.yaml"]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^ctxcheck: \.ctxcheck\.yaml:2: .*is not in the repository of this file\n/),
    ]);
  });
});

describe("what only the caller may say", () => {
  const rows: Record<string, [text: string, says: RegExp, named: 0 | 2]> = {
    "a report's file": ["formats: json=out.json", /may not choose where a report is written\n.*--format/, 0],
    "to write": ["commands: { fix: { write: true } }", /no configuration file makes ctxcheck write/, 2],
    "to replace": ["commands: { init: { force: true } }", /no configuration file makes ctxcheck write/, 2],
    "another commit": ["ref: HEAD~1", /may not set this/, 2],
    "a line to try": ["adds: '**'", /may not set this/, 0],
    "the environment": ["buildArgs: [HOME]", /may not read the environment/, 0],
    stdin: ["file: '-'", /may not read stdin/, 2],
  };
  test.each(Object.entries(rows))("%s", async (_, [text, says, named]) => {
    const folder = plant({ "repo/.ctxcheck.yaml": `quiet: true\n${text}` });
    const { code, stderr } = await inRepo(folder, []);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^ctxcheck: \.ctxcheck\.yaml:2: /)]);
    expect(stderr).toMatch(says);
    expect((await inRepo(folder, ["--config", ".ctxcheck.yaml"])).code).toBe(named);
  });

  test("switches that are off are well", async () => {
    const folder = plant({ "repo/.ctxcheck.yaml": "commands: { fix: { write: false } }" });
    expect((await inRepo(folder, [])).code).toBe(0);
  });

  test("a rule of the command line is not emptied by a file that was found", async () => {
    const yaml = "largeFile: 1GB\nrules: { large-file: off }\n";
    const folder = plant({ "repo/.ctxcheck.yaml": yaml, "repo/big": Buffer.alloc(11_000_000) });
    const { code, stderr } = await inRepo(folder, ["--rule", "large-file=error"]);
    expect([code, stderr]).toEqual([
      1,
      "ctxcheck: .ctxcheck.yaml:1: largeFile is ignored: the command line sets --rule large-file\n",
    ]);
    expect((await inRepo(folder, ["--config", ".ctxcheck.yaml", "--rule", "large-file=error"])).code).toBe(0);
  });

  test("a gate of the command line is not emptied by rules of a file that was found", async () => {
    const yaml = "rules: { large-file: error, secret-name: off }\n";
    const folder = plant({ "repo/.ctxcheck.yaml": yaml, "repo/id_rsa.p12": "x" });
    const { code, stderr } = await inRepo(folder, ["--fail-on", "error"]);
    expect([code, stderr]).toEqual([
      1,
      "ctxcheck: .ctxcheck.yaml:1: rules is ignored: the command line sets --fail-on; --config .ctxcheck.yaml makes it count\n",
    ]);
    expect((await inRepo(folder, ["--config", ".ctxcheck.yaml", "--fail-on", "error"])).code).toBe(0);
    expect((await inRepo(folder, [])).code).toBe(0);
  });

  test.each<[number, string[], says?: string]>([
    [0, []],
    [1, ["--rule", "secret-name=error"], "--rule"],
    [0, ["--rule", "secret-name=error", "--baseline", "b.json"]],
    [1, ["--fail-on", "error"], "--fail-on"],
    [0, ["--fail-on", "never"]],
    [0, ["--fail-on", "info", "--baseline", "b.json"]],
    [1, ["--config", "named.yaml"], "--fail-on"],
    [1, ["--budget", "total=+5%", "--no-baseline"]],
    [1, ["--budget", "total=+5%"], "--budget"],
    [0, ["--budget", "total=+5%", "--baseline", "b.json"]],
    [0, ["--budget", "total=5MB"]],
  ])("exit %i of a baseline that was found, with %j", async (code, args, says) => {
    const folder = plant({
      "repo/named.yaml": "failOn: error\n",
      "repo/id_rsa.p12": "x",
    });
    await inRepo(folder, ["baseline"]);
    copyFileSync(join(folder, "repo/.ctxcheck-baseline.json"), join(folder, "repo/b.json"));
    const ran = await inRepo(folder, args);
    expect([ran.code, ran.stderr]).toEqual([
      code,
      says === undefined
        ? ""
        : `ctxcheck: .ctxcheck-baseline.json is ignored for ${says}, because a change to the tree could add it; --baseline .ctxcheck-baseline.json makes it count\n`,
    ]);
  });

  test("config says what loosens the check and what chooses the build", async () => {
    const yaml = "failOn: never\nmaxSize: 1MB\ntarget: x\nsecretAllowPaths: '**'\nlargeFile: 1MB\n";
    const { options } = await holding({ "repo/.ctxcheck.yaml": yaml });
    const effects = options.flatMap(({ key, effect }) => (effect === null ? [] : [[key, effect]]));
    expect(effects).toEqual([
      ["target", "chooses-build"],
      ["secretAllowPaths", "loosens"],
      ["failOn", "loosens"],
    ]);
  });
});

describe("errors name file, line and key", () => {
  const rows: Record<string, [text: string | Buffer, says: RegExp, file?: string]> = {
    "an unknown key": ["a: 1", /^\.ctxcheck\.yaml:1: there is no key "a"\n {2}docs/],
    "a misspelt key": [
      "quiet: true\nmaxsize: 1",
      /:2: there is no key "maxsize"\n {2}did you mean maxSize\?/,
    ],
    "a key as the command line spells it": [
      "\nbuild-arg: 1",
      /:2: there is no key "build-arg"\n {2}did you mean buildArgs\?/,
    ],
    "one of a command": [
      "commands:\n  ls:\n    dir: true",
      /:3: there is no key "commands\.ls\.dir"\n {2}did you mean dirs\?/,
    ],
    "one of an override": [
      "overrides:\n- contexts: a\n  overrides: []",
      /:3: there is no key "overrides\.0\.overrides"/,
    ],
    "a wrong type": ["quiet: 1", /:1: quiet: write true or false/],
    "a wrong choice": ["failOn: warn", /:1: failOn: use one of error, warning, info, never/],
    "a wrong value": ["maxFiles: 1.5", /:1: maxFiles: "1\.5" is not a whole number/],
    "a number in other words": ["maxFiles: 0x10", /:1: maxFiles: "0x10" is not a whole number/],
    "a bad pattern of contexts": [
      "overrides:\n- contexts: '[a'",
      /:2: overrides\.0\.contexts: "\[a" is not a pattern/,
    ],
    several: ["quiet: 1\nfailOn: x", /:1: quiet: write true or false \(and 1 more\)/],
    "bad YAML": ["quiet: true\nformats: [", /^\.ctxcheck\.yaml:2: /],
    "bad JSON": ["{ 'a': 1 }", /^package\.json/, "package.json"],
    "a key that appears twice": ["quiet: true\nquiet: false", /:2: "quiet" appears twice/],
    "two documents": ["quiet: true\n---\nquiet: true", /:2: Source contains multiple documents/],
    "a tag": ["quiet: !!js/function x", /:1: Unresolved tag/],
    "a prototype": ["__proto__: { quiet: true }", /:1: "__proto__" cannot be a key/],
    "a prototype within": ["buildArgs: { constructor: x }", /:1: "constructor" cannot be a key/],
    "a list": ["- a", /: it is not a map of keys and values/],
    "a text": ["a", /: it is not a map of keys and values/],
    "bytes that are no text": [Buffer.from([0x61, 0x3a, 0xff]), /is not UTF-8\n {2}save it/],
    "more than anybody writes": ["#".repeat(70_000), /is larger than 65536 bytes/],
    "aliases that unfold": [
      `a: &a [1,1,1,1,1,1,1,1,1]\n${[..."bcdefghij"].map((name, at) => `${name}: &${name} [${Array(9).fill(`*${"abcdefghij"[at]}`).join(",")}]`).join("\n")}`,
      /its aliases expand to too much/,
    ],
    "a deep nest": ["[".repeat(10_000), /^\.ctxcheck\.yaml/],
    "a key that is a list": ["[a]: 1", /:1: a key is not a string/],
  };
  test.each(Object.entries(rows))("%s", async (_, [text, says, file = ".ctxcheck.yaml"]) => {
    const json = file === "package.json" ? `{\n"ctxcheck": { "a": 1,, }` : text;
    const { code, stdout, stderr } = await inRepo(plant({ [`repo/${file}`]: json }), []);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.replace(/^ctxcheck: /, "")).toMatch(says);
    expect(stderr.trimEnd().split("\n").length).toBeLessThanOrEqual(2);
  });

  test("a key of package.json", async () => {
    const text = '{\n  "ctxcheck": {\n    "quite": true\n  }\n}';
    const { stderr } = await inRepo(plant({ "repo/package.json": text }), []);
    expect(stderr).toMatch(/package\.json:3: there is no key "quite"\n {2}did you mean quiet\?/);
  });

  test("two configurations in one folder", async () => {
    const files = { "repo/.ctxcheck.yaml": "quiet: true", "repo/package.json": '{ "ctxcheck": {} }' };
    const { code, stderr } = await inRepo(plant(files), []);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/two configurations in one folder: \.ctxcheck\.yaml and package\.json\n/),
    ]);
  });

  test("the environment", async () => {
    const folder = plant({});
    const says = async (env: Record<string, string>) => (await inRepo(folder, [], env)).stderr.split("\n")[0];
    expect(await says({ CTXCHECK_MAX_SIZE: "x" })).toBe('ctxcheck: CTXCHECK_MAX_SIZE: "x" is not a size');
    expect(await says({ CTXCHECK_QUIET: "on" })).toBe(
      'ctxcheck: CTXCHECK_QUIET: "on" is neither true nor false',
    );
    expect(await says({ CTXCHECK_FAIL_ON: "no" })).toBe(
      'ctxcheck: CTXCHECK_FAIL_ON: "no" is not a valid value',
    );
  });
});

describe("what is not a file", () => {
  const rows: Record<string, [make: (path: string) => void, says: RegExp]> = {
    "a directory": [(path) => mkdirSync(path), /it is a directory/],
    "a pipe": [(path) => execFileSync("mkfifo", [path]), /it is not a regular file/],
    "a link out of the repository": [
      (path) => symlinkSync("../outside.yaml", path),
      /it is a link that leaves the repository/,
    ],
    "a link to nothing": [(path) => symlinkSync("nope", path), /it is a link that leads nowhere/],
    "a link to itself": [(path) => symlinkSync(".ctxcheck.yaml", path), /it is a link that leads nowhere/],
  };
  test.each(Object.entries(rows))("%s", async (_, [make, says]) => {
    const folder = plant({});
    make(join(folder, "repo/.ctxcheck.yaml"));
    const { code, stderr } = await inRepo(folder, []);
    expect([code, stderr]).toEqual([2, expect.stringMatching(says)]);
    expect((await inRepo(folder, ["--no-config", "--quiet"])).code).toBe(0);
  });

  test("a link inside the repository is followed", async () => {
    const folder = plant({ "repo/app/c.yaml": "maxFiles: 7" });
    symlinkSync("app/c.yaml", join(folder, "repo/.ctxcheck.yaml"));
    expect((await holding({}, [], {}, folder)).of("maxFiles")).toEqual([["7", ".ctxcheck.yaml:1"]]);
  });
});
