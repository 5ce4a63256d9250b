import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe } from "vitest";
import { runShell } from "../cli/run.ts";
import { plant, scratch, type Tree } from "../context/trees.ts";
import { isThorough } from "../sample.ts";
import { type Attack, attacks, product } from "./attacks.ts";

const times = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join("");
const start = "FROM scratch AS s0\nCOPY . /\n";
const lines = (count: number, line: (at: number) => string) => times(count, (at) => `${line(at)}\n`);

/** Dockerfiles that ask for more than a machine has, or for the same without end. */
const dockerfiles: Readonly<Record<string, string>> = {
  "20,000 stages, each on the one before": start + times(20_000, (at) => `FROM s${at} AS s${at + 1}\n`),
  "1,900 stages that copy the one before":
    start + times(1_900, (at) => `FROM scratch AS s${at + 1}\nCOPY --from=s${at} / /\n`),
  "1,900 stages with a RUN": start + times(1_900, (at) => `FROM s${at} AS s${at + 1}\nRUN x${at}\n`),
  "40 stages that copy the one before twice":
    start +
    times(40, (at) => `FROM scratch AS s${at + 1}\nCOPY --from=s${at} / /a\nCOPY --from=s${at} / /b\n`),
  "40 stages that copy the one before twice, linked":
    start +
    times(
      40,
      (at) => `FROM scratch AS s${at + 1}\nCOPY --link --from=s${at} / /a\nCOPY --link --from=s${at} / /b\n`,
    ),
  "40 stages that copy themselves":
    start + times(40, (at) => `FROM s${at} AS s${at + 1}\nCOPY --from=s${at} / /c${at}/\n`),
  "10,000 mounts of a stage": `${start}FROM scratch\n${times(10_000, (at) => `RUN --mount=from=s0,target=/m x${at}\n`)}`,
  "20,000 copies of one file": `FROM scratch\n${times(20_000, (at) => `COPY a /x${at}\n`)}`,
  "10,000 WORKDIR, each in the one before": start + times(10_000, (at) => `WORKDIR a${at}\n`),
  "variables of 1,900 stages": `FROM scratch AS s0\n${times(1_000, (at) => `ENV N${at}=1\n`)}${times(1_900, (at) => `FROM s${at} AS s${at + 1}\n`)}`,
};

/** Ignore files whose lines take a matcher that goes back and forth any time. */
const ignoreFiles: Readonly<Record<string, string>> = {
  "*a*a*a": `${"*a".repeat(300)}b\n`,
  "a?*a?*": `${"a?*".repeat(300)}b\n`,
  "2,000 **/": `${"**/".repeat(2_000)}b\n`,
  "many **/a/": lines(200, (at) => `${"**/a/".repeat(50)}b${at}`),
  classes: `${"[a-z]*".repeat(400)}b\n`,
  groups: "(a+)+b\n(a|a)*b\n",
  "5,000 lines": lines(5_000, (at) => `x${at}*y`),
  "5,000 exceptions": `*\n${lines(5_000, (at) => `!d/x${at}`)}`,
};

const deep = Array.from({ length: 200 }, () => "a").join("/");
const base: Tree = { a: 3, ".env": 5, ["a".repeat(250)]: 3, [`d/${deep}/f`]: 3, "e/x/y/z": 3 };

/** Of the processor, ten times what the longest takes; and what memory a machine of a pipeline has. */
const seconds = 180;
const megabytes = 2_000;

/** What took longer, and was refused all the same: many times what it takes now. */
const fewSeconds: Readonly<Record<string, number>> = {
  "40 stages that copy the one before twice, linked": 15,
  "10,000 WORKDIR, each in the one before": 15,
};

/** 700 MB, of which the disk has nothing. */
function plantLarge(path: string): void {
  writeFileSync(path, "");
  truncateSync(path, 700 * 1024 ** 2);
}

function attack(name: string, tree: Tree | (() => Tree), words: string): Attack {
  return {
    name: `${name} / ctxcheck ${words}`,
    run: async () => {
      const root = mkdtempSync(join(scratch, "ctxcheck-bounds-"));
      try {
        plant(root, { ...base, ...(typeof tree === "function" ? tree() : tree) });
        if (words.includes("big")) plantLarge(join(root, "big"));
        const line = `ulimit -t ${fewSeconds[name] ?? seconds}; NODE_OPTIONS=--max-old-space-size=${megabytes} $CTXCHECK ${words} > /dev/null`;
        const { code, stderr } = await runShell(line, { cwd: root });
        if (code === null || code > 2) return `ended with ${code}: ${stderr.slice(-200)}`;
        return /unexpected error|\n {4}at /.test(stderr) ? stderr.slice(0, 300) : null;
      } finally {
        rmSync(root, { recursive: true, force: true });
      }
    },
  };
}

