import { platform } from "node:os";
import { resolve } from "node:path";
import { type Bytes, fromText, toBuffer } from "../bytes.ts";
import { wrongOption } from "../errors.ts";
import type { View } from "../report/view.ts";
import { givenSecrets, masked, withoutGiven } from "./given-secrets.ts";
import type { Io } from "./io.ts";
import type { Wanted } from "./options.ts";
import { writeFile } from "./write-file.ts";

/** Writes to stdout or to a file; `trees` are those whose links are not followed. */
export async function deliverText(
  { format, file }: Wanted,
  render: (view: View) => string,
  view: View,
  io: Io,
  trees: readonly Bytes[],
): Promise<void> {
  if (file === null && format === "github") (io.stdout.commands ?? io.stdout.write)(render(view));
  else if (file === null) io.stdout.write(render(view));
  else {
    const path = fromText(resolve(io.cwd, file));
    const rendered = fromText(render({ ...view, color: false, width: null }));
    const text = await masked(withoutGiven(rendered, givenSecrets(io)));
    writeFile({ path, shown: file, trees, code: "usage", option: "format" }, toBuffer(text), io);
  }
}

export async function openWritten(wanted: readonly Wanted[], { cwd }: Io): Promise<void> {
  const file = wanted.find(({ format }) => format === "html")?.file;
  if (file == null)
    throw wrongOption("open", "no page is written", "ctxcheck --format html=page.html --open");
  const { openPage } = await import("./open.ts");
  await openPage(resolve(cwd, file), platform());
}
