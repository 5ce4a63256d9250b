import { type Flag, flag, osFlag, text } from "./flags.ts";

export const context = {
  name: "context",
  type: "string",
  default: ".",
  describe: "the directory that you pass to docker build",
  path: "whole",
} as const;

export const paths = {
  name: "paths",
  type: "string",
  array: true,
  default: [],
  describe: "paths in the context",
} as const;

export const sides = {
  name: "sides",
  type: "string",
  array: true,
  default: [],
  describe: "two of: a directory, a saved JSON report, a commit; the second defaults to the context",
} as const;

export const parts = {
  name: "parts",
  type: "string",
  array: true,
  default: [],
  describe: "files that --format blob wrote",
} as const;

export const listFlags = {
  os: osFlag,
  set: { ...text("which paths to list", "sent"), choices: ["sent", "allowed", "excluded"] },
  instruction: text("only what the instruction on this line of the Dockerfile copies or mounts"),
  stage: text("only what the instructions of this stage copy or mount"),
  sort: { ...text("sort order", "name"), choices: ["name", "size"] },
  limit: text("list at most this many paths"),
  dirs: flag("list directories too"),
  long: { ...flag("show type and size before each path"), alias: "l" },
  null: { ...flag("end each path with NUL and escape nothing"), alias: "0", trust: "named-file" },
  format: { ...text("output format; make and ninja are depfiles"), choices: ["make", "ninja", "json"] },
  "make-target": text("target of the rule in the depfile", "image"),
  json: flag("print a JSON array of entries"),
} satisfies Record<string, Flag>;

export const treeFlags = {
  os: osFlag,
  interactive: { ...flag("browse with keys; x tries an exclusion"), alias: "i", trust: "caller" },
  depth: text("depth below the context", "2"),
  sort: { ...text("sort order", "size"), choices: ["size", "files", "name"] },
  limit: text("rows per directory at most", "10"),
  by: {
    ...text("what a row stands for", "directory"),
    choices: ["directory", "instruction", "extension", "pattern"],
  },
  set: {
    ...text("which files to show (default: sent; excluded with --by pattern)"),
    choices: ["sent", "allowed", "excluded"],
  },
  contents: {
    type: "boolean",
    default: true,
    describe: "read files to find identical ones and to estimate compression; --no-contents reads none",
  },
  "last-commit": flag("show what a second build sends again after the last commit (runs git)"),
  json: flag("print JSON instead of text"),
} satisfies Record<string, Flag>;

/** Which builds of a directory are meant, for every command that can look at several. */
export const whichFlags = {
  all: flag("report on every build that the directory defines (ctxcheck builds lists them)"),
  build: { ...text("only this build of the directory; repeatable"), array: true, trust: "named-file" },
  profile: { ...text("only compose services that this profile activates; repeatable"), array: true },
  var: { ...text("set a bake variable, NAME=value; repeatable"), array: true, trust: "named-file" },
} satisfies Record<string, Flag>;

/** Further options of a report on the builds of a repository. */
export const allFlags = {
  ...whichFlags,
  shard: {
    ...text(
      "with --all: only this machine's share of the builds, such as 2/8 (ctxcheck merge joins the parts)",
    ),
    trust: "named-file",
  },
  balance: {
    ...text("with --shard: balance by this part or JSON report of an earlier run; repeatable"),
    array: true,
    path: "whole",
    trust: "named-file",
  },
} satisfies Record<string, Flag>;

export const buildsFlags = {
  file: {
    ...text("only what this file defines: compose, bake, Dockerfile or workflow; repeatable"),
    array: true,
    alias: "f",
  },
  profile: { ...text("only compose services that this profile activates; repeatable"), array: true },
  var: { ...text("set a variable, NAME=value; repeatable"), array: true, trust: "named-file" },
  format: { ...text("output format", "table"), choices: ["table", "json"] },
  json: flag("print JSON instead of text"),
} satisfies Record<string, Flag>;

export const mergeFlags = {
  format: {
    ...text("output format, as with --all; <name>=<file> writes a file"),
    array: true,
    path: "behind-equals",
  },
} satisfies Record<string, Flag>;

export const explainFlags = {
  os: osFlag,
  context: { ...text("context directory", "."), path: "whole" },
  gitignore: flag("show whether git tracks the path, and which line makes git ignore it (runs git)"),
  rule: text("explain what this line of the ignore file decides, instead of a path"),
  porcelain: flag("print <file>:<line>:<pattern>, a tab and the path, as git check-ignore -v does"),
  stdin: { ...flag("read paths from stdin, one a line"), trust: "named-file" },
  null: { ...flag("separate the paths on stdin by NUL"), alias: "0" },
  json: flag("print a JSON array of explanations"),
} satisfies Record<string, Flag>;

export const imageFlags = {
  os: osFlag,
  stage: text("show this stage (name or index) instead of the final image"),
  sort: { ...text("sort order of the paths of an instruction", "name"), choices: ["name", "size"] },
  limit: text("list at most this many paths per instruction"),
  path: {
    ...text("only paths of the image that match this pattern, such as app/**; repeatable"),
    array: true,
  },
  against: {
    ...text(
      "compare with an image: an OCI layout, or a tar of docker save or buildx --output type=oci; - is stdin",
    ),
    path: "whole",
    trust: "named-file",
  },
  "max-image-size": text("with --against: bytes of all layers at most, such as 200MB"),
  "min-efficiency": text("with --against: dive's efficiency at least, such as 95% or 0.95"),
  "max-wasted": text(
    "with --against: bytes that dive calls wasted at most: 20MB, or 10% of what follows the first layer",
  ),
  "fail-on-difference": flag("with --against: exit 1 where a path is changed or missing"),
  json: flag("print JSON instead of text"),
} satisfies Record<string, Flag>;

export const exportFlags = {
  os: osFlag,
  output: { ...text("file to write; - is stdout"), alias: "o", path: "whole" },
} satisfies Record<string, Flag>;

export const hashFlags = {
  os: osFlag,
  by: { ...text("print a line for each instruction that copies from the context"), choices: ["instruction"] },
  modes: {
    ...text("which mode bits count: git's (executable or not), or all"),
    choices: ["git", "exact"],
    default: "git",
  },
  explain: {
    ...text(
      "show why the key in this file differs from the one in the operand; both were written by hash --json",
    ),
    path: "whole",
  },
  threads: text("additional threads for reading files (default: one per processor)"),
  json: flag("print JSON: inputs, entries and instructions with a digest each"),
} satisfies Record<string, Flag>;
