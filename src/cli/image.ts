import { fromText } from "../bytes.ts";
import { matchesList, readPathList } from "../ignore/path-list.ts";
import { type ImageListing, type ImagePath, listImage, sumPaths } from "../image/image.ts";
import { planBuild } from "../plan/plan.ts";
import { renderImage } from "../report/image.ts";
import { jsonText } from "../report/json.ts";
import type { Args } from "./command.ts";
import { exitCodes, type Io } from "./io.ts";
import { isOn, planOptions, stageName, text, texts, viewOf, wholeNumber } from "./options.ts";

/** Shows what is known even if the build would fail; the exit code reports that. */
export async function imageCommand(args: Args, io: Io): Promise<number> {
  const { values } = args;
  const { againstCommand, refuseLoneLimits } = await import("./image-against.ts");
  if (text(values, "against") !== undefined) return againstCommand(args, io);
  refuseLoneLimits(values);
  const whole = listImage(planBuild(await planOptions(values, io)), stageName(values));
  const listing = filtered(whole, texts(values, "path"));
  const style = {
    bySize: text(values, "sort") === "size",
    limit: wholeNumber(values, "limit") ?? Number.POSITIVE_INFINITY,
  };
  io.stdout.write(isOn(values, "json") ? jsonText(listing) : renderImage(listing, viewOf(values, io), style));
  return listing.failures.length > 0 ? exitCodes.refused : exitCodes.clean;
}

/** Returns what the patterns match, with totals for that only. */
function filtered(listing: ImageListing, patterns: readonly string[]): ImageListing {
  if (patterns.length === 0) return listing;
  const list = readPathList(
    patterns.map((pattern) => pattern.replace(/^\/+/, "")),
    "--path",
  );
  const isWanted = ({ path }: ImagePath) => matchesList(list, fromText(path.slice(1)));
  const [paths, hidden] = [listing.paths.filter(isWanted), listing.hidden.filter(isWanted)];
  return {
    ...listing,
    paths,
    hidden,
    archives: listing.archives.filter(isWanted),
    totals: sumPaths(paths),
    hiddenTotals: sumPaths(hidden),
  };
}
