import { describe } from "vitest";
import { type Ran, runHere } from "../cli/run.ts";
import type { Tree } from "../context/trees.ts";
import { every } from "../sample.ts";
import { type Attack, attacks, product } from "./attacks.ts";
import { changes, inSandbox, marker, snapshot } from "./sandbox.ts";

const formats = ["table", "json", "ndjson", "markdown", "sarif", "junit", "github", "gitlab"];
const reports = [[], ["lint"], ["baseline"], ["config"], ["ls"], ["fix"], ["suggest"], ["init"]] as const;

/** A try that may change nothing but what `expected` names, and shows nothing of what is private. */
function attack(
  name: string,
  tree: Tree,
  args: readonly string[],
  { expected = [], code }: { expected?: readonly string[]; code?: number } = {},
): Attack {
  return {
    name: `${name} / ctxcheck ${args.join(" ")}`,
    run: () =>
      inSandbox(tree, async ({ root, repo }) => {
        const before = snapshot(root);
        const env = { HOME: `${root}/home` };
        const ran = await runHere(
          args.map((arg) => arg.replaceAll("<root>", root)),
          { cwd: repo, env },
        );
        const changed = changes(before, snapshot(root)).filter((path) => !expected.includes(path));
        return fault(ran, changed, code);
      }),
  };
}

function fault({ code, stdout, stderr }: Ran, changed: readonly string[], wanted?: number): string | null {
  if (changed.length > 0) return `changed ${changed.join(", ")}`;
  if ((stdout + stderr).includes(marker)) return "shows what is private";
  if (/unexpected error/.test(stderr)) return stderr.slice(0, 200);
  return wanted !== undefined && code !== wanted ? `exit ${code}: ${stderr.slice(0, 200)}` : null;
}

const holders: readonly ((settings: object) => Tree)[] = [
  (settings) => ({ "repo/ctxcheck.config.json": JSON.stringify(settings) }),
  (settings) => ({ "repo/.ctxcheck.yaml": JSON.stringify(settings) }),
  (settings) => ({ "repo/package.json": JSON.stringify({ name: "x", ctxcheck: settings }) }),
  (settings) => ({ "repo/.ctxcheck.yml": JSON.stringify({ overrides: [{ contexts: "**", ...settings }] }) }),
  (settings) => ({
    "repo/.ctxcheck.json": JSON.stringify({ overrides: [{ contexts: ["**"], ...settings }] }),
  }),
];

const places = [
  "x:/../../../home/.bashrc",
  "c:/../../home/.bashrc",
  "git@x/../../home/.bashrc",
  "https://x/../../../home/.bashrc",
  "../home/.bashrc",
  ".git\\x",
  "git@x",
  ".git/hooks/pre-commit",
  "report.out",
  "src/b",
  "/dev/shm/ctxcheck-never",
];

/** What the named context of a build may not be: a directory outside. */
const outside = [
  "x:/../../../home/private",
  "c:/../../home/private",
  "git@x/../../home/private",
  "https://x/../../../home/private",
  "docker-image://../../home/private",
  "oci-layout:/../../home/private",
  "target:/../../home/private",
  "../home/private",
  "link",
  "link/.",
];

describe("what a configuration of the tree says", () => {
  attacks(
    "writes: reports",
    product(holders, places, formats, reports)
      .map(([holder, place, format, args], index) =>
        attack(
          `formats: ${format}=${place}`,
          holder({ formats: [index % 2 === 0 ? `${format}=${place}` : "table", `${format}=${place}`] }),
          args,
          { code: 2 },
        ),
      )
      .filter(every(13)),
  );

  const switches: readonly (readonly [object, readonly string[]])[] = [
    [{ commands: { fix: { write: true } } }, ["fix"]],
    [{ commands: { fix: { write: true, rules: ["duplicate-pattern"] } } }, ["fix"]],
    [{ commands: { fix: { write: true, suggestions: ["high"] } } }, ["fix"]],
    [{ commands: { fix: { write: true } }, ignoreFile: "src/b" }, ["fix"]],
    [{ commands: { init: { force: true } } }, ["init"]],
    [{ commands: { init: { force: true, allowList: true } } }, ["init"]],
    [{ commands: { baseline: { update: true } } }, ["baseline"]],
    [{ baseline: "src/b", commands: { baseline: { update: true } } }, ["baseline"]],
    [{ baseline: "src/new.json" }, ["baseline"]],
    [{ ignoreFile: "src/b" }, ["fix", "--write"]],
    [{ file: "src/b" }, ["fix", "--write"]],
    [{ context: "src" }, ["fix", "--write"]],
    [{ context: "src" }, ["init"]],
    [{ context: "src" }, ["init", "--force"]],
    [{ context: "src" }, ["baseline"]],
    [{ file: "Dockerfile" }, ["init", "--force"]],
  ];
  attacks(
    "writes: commands",
    product(holders, switches).map(([holder, [settings, args]]) =>
      attack(JSON.stringify(settings), holder(settings), args, { code: 2 }),
    ),
  );

  const builds = [
    "FROM scratch\nCOPY --from=n . /\n",
    "FROM n\nCOPY . /\n",
    "FROM scratch\nRUN --mount=from=n,target=/n x\n",
  ];
  const commands = [
    [],
    ["ls"],
    ["image"],
    ["explain", "notes.txt"],
    ["--format", "json"],
    ["compare"],
  ] as const;
  attacks(
    "reads: named contexts",
    product(holders, outside, builds, commands)
      .filter(every(7))
      .map(([holder, value, dockerfile, args]) =>
        attack(
          `buildContexts: ${value}`,
          {
            ...holder({ buildContexts: { n: value } }),
            "repo/Dockerfile": dockerfile,
            "repo/link": { link: "../home/private" },
          },
          args,
          { code: 2 },
        ),
      ),
  );

  const readable = ["../home/.bashrc", "link", "x:/../../home/.bashrc", "-", "/etc/passwd", ".git/HEAD"];
  attacks(
    "reads: files",
    product(holders, ["file", "ignoreFile", "baseline", "context"], readable, [[], ["ls"], ["lint"]]).map(
      ([holder, key, value, args]) =>
        attack(
          `${key}: ${value}`,
          { ...holder({ [key]: value }), "repo/link": { link: "../home/.bashrc" } },
          key === "baseline" ? [] : args,
          { code: 2 },
        ),
    ),
  );
});

