import type { Tree } from "../context/trees.ts";

/** Where foreign text comes in: what is planted for it, and the words that are given besides those of the command. */
export interface Source {
  readonly name: string;
  readonly plant: (text: string) => Tree;
  readonly args?: (text: string) => readonly string[];
  /** Only where the text stands on one line. */
  readonly oneLine?: boolean;
}

const bytes = (text: string) => Buffer.from(text, "utf8").toString("latin1");
const dockerfile = (lines: (text: string) => string): Source["plant"] => {
  return (text) => ({ "repo/Dockerfile": bytes(lines(text)) });
};
const ignoreFile = (lines: (text: string) => string): Source["plant"] => {
  return (text) => ({ "repo/.dockerignore": bytes(lines(text)) });
};
const config = (settings: (text: string) => object): Source["plant"] => {
  return (text) => ({ "repo/ctxcheck.config.json": JSON.stringify(settings(text)) });
};

export const sources: readonly Source[] = [
  {
    name: "a source of COPY",
    oneLine: true,
    plant: dockerfile((x) => `FROM scratch\nCOPY a ["${x.replace(/["\\]/g, "")}", "/"]\n`),
  },
  { name: "COPY as words", oneLine: true, plant: dockerfile((x) => `FROM scratch\nCOPY a ${x} /\n`) },
  {
    name: "an address of ADD",
    oneLine: true,
    plant: dockerfile((x) => `FROM scratch\nADD https://example.com/${x} /x\nCOPY . /\n`),
  },
  { name: "FROM", oneLine: true, plant: dockerfile((x) => `FROM ${x}\nCOPY . /\n`) },
  { name: "a stage", oneLine: true, plant: dockerfile((x) => `FROM scratch AS ${x}\nCOPY . /\n`) },
  {
    name: "COPY --from",
    oneLine: true,
    plant: dockerfile((x) => `FROM scratch\nCOPY --from=${x} a /\nCOPY . /\n`),
  },
  {
    name: "RUN",
    oneLine: true,
    plant: dockerfile((x) => `FROM scratch\nRUN --mount=type=bind,target=/x ${x}\nCOPY . /\n`),
  },
  {
    name: "a mount",
    oneLine: true,
    plant: dockerfile((x) => `FROM scratch\nRUN --mount=type=bind,source=${x},target=/x true\n`),
  },
  { name: "an instruction", oneLine: true, plant: dockerfile((x) => `FROM scratch\n${x} y\n`) },
  { name: "the first line", oneLine: true, plant: dockerfile((x) => `${x}\nFROM scratch\n`) },
  {
    name: "ARG",
    oneLine: true,
    plant: dockerfile((x) => `FROM scratch\nARG S="${x.replace(/["\\]/g, "")}"\nCOPY $S /\nCOPY a /\n`),
  },
  { name: "a flag", oneLine: true, plant: dockerfile((x) => `FROM scratch\nCOPY --${x} a /\n`) },
  { name: "a directive", oneLine: true, plant: dockerfile((x) => `# syntax=${x}\nFROM scratch\nCOPY . /\n`) },
  { name: "a heredoc", plant: dockerfile((x) => `FROM scratch\nCOPY <<EOF /x\n${x}\nEOF\nCOPY . /\n`) },
  { name: "WORKDIR", oneLine: true, plant: dockerfile((x) => `FROM scratch\nWORKDIR ${x}\nCOPY a .\n`) },
  { name: "a pattern", oneLine: true, plant: ignoreFile((x) => `${x}\n${x}\n!${x}\nx\n`) },
  { name: "a bad pattern", oneLine: true, plant: ignoreFile((x) => `a\n${x}[\n`) },
  { name: "a comment that is none", oneLine: true, plant: ignoreFile((x) => `a # ${x}\n ${x}/ \n./${x}\n`) },
  { name: ".gitignore", oneLine: true, plant: (x) => ({ "repo/.gitignore": bytes(`${x}\n`) }) },
  { name: "a key of the configuration", plant: config((x) => ({ [x]: true })) },
  { name: "a value of the configuration", plant: config((x) => ({ failOn: x })) },
  { name: "a path of the configuration", plant: config((x) => ({ file: x })) },
  { name: "a rule of the configuration", plant: config((x) => ({ rules: [x] })) },
  { name: "a budget", plant: config((x) => ({ budgets: { [x]: "1B" } })) },
  { name: "a target", plant: config((x) => ({ target: x })) },
  { name: "text for a configuration", plant: (x) => ({ "repo/.ctxcheck.yaml": bytes(`${x}\n  : [\n`) }) },
  {
    name: "the Dockerfile of a configuration",
    plant: (x) => ({ "repo/.ctxcheck.yaml": "file: .env\n", "repo/.env": bytes(`${x}\n`) }),
  },
  {
    name: "a path of the baseline",
    plant: (x) => baseline({ rule: "large-file", path: x, fingerprint: "0" }),
  },
  { name: "a rule of the baseline", plant: (x) => baseline({ rule: x, path: "a", fingerprint: "0" }) },
  {
    name: "a fingerprint of the baseline",
    plant: (x) => baseline({ rule: "large-file", path: "a", fingerprint: x }),
  },
  { name: "text for a baseline", plant: (x) => ({ "repo/.ctxcheck-baseline.json": bytes(x) }) },
  {
    name: "--build-arg",
    plant: () => ({ "repo/Dockerfile": "FROM scratch\nARG S\nCOPY $S /\nCOPY a /\n" }),
    args: (x) => ["--build-arg", `S=${x}`],
  },
  {
    name: "a secret of --build-arg",
    plant: () => ({
      "repo/Dockerfile": `FROM scratch\nARG DB_PASSWORD\nCOPY $DB_PASSWORD /\nCOPY x\${DB_PASSWORD#?} a /b/\n`,
    }),
    args: (x) => ["--build-arg", `DB_PASSWORD=${x}`],
  },
  { name: "--target", plant: () => ({}), args: (x) => ["--target", x] },
  { name: "--file", plant: () => ({}), args: (x) => ["--file", x] },
  { name: "--builder", plant: () => ({}), args: (x) => ["--builder", x] },
  {
    name: "--build-context",
    plant: () => ({ "repo/Dockerfile": "FROM scratch\nCOPY --from=n a /\n" }),
    args: (x) => ["--build-context", `n=${x}`],
  },
  { name: "--add", oneLine: true, plant: () => ({}), args: (x) => ["--add", x] },
  { name: "an unknown option", plant: () => ({}), args: (x) => [`--${x}`] },
  { name: "--ref", plant: () => ({}), args: (x) => ["--ref", x] },
];

