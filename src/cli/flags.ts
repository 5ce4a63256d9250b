import type { Options } from "yargs";
import { builders } from "../builders/index.ts";
import { severities } from "../model.ts";
import { formats } from "../report/formats.ts";
import type { Trust } from "./config/option.ts";

/** An option, with what a configuration file has to know about it. */
export interface Flag extends Options {
  /** Names a file or a directory: as a whole, or after its "=". */
  readonly path?: "whole" | "behind-equals";
  /** Repeatable, name=value: a mapping in a configuration file. */
  readonly pairs?: true;
  /** Who may set it besides the command line and the environment: no file ("caller"), or none that was only found. */
  readonly trust?: Trust;
}

export const text = (describe: string, defaultValue?: string): Flag => ({
  type: "string",
  requiresArg: true,
  describe,
  ...(defaultValue === undefined ? {} : { default: defaultValue }),
});

export const flag = (describe: string): Flag => ({ type: "boolean", default: false, describe });

/** `--os`, for commands that show what is sent and change nothing. */
const systems = { choices: ["linux", "windows"] };
export const osFlag: Flag = { ...text("the client's system (default: linux)"), ...systems };

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
  target: text("stage to build (default: the last one)"),
  "build-arg": {
    ...text("build argument, NAME=value as for docker build; repeatable"),
    array: true,
    pairs: true,
  },
  "build-context": {
    ...text("named context, name=directory as for docker buildx; repeatable"),
    array: true,
    pairs: true,
    path: "behind-equals",
  },
  platform: text("platform to build for (default: this machine's)"),
  "ignore-file": {
    ...text("ignore file to use instead of the one that the builder would find"),
    path: "whole",
  },
  git: flag("read the last commit (HEAD), as a clean checkout has it, instead of the disk"),
  ref: { ...text("read this commit, branch or tag instead of the disk"), trust: "named-file" },
  add: {
    ...text("try this line at the end of the ignore file; repeatable"),
    array: true,
    trust: "named-file",
  },
  builder: text(`builder whose rules apply: ${Object.keys(builders).join(", ")}`, "buildkit"),
  color: {
    ...text("use colors; --no-color is never", "auto"),
    choices: ["auto", "always", "never"],
    coerce: (value: unknown) => (value === false ? "never" : value),
  },
  quiet: { ...flag("show only findings and the closing line"), alias: "q" },
  threads: text("additional threads for reading and searching large contexts (default: as many as help)"),
  verbose: flag("show every row, where the time went, and the stack of an unexpected error"),
} satisfies Record<string, Flag>;

const confidence = {
  ...text("lowest confidence that is reported"),
  choices: ["high", "medium", "low"],
};

/** Which secrets to search for. */
const secretFlags = {
  "secret-rules": {
    ...text("only these secret rules or families, separated by commas; -name leaves one out; repeatable"),
    array: true,
  },
  "secret-min-confidence": confidence,
} satisfies Record<string, Flag>;