/** The whole number where everything is tried, else a tenth. */
const many = (whole: number) => (isThorough ? whole : whole / 10);
const json = (value: unknown) => JSON.stringify(value);
const formats = ["json", "ndjson", "markdown", "sarif", "junit", "github", "gitlab", "html"];
/** One look at the tree, written in every way. */
const inAllFormats = ["table", ...formats.map((format) => `${format}=out.${format}`)]
  .map((format) => `--format ${format}`)
  .join(" ");

/** Long lists, each with what the program is told to do with them; large files have to be refused at once. */
const lists: readonly (readonly [name: string, tree: () => Tree, lines: readonly string[]])[] = [
  [
    "15,000 secrets",
    () =>
      filesWith(many(200), (at) => [
        `d${at % 50}/f${at}.env`,
        lines(75, (line) => `PASSWORD_${line}=hunter2x9z${at}`),
      ]),
    [`. --verbose ${inAllFormats}`],
  ],
  [
    "10,000 key files",
    () => filesWith(many(10_000), (at) => [`d${at % 50}/k${at}.p12`, 3]),
    [".", "suggest"],
  ],
  [
    "8,000 mounts, each asked about 1,600 keys",
    () => ({
      Dockerfile: `FROM scratch\n${lines(many(8_000), (at) => `RUN --mount=target=/m${at} x`)}`,
      ...filesWith(many(1_600), (at) => [`k${at}.p12`, 3]),
    }),
    ["."],
  ],
  [
    "4,000 wildcards, each held against 4,000 names",
    () => ({
      Dockerfile: `FROM scratch\n${lines(many(4_000), (at) => `COPY *a*b${at}* /`)}`,
      ...filesWith(many(4_000), (at) => [`aab${at}`, 0]),
    }),
    // classic reads the files once for all wildcards, as kaniko does.
    [".", ". --builder kaniko", ". --builder buildah"],
  ],
  [
    "a chain of 3,000 links, of which each is copied",
    () => ({
      Dockerfile: `FROM scratch\n${lines(many(3_000), (at) => `COPY l${at} /`)}`,
      ...Object.fromEntries(
        Array.from({ length: many(3_000) }, (_, at) => [`l${at}`, { link: `l${at + 1}` }]),
      ),
    }),
    [".", "explain l5"],
  ],
  [
    "80 links that lead back",
    () => ({
      Dockerfile: "FROM scratch\nCOPY d/*/*/*/*/z* /\n",
      ...Object.fromEntries(Array.from({ length: 80 }, (_, at) => [`d/l${at}`, { link: "." }])),
    }),
    [". --builder buildah"],
  ],
  [
    "package.json of 4 MB with a key",
    () => ({
      "package.json": json({
        ctxcheck: { maxSize: "1GB" },
        dependencies: Object.fromEntries(
          Array.from({ length: 130_000 }, (_, at) => [`package-${at}`, `^1.0.${at}`]),
        ),
      }),
    }),
    [".", "config"],
  ],
  [
    "an ignore file of 100,000 exceptions",
    () => ({ ".dockerignore": `*\n${lines(100_000, (at) => `!a${at}`)}`, a1: 3 }),
    [".", "compare"],
  ],
  ["a baseline of 300,000 rows", () => ({ "b.json": baselineOf(300_000) }), [". --baseline b.json"]],
  [
    "a baseline of 180,000 rows",
    () => ({ "b.json": baselineOf(180_000) }),
    [". --baseline b.json", "baseline --update --baseline b.json"],
  ],
  [
    "200,000 files that differ",
    () => ({ "x.json": savedReport("x", many(200_000)), "y.json": savedReport("y", many(200_000)) }),
    [
      "diff x.json y.json --verbose",
      "diff x.json y.json --format json",
      "diff x.json y.json --format markdown",
    ],
  ],
  ["files that are too large", () => ({}), ["diff big a", "-f big .", ". --ignore-file big"]],
  [
    ".gitignore of 50,000 lines",
    () => ({ ".gitignore": lines(50_000, (at) => `d${at}/*.log`) }),
    ["init --from-gitignore --stdout --builder buildah", "suggest", "."],
  ],
  [
    "5,000 deep paths",
    () => ({ paths: lines(many(5_000), (at) => `d${at}/${deep}/f`) }),
    ["explain --stdin < paths"],
  ],
];

/** The same variable, function or value twice in the next, forty times. */
const doubling = (value: string) =>
  `variable "A0" {default = ["x", "y"]}\n${times(40, (at) => `variable "A${at + 1}" {default = ${value.replaceAll("@", `A${at}`)}}\n`)}target "a" {target = length(A40)}\n`;
const bake = (text: string): Tree => ({ "docker-bake.hcl": text });
const compose = (text: string): Tree => ({ "compose.yaml": text });
const inBake = (value: string) => bake(`target "a" {target = ${value}}\n`);

