import { Readable, Writable } from "node:stream";
import type { Args } from "./command.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { version } from "./version.ts";

/** `ctxcheck lsp --stdio`: loaded here only. */
export async function lspCommand(_args: Args, { stdin, stdout }: Io): Promise<number> {
  const { serve } = await import("../editor/server.ts");
  const output = new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      (stdout.exact ?? stdout.write)(chunk);
      done();
    },
  });
  await serve(Readable.from(stdin), output, version);
  return exitCodes.clean;
}
