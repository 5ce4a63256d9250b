import { repositoryFormats } from "../report/repository/formats.ts";
import { repositoryFails } from "../report/view.ts";
import { type Blob, blobText } from "../repository/blob.ts";
import type { BuildReport, Part, RepositoryReport, Whole } from "../repository/model.ts";
import { repositoryReport } from "../repository/report.ts";
import { deliverText, openWritten } from "./deliver.ts";
import { treesOf } from "./destination.ts";
import { exitCodes, type Io } from "./io.ts";
import { isOn, type Values, viewOf, type Wanted, wantedFormats } from "./options.ts";

/** Throws CtxcheckError for a format that does not exist for all builds. */
export const repositoryOutputs = (values: Values, others: readonly string[] = ["blob"]): Wanted[] =>
  wantedFormats(values, [...Object.keys(repositoryFormats), ...others]);

interface Delivery {
  readonly values: Values;
  readonly io: Io;
  readonly blob?: Omit<Blob, "part" | "shard"> & { readonly shard: Blob["shard"] | null };
}

/** Writes every wanted report on some parts, and returns their exit code. */
export async function deliverRepository(
  wanted: readonly Wanted[],
  parts: readonly [Part, ...Part[]],
  { values, io, blob }: Delivery,
): Promise<number> {
  const [part] = parts;
  const report = repositoryReport(parts);
  const view = { ...viewOf(values, io), failing: new Set(part.whole.failing) };
  const trees = treesOf(values, io);
  for (const one of wanted) {
    const render = await repositoryFormats[one.format]?.();
    const text = () =>
      blob === undefined
        ? ""
        : blobText({ part, key: blob.key, shard: blob.shard ?? { index: 1, count: 1 } });
    await deliverText(one, (shown) => render?.(report, shown) ?? text(), view, io, trees);
  }
  if (isOn(values, "open")) await openWritten(wanted, io);
  return codeOf(report, part.whole, repositoryFails(report, view));
}

function codeOf({ builds }: RepositoryReport, whole: Whole, fails: boolean): number {
  const nothingRead = builds.length > 0 && builds.every(isUnreadGuess);
  if (whole.refused || nothingRead || builds.some(({ refused }) => refused)) return exitCodes.refused;
  return fails ? exitCodes.finding : exitCodes.clean;
}

/** Whether a Dockerfile that was only found cannot be built: without another build, nothing was measured. */
const isUnreadGuess = ({ report, guessed }: BuildReport): boolean => report === null && guessed !== undefined;