/** Definitions of builds that are short and ask for much. */
const definitions: Readonly<Record<string, () => Tree>> = {
  ...Object.fromEntries(
    [
      "concat(@, @)",
      "flatten([@, @])",
      "[@, jsonencode(@)]",
      '[join("", @), format("%s%s", @[0], @[0])]',
    ].map((value) => [`bake: ${value}`, () => bake(doubling(value))]),
  ),
  "bake: a function that calls the next twice": () =>
    bake(
      `${times(40, (at) => `function "f${at}" {\n params = [x]\n result = f${at + 1}("\${x}\${x}")\n}\n`)}function "f40" {\n params = [x]\n result = x\n}\ntarget "a" {target = f0("a")}\n`,
    ),
  "bake: loops in loops": () =>
    inBake("length([for a in range(1000): [for b in range(1000): [for c in range(1000): 1]]])"),
  "bake: 50,000 operators": () => inBake(`${times(50_000, () => "1+")}1`),
  "bake: 50,000 parentheses": () => inBake(`${times(50_000, () => "(")}1`),
  "bake: targets that inherit the one before twice": () =>
    bake(`target "t0" {}\n${times(40, (at) => `target "t${at + 1}" {inherits = ["t${at}", "t${at}"]}\n`)}`),
  "bake: targets that link the one before twice": () =>
    bake(
      `target "t0" {}\n${times(40, (at) => `target "t${at + 1}" {contexts = {a = "target:t${at}", b = "target:t${at}"}}\n`)}`,
    ),
  "bake: 3,000 targets": () => bake(times(many(3_000), (at) => `target "t${at}" {}\n`)),
  "compose: includes that include the next twice": () => ({
    ...compose("include: [i0.yaml]\n"),
    ...Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [`i${at}.yaml`, `include: [i${at + 1}.yaml, i${at + 1}.yaml]\n`]),
    ),
    "i30.yaml": "services: {a: {build: .}}\n",
  }),
  "compose: variables that double": () => ({
    ...compose("services: {a: {build: {context: ., target: '${A40}'}}}\n"),
    ".env": `A0=xxxxxxxx\n${times(40, (at) => `A${at + 1}=\${A${at}}\${A${at}}\n`)}`,
  }),
  "compose: aliases that multiply": () =>
    compose(
      `a0: &a0 [x, x]\n${times(40, (at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]\n`)}services: {a: {build: .}}\n`,
    ),
  ...Object.fromEntries(
    ["!!str ", "&a ", "- ", "? ", "a: ", "[", "{", "*a "].map((mark) => [
      `compose: 50,000 times ${mark}`,
      () => compose(`a: ${times(50_000, () => mark)}`),
    ]),
  ),
  "compose: 1,000,000 empty lines": () => compose(`a: |\n${times(1_000_000, () => "\n")}b\n`),
  "a script of 5,000 builds": () => ({ "build.sh": lines(5_000, (at) => `docker build -t x${at} .`) }),
  "a script with 50,000 options": () => ({
    "build.sh": `docker build ${times(50_000, () => "-t x ")}.\n`,
  }),
};

const filesWith = (count: number, file: (at: number) => readonly [string, string | number]): Tree =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => file(at)));

const baselineOf = (count: number) =>
  json({
    ...{ version: 1, salt: "x", measured: {}, largest: [] },
    findings: Array.from({ length: count }, (_, at) => ({
      rule: "large-file",
      path: `a${at}`,
      fingerprint: "0",
    })),
  });

const savedReport = (side: string, count: number) =>
  json({
    ...{ version: 1, builder: "buildkit", context: ".", instructions: [], findings: [] },
    sent: { files: count, bytes: count },
    files: Array.from({ length: count }, (_, at) => ({ path: `d${at % 1_000}/${side}${at}`, bytes: at })),
  });

describe("it ends, with an answer or a refusal", () => {
  attacks(
    "bounds: Dockerfiles",
    // Both follow the stages by the same code.
    Object.entries(dockerfiles).map(([name, text], at) =>
      attack(name, { Dockerfile: text }, at % 2 === 0 ? "." : "image"),
    ),
  );
  attacks(
    "bounds: ignore files",
    // Either decides what a report decides, and more.
    product(Object.entries(ignoreFiles), ["compare", "fix"]).map(([[name, text], words]) =>
      attack(name, { Dockerfile: "FROM scratch\nCOPY . /\n", ".dockerignore": text }, words),
    ),
  );
  attacks(
    "bounds: builds",
    Object.entries(definitions).map(([name, tree]) =>
      attack(name, () => ({ Dockerfile: "FROM scratch\nCOPY . /\n", ...tree() }), "builds"),
    ),
  );
  attacks(
    "bounds: lists",
    lists.flatMap(([name, tree, commands]) =>
      commands.map((words) =>
        attack(name, () => ({ Dockerfile: "FROM scratch\nCOPY . /\n", ...tree() }), words),
      ),
    ),
  );
});
