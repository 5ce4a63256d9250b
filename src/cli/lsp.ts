import { Writable } from "node:stream";
import type { Args } from "./command.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { version } from "./version.ts";

/** `ctxcheck lsp --stdio`: loaded here only. */
export async function lspCommand(_args: Args, io: Io): Promise<number> {
  const [{ serve }, { readIncoming }, { definitionReader }, { masked }] = await Promise.all([
    import("../editor/server.ts"),
    import("./incoming.ts"),
    import("./editor-builds.ts"),
    import("./masks.ts"),
  ]);
  const { stdout } = io;
  const output = new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      (stdout.exact ?? stdout.write)(chunk);
      done();
    },
  });
  const { stream, isSuperseded } = readIncoming(() => io.stdin);
  await serve(stream, output, { version, masked, isSuperseded, readDefinition: definitionReader(io) });
  stream.destroy();
  return exitCodes.clean;
}
