import type { PositionalOptions } from "yargs";
import {
  baselineFlags,
  compareFlags,
  configFlags,
  diffFlags,
  explainFlags,
  type Flag,
  fixFlags,
  imageFlags,
  initFlags,
  lintFlags,
  listFlags,
  reportFlags,
  secretsFlags,
  suggestFlags,
} from "./flags.ts";
import { inspectCommand } from "./inspect.ts";
import type { Io } from "./io.ts";
import type { Settled } from "./settle.ts";

/** Runs a command and gives its exit code. */
export type Run = (args: Settled, io: Io) => Promise<number>;

/** To add a command: one file like ls.ts, one row here, its options in flags.ts. */
export interface Command {
  /** As the parser of arguments reads it: the name and its operand. "$0" is the command without a name. */
  readonly words: string;
  /** For `--help`. */
  readonly describe: string;
  readonly operand?: PositionalOptions & Pick<Flag, "path"> & { readonly name: string };
  readonly flags: Readonly<Record<string, Flag>>;
  /** Loaded when it is run, but the report, which most ask for: nobody waits for what is not used. */
  readonly load: () => Promise<Run>;
}

const context = {
  name: "context",
  type: "string",
  default: ".",
  describe: "the directory that docker build gets",
  path: "whole",
} as const;

const paths = {
  name: "paths",
  type: "string",
  array: true,
  default: [],
  describe: "paths in the context",
} as const;

const sides = {
  name: "sides",
  type: "string",
  array: true,
  default: [],
  describe:
    "two of: a directory, a saved JSON report, a commit; the second is the context where it is left out",
} as const;

export const commands: readonly Command[] = [
  {
    words: "$0 [context]",
    describe: "report on a build context",
    operand: context,
    flags: reportFlags,
    load: async () => inspectCommand,
  },
  {
    words: "ls [context]",
    describe: "list paths",
    operand: context,
    flags: listFlags,
    load: async () => (await import("./ls.ts")).listCommand,
  },
  {
    words: "explain [paths..]",
    describe: "why each path is, or is not, in the context",
    operand: paths,
    flags: explainFlags,
    load: async () => (await import("./explain.ts")).explainCommand,
  },
  {
    words: "image [context]",
    describe: "the paths of the final image that come from the context",
    operand: context,
    flags: imageFlags,
    load: async () => (await import("./image.ts")).imageCommand,
  },
  {
    words: "suggest [context]",
    describe: "lines that would shrink the context, tried on every Dockerfile",
    operand: context,
    flags: suggestFlags,
    load: async () => (await import("./suggest.ts")).suggestCommand,
  },
  {
    words: "init [context]",
    describe: "write a first ignore file",
    operand: context,
    flags: initFlags,
    load: async () => (await import("./init.ts")).initCommand,
  },
  {
    words: "fix [context]",
    describe: "mend the ignore file: a diff, or with --write in place",
    operand: context,
    flags: fixFlags,
    load: async () => (await import("./fix.ts")).fixCommand,
  },
  {
    words: "lint [context]",
    describe: "what is wrong with the lines of the ignore file",
    operand: context,
    flags: lintFlags,
    load: async () => (await import("./lint.ts")).lintCommand,
  },
  {
    words: "compare [context]",
    describe: "the paths that differ between builders",
    operand: context,
    flags: compareFlags,
    load: async () => (await import("./compare.ts")).compareCommand,
  },
  {
    words: "secrets",
    describe: "the rules by which secrets are looked for, with examples",
    flags: secretsFlags,
    load: async () => (await import("./secrets.ts")).secretsCommand,
  },
  {
    words: "completion <shell>",
    describe: "print the completion script of bash, zsh or fish",
    operand: { name: "shell", type: "string", choices: ["bash", "zsh", "fish"], describe: "which shell" },
    flags: {},
    load: async () => (await import("./completion.ts")).completionCommand,
  },
  {
    words: "plugin <action>",
    describe: "make docker ctxcheck work, or not any more",
    operand: { name: "action", type: "string", choices: ["install", "uninstall"], describe: "which" },
    flags: {},
    load: async () => (await import("./plugin.ts")).pluginCommand,
  },
  {
    words: "diff [sides..]",
    describe: "what one context sends more or less than another, or than a commit",
    operand: sides,
    flags: diffFlags,
    load: async () => (await import("./diff.ts")).diffCommand,
  },
  {
    words: "baseline [context]",
    describe: "accept what is found now: write the baseline of a context",
    operand: context,
    flags: baselineFlags,
    load: async () => (await import("./baseline.ts")).baselineCommand,
  },
  {
    words: "config [context]",
    describe: "the options that hold for a context, and where each comes from",
    operand: context,
    flags: configFlags,
    load: async () => (await import("./config.ts")).configCommand,
  },
];
