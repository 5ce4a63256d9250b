import type { Options } from "yargs";
import { builders } from "../builders/index.ts";
import { formats } from "../report/formats.ts";
import type { Trust } from "./config/option.ts";

/** An option, and what a configuration file has to know of it besides. */
export interface Flag extends Options {
  /** It names a file or a directory: as a whole, or by what stands behind its "=". */
  readonly path?: "whole" | "behind-equals";
  /** Repeatable, name=value: a map in a configuration file. */
  readonly pairs?: true;
  /** Who may say it besides the command line and the environment: no file ("caller"), or none that was only found. */
  readonly trust?: Trust;
}

export const text = (describe: string, defaultValue?: string): Flag => ({
  type: "string",
  requiresArg: true,
  describe,
  ...(defaultValue === undefined ? {} : { default: defaultValue }),
});

export const flag = (describe: string): Flag => ({ type: "boolean", default: false, describe });

/** Options of every command: which build, and how to show it. */
export const commonFlags = {
  config: {
    ...text("configuration file (default: the nearest, see docs/configuration.md); --no-config reads none"),
    coerce: (value: unknown) => (value === false ? "none" : value),
  },
  file: {
    ...text("Dockerfile, relative to the working directory; - for stdin"),
    alias: "f",
    path: "whole",
  },
  target: text("stage to build (default: the last)"),
  "build-arg": { ...text("NAME=value, as docker build takes it; repeatable"), array: true, pairs: true },
  "build-context": {
    ...text("name=directory, as docker buildx takes it; repeatable"),
    array: true,
    pairs: true,
    path: "behind-equals",
  },
  platform: text("platform to build for (default: that of this machine)"),
  "ignore-file": {
    ...text("use this ignore file instead of the one that the builder would find"),
    path: "whole",
  },
  git: flag(
    "the files of the last commit (HEAD), as a clean checkout holds them, instead of those on the disk",
  ),
  ref: {
    ...text("the files of this commit, branch or tag, instead of those on the disk"),
    trust: "named-file",
  },
  add: {
    ...text("try this line at the end of the ignore file; repeatable"),
    array: true,
    trust: "named-file",
  },
  builder: text(`whose rules: ${Object.keys(builders).join(", ")}`, "buildkit"),
  color: {
    ...text("auto, always or never; --no-color is never", "auto"),
    choices: ["auto", "always", "never"],
    coerce: (value: unknown) => (value === false ? "never" : value),
  },
  quiet: { ...flag("only findings and the closing line"), alias: "q" },
  verbose: flag("show every row, where the time went, and the stack of an unexpected error"),
} satisfies Record<string, Flag>;

const confidence = {
  ...text("what is less sure is left out"),
  choices: ["high", "medium", "low"],
};

/** Which secrets are looked for. */
const secretFlags = {
  "secret-rules": {
    ...text("only these rules or families, separated by commas; -name leaves one out; repeatable"),
    array: true,
  },
  "secret-min-confidence": confidence,
} satisfies Record<string, Flag>;

/** Options of the report. */
export const reportFlags = {
  format: {
    ...text(`how to report: ${Object.keys(formats).join(", ")}; <name>=<file> writes a file`),
    array: true,
    path: "behind-equals",
  },
  open: { ...flag("open the page of --format html=<file> in the browser"), trust: "caller" },
  files: flag("list every file that is sent in --format json, so that ctxcheck diff can compare it"),
  excluded: flag("walk what the ignore file keeps out too, to measure it"),
  threads: text(
    "threads beside the main one that read large contexts ahead and search them (default: what pays)",
  ),
  cache: flag("read the last 100 commits with git, to find copies that make the cache useless"),
  "large-file": text("size from which one file is a finding", "10MB"),
  "large-directory": text("size from which one directory is a finding", "100MB"),
  "secret-content": {
    type: "boolean",
    default: true,
    describe: "look for secrets in the files that are sent; --no-secret-content judges by names alone",
  },
  ...secretFlags,
  "secret-min-confidence": { ...confidence, default: "medium" },
  "secret-max-size": text("of a longer file only so much is read for that", "1MiB"),
  "max-size": text("budget: bytes sent at most (10MB decimal, 10MiB binary, or plain bytes)"),
  "max-files": text("budget: files sent at most"),
  "max-file-size": text("budget: size of the largest file sent at most"),
  budget: {
    ...text(
      "budget: <pattern>=<size>, stage:<name>=<size>, total=+5%, ... (docs/configuration.md); repeatable",
    ),
    array: true,
    pairs: true,
  },
  rule: {
    ...text("<rule>=off|info|warning|error, or <rule>:<pattern>=... for some paths; repeatable"),
    array: true,
    pairs: true,
  },
  baseline: {
    ...text(
      "what is accepted and what growth is measured from (default: .ctxcheck-baseline.json of the context); --no-baseline uses none",
    ),
    coerce: (value: unknown) => (value === false ? "none" : value),
    path: "whole",
  },
  "secret-allow-path": { ...text("no secrets of these paths: a pattern; repeatable"), array: true },
  "secret-allow-rule": { ...text("no secrets of this rule of docs/secrets.md; repeatable"), array: true },
  "secret-allow-fingerprint": { ...text("not this secret, by its fingerprint; repeatable"), array: true },
  "inline-allow": {
    type: "boolean",
    default: true,
    describe:
      "--no-inline-allow: comments in files (ctxcheck:allow and those of other tools) allow no secret",
  },
  "secret-salt": text("salt of the fingerprints (default: that of the baseline)"),
  "fail-on": {
    ...text("lowest severity of a finding that exits 1", "error"),
    choices: ["error", "warning", "info", "never"],
  },
} satisfies Record<string, Flag>;

