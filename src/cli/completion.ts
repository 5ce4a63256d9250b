import type { Args } from "./command.ts";
import { completionScripts } from "./completion-scripts.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Io } from "./io.ts";

/** The script that a shell reads. */
export async function completionCommand({ values }: Args, io: Io): Promise<number> {
  io.stdout.write(completionScripts[String(values.shell)] ?? "");
  return exitCodes.clean;
}