const baseline = (row: object): Tree => ({
  "repo/.ctxcheck-baseline.json": JSON.stringify({
    version: 1,
    salt: "x",
    measured: {},
    largest: [],
    findings: [row],
  }),
});

/** Names of files: not for secrets, which may stand in a name that is listed. */
export const names: readonly Source[] = [
  { name: "a file", plant: (x) => ({ [`repo/${bytes(x.replaceAll("/", ""))}`]: 3 }) },
  {
    name: "a directory",
    plant: (x) => ({ [`repo/${bytes(x.replaceAll("/", ""))}/y/${bytes(x.replaceAll("/", ""))}`]: 3 }),
  },
  { name: "a secret's file", plant: (x) => ({ [`repo/${bytes(x.replaceAll("/", ""))}.pem`]: 3 }) },
  { name: "a link", plant: (x) => ({ "repo/link": { link: bytes(x) } }) },
];

export const commands: readonly (readonly string[])[] = [
  ...["table", "json", "ndjson", "markdown", "sarif", "junit", "github", "gitlab"].map((format) => [
    "--format",
    format,
  ]),
  ["--verbose"],
  ["--quiet"],
  ["ls"],
  ["ls", "--long", "--dirs", "--set", "allowed"],
  ["ls", "--json"],
  ["explain", "a", "src/b"],
  ["explain", "a", "--json"],
  ["image"],
  ["image", "--json"],
  ["suggest"],
  ["suggest", "--json"],
  ["init", "--stdout"],
  ["init", "--stdout", "--allow-list"],
  ["init", "--stdout", "--from-gitignore"],
  ["fix"],
  ["lint"],
  ["lint", "--format", "github"],
  ["lint", "--format", "json"],
  ["compare"],
  ["compare", "--json"],
  ["config"],
  ["config", "--json"],
  ["baseline"],
  ["diff", "--add", "a"],
  ["diff", "--add", "a", "--format", "markdown"],
];

/** What is not of the words of a report: other shapes of it, and what other programs read. */
export const others: readonly (readonly string[])[] = [
  ["export", "-o", "x.tar"],
  ["hash"],
  ["hash", "--explain", "ctxcheck.config.json"],
  ["tree"],
  ["tree", "--by", "pattern"],
  ["tree", "--json"],
  ["builds"],
  ["builds", "--json"],
  ["--all"],
  ["--all", "--format", "markdown"],
  ["--all", "--format", "json"],
  ["lint", "--all"],
  ["suggest", "--all"],
  ["diff", "a", "src"],
  ["diff", "--ref", "HEAD"],
  ["--format", "ncdu"],
  ["--format", "html=x.html"],
  ["ls", "--sort", "size"],
  ["image", "--stage", "0"],
  ["explain", "--rule", "1"],
  ["baseline", "--update"],
  ["secrets"],
  ["merge", "a"],
];
