import yargs from "yargs";
import { CtxcheckError } from "../errors.ts";
import { commonFlags, compareFlags, explainFlags, imageFlags, listFlags, reportFlags } from "./flags.ts";

/** The words of the command line, nothing resolved: an option that was not given and has no default is undefined. */
export interface Args {
  readonly command: "inspect" | "ls" | "explain" | "image" | "compare";
  readonly values: Readonly<Record<string, unknown>>;
}

/** Help or the version was asked for: the text to print instead. */
export interface HelpText {
  readonly help: string;
}

/** Throws CtxcheckError "usage". */
export async function parseArgs(
  argv: readonly string[],
  version: string,
  width: number,
): Promise<Args | HelpText> {
  const { words, operands } = splitOperands(argv);
  let args: Args | null = null;
  const take = (command: Args["command"]) => (values: Readonly<Record<string, unknown>>) => {
    args = { command, values: withOperands(command, values, operands) };
  };
  const parser = yargs()
    .scriptName("ctxcheck")
    .parserConfiguration({ "greedy-arrays": false, "camel-case-expansion": false })
    .usage("Shows exactly what a container build would send as its build context, and why.\n\n$0 [context]")
    .command(
      "$0 [context]",
      "report on a build context",
      (y) => y.positional("context", contextArgument).options(reportFlags),
      take("inspect"),
    )
    .command(
      "ls [context]",
      "list paths",
      (y) => y.positional("context", contextArgument).options(listFlags),
      take("ls"),
    )
    .command(
      "explain [paths..]",
      "why each path is, or is not, in the context",
      (y) => y.positional("paths", pathsArgument).options(explainFlags),
      take("explain"),
    )
    .command(
      "image [context]",
      "the paths of the final image that come from the context",
      (y) => y.positional("context", contextArgument).options(imageFlags),
      take("image"),
    )
    .command(
      "compare [context]",
      "the paths that differ between builders",
      (y) => y.positional("context", contextArgument).options(compareFlags),
      take("compare"),
    )
    .options(commonFlags)
    .epilogue(await epilogue(words))
    .version(version)
    .alias("help", "h")
    .strict()
    .wrap(width)
    .exitProcess(false)
    .fail((message, error) => {
      throw error instanceof CtxcheckError ? error : usageError(message ?? String(error));
    });
  let help = "";
  await parser.parse(words, (_error: unknown, _values: unknown, output: string) => {
    help = output;
  });
  return args ?? { help: `${help}\n` };
}

/**
 * What stands behind `--` is no option and no command, whatever it looks like. A lone `-` is one too, unless it says
 * that the Dockerfile is on stdin; the parser would drop it.
 */
function splitOperands(argv: readonly string[]): { words: string[]; operands: string[] } {
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  const isStdin = (word: string, at: number) => word === "-" && !/^(-f|--file)$/.test(argv[at - 1] ?? "");
  const before = argv.slice(0, end);
  return {
    words: before.filter((word, at) => !isStdin(word, at)),
    operands: [...before.filter(isStdin), ...argv.slice(end + 1)],
  };
}

function withOperands(
  command: Args["command"],
  values: Readonly<Record<string, unknown>>,
  operands: readonly string[],
): Args["values"] {
  if (operands.length === 0) return values;
  if (command === "explain") return { ...values, paths: [values.paths, operands].flat() };
  const [context, more] = operands;
  if (more !== undefined) throw usageError(`Unknown argument: ${more}`);
  return { ...values, context };
}

/** The rules are only loaded where they are told. */
async function epilogue(argv: readonly string[]): Promise<string> {
  if (!argv.includes("--help") && !argv.includes("-h")) return "";
  const { rules } = await import("../findings/rules.ts");
  return [
    `Findings: ${rules.map(({ id }) => id).join(", ")}.`,
    "Exit codes: 0 clean, 1 a finding or a budget, 2 wrong use or a refusal, 130 interrupted.",
  ].join("\n");
}

const contextArgument = {
  type: "string",
  default: ".",
  describe: "the directory that docker build gets",
} as const;
const pathsArgument = { type: "string", array: true, default: [], describe: "paths in the context" } as const;

function usageError(message: string): CtxcheckError {
  return new CtxcheckError(
    "usage",
    message.replace(/\s*\n\s*/g, " "),
    "ctxcheck --help lists commands and options",
  );
}
