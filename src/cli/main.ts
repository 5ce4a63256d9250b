import { CtxcheckError } from "../errors.ts";
import { safe } from "../report/escape.ts";
import { parseArgs } from "./args.ts";
import { borderOf } from "./border.ts";
import { dropBuildWords } from "./build-words.ts";
import { type Args, nameOf } from "./command.ts";
import { commands } from "./commands.ts";
import { exitCodes, type Io } from "./io.ts";
import { relabel, settle } from "./settle.ts";

/** Runs one command line. The only place that turns errors into messages and exit codes. */
export async function main(outside: Io, version: string): Promise<number> {
  const { io, flush } = borderOf(outside);
  try {
    return await runLine(io, version).finally(flush);
  } catch (error) {
    io.stderr.write(errorText(error, io.argv.includes("--verbose")));
    await flush();
    return exitCodes.refused;
  }
}

async function runLine(io: Io, version: string): Promise<number> {
  if (io.argv[0] === "__complete") return (await import("./complete.ts")).completeLine(io);
  const { words, ignored } = buildWords(io.argv);
  if (ignored.length > 0)
    io.stderr.write(`ctxcheck: ignored: ${ignored.join(", ")} (no effect on the context)\n`);
  const args = await parseArgs(words, version, Math.min(io.stdout.columns ?? 100, 120));
  if (!("help" in args)) return await runCommand(args, io);
  io.stdout.write(args.help);
  return exitCodes.clean;
}

/** Only if no command is named: others may have options of these names. */
function buildWords(argv: readonly string[]): ReturnType<typeof dropBuildWords> {
  const isReport = !commands.some((command) => nameOf(command) === argv[0]);
  return isReport ? dropBuildWords(argv) : { words: [...argv], ignored: [] };
}

async function runCommand(args: Args, io: Io): Promise<number> {
  const settled = await settle(args, io);
  try {
    const run = await args.command.load();
    return await run(settled, io);
  } catch (error) {
    throw await meantCommand(relabel(error, settled), args);
  }
}

/** For `ctxcheck expalin`, where there is no directory of that name. */
async function meantCommand(error: unknown, { values }: Args): Promise<unknown> {
  if (!(error instanceof CtxcheckError) || error.about.noContext !== true) return error;
  const { nearestHint } = await import("./usage-error.ts");
  const hint = nearestHint(String(values.context ?? ""));
  return hint === undefined ? error : new CtxcheckError(error.code, error.message, hint);
}

function errorText(error: unknown, verbose: boolean): string {
  if (error instanceof CtxcheckError) {
    const hint = error.hint === undefined ? "" : `  ${safe(error.hint)}\n`;
    return `ctxcheck: ${safe(error.message)}\n${hint}`;
  }
  const stack = error instanceof Error ? error.stack : undefined;
  const text = verbose ? (stack ?? String(error)) : String(error);
  return `ctxcheck: unexpected error, a bug in ctxcheck: ${text}\n  ${verbose ? "please report it" : "run again with --verbose for the stack trace, and report it"}\n`;
}
