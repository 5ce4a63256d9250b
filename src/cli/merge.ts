import { readBlob } from "../repository/blob.ts";
import { partsOf } from "../repository/merge.ts";
import type { Settled } from "./command.ts";
import { deliverRepository, repositoryOutputs } from "./deliver-repository.ts";
import type { Io } from "./io.ts";
import { texts } from "./options.ts";
import { readText } from "./read-text.ts";

/** The report that one machine would have made, and its exit code. */
export async function mergeCommand({ values }: Settled, io: Io): Promise<number> {
  const wanted = repositoryOutputs(values, []);
  const blobs = texts(values, "parts").map((shown) => ({
    shown,
    blob: readBlob(readText(shown, "merge", io), shown),
  }));
  return deliverRepository(wanted, partsOf(blobs), { values, io });
}
