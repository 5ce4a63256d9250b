import { type Flag, flag, text } from "./flags.ts";

export const listFlags = {
  set: { ...text("which paths", "sent"), choices: ["sent", "allowed", "excluded"] },
  instruction: text("only what the instruction on this line of the Dockerfile asks for"),
  stage: text("only what the instructions of this stage ask for"),
  sort: { ...text("what comes first", "name"), choices: ["name", "size"] },
  limit: text("so many paths at most"),
  dirs: flag("list directories too"),
  long: { ...flag("type and size in front of each path"), alias: "l" },
  null: { ...flag("end each path with NUL and escape nothing"), alias: "0", trust: "named-file" },
  format: { ...text("make: a depfile, for make and Ninja"), choices: ["make", "json"] },
  "make-target": text("what the depfile says depends on the paths", "image"),
  json: flag("a JSON array of entries"),
} satisfies Record<string, Flag>;

export const treeFlags = {
  interactive: { ...flag("walk through it with keys; x tries an exclusion"), alias: "i", trust: "caller" },
  depth: text("levels below the context", "2"),
  sort: { ...text("what comes first", "size"), choices: ["size", "files", "name"] },
  limit: text("rows of each directory at most", "10"),
  by: {
    ...text("what the rows are", "directory"),
    choices: ["directory", "instruction", "extension", "pattern"],
  },
  set: {
    ...text("which files (default: sent; excluded with --by pattern)"),
    choices: ["sent", "allowed", "excluded"],
  },
  contents: {
    type: "boolean",
    default: true,
    describe: "read files to find identical ones and to estimate compression; --no-contents reads none",
  },
  "last-commit": flag("tell what a second build sends again after the last commit (runs git)"),
  json: flag("data instead of text"),
} satisfies Record<string, Flag>;

/** Beside those of the report: the same over the builds of a repository. */
export const allFlags = {
  all: flag("one report over every build that the directory defines (ctxcheck builds lists them)"),
  build: { ...text("only this build of the directory; repeatable"), array: true, trust: "named-file" },
  profile: { ...text("only services of compose that this profile activates; repeatable"), array: true },
  var: { ...text("set a variable of bake: NAME=value; repeatable"), array: true, trust: "named-file" },
} satisfies Record<string, Flag>;

export const buildsFlags = {
  file: {
    ...text("only what this file defines: compose, bake, Dockerfile or workflow; repeatable"),
    array: true,
    alias: "f",
  },
  profile: { ...text("only services of compose that this profile activates; repeatable"), array: true },
  var: { ...text("set a variable: NAME=value; repeatable"), array: true, trust: "named-file" },
  format: { ...text("how to tell it", "table"), choices: ["table", "json"] },
  json: flag("data instead of text"),
} satisfies Record<string, Flag>;

export const explainFlags = {
  context: { ...text("the context directory", "."), path: "whole" },
  gitignore: flag("say whether git tracks it, and which line makes git ignore it (runs git)"),
  rule: text("explain what this line of the ignore file decides instead of a path"),
  porcelain: flag("print <file>:<line>:<pattern>, a tab and the path, as git check-ignore -v does"),
  stdin: { ...flag("read paths from stdin, one a line"), trust: "named-file" },
  null: { ...flag("paths on stdin end with NUL"), alias: "0" },
  json: flag("a JSON array of explanations"),
} satisfies Record<string, Flag>;

export const imageFlags = {
  stage: text("this stage (its name or index) instead of the final image"),
  sort: { ...text("which path of an instruction comes first", "name"), choices: ["name", "size"] },
  limit: text("paths of each instruction at most"),
  path: {
    ...text("only paths of the image that match this pattern, such as app/**; repeatable"),
    array: true,
  },
  json: flag("data instead of text"),
} satisfies Record<string, Flag>;
