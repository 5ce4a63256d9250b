import { fromText, toBuffer, toText } from "../bytes.ts";
import type { Args } from "./command.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { version } from "./version.ts";

/** `ctxcheck mcp`: loaded here only. */
export async function mcpCommand(_args: Args, io: Io): Promise<number> {
  const { stdin, stdout, cwd } = io;
  const [{ serveAgents }, { masked }] = await Promise.all([
    import("../agents/server.ts"),
    import("./masks.ts"),
  ]);
  // An answer is JSON: nothing of it is a line of a log.
  const write = async (line: string) => {
    (stdout.exact ?? stdout.write)(toBuffer(await masked(fromText(line))));
  };
  await serveAgents(stdin, write, {
    root: cwd,
    version,
    findBuilds: (directory) => foundBuilds(directory, io),
  });
  return exitCodes.clean;
}

/** As `ctxcheck builds --format json` prints them, values of secrets masked like there. */
async function foundBuilds(context: string, io: Io): Promise<object> {
  const [{ findBuilds }, { masked }] = await Promise.all([import("./found-builds.ts"), import("./masks.ts")]);
  const { builds, problems } = findBuilds({ context }, io);
  return JSON.parse(toText(await masked(fromText(JSON.stringify({ version: 1, builds, problems })))));
}
