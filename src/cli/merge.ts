import { CtxcheckError } from "../errors.ts";
import { noPart, readBlob } from "../repository/blob.ts";
import { partsOf } from "../repository/merge.ts";
import type { Settled } from "./command.ts";
import { deliverRepository, repositoryOutputs } from "./deliver-repository.ts";
import type { Io } from "./io.ts";
import { texts } from "./options.ts";
import { readText } from "./read-text.ts";

/** Creates the report that one machine would have made, and returns its exit code. */
export async function mergeCommand({ values }: Settled, io: Io): Promise<number> {
  const wanted = repositoryOutputs(values, []);
  const blobs = texts(values, "parts").map((shown) => ({
    shown,
    blob: readBlob(readText(shown, "merge", io), shown),
  }));
  const parts = partsOf(blobs);
  try {
    return await deliverRepository(wanted, parts, { values, io });
  } catch (error) {
    if (error instanceof CtxcheckError) throw error;
    // Only what is printed was validated; a value that breaks anything else is also the fault of the parts.
    const shown = blobs.map((one) => one.shown).join('", "');
    throw noPart(shown, "it holds what no report can be made of");
  }
}