/** Links of the tree where the caller writes: [what is planted, the path that is named]. */
const traps: readonly (readonly [Tree, string])[] = [
  [{ "repo/out": { link: "../home/.bashrc" } }, "out"],
  [{ "repo/out": { link: "../home/new" } }, "out"],
  [{ "repo/out": { link: ".git/hooks/pre-commit" } }, "out"],
  [{ "repo/out": { link: ".git/new" } }, "out"],
  [{ "repo/out": { link: "nothing" } }, "out"],
  [{ "repo/out": { link: "out" } }, "out"],
  [{ "repo/out": { link: "src/b" } }, "out"],
  [{ "repo/way/out": { link: "../../home/.bashrc" } }, "way/out"],
  [{ "repo/way": { link: "../home" } }, "way/.bashrc"],
  [{ "repo/way": { link: "../home" } }, "way/new"],
  [{ "repo/way": { link: "../home" } }, "src/../way/new"],
  [{ "repo/way": { link: ".git" } }, "way/hooks/pre-commit"],
  [{ "repo/way": { link: "src" } }, "way/new"],
  [{ "repo/x/way": { link: "../../home/private" } }, "x/way/notes.txt"],
  [{ "repo/x": { link: "y" }, "repo/y": { link: "../home" } }, "x/.bashrc"],
  [{}, ".git/hooks/pre-commit"],
  [{}, ".git/new"],
  [{}, ".GIT/new"],
  [{}, ".git"],
  [{ "repo/out": "fifo|" }, "out"],
  [{}, "src"],
  [{}, "src/b/out"],
  [{}, "nowhere/out"],
];

describe("what the caller writes", () => {
  const named = (path: string) => [path, `<root>/repo/${path}`];
  attacks(
    "writes: links, reports",
    product(traps, formats, [[], ["lint"]])
      .filter(every(5))
      .flatMap(([[tree, path], format, args]) =>
        named(path).map((place) =>
          attack("a link", tree, [...args, "--format", `${format}=${place}`], { code: 2 }),
        ),
      ),
  );
  attacks(
    "writes: links, baseline",
    traps.flatMap(([tree, path]) =>
      named(path).flatMap((place) =>
        [["--update"], []].map((more) =>
          attack("a link", tree, ["baseline", "--baseline", place, ...more], { code: 2 }),
        ),
      ),
    ),
  );

  const ignoreFiles: readonly Tree[] = [
    { "repo/.dockerignore": { link: "../home/.bashrc" } },
    { "repo/.dockerignore": { link: ".git/HEAD" } },
    { "repo/.dockerignore": { link: "src/list" }, "repo/src/list": "a\na\n" },
    { "repo/.dockerignore": { link: ".gitignore" }, "repo/.gitignore": "a\na\n" },
    { "repo/.dockerignore": { link: "nothing" } },
    { "repo/.dockerignore": { link: "../home/nothing" } },
    { "repo/.dockerignore": { link: "../home/list" }, "home/list": "a\na\n" },
  ];
  const writing = [
    ["fix", "--write"],
    ["fix", "--write", "--builder", "classic"],
    ["fix", "--write", "--rule", "duplicate-pattern"],
    ["init"],
    ["init", "--force"],
    ["init", "--force", "--allow-list"],
    ["init", "--force", "--builder", "classic"],
  ];
  attacks("writes: links, ignore file", [
    ...product(ignoreFiles, writing).map(([tree, args]) => attack("a link", tree, args)),
    ...product(ignoreFiles.slice(-1), writing.slice(0, 3)).map(([tree, args]) =>
      attack("a link that leaves the context", tree, [...args, "--follow-link"]),
    ),
    ...product(ignoreFiles.slice(2, 4), writing.slice(0, 3)).map(([tree, args]) =>
      attack("a link that stays", tree, [...args, "--follow-link"], {
        expected: ["repo/src/list", "repo/.gitignore"],
      }),
    ),
    ...product(
      [
        {
          "repo/d": { link: "../home/d" },
          "home/d/Dockerfile": "FROM x\nCOPY . /\n",
          "home/d/Dockerfile.dockerignore": "a\na\n",
        },
        {
          "repo/d": { link: "src" },
          "repo/src/Dockerfile": "FROM x\nCOPY . /\n",
          "repo/src/Dockerfile.dockerignore": "a\na\n",
        },
      ],
      writing,
    ).map(([tree, args]) =>
      attack("a directory that is a link", tree, [...args, "-f", "d/Dockerfile"], {
        expected: ["repo/.dockerignore"],
      }),
    ),
  ]);
});