export const lintFlags = {
  format: reportFlags.format,
  "fail-on": reportFlags["fail-on"],
} satisfies Record<string, Flag>;

/** The same secrets are looked for, and allowed, as in a report. */
const searchFlags = {
  ...secretFlags,
  "secret-content": reportFlags["secret-content"],
  "secret-min-confidence": reportFlags["secret-min-confidence"],
  "secret-max-size": reportFlags["secret-max-size"],
  "secret-allow-path": reportFlags["secret-allow-path"],
  "secret-allow-rule": reportFlags["secret-allow-rule"],
  "secret-allow-fingerprint": reportFlags["secret-allow-fingerprint"],
  "secret-salt": reportFlags["secret-salt"],
  baseline: reportFlags.baseline,
} satisfies Record<string, Flag>;

const learningFlags = {
  "large-file": reportFlags["large-file"],
  "large-directory": reportFlags["large-directory"],
  ...searchFlags,
} satisfies Record<string, Flag>;

export const suggestFlags = {
  json: flag("data instead of text"),
  ...learningFlags,
} satisfies Record<string, Flag>;

export const fixFlags = {
  write: { ...flag("write the file instead of printing a diff"), trust: "caller" },
  "follow-link": {
    ...flag("with --write: where the ignore file is a link, write the file of the context that it leads to"),
    trust: "caller",
  },
  rule: {
    ...text("only fixes of this rule, also where they change what is sent; repeatable"),
    array: true,
  },
  suggestion: {
    ...text(
      "take this line of ctxcheck suggest instead, or high or medium for all that are so sure; repeatable",
    ),
    array: true,
  },
  ...learningFlags,
} satisfies Record<string, Flag>;

export const initFlags = {
  "allow-list": flag("keep everything out but what the Dockerfile asks for"),
  "from-gitignore": flag("translate the .gitignore files into Docker's words"),
  stdout: flag("print it instead of writing the file"),
  force: { ...flag("replace the file where there is one"), trust: "caller" },
  ...searchFlags,
} satisfies Record<string, Flag>;

export const secretsFlags = {
  ...secretFlags,
  json: flag("data instead of text"),
} satisfies Record<string, Flag>;

export const diffFlags = {
  context: { ...text("the context directory, on the disk and in a commit", "."), path: "whole" },
  format: { ...text("how to tell it", "table"), choices: ["table", "json", "markdown"] },
  "large-file": reportFlags["large-file"],
  "large-directory": reportFlags["large-directory"],
  ...secretFlags,
  "secret-content": reportFlags["secret-content"],
  "secret-max-size": reportFlags["secret-max-size"],
  "fail-on-growth": text("exit 1 where so much more is sent: 0, 1MB or 5%"),
  "fail-on": {
    ...text("lowest severity of a new finding that exits 1", "never"),
    choices: ["error", "warning", "info", "never"],
  },
} satisfies Record<string, Flag>;

export const compareFlags = {
  builders: text("the builders to compare, separated by commas (default: all)"),
  json: flag("data instead of text"),
  "fail-on-difference": flag("exit 1 where they differ"),
} satisfies Record<string, Flag>;

/** Those of the report can be tried, too. */
export const configFlags = {
  ...reportFlags,
  json: flag("data instead of text"),
} satisfies Record<string, Flag>;

export const baselineFlags = {
  ...reportFlags,
  update: {
    ...flag("write it again where there is one: accept what is found now, drop what is not"),
    trust: "caller",
  },
  json: flag("data instead of text"),
} satisfies Record<string, Flag>;
