import type { Args } from "./args.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { version } from "./version.ts";

/** `ctxcheck mcp`: loaded here only. */
export async function mcpCommand(_args: Args, { stdin, stdout, cwd }: Io): Promise<number> {
  const { serveAgents } = await import("../agents/server.ts");
  await serveAgents(stdin, (line) => (stdout.exact ?? stdout.write)(Buffer.from(line)), {
    root: cwd,
    version,
  });
  return exitCodes.clean;
}