export const reportFlags = {
  os: osFlag,
  format: {
    ...text(
      `output format: ${Object.keys(formats).join(", ")}; with --all also blob; <name>=<file> writes a file`,
    ),
    array: true,
    path: "behind-equals",
  },
  open: { ...flag("open the page of --format html=<file> in the browser"), trust: "caller" },
  watch: { ...flag("report again when something changes, with the difference"), trust: "caller" },
  files: flag("list every file that is sent in --format json, so that ctxcheck diff can compare it"),
  excluded: flag("also scan what the ignore file excludes, to measure it"),
  cache: flag("read the last 100 commits with git, to find a COPY that defeats the build cache"),
  "large-file": text("size from which a file is a finding", "10MB"),
  "large-directory": text("size from which a directory is a finding", "100MB"),
  "secret-content": {
    type: "boolean",
    default: true,
    describe: "search the sent files for secrets; --no-secret-content checks names only",
  },
  ...secretFlags,
  "secret-min-confidence": { ...confidence, default: "medium" },
  "secret-max-size": text("search at most this much of each file", "1MiB"),
  "max-size": text("budget: total size (10MB decimal, 10MiB binary, or plain bytes)"),
  "max-files": text("budget: number of files"),
  "max-file-size": text("budget: size of the largest file"),
  budget: {
    ...text(
      "budget: <pattern>=<size>, stage:<name>=<size>, build:<name>=<size>, total=+5%, ... (docs/configuration.md); repeatable",
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
      "file of accepted findings and sizes (default: .ctxcheck-baseline.json in the context, unless --fail-on, --rule or a growth --budget is given); --no-baseline uses none",
    ),
    coerce: (value: unknown) => (value === false ? "none" : value),
    path: "whole",
  },
  "secret-allow-path": { ...text("allow secrets in paths that match this pattern; repeatable"), array: true },
  "secret-allow-rule": { ...text("allow secrets of this rule (docs/secrets.md); repeatable"), array: true },
  "secret-allow-fingerprint": { ...text("allow the secret with this fingerprint; repeatable"), array: true },
  "inline-allow": {
    type: "boolean",
    default: true,
    describe:
      "let comments allow a secret (ctxcheck:allow and those of other tools); --no-inline-allow ignores them",
  },
  "secret-salt": text("salt of the fingerprints (default: the baseline's)"),
  "fail-on": {
    ...text("lowest severity that makes the exit code 1", "error"),
    choices: [...severities, "never"],
  },
} satisfies Record<string, Flag>;

export const lintFlags = {
  format: reportFlags.format,
  "fail-on": reportFlags["fail-on"],
} satisfies Record<string, Flag>;

/** The same secrets are searched for, and allowed, as in a report. */
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
  json: flag("print JSON instead of text"),
  ...learningFlags,
} satisfies Record<string, Flag>;

export const fixFlags = {
  write: { ...flag("write the file instead of printing a diff"), trust: "caller" },
  "follow-link": {
    ...flag("with --write, if the ignore file is a link, write the file of the context that it points to"),
    trust: "caller",
  },
  rule: {
    ...text("only fixes of this rule, even if they change what is sent; repeatable"),
    array: true,
  },
  suggestion: {
    ...text(
      "apply this line of ctxcheck suggest, or high or medium for all with at least that confidence; repeatable",
    ),
    array: true,
  },
  ...learningFlags,
} satisfies Record<string, Flag>;

export const initFlags = {
  "allow-list": flag("exclude everything but what the Dockerfile copies"),
  "from-gitignore": flag("translate the .gitignore files"),
  stdout: flag("print the file instead of writing it"),
  force: { ...flag("replace an existing file"), trust: "caller" },
  ...searchFlags,
} satisfies Record<string, Flag>;

export const secretsFlags = {
  ...secretFlags,
  json: flag("print JSON instead of text"),
} satisfies Record<string, Flag>;

export const diffFlags = {
  context: { ...text("context directory, on the disk and in a commit", "."), path: "whole" },
  format: { ...text("output format", "table"), choices: ["table", "json", "markdown", "html"] },
  "large-file": reportFlags["large-file"],
  "large-directory": reportFlags["large-directory"],
  ...secretFlags,
  "secret-content": reportFlags["secret-content"],
  "secret-max-size": reportFlags["secret-max-size"],
  "fail-on-growth": text("exit 1 if what is sent grows by more than this: 0, 1MB or 5%"),
  "fail-on": {
    ...text("lowest severity of a new finding that makes the exit code 1", "never"),
    choices: [...severities, "never"],
  },
} satisfies Record<string, Flag>;

export const compareFlags = {
  builders: text("builders to compare, separated by commas (default: all)"),
  json: flag("print JSON instead of text"),
  "fail-on-difference": flag("exit 1 if they differ"),
} satisfies Record<string, Flag>;

/** Options of the report can be tried, too. */
export const configFlags = {
  ...reportFlags,
  json: flag("print JSON instead of text"),
} satisfies Record<string, Flag>;

export const baselineFlags = {
  ...reportFlags,
  update: {
    ...flag("update an existing baseline: accept new findings, drop those that are gone"),
    trust: "caller",
  },
  json: flag("print JSON instead of text"),
} satisfies Record<string, Flag>;
