import type { PositionalOptions } from "yargs";
import {
  baselineFlags,
  commonFlags,
  compareFlags,
  configFlags,
  diffFlags,
  type Flag,
  fixFlags,
  flag,
  initFlags,
  lintFlags,
  reportFlags,
  secretsFlags,
  suggestFlags,
} from "./flags.ts";
import { inspectCommand } from "./inspect.ts";
import type { Io } from "./io.ts";
import {
  allFlags,
  buildsFlags,
  explainFlags,
  imageFlags,
  listFlags,
  mergeFlags,
  treeFlags,
  whichFlags,
} from "./looking-flags.ts";
import { context, parts, paths, sides } from "./operands.ts";
import { exportFlags, hashFlags } from "./out-flags.ts";
import type { Settled } from "./settle.ts";

/** Runs a command and gives its exit code. */
export type Run = (args: Settled, io: Io) => Promise<number>;

/** To add a command: one file like ls.ts, one row here, its options in flags.ts. */
export interface Command {
  /** As the parser of arguments reads it: the name and its operand. "$0" is the command without a name. */
  readonly words: string;
  /** For `--help`: begins with a verb. */
  readonly describe: string;
  readonly example: string;
  /** Options of every command that this one does not look at. */
  readonly ignores?: readonly string[];
  readonly operand?: PositionalOptions & Pick<Flag, "path"> & { readonly name: string };
  readonly flags: Readonly<Record<string, Flag>>;
  /** Loaded when it is run, but the report, which most ask for: nobody waits for what is not used. */
  readonly load: () => Promise<Run>;
}

const looks = ["color", "quiet", "verbose"];
const everything = Object.keys(commonFlags);

