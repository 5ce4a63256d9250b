import { fromText, toBuffer } from "../bytes.ts";
import type { Args } from "./command.ts";
import { exitCodes, type Io } from "./io.ts";
import { version } from "./version.ts";

export async function mcpCommand(_args: Args, io: Io): Promise<number> {
  const { stdin, stdout, cwd } = io;
  const [{ serveAgents }, { masked }] = await Promise.all([
    import("../agents/server.ts"),
    import("./given-secrets.ts"),
  ]);
  // An answer is JSON: no part of it is a line of a log.
  const write = async (line: string) => {
    (stdout.exact ?? stdout.write)(toBuffer(await masked(fromText(line))));
  };
  await serveAgents(stdin, write, {
    root: cwd,
    version,
    findBuilds: async (context) => {
      const { findBuilds, shownBuilds } = await import("./found-builds.ts");
      return shownBuilds(findBuilds({ context }, io));
    },
  });
  return exitCodes.clean;
}
