import { readFileSync } from "node:fs";
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { type Bytes, fromBuffer, toBuffer, toText } from "../bytes.ts";
import { insideOf } from "../context/links.ts";
import { CtxcheckError } from "../errors.ts";
import type { Fixed } from "../fix/fix.ts";
import { safe } from "../report/escape.ts";
import { type Destination, notWritten } from "./destination.ts";
import type { Io, Output } from "./io.ts";
import { writeFile } from "./write-file.ts";

/** A text that replaces another. */
type Replacement = Pick<Fixed, "path" | "place" | "context" | "fromHere" | "before" | "after">;

/**
 * Replaces the old text with the new one. Throws CtxcheckError "ignore-file" if the file is no longer what was read, is
 * a link that must not be followed or leaves the context, or cannot be written; the file then stays as it was.
 */
export function replaceFile(
  { path, place, context, fromHere, before, after }: Replacement,
  { followLink, trees }: { readonly followLink: boolean; readonly trees: readonly Bytes[] },
  io: Pick<Io, "uninterrupted">,
): void {
  const destination: Destination = { path: place, shown: fromHere, trees, code: "ignore-file", hint };
  const check = () => refuseChanged(path, before, fromHere);
  check();
  if (!followLink) writeFile(destination, toBuffer(after), io, { check });
  else if (insideOf(context, path) === null) throw notWritten(destination, "its link leaves the context");
  else writeFile({ ...destination, path }, toBuffer(after), io, { check });
}

const hint =
  "apply the diff that is printed without --write, or give --follow-link where the link leads to a file of the context";

/** A change between reading and writing is not overwritten. */
function refuseChanged(path: Bytes, before: Bytes, shown: string): void {
  if (contentOf(path) === before) return;
  throw new CtxcheckError(
    "ignore-file",
    `"${shown}" was changed while its fixes were tried; nothing is written`,
    "run it again",
  );
}

function contentOf(path: Bytes): Bytes | null {
  try {
    return fromBuffer(readFileSync(toBuffer(path)));
  } catch {
    return null;
  }
}

/** Prints it byte for byte, so that it can be applied; on a terminal, what would act on it is escaped. */
export function printDiff(
  { fromHere, before, after }: Pick<Replacement, "fromHere" | "before" | "after">,
  stdout: Output,
): void {
  const name = fromHere.replaceAll("\\", "/");
  const options = { context: 3, headerOptions: FILE_HEADERS_ONLY };
  const files = [`a/${safe(name)}`, `b/${safe(name)}`] as const;
  const patch = createTwoFilesPatch(...files, before, after, undefined, undefined, options);
  const forPeople = () => patch.split("\n").map((line) => safe(toText(line)));
  stdout.write(stdout.isTTY === true ? forPeople().join("\n") : toBuffer(patch));
}