export const commands: readonly Command[] = [
  {
    words: "$0 [context]",
    describe: "Show what a build sends as its context, what should not be in it, and what to do",
    example: "ctxcheck . --max-size 10MB",
    operand: context,
    flags: { ...reportFlags, ...allFlags },
    load: async () => inspectCommand,
  },
  {
    words: "ls [context]",
    describe: "List the paths that are sent, allowed or excluded",
    example: "ctxcheck ls --set excluded",
    ignores: looks,
    operand: context,
    flags: listFlags,
    load: async () => (await import("./ls.ts")).listCommand,
  },
  {
    words: "export [context]",
    describe: "Write what is sent as a tar that docker build takes",
    example: "ctxcheck export -o context.tar",
    ignores: looks,
    operand: context,
    flags: exportFlags,
    load: async () => (await import("./export.ts")).exportCommand,
  },
  {
    words: "hash [context]",
    describe: "Print a key that changes exactly when an input of the build does",
    example: "ctxcheck hash --target test",
    ignores: looks,
    operand: context,
    flags: hashFlags,
    load: async () => (await import("./hash.ts")).hashCommand,
  },
  {
    words: "tree [context]",
    describe: "Show sizes by directory, instruction, extension or pattern",
    example: "ctxcheck tree --depth 3 --set excluded",
    ignores: ["quiet"],
    operand: context,
    flags: treeFlags,
    load: async () => (await import("./tree.ts")).treeCommand,
  },
  {
    words: "builds [context]",
    describe: "List every build that a repository defines",
    example: "ctxcheck builds --format json",
    ignores: ["builder", "quiet", "verbose", "target", "build-arg", "build-context", "ignore-file"],
    operand: context,
    flags: buildsFlags,
    load: async () => (await import("./builds.ts")).buildsCommand,
  },
  {
    words: "merge [parts..]",
    describe: "Merge the parts that --all --shard wrote into one report",
    example: "ctxcheck merge part-*.json --format markdown",
    ignores: everything.filter((name) => !looks.includes(name)),
    operand: parts,
    flags: mergeFlags,
    load: async () => (await import("./merge.ts")).mergeCommand,
  },
  {
    words: "explain [paths..]",
    describe: "Explain why each path is, or is not, in the context",
    example: "ctxcheck explain node_modules",
    ignores: ["quiet", "verbose"],
    operand: paths,
    flags: explainFlags,
    load: async () => (await import("./explain.ts")).explainCommand,
  },
  {
    words: "image [context]",
    describe: "Show which paths of the final image come from the context",
    example: "ctxcheck image --stage build",
    ignores: ["quiet", "verbose"],
    operand: context,
    flags: imageFlags,
    load: async () => (await import("./image.ts")).imageCommand,
  },
  {
    words: "suggest [context]",
    describe: "Suggest lines that make the context smaller, tried on every Dockerfile",
    example: "ctxcheck suggest",
    ignores: ["quiet"],
    operand: context,
    flags: { ...suggestFlags, ...whichFlags },
    load: async () => (await import("./suggest.ts")).suggestCommand,
  },
  {
    words: "init [context]",
    describe: "Write a first ignore file",
    example: "ctxcheck init --stdout",
    ignores: looks,
    operand: context,
    flags: { ...initFlags, ...whichFlags },
    load: async () => (await import("./init.ts")).initCommand,
  },
  {
    words: "fix [context]",
    describe: "Fix the ignore file: print a diff, or write it with --write",
    example: "ctxcheck fix --suggestion high --write",
    operand: context,
    flags: { ...fixFlags, ...whichFlags },
    load: async () => (await import("./fix.ts")).fixCommand,
  },
  {
    words: "lint [context]",
    describe: "Check the lines of the ignore file",
    example: "ctxcheck lint --fail-on warning",
    ignores: ["quiet", "verbose"],
    operand: context,
    flags: { ...lintFlags, ...whichFlags },
    load: async () => (await import("./lint.ts")).lintCommand,
  },
  {
    words: "compare [context]",
    describe: "Compare what different builders send",
    example: "ctxcheck compare --builders buildkit,buildah",
    ignores: ["builder", "quiet"],
    operand: context,
    flags: compareFlags,
    load: async () => (await import("./compare.ts")).compareCommand,
  },
  {
    words: "secrets",
    describe: "List the rules that find secrets, with examples",
    example: "ctxcheck secrets --secret-rules github-token",
    ignores: everything.filter((name) => name !== "color" && name !== "verbose"),
    flags: secretsFlags,
    load: async () => (await import("./secrets.ts")).secretsCommand,
  },
  {
    words: "completion <shell>",
    describe: "Print the completion script of bash, zsh or fish",
    example: "source <(ctxcheck completion bash)",
    ignores: everything,
    operand: { name: "shell", type: "string", choices: ["bash", "zsh", "fish"], describe: "which shell" },
    flags: {},
    load: async () => (await import("./completion.ts")).completionCommand,
  },
  {
    words: "lsp",
    describe: "Serve editors: the Language Server Protocol over stdin and stdout",
    example: "ctxcheck lsp --stdio",
    ignores: everything,
    flags: { stdio: flag("over stdin and stdout, which is the only way") },
    load: async () => (await import("./lsp.ts")).lspCommand,
  },
  {
    words: "mcp",
    describe: "Serve agents: read-only tools of the Model Context Protocol over stdin and stdout",
    example: "ctxcheck mcp",
    ignores: everything,
    flags: {},
    load: async () => (await import("./mcp.ts")).mcpCommand,
  },
  {
    words: "plugin <action>",
    describe: "Install or remove the docker ctxcheck plugin",
    example: "ctxcheck plugin install",
    ignores: everything,
    operand: { name: "action", type: "string", choices: ["install", "uninstall"], describe: "which" },
    flags: {},
    load: async () => (await import("./plugin.ts")).pluginCommand,
  },
  {
    words: "diff [sides..]",
    describe: "Compare what two contexts or commits send",
    example: "ctxcheck diff git:HEAD .",
    operand: sides,
    flags: { ...diffFlags, ...whichFlags },
    load: async () => (await import("./diff.ts")).diffCommand,
  },
  {
    words: "baseline [context]",
    describe: "Accept today's findings: write the baseline of a context",
    example: "ctxcheck baseline --update",
    ignores: ["quiet", "verbose"],
    operand: context,
    flags: { ...baselineFlags, ...whichFlags },
    load: async () => (await import("./baseline.ts")).baselineCommand,
  },
  {
    words: "config [context]",
    describe: "Show the options in effect, and where each comes from",
    example: "ctxcheck config",
    ignores: ["quiet", "verbose"],
    operand: context,
    flags: configFlags,
    load: async () => (await import("./config.ts")).configCommand,
  },
];
